"""`create cronjob`: a Job that is started again and again."""

from __future__ import annotations

from minikctl.commands.create.job import pod_spec
from minikctl.generating import GENERATOR_FLAGS, generated, metadata, name_and_command
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.kinds import CRON_JOB

FLAGS = (
    *GENERATOR_FLAGS,
    Flag("image", required=True, effect="The image to run."),
    Flag("restart", effect="What happens to a Pod that fails: OnFailure or Never."),
    Flag("schedule", required=True, effect="When to start, as cron writes it."),
)
USAGE = "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]"
HELP = "Make a CronJob."
EXAMPLES = (("A command every minute", 'kubectl create cronjob tick --image=busybox --schedule="* * * * *" -- date'),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    name, command = name_and_command(call, args, options)
    pod = pod_spec(name, options["image"], command, options["restart"] or "OnFailure")
    template = {"metadata": {"name": name}, "spec": {"template": {"spec": pod}}}
    manifest = {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": metadata(call, name),
        "spec": {"schedule": options["schedule"], "jobTemplate": template},
    }
    generated(call, CRON_JOB, manifest, options, "failed to create cronjob: ")

"""`create job`: a Job of an image, or of what a CronJob would start."""

from __future__ import annotations

from typing import Any

from minikctl.arguments import chosen
from minikctl.errors import CommandError
from minikctl.generating import GENERATOR_FLAGS, generated, metadata, name_and_command
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.kinds import JOB
from minikctl.state.objects import annotations_of, labels_of, uid_of

Obj = dict[str, Any]

FLAGS = (
    *GENERATOR_FLAGS,
    Flag("from", effect="What to make a Job of: cronjob/NAME."),
    Flag("image", effect="The image to run."),
)
USAGE = "NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]"
HELP = "Make a Job of an image, or of a CronJob."
EXAMPLES = (
    ("A command that is run once", "kubectl create job once --image=busybox -- date"),
    ("What a CronJob would start", "kubectl create job by-hand --from=cronjob/nightly"),
)


def run(call: Invocation, args: list[str], options: Options) -> None:
    name, command = name_and_command(call, args, options)
    if bool(options["image"]) == bool(options["from"]):
        raise CommandError("either --image or --from must be specified")
    if command and options["from"]:
        raise CommandError("cannot specify --from and command")
    manifest = from_cronjob(call, name, options) if options["from"] else from_image(call, name, options, command)
    generated(call, JOB, manifest, options, "failed to create job: ")


def from_image(call: Invocation, name: str, options: Options, command: list[str]) -> Obj:
    spec = {"template": {"spec": pod_spec(name, options["image"], command, "Never")}}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata(call, name), "spec": spec}


def pod_spec(name: str, image: str, command: list[str], restart: str) -> Obj:
    """A Pod of one container; also what a CronJob starts."""
    container: Obj = {"name": name, "image": image}
    if command:
        container["command"] = command
    return {"containers": [container], "restartPolicy": restart}


def from_cronjob(call: Invocation, name: str, options: Options) -> Obj:
    """The Job that a CronJob would start now. Raises CommandError."""
    found = chosen(call, [options["from"]], Options({}))
    found.raise_errors()
    if len(found.found) != 1:
        raise CommandError("from must be an existing cronjob")
    source = found.found[0]
    if source.kind.name != "CronJob":
        kind = source.kind
        go = f"{kind.group.partition('.')[0] if kind.group else ''}{kind.version}"
        raise CommandError(f"unknown object type *{go or kind.version}.{kind.name}")
    template = source.obj["spec"]["jobTemplate"]
    owner = {"apiVersion": "batch/v1", "kind": "CronJob", "name": source.name, "uid": uid_of(source.obj)}
    meta = {
        **metadata(call, name),
        "annotations": {"cronjob.kubernetes.io/instantiate": "manual", **annotations_of(template)},
        "labels": labels_of(template),
        "ownerReferences": [{**owner, "controller": True}],
    }
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": meta, "spec": template["spec"]}

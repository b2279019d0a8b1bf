"""`run`: a Pod of one container, and a Service for it if --expose is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.commands.run.manifests import RESTART_POLICIES, is_image, pod_for, service_for
from minikctl.errors import CommandError, joined
from minikctl.flags import DRY_RUN, FILENAME, OUTPUT, SAVE_CONFIG, deletion, field_manager
from minikctl.generating import typed, with_last_applied
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import CLIENT, NONE, Invocation
from minikctl.making import DRY, stored
from minikctl.overriding import FLAGS as OVERRIDE_FLAGS
from minikctl.overriding import overridden
from minikctl.printing import printer
from minikctl.recording import RECORD, recorded
from minikctl.state.errors import ApiError
from minikctl.state.kinds import POD, SERVICE

if TYPE_CHECKING:
    from minikctl.state.kinds.kind import Kind

Obj = dict[str, Any]

FLAGS = (
    *DRY_RUN,
    *OUTPUT,
    *FILENAME,
    *SAVE_CONFIG,
    *RECORD,
    *field_manager("kubectl-run"),
    *OVERRIDE_FLAGS,
    *deletion(wait=False),
    Flag("annotations", kind="repeated", effect="An annotation of the Pod, KEY=VALUE; may be repeated."),
    Flag("attach", kind="bool", effect="Wait until the Pod runs, then show what it writes."),
    Flag("command", kind="bool", effect="Take the words after -- as the command, not as its arguments."),
    Flag("env", kind="repeated", effect="A variable of the container, NAME=VALUE; may be repeated."),
    Flag("expose", kind="bool", effect="Make a Service for the Pod too; needs --port."),
    Flag("image", required=True, effect="The image to run."),
    Flag("image-pull-policy", effect="Always, IfNotPresent or Never."),
    Flag("labels", "l", effect="The labels of the Pod, KEY=VALUE with commas; nothing: run=NAME."),
    Flag("leave-stdin-open", kind="bool", effect="Do not close standard input when the first attachment ends."),
    Flag("pod-running-timeout", kind="duration", default=60.0, effect="How long to wait for a running Pod."),
    Flag("port", effect="The port that the container exposes."),
    Flag("privileged", kind="bool", effect="Run the container with all privileges."),
    Flag("quiet", "q", "bool", effect="Say less."),
    Flag("restart", default="Always", effect="Always, OnFailure or Never."),
    Flag("rm", kind="bool", effect="Delete the Pod when the attachment ends."),
    Flag("stdin", "i", "bool", effect="Keep standard input open, and attach."),
    Flag("tty", "t", "bool", effect="Give the container a terminal."),
)
OLD_FLAGS = (
    Flag("generator", hidden=True, deprecated="it was removed in kubectl 1.21"),
    Flag("limits", hidden=True, deprecated="it was removed in kubectl 1.24"),
    Flag("replicas", kind="int32", default=1, hidden=True, deprecated="it was removed in kubectl 1.18"),
    Flag("requests", hidden=True, deprecated="it was removed in kubectl 1.24"),
    Flag("serviceaccount", hidden=True, deprecated="it was removed in kubectl 1.24"),
)
USAGE = (
    'NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] '
    "[--command] -- [COMMAND] [args...]"
)
HELP = "Start an image in a Pod."
EXAMPLES = (
    ("A Pod of nginx", "kubectl run web --image=nginx"),
    ("A Pod and a Service for it", "kubectl run web --image=nginx --port=80 --expose"),
    ("A shell that is gone afterwards", "kubectl run -it --rm client --image=busybox --restart=Never -- sh"),
)
NO_ATTACHING = "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)"


def run(call: Invocation, args: list[str], options: Options) -> None:
    mode = call.dry_run()
    check(call, args, options, mode)
    kind, manifest = POD, pod_for(call, args[0], args[1:], options)
    if is_deployment(options):
        from minikctl.commands.run.older import deployment_of  # only for old books

        kind, manifest = deployment_of(manifest, options)
    pod = overridden(kind, typed(kind, manifest), options)
    shown = printer(call, options, "created" + DRY[mode], ordered=mode == CLIENT)
    made = sent(call, kind, pod, options, mode)
    errors: list[Exception] = []
    if options["expose"]:
        try:
            service = sent(call, SERVICE, typed(SERVICE, service_for(call, args[0], options)), options, mode)
            shown.print(service, call.out)
            if options["output"] == "yaml":
                call.line("---")
        except (ApiError, CommandError) as error:
            errors.append(error)
    if is_attached(options):
        from minikctl.commands.run.attaching import attach  # only here

        return attach(call, made, options)
    shown.print(made, call.out)
    if errors:
        raise joined(errors)
    return None


def is_deployment(options: Options) -> bool:
    """Whether old flags ask for a Deployment, as `run` made it before 1.18."""
    generator = str(options.get("generator") or "")
    return "replicas" in options.given or generator.startswith("deployment/")


def is_attached(options: Options) -> bool:
    """Whether to attach: as --attach says, or because there is standard input."""
    return bool(options["attach"] if "attach" in options.given else options["stdin"])


def check(call: Invocation, args: list[str], options: Options, mode: str) -> None:
    """Raises CommandError for what cannot be meant, in kubectl's order."""
    if not args or options.dash == 0:
        raise call.usage_error("NAME is required for run")
    if options["pod-running-timeout"] <= 0:
        raise call.usage_error("--pod-running-timeout must be higher than zero")
    if not options["image"]:
        raise CommandError("--image is required")
    if not is_image(options["image"]):
        from minikctl.grammar.values import quoted  # only for messages

        raise CommandError(f"Invalid image name {quoted(options['image'])}: invalid reference format")
    if options["tty"] and not options["stdin"]:
        raise call.usage_error("-i/--stdin is required for containers with -t/--tty=true")
    if options["expose"] and not options["port"]:
        raise call.usage_error("--port must be set when exposing a service")
    if options["restart"] not in RESTART_POLICIES:
        raise call.usage_error(f"invalid restart policy: {options['restart']}")
    if options["rm"] and not is_attached(options):
        raise call.usage_error("--rm should only be used for attached containers")
    if is_attached(options) and mode != NONE:
        raise call.usage_error(NO_ATTACHING)
    if options["image-pull-policy"] not in ("", "Always", "IfNotPresent", "Never"):
        raise call.usage_error(f"invalid image pull policy: {options['image-pull-policy']}")


def sent(call: Invocation, kind: Kind, obj: Obj, options: Options, mode: str) -> Obj:
    """The object as it was created, or would be."""
    obj = obj if mode == CLIENT else recorded(call, obj)
    if mode != CLIENT and options["save-config"]:
        obj = with_last_applied(obj)
    return stored(call, kind, obj, Options({**options, "save-config": False}), mode, call.namespace)

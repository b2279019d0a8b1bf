"""`exec`: runs a program in a container."""

from __future__ import annotations

from typing import Any

from minikctl import attaching, pods
from minikctl.arguments import chosen, has_files
from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.errors import bad_request
from minikctl.state.objects import name_of, status_of

Obj = dict[str, Any]

POD_RUNNING_TIMEOUT = Flag(
    "pod-running-timeout", kind="duration", default=60.0, effect="How long to wait for a Pod of what is named."
)
STREAMS = (
    Flag("quiet", "q", "bool", effect="Say nothing but what the program says."),
    Flag("stdin", "i", "bool", effect="Hand standard input to the program."),
    Flag("tty", "t", "bool", effect="Standard input is a terminal."),
)
FLAGS = (
    *STREAMS,
    POD_RUNNING_TIMEOUT,
    Flag("container", "c", effect="The container; otherwise the Pod's first, or the one that an annotation names."),
    Flag("filename", "f", "list", effect="A file, a folder of files, or an address of manifests; - is standard input."),
)
USAGE = "(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]"
HELP = "Run a program in a container."
EXAMPLES = (
    ("What the time is in a Pod", "kubectl exec web -- date"),
    ("A shell in one of its containers", "kubectl exec web -c helper -it -- sh"),
    ("In the first Pod of a Service", "kubectl exec svc/web -- env"),
)
OLD_FORM = "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead"
TOLERATED = 'Warning: "exec POD COMMAND" without "--" was removed in kubectl 1.31; write: exec POD -- COMMAND\n'


def run(call: Invocation, args: list[str], options: Options) -> None:
    named, command = split(call, args, options)
    if options["pod-running-timeout"] <= 0:
        raise call.usage_error("--pod-running-timeout must be higher than zero")
    if not named and not has_files(options):
        raise CommandError("pod, type/name or --filename must be specified")
    if not command:
        raise CommandError("you must specify at least one command for the container")
    pod = target(call, named, options)
    phase = status_of(pod).get("phase")
    if phase in pods.ENDED:
        raise CommandError(f"cannot exec into a container in a completed pod; current phase is {phase}")
    container = container_name(call, pod, options)
    tty = attaching.terminal(call, options["tty"])
    status = attaching.run_in(call, pod, container, command, typed=options["stdin"], tty=tty)
    attaching.finish(call, status)


def split(call: Invocation, args: list[str], options: Options) -> tuple[str, list[str]]:
    """(what is named, the program and its arguments). Raises CommandError."""
    dash = options.dash
    named = args[0] if args and dash != 0 else ""
    if dash > -1:
        return named, args[dash:]
    if len(args) > 1 or (args and has_files(options)):
        if call.around.era == "1.33" or len(args) < 2:
            raise call.usage_error(OLD_FORM)
        call.err(TOLERATED)
        return named, args[1:]
    return named, []


def target(call: Invocation, named: str, options: Options) -> Obj:
    """The pod. Raises ApiError, CommandError."""
    if has_files(options):
        found = chosen(call, [], options)
        found.raise_errors()
        item = found.found[0]
    else:
        item = pods.named(call, named)
    return pods.pod_of(call, item, options["pod-running-timeout"])


def container_name(call: Invocation, pod: Obj, options: Options) -> str:
    """The container's name. Raises ApiError."""
    name = str(options["container"])
    if not name:
        return str(pods.default_container(call, pod, quiet=bool(options.get("quiet")))["name"])
    if pods.container_named(pod, name) is None:
        raise bad_request(f"container {name} is not valid for pod {name_of(pod)}")
    return name

"""`attach`: connects to the program that a container runs."""

from __future__ import annotations

from typing import Any

from minikctl import attaching, pods
from minikctl.commands.exec import POD_RUNNING_TIMEOUT, STREAMS
from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.objects import name_of, spec_of, status_of

Obj = dict[str, Any]

FLAGS = (
    *STREAMS,
    POD_RUNNING_TIMEOUT,
    Flag("container", "c", effect="The container; otherwise the Pod's first, or the one that an annotation names."),
)
USAGE = "(POD | TYPE/NAME) -c CONTAINER"
HELP = "Connect to the program that a container runs: see what it writes, and type into it."
EXAMPLES = (
    ("See what a Pod writes", "kubectl attach web"),
    ("Type into its shell", "kubectl attach web -c helper -i -t"),
)
HINT = "If you don't see a command prompt, try pressing enter.\n"


def run(call: Invocation, args: list[str], options: Options) -> None:
    if not args:
        raise CommandError("at least 1 argument is required for attach")
    if len(args) > 2:
        shown = " ".join(args)
        raise CommandError(f"expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw {len(args)}: [{shown}]")
    if options["pod-running-timeout"] <= 0:
        raise CommandError("--pod-running-timeout must be higher than zero")
    item = pods.named(call, "/".join(args))
    pod = pods.pod_of(call, item, options["pod-running-timeout"])
    phase = status_of(pod).get("phase")
    if phase in pods.ENDED:
        raise CommandError(f"cannot attach a container in a completed pod; current phase is {phase}")
    attach(call, pod, str(options["container"]), typed=options["stdin"], tty=options["tty"], quiet=options["quiet"])


def attach(call: Invocation, pod: Obj, name: str, *, typed: bool, tty: bool, quiet: bool = False) -> None:
    """Connects to a container of a pod until its program ends. Raises CommandError, ApiError, Exit."""
    container = pods.container_named(pod, name) if name else pods.default_container(call, pod, quiet=quiet)
    if container is None:
        raise CommandError(f"cannot attach to the container: container {name} not found in pod {name_of(pod)}")
    if tty and not container.get("tty"):
        tty = False
        if not quiet:
            call.err(f"error: Unable to use a TTY - container {container['name']} did not allocate one\n")
    elif container.get("tty"):
        tty = True
    is_raw = attaching.terminal(call, tty)
    if not quiet:
        call.err(HINT)
    attaching.join(call, pod, container, typed=typed, tty=is_raw)
    if typed and is_raw and not quiet:
        call.out(farewell(call, pod, container["name"]))


def farewell(call: Invocation, pod: Obj, name: str) -> str:
    """What is said after a session about connecting again, "" if the program will not run again."""
    command = f"{call.around.called} attach {name_of(pod)} -c {name} -i -t"
    if any(one["name"] == name for one in spec_of(pod).get("ephemeralContainers") or ()):
        why = "the ephemeral container will not be restarted but may be reattached using"
        return f"Session ended, {why} '{command}' if it is still running\n"
    if spec_of(pod).get("restartPolicy", "Always") != "Always":
        return ""
    return f"Session ended, resume using '{command}' command when the pod is running\n"

"""`run -i`, `--attach`: connects to the Pod that was made, and ends as its program ended."""

from __future__ import annotations

from typing import Any

from minikctl import pods
from minikctl.arguments import Found
from minikctl.commands.attach import attach as connect
from minikctl.commands.delete import Deleting
from minikctl.errors import CommandError
from minikctl.following import Stream, follow
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.state.errors import ApiError
from minikctl.state.kinds import POD
from minikctl.state.objects import condition_of, name_of, namespace_of, spec_of, status_of
from minikctl.state.view import View

Obj = dict[str, Any]

TIMED_OUT = "timed out waiting for the condition"


def attach(call: Invocation, made: Obj, options: Options) -> None:
    """Connects to a new Pod until its program ends; with --rm the Pod goes then. Raises CommandError, ApiError."""
    try:
        handle(call, made, options)
        if not options["leave-stdin-open"] and spec_of(made).get("restartPolicy") in ("Never", "OnFailure"):
            end_as(wait_for_end(call, made, options))
    finally:
        if options["rm"]:
            remove(call, made, options)


def current(view: View, pod: Obj) -> Obj:
    """The Pod as it is now. Raises ApiError NotFound."""
    return view.get(POD, name_of(pod), namespace_of(pod))


def handle(call: Invocation, made: Obj, options: Options) -> None:
    """Waits until the Pod is ready, then connects; of a Pod that has ended, shows what it wrote."""

    def has_begun(view: View) -> bool:
        return is_ready(current(view, made)) or has_ended(current(view, made))

    if not call.wait(has_begun, options["pod-running-timeout"]):
        raise CommandError(TIMED_OUT)
    pod = current(call.view(), made)
    container = spec_of(pod)["containers"][0]
    if has_ended(pod):
        return follow(call, [Stream(pod, container)])
    try:
        return connect(call, pod, container["name"], typed=options["stdin"], tty=options["tty"], quiet=options["quiet"])
    except (ApiError, CommandError) as error:
        why = error.message if isinstance(error, ApiError) else str(error)
        call.err(f"warning: couldn't attach to pod/{name_of(pod)}, falling back to streaming logs: {why}\n")
        return follow(call, [Stream(pod, container)])


def is_ready(pod: Obj) -> bool:
    ready = condition_of(pod, "Ready")
    return status_of(pod).get("phase") == "Running" and ready is not None and ready.get("status") == "True"


def has_ended(pod: Obj) -> bool:
    return status_of(pod).get("phase") in pods.ENDED


def wait_for_end(call: Invocation, made: Obj, options: Options) -> Obj:
    """The Pod once it has ended; with the restart policy OnFailure only success is an end. Raises CommandError."""
    wanted = pods.ENDED if spec_of(made)["restartPolicy"] == "Never" else ("Succeeded",)

    def is_over(view: View) -> bool:
        return status_of(current(view, made)).get("phase") in wanted

    if not call.wait(is_over, options["pod-running-timeout"]):
        raise CommandError(TIMED_OUT)
    return current(call.view(), made)


def end_as(pod: Obj) -> None:
    """Raises CommandError with the exit code of a Pod that failed."""
    if status_of(pod).get("phase") != "Failed":
        return
    name = f"{namespace_of(pod)}/{name_of(pod)}"
    statuses = status_of(pod).get("containerStatuses") or [{}]
    ended = (statuses[0].get("state") or {}).get("terminated")
    if not ended or not ended.get("exitCode"):
        raise CommandError(f"pod {name} failed with unknown exit code")
    said = f"pod {name} terminated ({ended.get('reason', '')})\n{ended.get('message', '')}"
    raise CommandError(said, ended["exitCode"], prefixed=False)


def remove(call: Invocation, made: Obj, options: Options) -> None:
    """Deletes the Pod, and says so."""
    plain = Options({**options, "ignore-not-found": True, "grace-period": -1, "force": False, "wait": False})
    deleting = Deleting(call, plain)
    item = Found(POD, name_of(made), namespace_of(made), {})
    if options["quiet"]:
        deleting.ask(item, call.cluster.transaction)
    else:
        deleting.all([item], [])

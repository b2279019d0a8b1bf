"""`run` with -i, -t or --attach: waits for the Pod, connects to it, ends as it ends, and removes it for --rm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.errors import CommandError
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.state.errors import ApiError
from minikctl.state.kinds import POD, SERVICE
from minikctl.state.objects import condition_of, name_of, namespace_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

ENDED = ("Succeeded", "Failed")


def attach(call: Invocation, pod: Obj, options: Options) -> None:
    """Connects to the Pod that was created. Raises CommandError, ApiError."""
    try:
        connect(call, pod, options)
        if not options["leave-stdin-open"] and spec_of(pod).get("restartPolicy") in ("Never", "OnFailure"):
            end_as(call, pod, options)
    finally:
        if options["rm"]:
            remove(call, pod, options)


def connect(call: Invocation, pod: Obj, options: Options) -> None:
    """Shows what the Pod writes, and types into it, until it ends."""
    found = waited(call, pod, options, is_up)
    container = spec_of(found)["containers"][0]
    if status_of(found).get("phase") in ENDED or has_ended_once(found):
        from minikctl.following import Stream  # only here

        return call.out(Stream(found, container).text(call.view()))
    from minikctl.commands.attach import attach as join  # another command's; only here

    return join(call, found, container["name"], typed=options["stdin"], tty=options["tty"], quiet=options["quiet"])


def is_up(pod: Obj) -> bool:
    """Whether a Pod runs and is ready, or is over, or ran already and will be started again."""
    if status_of(pod).get("phase") in ENDED or has_ended_once(pod):
        return True
    ready = condition_of(pod, "Ready")
    return status_of(pod).get("phase") == "Running" and ready is not None and ready.get("status") == "True"


def has_ended_once(pod: Obj) -> bool:
    """Whether the container does not run now but did: then what it wrote is all that can be shown."""
    statuses = status_of(pod).get("containerStatuses") or [{}]
    state = statuses[0].get("state") or {}
    return "terminated" in state or (statuses[0].get("restartCount", 0) > 0 and "running" not in state)


def is_over(pod: Obj) -> bool:
    return status_of(pod).get("phase") in ENDED


def has_succeeded(pod: Obj) -> bool:
    return status_of(pod).get("phase") == "Succeeded"


def waited(call: Invocation, pod: Obj, options: Options, done: Any) -> Obj:
    """The Pod as soon as `done(pod)`. Raises CommandError, ApiError."""
    name, namespace = name_of(pod), namespace_of(pod)
    found: list[Obj] = []

    def is_done(view: View) -> bool:
        found[:] = [view.get(POD, name, namespace)]
        return bool(done(found[0]))

    if not call.wait(is_done, options["pod-running-timeout"]):
        raise CommandError("timed out waiting for the condition")
    return found[0]


def end_as(call: Invocation, pod: Obj, options: Options) -> None:
    """Ends the command as the container ended. Raises CommandError."""
    condition = is_over if spec_of(pod).get("restartPolicy") == "Never" else has_succeeded
    found = waited(call, pod, options, condition)
    if has_succeeded(found):
        return
    where = f"pod {namespace_of(found)}/{name_of(found)}"
    statuses = status_of(found).get("containerStatuses") or [{}]
    ended = (statuses[0].get("state") or {}).get("terminated") or {}
    if not ended.get("exitCode"):
        raise CommandError(f"{where} failed with unknown exit code")
    said = f"{where} terminated ({ended.get('reason', '')})\n{ended.get('message', '')}"
    raise CommandError(said, ended["exitCode"], prefixed=False)  # said after --rm has removed the Pod


def remove(call: Invocation, pod: Obj, options: Options) -> None:
    """--rm: deletes what was created, and says so."""
    made = [(POD, name_of(pod))] + ([(SERVICE, name_of(pod))] if options["expose"] else [])
    grace = None if options["grace-period"] < 0 else options["grace-period"]
    for kind, name in made:
        try:
            with call.cluster.transaction(call.cause) as tx:
                tx.delete(kind, name, namespace_of(pod), grace=0 if options["force"] else grace)
        except ApiError as error:
            if error.reason != "NotFound":
                raise
            continue
        if not options["quiet"]:
            call.line(f'{kind.singular} "{name}" {"force deleted" if options["force"] else "deleted"}')

"""The state machine of one probe, and the telling of a whole series of tries (kubelet, prober/worker.go)."""

from __future__ import annotations

from typing import Any

from minikctl.state.values import NamedTuple

Obj = dict[str, Any]

BEFORE: dict[str, bool | None] = {"readiness": False, "liveness": True, "startup": None}


class Progress(NamedTuple):
    """What a probe has come to: the result that holds, the last result, and how often it came in a row."""

    value: bool | None
    last: bool | None = None
    run: int = 0


def threshold(probe: Obj, success: bool) -> int:
    """How often in a row a result must come before it holds."""
    return int(probe.get("successThreshold") or 1) if success else int(probe.get("failureThreshold") or 3)


def counted(progress: Progress, probe: Obj, success: bool) -> Progress:
    """After one more try."""
    run = progress.run + 1 if progress.last == success else 1
    value = success if run >= threshold(probe, success) else progress.value
    return Progress(value, success, run)


def unhealthy(kind: str, result: str, output: str) -> Obj | None:
    """The Event that a try leaves; None after a success."""
    title = kind.capitalize()
    if result == "failure":
        return {"type": "Warning", "reason": "Unhealthy", "message": f"{title} probe failed: {output}"}
    if result == "warning":
        return {"type": "Warning", "reason": "ProbeWarning", "message": f"{title} probe warning: {output}"}
    if result == "success":
        return None
    message = f"{title} probe errored and resulted in unknown state: {output}" if output else f"{title} probe errored"
    return {"type": "Warning", "reason": "Unhealthy", "message": message}


def killing(container: str, kind: str) -> Obj:
    """The Event of a container that is restarted for its probe's sake."""
    message = f"Container {container} failed {kind} probe, will be restarted"
    return {"type": "Normal", "reason": "Killing", "message": message}


def simulate(document: Obj) -> Obj:
    """What a series of tries makes of a probe: `states` after each, whether it leads to a `restart`, and the `events`.

    `document` has `container` (a name), `probe` (`type` and `spec`) and `attempts` (`result` and `output` each). A try
    that could not be made counts for nothing. After a restart, and after a startup probe's success, no more are made.
    """
    name = str(document.get("container") or "app")
    described = document.get("probe") or {}
    kind, probe = str(described.get("type") or "readiness"), described.get("spec") or {}
    progress = Progress(BEFORE.get(kind, False))
    states: list[bool | None] = []
    events: list[Obj] = []
    restart = False
    for attempt in document.get("attempts") or ():
        over = restart or (kind == "startup" and progress.value is True)
        result = str(attempt.get("result") or "success")
        if not over:
            event = unhealthy(kind, result, str(attempt.get("output") or ""))
            if event is not None:
                events.append(event)
        if not over and result in ("success", "warning", "failure"):
            progress = counted(progress, probe, result != "failure")
            if kind in ("liveness", "startup") and progress.value is False:
                restart = True
                events.append(killing(name, kind))
        states.append(progress.value)
    return {"states": states, "restart": restart, "events": events}

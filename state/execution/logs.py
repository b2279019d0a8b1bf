"""What `kubectl logs` gets from a node: the lines of a container, cut as was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state import errors, images
from minikctl.state.objects import name_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]
Lines = list[tuple[float, str]]

FIELDS = (
    ("initContainers", "initContainerStatuses"),
    ("containers", "containerStatuses"),
    ("ephemeralContainers", "ephemeralContainerStatuses"),
)
NEWLINE = "\n"


class Wanted(NamedTuple):
    """What of a log is wanted."""

    container: str = ""
    previous: bool = False
    since: float | None = None  # a moment: older lines are left out
    tail: int = -1  # how many of the last lines; -1: all
    timestamps: bool = False
    limit_bytes: int = 0


def check(pod: Obj, wanted: Wanted) -> Obj:
    """The container whose log is asked for; raises ApiError BadRequest in the server's and the kubelet's words."""
    name = container_name(pod, wanted.container)
    found = next((one for field, _ in FIELDS for one in spec_of(pod).get(field) or () if one["name"] == name), None)
    if found is None:
        raise errors.bad_request(f"container {name} is not valid for pod {name_of(pod)}")
    check_state(pod, name, wanted.previous)
    container: Obj = found
    return container


def container_name(pod: Obj, name: str) -> str:
    """The container that is meant; raises ApiError BadRequest if that is not clear."""
    if name:
        return name
    every = spec_of(pod).get("containers") or []
    if len(every) == 1:
        return str(every[0]["name"])
    initial = [one["name"] for one in spec_of(pod).get("initContainers") or ()]
    text = f"a container name must be specified for pod {name_of(pod)}, choose one of: ["
    text += " ".join(one["name"] for one in every) + "]"
    if initial:
        text += f" or one of the init containers: [{' '.join(initial)}]"
    raise errors.bad_request(text)


def state_of(pod: Obj, name: str) -> Obj | None:
    """The status of a container, None if there is none yet."""
    for _, field in FIELDS:
        for one in status_of(pod).get(field) or ():
            if one.get("name") == name:
                found: Obj = one
                return found
    return None


def check_state(pod: Obj, name: str, previous: bool) -> None:
    """Raises what is said about containers that have no log (kubelet, validateContainerLogStatus)."""
    if not spec_of(pod).get("nodeName"):
        raise errors.bad_request(f"pod {name_of(pod)} does not have a host assigned")
    status = state_of(pod, name)
    shown = f'container "{name}" in pod "{name_of(pod)}"'
    if status is None:
        if status_of(pod).get("phase") == "Pending":
            raise errors.bad_request(f"{shown} is not available")
        return
    state, last = status.get("state") or {}, status.get("lastState") or {}
    if previous:
        if not last.get("terminated"):
            raise errors.bad_request(f'previous terminated container "{name}" in pod "{name_of(pod)}" not found')
        return
    if "running" in state or "terminated" in state:
        return
    waiting = state.get("waiting")
    if last.get("terminated"):
        return
    if waiting is not None:
        reason = waiting.get("reason") or ""
        if reason in ("ErrImagePull", "ImagePullBackOff"):
            words = "trying and failing to pull image" if reason == "ImagePullBackOff" else "image can't be pulled"
            raise errors.bad_request(f"{shown} is waiting to start: {words}")
        raise errors.bad_request(f"{shown} is waiting to start: {reason}")
    raise errors.bad_request(f"{shown} is waiting to start - no logs yet")


def lines_of(view: View, pod: Obj, wanted: Wanted) -> Lines:
    """The lines that are wanted; raises ApiError."""
    container = check(pod, wanted)
    previous = wanted.previous or is_between_runs(pod, container["name"])
    found = images.logs(view, pod, container, previous)
    if wanted.since is not None:
        found = [one for one in found if one[0] >= wanted.since]
    if wanted.tail >= 0:
        found = found[len(found) - wanted.tail :] if wanted.tail < len(found) else found
    return found


def is_between_runs(pod: Obj, name: str) -> bool:
    """A container that waits for its restart: its last run's log is shown."""
    status = state_of(pod, name) or {}
    return "waiting" in (status.get("state") or {}) and bool((status.get("lastState") or {}).get("terminated"))


def line_text(moment: float, line: str, timestamps: bool) -> str:
    """A line as it is sent."""
    return f"{stamp(moment)} {line}" if timestamps else line


def stamp(moment: float) -> str:
    """RFC 3339 with nanoseconds, as the runtime writes it: `2026-01-02T03:04:05.123456789Z`."""
    from minikctl.state.clock import civil

    year, month, day, hour, minute, second = civil(moment)
    fraction = round((moment - moment // 1) * 1e9) % 1_000_000_000
    text = f"{fraction:09}".rstrip("0")
    return f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{'.' + text if text else ''}Z"


def text_of(view: View, pod: Obj, wanted: Wanted) -> str:
    """The whole text; raises ApiError."""
    found = "".join(
        line_text(moment, line, wanted.timestamps) + NEWLINE for moment, line in lines_of(view, pod, wanted)
    )
    return found[: wanted.limit_bytes] if wanted.limit_bytes else found

"""The columns of `get pods`: above all STATUS, which sums up what the containers do (printPod of v1.33)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.clock import age_since
from minikctl.state.kinds.kind import Column
from minikctl.state.kinds.podspec.cells import AGE, NAME
from minikctl.state.values import NamedTuple

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

NONE = "<none>"
TERMINAL = ("Failed", "Succeeded")


class Summary(NamedTuple):
    """What a row says of a pod's containers."""

    ready: str  # 1/2
    status: str  # Running, Init:0/1, CrashLoopBackOff ...
    restarts: int
    restarted: str  # when the last restart was, RFC 3339; "" if unknown


class Tally:
    """Counts while walking over container statuses."""

    __slots__ = ("reason", "restarted", "restarts")

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.restarts = 0
        self.restarted = ""

    def count(self, status: Obj) -> None:
        """Adds a container's restarts and remembers the latest end of an earlier run."""
        self.restarts += status.get("restartCount") or 0
        ended = ((status.get("lastState") or {}).get("terminated") or {}).get("finishedAt") or ""
        self.restarted = max(self.restarted, ended)


def summary(pod: Obj) -> Summary:
    """READY, STATUS and RESTARTS of a pod."""
    spec, status = pod["spec"], pod.get("status") or {}
    sidecars = restartable(spec)
    tally = Tally(plain_reason(status))
    side_tally = Tally("")
    ready, initializing = walk_init_containers(spec, status, sidecars, tally, side_tally)
    if not initializing or condition_is_true(status, "Initialized"):
        side_tally.reason = tally.reason
        tally = side_tally
        ready += walk_containers(status, tally)
    total = len(spec.get("containers") or ()) + len(sidecars)
    return Summary(f"{ready}/{total}", final_reason(pod, status, tally.reason), tally.restarts, tally.restarted)


def plain_reason(status: Obj) -> str:
    """What the pod itself says: its phase, its reason, or that scheduling gates hold it."""
    for condition in status.get("conditions") or ():
        if condition.get("type") == "PodScheduled" and condition.get("reason") == "SchedulingGated":
            return "SchedulingGated"
    return status.get("reason") or status.get("phase") or ""


def restartable(spec: Obj) -> set[str]:
    """Names of the init containers that go on running beside the others (sidecars)."""
    return {c["name"] for c in spec.get("initContainers") or () if c.get("restartPolicy") == "Always"}


def walk_init_containers(
    spec: Obj, status: Obj, sidecars: set[str], tally: Tally, side_tally: Tally
) -> tuple[int, bool]:
    """Ready sidecars, and whether initialization still goes on; the first init container that is not done decides."""
    ready = 0
    for index, container in enumerate(status.get("initContainerStatuses") or ()):
        tally.count(container)
        sidecar = container["name"] in sidecars
        if sidecar:
            side_tally.count(container)
        state = container.get("state") or {}
        if (state.get("terminated") or {"exitCode": 1}).get("exitCode", 0) == 0:
            continue
        if sidecar and container.get("started"):
            ready += bool(container.get("ready"))
            continue
        tally.reason = init_reason(state, index, len(spec.get("initContainers") or ()))
        return ready, True
    return ready, False


def init_reason(state: Obj, index: int, total: int) -> str:
    """`Init:Error`, `Init:CrashLoopBackOff`, `Init:1/3`."""
    ended, waiting = state.get("terminated"), state.get("waiting") or {}
    if ended is not None:
        return "Init:" + end_reason(ended)
    if waiting.get("reason") not in (None, "", "PodInitializing"):
        return f"Init:{waiting['reason']}"
    return f"Init:{index}/{total}"


def end_reason(ended: Obj) -> str:
    """Why a container ended: its reason, or the signal or exit code."""
    if ended.get("reason"):
        return str(ended["reason"])
    return f"Signal:{ended['signal']}" if ended.get("signal") else f"ExitCode:{ended.get('exitCode', 0)}"


def walk_containers(status: Obj, tally: Tally) -> int:
    """Ready containers; the first container (the list is walked from its end) that does not run gives the reason."""
    ready, running = 0, False
    for container in reversed(status.get("containerStatuses") or ()):
        tally.count(container)
        state = container.get("state") or {}
        if (state.get("waiting") or {}).get("reason"):
            tally.reason = state["waiting"]["reason"]
        elif state.get("terminated") is not None:
            tally.reason = end_reason(state["terminated"])
        elif container.get("ready") and state.get("running") is not None:
            running = True
            ready += 1
    if tally.reason == "Completed" and running:
        tally.reason = "Running" if condition_is_true(status, "Ready") else "NotReady"
    return ready


def final_reason(pod: Obj, status: Obj, reason: str) -> str:
    """A pod that is being deleted is Terminating, or Unknown if its node is lost."""
    if not pod["metadata"].get("deletionTimestamp"):
        return reason
    if status.get("reason") == "NodeLost":
        return "Unknown"
    return reason if status.get("phase") in TERMINAL else "Terminating"


def condition_is_true(status: Obj, kind: str) -> bool:
    return any(c.get("type") == kind and c.get("status") == "True" for c in status.get("conditions") or ())


def ready_cell(pod: Obj, view: View) -> str:
    return summary(pod).ready


def status_cell(pod: Obj, view: View) -> str:
    return summary(pod).status


def restarts_cell(pod: Obj, view: View) -> str:
    """`0`, `17`, or `2 (40m ago)`."""
    found = summary(pod)
    if found.restarts and found.restarted:
        return f"{found.restarts} ({age_since(found.restarted, view.now)} ago)"
    return str(found.restarts)


def ip_cell(pod: Obj, view: View) -> str:
    addresses = (pod.get("status") or {}).get("podIPs") or ()
    return (addresses[0].get("ip") if addresses else "") or NONE


def node_cell(pod: Obj, view: View) -> str:
    return pod["spec"].get("nodeName") or NONE


def nominated_cell(pod: Obj, view: View) -> str:
    return (pod.get("status") or {}).get("nominatedNodeName") or NONE


def gates_cell(pod: Obj, view: View) -> str:
    """How many readiness gates are open: `1/2`."""
    gates = pod["spec"].get("readinessGates") or ()
    if not gates:
        return NONE
    return f"{sum(open_gates(pod, gates))}/{len(gates)}"


def open_gates(pod: Obj, gates: list[Obj]) -> Iterator[bool]:
    conditions = {c.get("type"): c.get("status") for c in reversed((pod.get("status") or {}).get("conditions") or ())}
    for gate in gates:
        yield conditions.get(gate.get("conditionType")) == "True"


COLUMNS = (
    NAME,
    Column("Ready", ready_cell),
    Column("Status", status_cell),
    Column("Restarts", restarts_cell),
    AGE,
    Column("IP", ip_cell, wide=True),
    Column("Node", node_cell, wide=True),
    Column("Nominated Node", nominated_cell, wide=True),
    Column("Readiness Gates", gates_cell, wide=True),
)

"""A pod that may only run for so long (kubelet, active_deadline.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.clock import parse_timestamp
from minikctl.state.controllers.kubelet.memory import containers_of
from minikctl.state.controllers.kubelet.running import exited
from minikctl.state.controllers.kubelet.telling import tell
from minikctl.state.objects import spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

REASON = "DeadlineExceeded"
MESSAGE = "Pod was active on the node longer than the specified deadline"


def check(tx: Transaction, pod: Obj, memory: Obj) -> float | None:
    """Ends the pod if its time is over; the moment of that if it is still to come, None if it has no limit."""
    seconds = spec_of(pod).get("activeDeadlineSeconds")
    since = status_of(pod).get("startTime")
    if not seconds or not since:
        return None
    end = parse_timestamp(since) + float(seconds)
    if tx.now < end:
        return end
    if not memory.get("overdue"):
        memory["overdue"] = True
        tell(tx, pod, "Normal", REASON, MESSAGE)
        for container in containers_of(pod):
            one = memory["containers"].get(container["name"], {})
            if one.get("state") == "running":
                exited(tx, one, 143 if one.get("obeys", True) else 137)
            one["final"] = True
    return None

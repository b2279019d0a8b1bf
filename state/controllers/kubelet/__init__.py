"""The kubelet of every node: starts a pod's containers, probes them, restarts them, and ends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.controllers.kubelet import ending, starting, status
from minikctl.state.controllers.kubelet.memory import adopted, containers_of, recall
from minikctl.state.kinds import NODE, POD
from minikctl.state.objects import is_terminating, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

LOOP = "kubelet"


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one pod."""
    pod = tx.find_key(POD, key)
    if pod is None or not spec_of(pod).get("nodeName"):
        return
    if tx.find(NODE, spec_of(pod)["nodeName"]) is None:
        return
    memory = recall(tx, pod)
    if not memory:
        if not is_at_rest(pod):
            memory = {"managed": True, "containers": {one["name"]: fresh() for one in containers_of(pod)}}
        elif is_terminating(pod) or tx.runtime(pod).get("touched"):
            memory = adopted(tx, pod)
        else:
            return
    if is_terminating(pod):
        ending.end(tx, pod, memory)
        return
    if status_of(pod).get("phase") in ("Succeeded", "Failed"):
        return
    dues = [starting.advance(tx, pod, memory), forced_until(tx, memory)]
    tx.remember(pod, memory)
    status.publish(tx, pod, memory)
    moments = [due for due in dues if due is not None]
    if moments:
        tx.wake_at(min(moments), LOOP, key)


def is_at_rest(pod: Obj) -> bool:
    """A pod that was loaded: its status says what it does, and nothing changes by itself."""
    found = status_of(pod)
    return bool(found.get("containerStatuses")) or found.get("phase") in ("Running", "Succeeded", "Failed")


def fresh() -> Obj:
    """A container that was not started yet."""
    return {"state": "waiting", "reason": "ContainerCreating", "restarts": 0}


def forced_until(tx: Transaction, memory: Obj) -> float | None:
    """Takes back what `sim` has put upon the pod when its time is over; the moment of that if it is still to come."""
    until = (memory.get("force") or {}).get("until")
    if until is None:
        return None
    if tx.now < until:
        return float(until)
    del memory["force"]
    return None

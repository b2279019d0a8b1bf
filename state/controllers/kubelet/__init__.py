"""The kubelet of every node: starts a pod's containers, probes them, restarts them, and ends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.controllers.kubelet import deadline, ending, forcing, starting, status
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
    node = spec_of(pod)["nodeName"]
    if tx.find(NODE, node) is None or tx.stored("_nodes", node) is not None:
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
    dues = [forcing.apply(tx, pod, memory), deadline.check(tx, pod, memory)]
    if not memory.get("overdue"):
        dues.append(starting.advance(tx, pod, memory))
        forcing.apply(tx, pod, memory)
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

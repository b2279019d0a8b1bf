"""Nodes that fall silent: their Ready condition, their taints, and what becomes of their pods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import NODE, POD
from minikctl.state.objects import is_terminating, name_of, namespace_of, owner_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

GRACE = 40.0  # seconds of silence until a node counts as gone (--node-monitor-grace-period, older default)
UNREACHABLE = "node.kubernetes.io/unreachable"
SILENT = {"reason": "NodeStatusUnknown", "message": "Kubelet stopped posting node status."}
HEALTHY = {
    "MemoryPressure": ("False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    "DiskPressure": ("False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    "PIDPressure": ("False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    "Ready": ("True", "KubeletReady", "kubelet is posting ready status"),
}


def reconcile(tx: Transaction, key: str) -> None:
    """Looks at one node."""
    node = tx.find_key(NODE, key)
    if node is None:
        return
    down = tx.stored("_nodes", name_of(node))
    if down is None:
        _recovered(tx, node)
        return
    gone = float(down["down"]) + GRACE
    if tx.now < gone:
        tx.wake_at(gone, "nodelifecycle", key)
        return
    _silent(tx, node)
    for pod in tx.on_node(POD, name_of(node)):
        _unready(tx, pod)
        evicted = _patience(pod)
        if evicted is None or is_terminating(pod):
            continue
        if tx.now < gone + evicted:
            tx.wake_at(gone + evicted, "nodelifecycle", key)
        else:
            tx.event(
                pod,
                "Normal",
                "TaintManagerEviction",
                f"Marking for deletion Pod {namespace_of(pod)}/{name_of(pod)}",
                "taint-eviction-controller",
            )
            tx.delete(POD, name_of(pod), namespace_of(pod))


def _condition(tx: Transaction, one: Obj, status: str, reason: str, message: str) -> Obj:
    if one.get("status") == status and one.get("reason") == reason:
        return one
    found = {**one, "status": status, "reason": reason, "message": message}
    if one.get("status") != status:
        found["lastTransitionTime"] = tx.timestamp()
    return found


def _silent(tx: Transaction, node: Obj) -> None:
    conditions = [
        _condition(tx, one, "Unknown", **SILENT) if one.get("type") in HEALTHY else one
        for one in status_of(node).get("conditions") or ()
    ]
    if conditions != status_of(node).get("conditions"):
        tx.event(node, "Normal", "NodeNotReady", f"Node {name_of(node)} status is now: NodeNotReady", "node-controller")
    taints = [one for one in spec_of(node).get("taints") or () if one.get("key") != UNREACHABLE]
    old = {one["effect"]: one for one in spec_of(node).get("taints") or () if one.get("key") == UNREACHABLE}
    for effect in ("NoSchedule", "NoExecute"):
        taints.append(old.get(effect) or {"key": UNREACHABLE, "effect": effect, "timeAdded": tx.timestamp()})
    spec = {**spec_of(node), "taints": taints}
    tx.write(NODE, {**node, "spec": spec, "status": {**status_of(node), "conditions": conditions}})


def _recovered(tx: Transaction, node: Obj) -> None:
    taints = [one for one in spec_of(node).get("taints") or () if one.get("key") != UNREACHABLE]
    if len(taints) == len(spec_of(node).get("taints") or ()):
        return
    conditions = [
        _condition(tx, one, *HEALTHY[one["type"]]) if one.get("type") in HEALTHY else one
        for one in status_of(node).get("conditions") or ()
    ]
    spec = {key: value for key, value in spec_of(node).items() if key != "taints"}
    if taints:
        spec["taints"] = taints
    tx.write(NODE, {**node, "spec": spec, "status": {**status_of(node), "conditions": conditions}})
    tx.event(
        node, "Normal", "NodeReady", f"Node {name_of(node)} status is now: NodeReady", "kubelet", host=name_of(node)
    )


def _unready(tx: Transaction, pod: Obj) -> None:
    """What the node controller does to pods of a silent node: they are not ready."""
    conditions = [
        {**one, "status": "False", "lastTransitionTime": tx.timestamp()}
        if one.get("type") == "Ready" and one.get("status") == "True"
        else one
        for one in status_of(pod).get("conditions") or ()
    ]
    if conditions != status_of(pod).get("conditions"):
        tx.update_status(POD, pod, {**status_of(pod), "conditions": conditions})
        tx.event(pod, "Warning", "NodeNotReady", "Node is not ready", "node-controller")


def _patience(pod: Obj) -> float | None:
    """Seconds that a pod tolerates the silence of its node; None: for ever."""
    owner = owner_of(pod)
    if owner is not None and owner.get("kind") in ("DaemonSet", "Node"):
        return None
    for one in spec_of(pod).get("tolerations") or ():
        matches = one.get("key") in (UNREACHABLE, None, "") and one.get("effect") in ("NoExecute", None, "")
        if matches:
            seconds = one.get("tolerationSeconds")
            return None if seconds is None else float(seconds)
    return 300.0

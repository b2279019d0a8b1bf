"""Nodes that fall silent: their Ready condition, their taints, and what becomes of their pods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import deletion
from minikctl.state.kinds import NODE, POD
from minikctl.state.objects import name_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

GRACE = 40.0  # seconds of silence until a node counts as gone (--node-monitor-grace-period, older default)
UNREACHABLE = "node.kubernetes.io/unreachable"
UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
QUARANTINE = 40.0  # seconds from a node's end to that of its pods (pod garbage collector)
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
        _gone(tx, key)
        return
    node = _cordoned(tx, node)
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


def _gone(tx: Transaction, key: str) -> None:
    """A node was deleted: its pods follow after a while (pkg/controller/podgc, gcOrphaned)."""
    name = key[1:]
    orphans = tx.on_node(POD, name)
    known = tx.stored("_nodes", name)
    if known is None or "deleted" not in known:
        gone = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}}
        message = f"Node {name} event: Removing Node {name} from Controller"
        tx.event(gone, "Normal", "RemovingNode", message, "node-controller")
        if not orphans:
            return
        tx.put("_nodes", name, {"down": tx.now, "deleted": tx.now})
        tx.wake_at(tx.now + QUARANTINE, "nodelifecycle", key)
        return
    due = float(known["deleted"]) + QUARANTINE
    if tx.now < due:
        tx.wake_at(due, "nodelifecycle", key)
        return
    tx.put("_nodes", name, None)
    for pod in orphans:
        deletion.finish(tx, POD, pod)


def _cordoned(tx: Transaction, node: Obj) -> Obj:
    """A node that takes no new pods has a taint that says so (node lifecycle controller, doNoScheduleTaintingPass)."""
    before = spec_of(node).get("taints") or []
    taints = [one for one in before if one.get("key") != UNSCHEDULABLE]
    if spec_of(node).get("unschedulable") and len(taints) == len(before):
        word = "NodeNotSchedulable"
        taints = [*before, {"key": UNSCHEDULABLE, "effect": "NoSchedule", "timeAdded": tx.timestamp()}]
    elif not spec_of(node).get("unschedulable") and len(taints) < len(before):
        word = "NodeSchedulable"
    else:
        return node
    spec = {key: value for key, value in spec_of(node).items() if key != "taints"}
    if taints:
        spec["taints"] = taints
    found = tx.write(NODE, {**node, "spec": spec})
    if tx.stored("_nodes", name_of(node)) is None:
        tell(tx, found, word, f"Node {name_of(node)} status is now: {word}")
    return found


def tell(tx: Transaction, node: Obj, reason: str, message: str) -> None:
    """An Event of a node's kubelet, which names the node in the place of its uid."""
    by_name = {**node, "metadata": {**node["metadata"], "uid": name_of(node), "resourceVersion": ""}}
    tx.event(by_name, "Normal", reason, message, "kubelet", host=name_of(node))


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

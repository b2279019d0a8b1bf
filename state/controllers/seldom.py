"""Which keys a change wakes a loop for, of loops that most clusters have nothing for: asked often, they load little."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import (
    HORIZONTAL_POD_AUTOSCALER,
    NODE,
    PERSISTENT_VOLUME_CLAIM,
    POD,
    POD_DISRUPTION_BUDGET,
    RESOURCE_QUOTA,
    SERVICE_CIDR,
)
from minikctl.state.objects import is_terminating, key_of, namespace_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Change, Transaction

Obj = dict[str, Any]


def side(change: Change) -> Obj:
    """The object after the change, or before if it is gone."""
    found = change.new or change.old
    assert found is not None, "a change has a side"
    return found


def quotas_counting(change: Change, tx: Transaction) -> Iterator[str]:
    """The quotas that count objects of the changed one's kind, in its namespace."""
    if not change.kind.namespaced or not tx.table(RESOURCE_QUOTA.plural):
        return
    from minikctl.state.quotas import is_of  # only where there are quotas

    for quota in tx.list(RESOURCE_QUOTA, namespace_of(side(change))):
        if change.kind == RESOURCE_QUOTA and key_of(quota) == change.key:
            yield change.key
        elif any(is_of(change.kind, name) for name in quota["spec"].get("hard") or ()):
            yield key_of(quota)


def budgets_of(change: Change, tx: Transaction) -> Iterator[str]:
    """The budgets whose selector matches the pod, or whose pods the changed controller may have made."""
    if not tx.table(POD_DISRUPTION_BUDGET.plural):
        return
    from minikctl.state.controllers.disruption import selects  # only where there are budgets

    for budget in tx.list(POD_DISRUPTION_BUDGET, namespace_of(side(change))):
        pods = [one for one in (change.old, change.new) if one is not None] if change.kind == POD else []
        if change.kind != POD or any(selects(budget, pod) for pod in pods):
            yield key_of(budget)


def node_of_change(change: Change, tx: Transaction) -> Iterator[str]:
    """A node that was cordoned, uncordoned or deleted."""
    old, new = change.old, change.new
    if new is None or bool(spec_of(old or {}).get("unschedulable")) is not bool(spec_of(new).get("unschedulable")):
        yield change.key


def pods_of_taints(change: Change, tx: Transaction) -> Iterator[str]:
    """The pods of a node whose taints of effect NoExecute have changed."""
    if chasing(change.old) != chasing(change.new):
        for pod in tx.on_node(POD, side(change)["metadata"]["name"]):
            yield key_of(pod)


def pod_on_tainted_node(change: Change, tx: Transaction) -> Iterator[str]:
    """A pod that has come to a node with taints of effect NoExecute, or waits there to be deleted."""
    if change.new is None:
        if tx.stored("_evictions", change.key) is not None:
            yield change.key
        return
    node = spec_of(change.new).get("nodeName") or ""
    if node != (spec_of(change.old or {}).get("nodeName") or "") and chasing(tx.find(NODE, node)):
        yield change.key


def chasing(node: Obj | None) -> list[Obj]:
    """The taints of a node that make pods go."""
    return [one for one in spec_of(node or {}).get("taints") or () if one.get("effect") == "NoExecute"]


def pods_to_place(change: Change, tx: Transaction) -> Iterator[str]:
    """A pod that has no node yet; all of them where a pod has left room."""
    old, new = change.old, change.new
    if new is not None and not spec_of(new).get("nodeName"):
        yield change.key
    elif has_ended(new) and old is not None and not has_ended(old) and spec_of(old).get("nodeName"):
        yield from tx.indexed(POD, "node", "")


def has_ended(pod: Obj | None) -> bool:
    return pod is None or status_of(pod).get("phase") in ("Succeeded", "Failed")


def pods_of_claim(change: Change, tx: Transaction) -> Iterator[str]:
    """The pods without a node in the namespace of a claim that has changed."""
    namespace = f"{namespace_of(side(change))}/"
    yield from [key for key in tx.indexed(POD, "node", "") if key.startswith(namespace)]


def claim_and_volume(change: Change, tx: Transaction) -> Iterator[str]:
    """A claim, and the volume it is bound to."""
    yield f"claim|{change.key}"
    volume = spec_of(side(change)).get("volumeName")
    if volume:
        yield f"volume|/{volume}"


def volume_and_claims(change: Change, tx: Transaction) -> Iterator[str]:
    """A volume, its claim, and those that wait for one."""
    yield f"volume|{change.key}"
    reference = spec_of(side(change)).get("claimRef") or {}
    if reference.get("name"):
        yield f"claim|{reference.get('namespace', '')}/{reference['name']}"
    if change.old is None:
        yield from waiting_claims(tx)


def claims_of_class(change: Change, tx: Transaction) -> Iterator[str]:
    """Claims that are not bound, when a storage class comes."""
    if change.old is None:
        yield from waiting_claims(tx)


def waiting_claims(tx: Transaction) -> Iterator[str]:
    for key in sorted(tx.table(PERSISTENT_VOLUME_CLAIM.plural)):
        if not spec_of(tx.find_key(PERSISTENT_VOLUME_CLAIM, key) or {}).get("volumeName"):
            yield f"claim|{key}"


def claims_of_pod(change: Change, tx: Transaction) -> Iterator[str]:
    """The claims of a pod that has ended, if somebody wants them gone; a new pod that brings claims of its own."""
    if change.old is None and any(one.get("ephemeral") for one in spec_of(side(change)).get("volumes") or ()):
        yield f"pod|{change.key}"
    if not tx.table(PERSISTENT_VOLUME_CLAIM.plural) or not has_ended(change.new) or change.old is None:
        return
    for claim in tx.list(PERSISTENT_VOLUME_CLAIM, namespace_of(change.old)):
        if is_terminating(claim):
            yield f"claim|{key_of(claim)}"


def definition_that_went(change: Change, tx: Transaction) -> Iterator[str]:
    """A CustomResourceDefinition that was deleted."""
    if change.new is None:
        yield change.key


def autoscalers_of(change: Change, tx: Transaction) -> Iterator[str]:
    """The autoscalers of a workload whose size has changed, or that has come or gone; all those of a ready pod."""
    if not tx.table(HORIZONTAL_POD_AUTOSCALER.plural):
        return
    old, new = change.old or {}, change.new or {}
    is_pod = change.kind == POD
    if old and new:
        same_size = spec_of(old).get("replicas") == spec_of(new).get("replicas")
        if readiness(old) == readiness(new) if is_pod else same_size:
            return
    for hpa in tx.list(HORIZONTAL_POD_AUTOSCALER, namespace_of(side(change))):
        target = hpa["spec"].get("scaleTargetRef") or {}
        named = target.get("kind") == change.kind.name and target.get("name") == side(change)["metadata"]["name"]
        if is_pod or named:
            yield key_of(hpa)


def readiness(pod: Obj) -> str:
    return next((one["status"] for one in status_of(pod).get("conditions") or () if one.get("type") == "Ready"), "")


def ranges_being_deleted(change: Change, tx: Transaction) -> Iterator[str]:
    """The ServiceCIDRs that wait for an address to go."""
    if change.new is None:
        for found in tx.list(SERVICE_CIDR):
            if is_terminating(found):
                yield key_of(found)

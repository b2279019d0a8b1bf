"""The scheduler: gives every pod a node that has room and is willing, and says why none is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.controllers.scheduler.filters import Refusal, affine, alive_on, has_claims, refusal, tolerates
from minikctl.state.kinds import NODE, POD
from minikctl.state.objects import is_terminating, key_of, labels_of, name_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

COMPONENT = "default-scheduler"
NEVER = "Preemption is not helpful for scheduling"
NOBODY = "No preemption victims found for incoming pod"


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one pod without a node."""
    pod = tx.find_key(POD, key)
    if pod is None or spec_of(pod).get("nodeName") or is_terminating(pod):
        return
    if spec_of(pod).get("schedulerName", COMPONENT) != COMPONENT or spec_of(pod).get("schedulingGates"):
        return
    nodes = tx.list(NODE)
    missing = claims_missing(tx, pod) if nodes else ""
    if missing:
        refuse(tx, pod, f"0/{len(nodes)} nodes are available: {missing}. {preemption_text(len(nodes), {})}")
        return
    refusals: dict[str, Refusal] = {}
    willing = []
    for node in nodes:
        found = refusal(tx, pod, node, alive_on(tx, node))
        if found is None:
            willing.append(node)
        else:
            refusals[name_of(node)] = found
    if willing:
        place(tx, pod, best(tx, pod, willing))
    elif not nodes:
        refuse(tx, pod, "no nodes available to schedule pods")
    else:
        fail(tx, pod, nodes, refusals)


def claims_missing(tx: Transaction, pod: Obj) -> str:
    """What is wrong with the pod's claims whatever the node."""
    if not has_claims(pod):
        return ""
    from minikctl.state.controllers.scheduler import volumes  # for pods with claims

    return volumes.before_any_node(tx, pod)


def place(tx: Transaction, pod: Obj, node: Obj) -> None:
    """Binds the pod, as soon as its claims are bound."""
    if has_claims(pod):
        from minikctl.state.controllers.scheduler import volumes  # for pods with claims

        if not volumes.select_node(tx, pod, node):
            return
    bind(tx, pod, node)


def best(tx: Transaction, pod: Obj, nodes: list[Obj]) -> Obj:
    """The node that the pod and the taints like best, with the fewest pods of the same owner, then the fewest pods."""
    if len(nodes) == 1:
        return nodes[0]
    owner = [ref.get("uid") for ref in pod["metadata"].get("ownerReferences") or ()]

    def burden(node: Obj) -> tuple[int, int, int, int, str]:
        others = alive_on(tx, node)
        same = [one for one in others if owner and owner[0] in _owner_uids(one)]
        draw = tx.chance.bytes(f"schedule/{pod['metadata'].get('uid')}/{name_of(node)}").hex()
        return unwelcome(pod, node), -liking(tx, pod, node, others), len(same), len(others), draw

    return min(nodes, key=burden)


def unwelcome(pod: Obj, node: Obj) -> int:
    """How many taints of effect PreferNoSchedule the pod does not tolerate."""
    taints = [one for one in spec_of(node).get("taints") or () if one.get("effect") == "PreferNoSchedule"]
    return sum(not any(tolerates(one, taint) for one in spec_of(pod).get("tolerations") or ()) for taint in taints)


def liking(tx: Transaction, pod: Obj, node: Obj, others: list[Obj]) -> int:
    """The weights of preferred terms that hold on a node, and how even soft constraints would be."""
    spec = spec_of(pod)
    if not spec.get("affinity") and not spec.get("topologySpreadConstraints"):
        return 0
    from minikctl.state.controllers.scheduler import filters, spreading  # for pods with wishes

    total = spreading.preference(tx, pod, node, others)
    preferred = ((spec.get("affinity") or {}).get("nodeAffinity") or {}).get(spreading.PREFERRED) or ()
    for one in preferred:
        if filters.term_matches(one["preference"], labels_of(node), name_of(node)):
            total += int(one["weight"])
    for one in spec.get("topologySpreadConstraints") or ():
        if one["topologyKey"] in labels_of(node):
            total -= spreading.skew(tx, pod, node, one)
    return total


def _owner_uids(pod: Obj) -> list[str]:
    return [ref.get("uid", "") for ref in pod["metadata"].get("ownerReferences") or ()]


def scheduled(tx: Transaction, pod: Obj, condition: Obj) -> Obj:
    """The pod's status with another PodScheduled condition."""
    kept = [one for one in status_of(pod).get("conditions") or () if one.get("type") != "PodScheduled"]
    return {**status_of(pod), "conditions": [*kept, condition]}


def bind(tx: Transaction, pod: Obj, node: Obj) -> None:
    """Assigns the pod."""
    condition = {"lastProbeTime": None, "lastTransitionTime": tx.timestamp(), "status": "True", "type": "PodScheduled"}
    spec = {**spec_of(pod), "nodeName": name_of(node)}
    bound = tx.write(POD, {**pod, "spec": spec, "status": scheduled(tx, pod, condition)})
    message = f"Successfully assigned {key_of(pod)} to {name_of(node)}"
    tx.event(bound, "Normal", "Scheduled", message, COMPONENT)


# ---- where no node will do


def fail(tx: Transaction, pod: Obj, nodes: list[Obj], refusals: dict[str, Refusal]) -> None:
    """Says why no node will do, and makes room where pods of lower priority are in the way."""
    reasons: dict[str, int] = {}
    for found in refusals.values():
        for reason in found.reasons:
            reasons[reason] = reasons.get(reason, 0) + 1
    parts = sorted(f"{number} {reason}" for reason, number in reasons.items())
    message = f"0/{len(nodes)} nodes are available: {', '.join(parts)}."
    if spec_of(pod).get("preemptionPolicy") == "Never":
        refuse(tx, pod, f"{message} preemption: not eligible due to preemptionPolicy=Never.")
        return
    mendable = [node for node in nodes if refusals[name_of(node)].mendable]
    if mendable and spec_of(pod).get("priority"):
        if is_waiting_for_room(tx, pod):
            return
        from minikctl.state.controllers.scheduler import preemption  # for pods with a priority

        chosen = preemption.preempt(tx, pod, mendable)
        if chosen is not None:
            refuse(tx, pod, message, nominated=name_of(chosen))
            return
    refuse(tx, pod, f"{message} {preemption_text(len(nodes), {NOBODY: len(mendable)})}")


def is_waiting_for_room(tx: Transaction, pod: Obj) -> bool:
    """Whether pods are already going from the node that the pod was promised."""
    node = status_of(pod).get("nominatedNodeName")
    return bool(node) and any(is_terminating(one) for one in tx.on_node(POD, str(node)))


def preemption_text(count: int, reasons: dict[str, int]) -> str:
    """`preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, …`: why nobody has to go."""
    found = {**reasons, NEVER: count - sum(reasons.values())}
    parts = sorted(f"{number} {text}" for text, number in found.items() if number > 0)
    return f"preemption: 0/{count} nodes are available: {', '.join(parts)}."


def refuse(tx: Transaction, pod: Obj, message: str, nominated: str = "") -> None:
    """Says why the pod stays without a node."""
    for one in status_of(pod).get("conditions") or ():
        if one.get("type") == "PodScheduled" and one.get("message") == message:
            return
    known = [one for one in status_of(pod).get("conditions") or () if one.get("type") == "PodScheduled"]
    same = bool(known) and known[0].get("status") == "False"
    condition = {
        "lastProbeTime": None,
        "lastTransitionTime": known[0].get("lastTransitionTime") if same else tx.timestamp(),
        "message": message,
        "reason": "Unschedulable",
        "status": "False",
        "type": "PodScheduled",
    }
    status = scheduled(tx, pod, condition)
    if nominated:
        status["nominatedNodeName"] = nominated
    written = tx.write(POD, {**pod, "status": status})
    tx.event(written, "Warning", "FailedScheduling", message, COMPONENT)


__all__ = ["affine", "bind", "reconcile", "tolerates"]

"""The scheduler: gives every pod a node that has room and is willing, and says why none is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import quantities
from minikctl.state.kinds import NODE, POD
from minikctl.state.objects import is_terminating, key_of, labels_of, name_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

COMPONENT = "default-scheduler"
SCALARS = ("cpu", "memory", "ephemeral-storage")


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one pod without a node."""
    pod = tx.find_key(POD, key)
    if pod is None or spec_of(pod).get("nodeName") or is_terminating(pod):
        return
    if spec_of(pod).get("schedulerName", COMPONENT) != COMPONENT or spec_of(pod).get("schedulingGates"):
        return
    reasons: dict[str, int] = {}
    willing = []
    nodes = tx.list(NODE)
    for node in nodes:
        why = refusals(tx, pod, node)
        if not why:
            willing.append(node)
        for reason in why:
            reasons[reason] = reasons.get(reason, 0) + 1
    if willing:
        bind(tx, pod, best(tx, pod, willing))
    else:
        refuse(tx, pod, len(nodes), reasons)


def refusals(tx: Transaction, pod: Obj, node: Obj) -> list[str]:
    """Why a pod may not go to a node, in the scheduler's words; the first plugin that refuses counts."""
    spec = spec_of(node)
    tolerations = spec_of(pod).get("tolerations") or []
    if spec.get("unschedulable"):
        taint = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}
        if not any(tolerates(one, taint) for one in tolerations):
            return ["node(s) were unschedulable"]
    for taint in spec.get("taints") or ():
        hard = taint.get("effect") in ("NoSchedule", "NoExecute")
        if hard and not any(tolerates(one, taint) for one in tolerations):
            value = taint.get("value", "")
            return [f"node(s) had untolerated taint {{{taint['key']}: {value}}}"]
    if not affine(pod, node):
        return ["node(s) didn't match Pod's node affinity/selector"]
    if ports_taken(tx, pod, node):
        return ["node(s) didn't have free ports for the requested pod ports"]
    return lacking(tx, pod, node)


def tolerates(toleration: Obj, taint: Obj) -> bool:
    """core/v1 Toleration.ToleratesTaint."""
    if toleration.get("effect") and toleration["effect"] != taint.get("effect"):
        return False
    if toleration.get("key") and toleration["key"] != taint.get("key"):
        return False
    if toleration.get("operator", "Equal") == "Exists":
        return True
    return bool(toleration.get("value", "") == taint.get("value", "") and toleration.get("key"))


def affine(pod: Obj, node: Obj) -> bool:
    """nodeSelector, and the required terms of the node affinity."""
    labels = labels_of(node)
    if not labels.items() >= (spec_of(pod).get("nodeSelector") or {}).items():
        return False
    affinity = (spec_of(pod).get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
    if not required:
        return True
    return any(term_matches(term, labels, name_of(node)) for term in required.get("nodeSelectorTerms") or ())


def term_matches(term: Obj, labels: dict[str, str], name: str) -> bool:
    """All expressions of a node selector term; an empty term matches nothing."""
    expressions = [(one, labels) for one in term.get("matchExpressions") or ()]
    expressions += [(one, {"metadata.name": name}) for one in term.get("matchFields") or ()]
    return bool(expressions) and all(expression_matches(one, values) for one, values in expressions)


def expression_matches(one: Obj, labels: dict[str, str]) -> bool:
    value, wanted = labels.get(one["key"]), one.get("values") or []
    operator = one["operator"]
    if operator == "In":
        return value in wanted
    if operator == "NotIn":
        return value not in wanted
    if operator == "Exists":
        return value is not None
    if operator == "DoesNotExist":
        return value is None
    number = value is not None and value.lstrip("-").isdigit() and bool(wanted)
    if not number:
        return False
    return int(str(value)) > int(wanted[0]) if operator == "Gt" else int(str(value)) < int(wanted[0])


def alive_on(tx: Transaction, node: Obj) -> list[Obj]:
    """Pods that take room on a node."""
    found = tx.on_node(POD, name_of(node))
    return [pod for pod in found if status_of(pod).get("phase") not in ("Succeeded", "Failed")]


def host_ports(pod: Obj) -> set[tuple[int, str]]:
    return {
        (port["hostPort"], port.get("protocol", "TCP"))
        for one in spec_of(pod).get("containers") or ()
        for port in one.get("ports") or ()
        if port.get("hostPort")
    }


def ports_taken(tx: Transaction, pod: Obj, node: Obj) -> bool:
    wanted = host_ports(pod)
    return bool(wanted) and any(wanted & host_ports(other) for other in alive_on(tx, node))


def requests(pod: Obj) -> dict[str, int]:
    """Milli-units that a pod asks for: the sum of its containers, or the largest init container."""
    found: dict[str, int] = {}
    for one in spec_of(pod).get("containers") or ():
        for name, text in ((one.get("resources") or {}).get("requests") or {}).items():
            found[name] = found.get(name, 0) + quantities.milli_value(quantities.parse(str(text)))
    for one in spec_of(pod).get("initContainers") or ():
        for name, text in ((one.get("resources") or {}).get("requests") or {}).items():
            found[name] = max(found.get(name, 0), quantities.milli_value(quantities.parse(str(text))))
    return found


def lacking(tx: Transaction, pod: Obj, node: Obj) -> list[str]:
    """What a node has too little of."""
    room = status_of(node).get("allocatable") or {}
    others = alive_on(tx, node)
    found = []
    if len(others) + 1 > int(str(room.get("pods", "110"))):
        found.append("Too many pods")
    wanted = requests(pod)
    if wanted:
        used: dict[str, int] = {}
        for other in others:
            for name, amount in requests(other).items():
                used[name] = used.get(name, 0) + amount
        for name, amount in wanted.items():
            has = quantities.milli_value(quantities.parse(str(room[name]))) if name in room else 0
            missing_means_room = name in SCALARS and not room
            if amount and not missing_means_room and used.get(name, 0) + amount > has:
                found.append(f"Insufficient {name}")
    return found


def best(tx: Transaction, pod: Obj, nodes: list[Obj]) -> Obj:
    """The node with the fewest pods of the same owner, then the fewest pods; ties by chance of the pod."""
    owner = [ref.get("uid") for ref in pod["metadata"].get("ownerReferences") or ()]

    def burden(node: Obj) -> tuple[int, int, str]:
        others = alive_on(tx, node)
        same = [one for one in others if owner and owner[0] in _owner_uids(one)]
        draw = tx.chance.bytes(f"schedule/{pod['metadata'].get('uid')}/{name_of(node)}").hex()
        return len(same), len(others), draw

    return min(nodes, key=burden)


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


def refuse(tx: Transaction, pod: Obj, count: int, reasons: dict[str, int]) -> None:
    """Says why the pod stays without a node."""
    if count == 0:
        message = "no nodes available to schedule pods"
    else:
        parts = sorted(f"{number} {reason}" for reason, number in reasons.items())
        fit = sum(number for reason, number in reasons.items() if reason.startswith(("Insufficient", "Too many")))
        never = count - fit
        preempt = [
            f"{number} {text}"
            for number, text in (
                (fit, "No preemption victims found for incoming pod"),
                (never, "Preemption is not helpful for scheduling"),
            )
            if number > 0
        ]
        message = f"0/{count} nodes are available: {', '.join(parts)}. "
        message += f"preemption: 0/{count} nodes are available: {', '.join(sorted(preempt))}."
    for one in status_of(pod).get("conditions") or ():
        if one.get("type") == "PodScheduled" and one.get("message") == message:
            return
    condition = {
        "lastProbeTime": None,
        "lastTransitionTime": tx.timestamp(),
        "message": message,
        "reason": "Unschedulable",
        "status": "False",
        "type": "PodScheduled",
    }
    written = tx.write(POD, {**pod, "status": scheduled(tx, pod, condition)})
    tx.event(written, "Warning", "FailedScheduling", message, COMPONENT)

"""Which nodes a pod may go to: unschedulable, taints, affinity, ports, resources, in the order of the plugins."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from minikctl.state import quantities
from minikctl.state.kinds import POD
from minikctl.state.objects import labels_of, name_of, spec_of, status_of
from minikctl.state.values import NamedTuple

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

SCALARS = ("cpu", "memory", "ephemeral-storage")


class Refusal(NamedTuple):
    """Why a node is not for a pod; `mendable`: fewer pods on it could help, so preemption is tried."""

    reasons: tuple[str, ...]
    mendable: bool = False


Filter = Callable[["Transaction", Obj, Obj, list[Obj]], Refusal | None]


def refusal(tx: Transaction, pod: Obj, node: Obj, others: list[Obj]) -> Refusal | None:
    """Why a pod may not go to a node where `others` are, in the scheduler's words; the first plugin that refuses."""
    for one in FILTERS:
        found = one(tx, pod, node, others)
        if found is not None:
            return found
    if has_claims(pod):
        from minikctl.state.controllers.scheduler import volumes  # for few pods

        found = volumes.refusal(tx, pod, node)
    from minikctl.state.controllers.scheduler import spreading  # a cycle otherwise

    if found is None and spec_of(pod).get("topologySpreadConstraints"):
        found = spreading.uneven(tx, pod, node, others)
    return found or spreading.unsocial(tx, pod, node, others)


def has_claims(pod: Obj) -> bool:
    """Whether a pod uses claims, its own or others."""
    return any(one.get("persistentVolumeClaim") or one.get("ephemeral") for one in spec_of(pod).get("volumes") or ())


def by_unschedulable(tx: Transaction, pod: Obj, node: Obj, others: list[Obj]) -> Refusal | None:
    if spec_of(node).get("unschedulable"):
        taint = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}
        if not any(tolerates(one, taint) for one in spec_of(pod).get("tolerations") or ()):
            return Refusal(("node(s) were unschedulable",))
    return None


def by_taints(tx: Transaction, pod: Obj, node: Obj, others: list[Obj]) -> Refusal | None:
    tolerations = spec_of(pod).get("tolerations") or []
    for taint in spec_of(node).get("taints") or ():
        hard = taint.get("effect") in ("NoSchedule", "NoExecute")
        if hard and not any(tolerates(one, taint) for one in tolerations):
            return Refusal((f"node(s) had untolerated taint {{{taint['key']}: {taint.get('value') or ''}}}",))
    return None


def by_affinity(tx: Transaction, pod: Obj, node: Obj, others: list[Obj]) -> Refusal | None:
    if affine(pod, node):
        return None
    wanted = pinned(pod)
    if wanted is not None and name_of(node) not in wanted:
        return Refusal(("node(s) didn't satisfy plugin(s) [NodeAffinity]",))
    return Refusal(("node(s) didn't match Pod's node affinity/selector",))


def by_ports(tx: Transaction, pod: Obj, node: Obj, others: list[Obj]) -> Refusal | None:
    wanted = host_ports(pod)
    if wanted and any(wanted & host_ports(other) for other in others):
        return Refusal(("node(s) didn't have free ports for the requested pod ports",), mendable=True)
    return None


def by_resources(tx: Transaction, pod: Obj, node: Obj, others: list[Obj]) -> Refusal | None:
    """What a node has too little of."""
    room = status_of(node).get("allocatable") or {}
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
    return Refusal(tuple(found), mendable=True) if found else None


FILTERS: tuple[Filter, ...] = (by_unschedulable, by_taints, by_affinity, by_ports, by_resources)


def tolerates(toleration: Obj, taint: Obj) -> bool:
    """core/v1 Toleration.ToleratesTaint."""
    if toleration.get("effect") and toleration["effect"] != taint.get("effect"):
        return False
    if toleration.get("key") and toleration["key"] != taint.get("key"):
        return False
    if toleration.get("operator", "Equal") == "Exists":
        return True
    return bool((toleration.get("value") or "") == (taint.get("value") or "") and toleration.get("key"))


def required_terms(pod: Obj) -> list[Obj] | None:
    """The required node selector terms of a pod, None if there are none."""
    affinity = (spec_of(pod).get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
    return None if not required else required.get("nodeSelectorTerms") or []


def affine(pod: Obj, node: Obj) -> bool:
    """nodeSelector, and the required terms of the node affinity."""
    labels = labels_of(node)
    if not labels.items() >= (spec_of(pod).get("nodeSelector") or {}).items():
        return False
    terms = required_terms(pod)
    return terms is None or any(term_matches(term, labels, name_of(node)) for term in terms)


def pinned(pod: Obj) -> set[str] | None:
    """The nodes that every required term names by metadata.name, None if one does not: the plugin looks at no other."""
    found: set[str] = set()
    terms = required_terms(pod)
    for term in terms or ():
        named = [one for one in term.get("matchFields") or () if one.get("key") == "metadata.name"]
        named = [one for one in named if one.get("operator") == "In"]
        if not named:
            return None
        found.update(named[0].get("values") or ())
    return found if terms else None


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


def requests(pod: Obj) -> dict[str, int]:
    """Milli-units that a pod asks for: the sum of its containers, or the largest init container."""
    spec = spec_of(pod)
    if not spec.get("initContainers") and not any(
        (one.get("resources") or {}).get("requests") for one in spec.get("containers") or ()
    ):
        return {}
    from minikctl.state.kinds.nodepage import pod_amounts  # for pods that ask for something

    return {name: quantities.milli_value(amount) for name, amount in pod_amounts(pod, "requests").items()}


def priority_of(pod: Obj) -> int:
    found: int = spec_of(pod).get("priority") or 0
    return found

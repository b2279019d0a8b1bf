"""Pods among pods: topology spread constraints, affinity and anti-affinity between pods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.controllers.scheduler.filters import Refusal, affine, alive_on, tolerates
from minikctl.state.kinds import NAMESPACE, NODE
from minikctl.state.objects import is_terminating, labels_of, namespace_of, spec_of
from minikctl.state.selectors import selector_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


# ---- topology spread


def uneven(tx: Transaction, pod: Obj, node: Obj, others: list[Obj]) -> Refusal | None:
    """PodTopologySpread: the hard constraints."""
    for constraint in spec_of(pod)["topologySpreadConstraints"]:
        if constraint.get("whenUnsatisfiable", "DoNotSchedule") != "DoNotSchedule":
            continue
        key = constraint["topologyKey"]
        if key not in labels_of(node):
            return Refusal(("node(s) didn't match pod topology spread constraints (missing required label)",))
        if skew(tx, pod, node, constraint) > int(constraint.get("maxSkew", 1)):
            return Refusal(("node(s) didn't match pod topology spread constraints",), mendable=True)
    return None


def skew(tx: Transaction, pod: Obj, node: Obj, constraint: Obj) -> int:
    """How much fuller than the emptiest domain that of the node would be."""
    counts: dict[str, int] = {}
    key = constraint["topologyKey"]
    matches = selector_of(with_label_keys(pod, constraint)).matches
    for other in tx.list(NODE):
        if key not in labels_of(other) or not counts_for(pod, other, constraint):
            continue
        domain = labels_of(other)[key]
        counts[domain] = counts.get(domain, 0) + sum(
            not is_terminating(one) and namespace_of(one) == namespace_of(pod) and matches(labels_of(one))
            for one in alive_on(tx, other)
        )
    least = min(counts.values(), default=0)
    if len(counts) < int(constraint.get("minDomains") or 1):
        least = 0
    own = counts.get(labels_of(node)[key], 0)
    return own + int(matches(labels_of(pod))) - least


def with_label_keys(pod: Obj, constraint: Obj) -> Obj:
    """The selector of a constraint, with the pod's own values of matchLabelKeys."""
    selector: Obj = constraint.get("labelSelector") or {}
    own = {key: labels_of(pod)[key] for key in constraint.get("matchLabelKeys") or () if key in labels_of(pod)}
    return {**selector, "matchLabels": {**(selector.get("matchLabels") or {}), **own}} if own else selector


def counts_for(pod: Obj, node: Obj, constraint: Obj) -> bool:
    """Whether the pods of a node are counted: by default where the pod's node affinity lets it go."""
    if constraint.get("nodeAffinityPolicy", "Honor") == "Honor" and not affine(pod, node):
        return False
    if constraint.get("nodeTaintsPolicy", "Ignore") == "Ignore":
        return True
    taints = [one for one in spec_of(node).get("taints") or () if one.get("effect") in ("NoSchedule", "NoExecute")]
    return all(any(tolerates(one, taint) for one in spec_of(pod).get("tolerations") or ()) for taint in taints)


# ---- affinity between pods


def unsocial(tx: Transaction, pod: Obj, node: Obj, others: list[Obj]) -> Refusal | None:
    """InterPodAffinity: what the pod requires, and what pods that are there require of it."""
    for term in terms(pod, "podAffinity"):
        if not near(tx, pod, node, term, others) and not starts_group(tx, pod, node, term):
            return Refusal(("node(s) didn't match pod affinity rules",))
    for term in terms(pod, "podAntiAffinity"):
        if near(tx, pod, node, term, others):
            return Refusal(("node(s) didn't match pod anti-affinity rules",), mendable=True)
    for other, place in neighbours(tx, node, others):
        for term in terms(other, "podAntiAffinity"):
            key = term["topologyKey"]
            same = key in labels_of(place) and labels_of(place)[key] == labels_of(node).get(key)
            if same and meant(tx, other, term, pod):
                return Refusal(("node(s) didn't satisfy existing pods anti-affinity rules",), mendable=True)
    return None


def terms(pod: Obj, field: str) -> list[Obj]:
    affinity = spec_of(pod).get("affinity")
    found: list[Obj] = ((affinity or {}).get(field) or {}).get(REQUIRED) or [] if affinity else []
    return found


def neighbours(tx: Transaction, node: Obj, others: list[Obj]) -> Iterator[tuple[Obj, Obj]]:
    """Every pod that has anti-affinity, with its node."""
    for place in tx.list(NODE):
        for other in others if place["metadata"]["name"] == node["metadata"]["name"] else alive_on(tx, place):
            if (spec_of(other).get("affinity") or {}).get("podAntiAffinity"):
                yield other, place


def near(tx: Transaction, pod: Obj, node: Obj, term: Obj, others: list[Obj]) -> bool:
    """Whether a pod that the term means is in the node's domain."""
    key = term["topologyKey"]
    if key not in labels_of(node):
        return False
    domain = labels_of(node)[key]
    for place in tx.list(NODE):
        if labels_of(place).get(key) != domain:
            continue
        there = others if place["metadata"]["name"] == node["metadata"]["name"] else alive_on(tx, place)
        if any(meant(tx, pod, term, other) for other in there):
            return True
    return False


def starts_group(tx: Transaction, pod: Obj, node: Obj, term: Obj) -> bool:
    """The first of pods that want each other may go anywhere in a domain."""
    if term["topologyKey"] not in labels_of(node) or not meant(tx, pod, term, pod):
        return False
    return not any(meant(tx, pod, term, other) for place in tx.list(NODE) for other in alive_on(tx, place))


def meant(tx: Transaction, owner: Obj, term: Obj, other: Obj) -> bool:
    """Whether a term of `owner` means another pod."""
    selector = term.get("labelSelector")
    if selector is None or not selector_of(with_label_keys(owner, term)).matches(labels_of(other)):
        return False
    spaces, names = term.get("namespaceSelector"), term.get("namespaces") or ()
    if spaces is None and not names:
        return namespace_of(other) == namespace_of(owner)
    if namespace_of(other) in names:
        return True
    found = tx.find(NAMESPACE, namespace_of(other))
    return spaces is not None and found is not None and selector_of(spaces).matches(labels_of(found))


def preference(tx: Transaction, pod: Obj, node: Obj, others: list[Obj]) -> int:
    """How much a pod would like a node: the weights of its preferred terms that hold."""
    affinity = spec_of(pod).get("affinity") or {}
    total = 0
    for field, sign in (("podAffinity", 1), ("podAntiAffinity", -1)):
        for one in (affinity.get(field) or {}).get(PREFERRED) or ():
            if near(tx, pod, node, one["podAffinityTerm"], others):
                total += sign * int(one["weight"])
    return total

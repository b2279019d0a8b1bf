"""Preemption: pods of lower priority make room for one that finds none (plugin DefaultPreemption)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import eviction
from minikctl.state.controllers.disruption import selects
from minikctl.state.controllers.scheduler.filters import alive_on, priority_of, refusal
from minikctl.state.kinds import POD_DISRUPTION_BUDGET
from minikctl.state.objects import key_of, name_of, namespace_of, status_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

COMPONENT = "default-scheduler"


def preempt(tx: Transaction, pod: Obj, nodes: list[Obj]) -> Obj | None:
    """Deletes the pods that have to go from the best of these nodes, and returns it; None if none would do."""
    found = []
    for node in nodes:
        victims = victims_on(tx, pod, node)
        if victims:
            found.append((cost(tx, victims), name_of(node), node, victims))
    if not found:
        return None
    _, name, node, victims = min(found, key=lambda one: one[:2])
    for victim in victims:
        message = f"Preempted by pod {uid_of(pod)} on node {name}"
        tx.event(victim, "Normal", "Preempted", message, COMPONENT)
        why = f"{COMPONENT}: preempting to accommodate a higher priority pod"
        eviction.disrupt(tx, victim, "PreemptionByScheduler", why)
    return node


def victims_on(tx: Transaction, pod: Obj, node: Obj) -> list[Obj]:
    """The fewest pods of lower priority without which the node would do, the most important spared first."""
    others = alive_on(tx, node)
    lower = [one for one in others if priority_of(one) < priority_of(pod)]
    if not lower:
        return []
    kept = [one for one in others if priority_of(one) >= priority_of(pod)]
    if refusal(tx, pod, node, kept) is not None:
        return []
    victims = []
    for one in sorted(lower, key=lambda one: (not is_guarded(tx, one), -priority_of(one), started(one), key_of(one))):
        if refusal(tx, pod, node, [*kept, one]) is None:
            kept.append(one)
        else:
            victims.append(one)
    return victims


def is_guarded(tx: Transaction, pod: Obj) -> bool:
    """Whether a budget does not allow the pod to be missed."""
    return any(
        selects(one, pod) and not status_of(one).get("disruptionsAllowed")
        for one in tx.list(POD_DISRUPTION_BUDGET, namespace_of(pod))
    )


def started(pod: Obj) -> str:
    return str(status_of(pod).get("startTime") or "9")


def cost(tx: Transaction, victims: list[Obj]) -> tuple[int, int, int, int]:
    """What picks a node, in order: violated budgets, the highest priority of the victims, their sum, their number."""
    priorities = [priority_of(one) for one in victims]
    return sum(is_guarded(tx, one) for one in victims), max(priorities), sum(priorities), len(victims)

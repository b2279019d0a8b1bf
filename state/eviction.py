"""Eviction: deletes a pod unless a PodDisruptionBudget forbids it (pkg/registry/core/pod/storage/eviction.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.controllers.disruption import allowed_condition, selects
from minikctl.state.controllers.replicas import is_ready
from minikctl.state.errors import ApiError, Cause
from minikctl.state.kinds import POD, POD_DISRUPTION_BUDGET
from minikctl.state.objects import is_terminating, name_of, namespace_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Obj = dict[str, Any]

MANY = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
VIOLATION = "Cannot evict pod as it would violate the pod's disruption budget."


def evict(tx: Transaction, pod: Obj, *, grace: int | None = None, dry_run: bool = False) -> Obj:
    """POST of an Eviction; returns the pod as it was. Raises ApiError TooManyRequests if a budget forbids it."""
    pod = tx.get(POD, name_of(pod), namespace_of(pod))
    if not needs_no_budget(pod):
        budget = budget_of(tx, pod)
        if budget is not None and not (not is_ready(pod) and may_go_unready(budget)):
            use(tx, budget, pod, dry_run)
    if dry_run:
        return pod
    return disrupt(tx, pod, "EvictionByEvictionAPI", "Eviction API: evicting", grace)


def needs_no_budget(pod: Obj) -> bool:
    """canIgnorePDB: a pod that does not run yet or any more, or goes already."""
    return is_terminating(pod) or status_of(pod).get("phase") in ("Succeeded", "Failed", "Pending")


def budget_of(view: View, pod: Obj) -> Obj | None:
    """The budget that guards a pod. Raises ApiError if there are several."""
    found = [one for one in view.list(POD_DISRUPTION_BUDGET, namespace_of(pod)) if selects(one, pod)]
    if len(found) > 1:
        raise ApiError(500, "", MANY)
    return found[0] if found else None


def may_go_unready(budget: Obj) -> bool:
    """Whether a pod that is not ready may go without being counted."""
    if budget["spec"].get("unhealthyPodEvictionPolicy") == "AlwaysAllow":
        return True
    status = status_of(budget)
    return bool(status.get("currentHealthy", 0) >= status.get("desiredHealthy", 0) > 0)


def use(tx: Transaction, budget: Obj, pod: Obj, dry_run: bool) -> None:
    """checkAndDecrement: takes one of the disruptions that a budget allows."""
    status = status_of(budget)
    if status.get("observedGeneration", 0) < budget["metadata"].get("generation", 1):
        raise too_many(f"The disruption budget {name_of(budget)} is still being processed by the server.")
    allowed = status.get("disruptionsAllowed", 0)
    if allowed <= 0:
        needs, has = status.get("desiredHealthy", 0), status.get("currentHealthy", 0)
        raise too_many(f"The disruption budget {name_of(budget)} needs {needs} healthy pods and has {has} currently")
    if dry_run:
        return
    disrupted = {**(status.get("disruptedPods") or {}), name_of(pod): tx.timestamp()}
    left = {**status, "disruptionsAllowed": allowed - 1, "disruptedPods": disrupted}
    left["conditions"] = [allowed_condition(tx, budget, allowed - 1)]
    tx.update_status(POD_DISRUPTION_BUDGET, budget, left)


def too_many(why: str) -> ApiError:
    return ApiError(429, "TooManyRequests", VIOLATION, causes=[Cause("DisruptionBudget", why, "")])


def disrupt(tx: Transaction, pod: Obj, reason: str, message: str, grace: int | None = None) -> Obj:
    """Deletes a pod that somebody other than its owner wants gone; its status says who."""
    condition = {
        "lastProbeTime": None,
        "lastTransitionTime": tx.timestamp(),
        "message": message,
        "reason": reason,
        "status": "True",
        "type": "DisruptionTarget",
    }
    kept = [one for one in status_of(pod).get("conditions") or () if one.get("type") != "DisruptionTarget"]
    told = tx.update_status(POD, pod, {**status_of(pod), "conditions": [*kept, condition]})
    return tx.delete(POD, name_of(told), namespace_of(told), grace=grace)

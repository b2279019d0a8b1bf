"""Which keys a change wakes a loop for, of loops that most clusters have nothing for: asked often, they load little."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import POD, POD_DISRUPTION_BUDGET, RESOURCE_QUOTA
from minikctl.state.objects import key_of, namespace_of

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

"""The loop that empties a namespace that is being deleted, and then lets it go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import NAMESPACE
from minikctl.state.objects import is_terminating, name_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

LINGER = 5.0  # the controller looks again after a while: pods take their grace


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one namespace."""
    namespace = tx.find_key(NAMESPACE, key)
    if namespace is None or not is_terminating(namespace):
        return
    name = name_of(namespace)
    left = 0
    for kind in tx.kinds:
        if not kind.namespaced or "delete" not in kind.verbs:
            continue
        for obj in tx.list(kind, name):
            if not is_terminating(obj):
                tx.delete(kind, name_of(obj), name)
        left += len(tx.list(kind, name))
    if left:
        return
    if spec_of(namespace).get("finalizers") not in (None, [], ["kubernetes"]):
        return
    if namespace["metadata"].get("finalizers"):
        return
    tx.forget(NAMESPACE, name)

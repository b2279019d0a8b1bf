"""The loop that empties a namespace that is being deleted, and then lets it go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import EVENT, NAMESPACE
from minikctl.state.objects import is_terminating, name_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

DISCOVERED = ("False", "ResourcesDiscovered", "All resources successfully discovered")
PARSED = ("False", "ParsedGroupVersions", "All legacy kube types successfully parsed")
DELETED = ("False", "ContentDeleted", "All content successfully deleted, may be waiting on finalization")


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one namespace."""
    namespace = tx.find_key(NAMESPACE, key)
    if namespace is None or not is_terminating(namespace):
        return
    name = name_of(namespace)
    remaining: dict[str, int] = {}
    holders: dict[str, int] = {}
    for kind in tx.kinds:
        if not kind.namespaced or "delete" not in kind.verbs or kind == EVENT:
            continue
        for obj in tx.list(kind, name):
            if not is_terminating(obj):
                tx.delete(kind, name_of(obj), name)
        left = tx.list(kind, name)
        if left:
            remaining[f"{kind.plural}.{kind.group}"] = len(left)
        for obj in left:
            for finalizer in obj["metadata"].get("finalizers") or ():
                holders[finalizer] = holders.get(finalizer, 0) + 1
    if remaining:
        tell(tx, namespace, remaining, holders)
        return
    if spec_of(namespace).get("finalizers") not in (None, [], ["kubernetes"]):
        return
    if namespace["metadata"].get("finalizers"):
        return
    for obj in tx.list(EVENT, name):
        tx.forget(EVENT, name_of(obj), name)
    tx.forget(NAMESPACE, name)


def tell(tx: Transaction, namespace: Obj, remaining: dict[str, int], holders: dict[str, int]) -> None:
    """Writes into the status what is still there (pkg/controller/namespace/deletion/status_condition_utils.go)."""
    parts = ", ".join([f"{name} has {count} resource instances" for name, count in sorted(remaining.items())])
    content = ("True", "SomeResourcesRemain", f"Some resources are remaining: {parts}")
    held = ("False", "ContentHasNoFinalizers", "All content-preserving finalizers finished")
    if holders:
        parts = ", ".join([f"{name} in {count} resource instances" for name, count in sorted(holders.items())])
        message = f"Some content in the namespace has finalizers remaining: {parts}"
        held = ("True", "SomeFinalizersRemain", message)
    known = {one["type"]: one for one in status_of(namespace).get("conditions") or ()}
    conditions = []
    for kind, (status, reason, message) in (
        ("NamespaceDeletionDiscoveryFailure", DISCOVERED),
        ("NamespaceDeletionGroupVersionParsingFailure", PARSED),
        ("NamespaceDeletionContentFailure", DELETED),
        ("NamespaceContentRemaining", content),
        ("NamespaceFinalizersRemaining", held),
    ):
        before = known.get(kind, {})
        since = before.get("lastTransitionTime") if before.get("status") == status else None
        conditions.append(
            {
                "lastTransitionTime": since or tx.timestamp(),
                "message": message,
                "reason": reason,
                "status": status,
                "type": kind,
            }
        )
    tx.update_status(NAMESPACE, namespace, {**status_of(namespace), "conditions": conditions})

"""Deletion: finalizers, grace, owners, and what happens when nothing holds an object any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import errors
from minikctl.state.clock import timestamp
from minikctl.state.kinds import NAMESPACE, POD
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import is_terminating, namespace_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

FOREGROUND = "foregroundDeletion"
ORPHAN = "orphan"
PROTECTED = ("default", "kube-system", "kube-public")


def delete(
    tx: Transaction, kind: Kind, name: str, namespace: str, propagation: str, grace: int | None, uid: str = ""
) -> Obj:
    """Asks for deletion; returns the object as it was. Raises ApiError NotFound, Forbidden or Conflict."""
    obj = tx.get(kind, name, namespace)
    if uid and obj["metadata"].get("uid") != uid:
        why = f"Precondition failed: UID in precondition: {uid}, UID in object meta: {obj['metadata'].get('uid')}"
        raise errors.conflict(kind.plural, kind.group, name, why)
    if kind == NAMESPACE:
        return _delete_namespace(tx, obj)
    wanted = _finalizers(obj, propagation)
    seconds = _grace(kind, obj, grace)
    if not wanted and seconds == 0:
        finish(tx, kind, obj)
        return obj
    _mark(tx, kind, obj, wanted, seconds)
    return obj


def _finalizers(obj: Obj, propagation: str) -> list[str]:
    found = [item for item in obj["metadata"].get("finalizers") or () if item not in (FOREGROUND, ORPHAN)]
    if propagation == "Foreground":
        found.append(FOREGROUND)
    if propagation == "Orphan":
        found.append(ORPHAN)
    return found


def _grace(kind: Kind, obj: Obj, asked: int | None) -> int:
    """Seconds a pod is given to end: none if it never ran or has ended (pod strategy, CheckGracefulDelete)."""
    if kind != POD:
        return 0
    if not spec_of(obj).get("nodeName") or status_of(obj).get("phase") in ("Succeeded", "Failed"):
        return 0
    default = spec_of(obj).get("terminationGracePeriodSeconds")
    seconds = asked if asked is not None else (30 if default is None else default)
    return max(seconds, 1) if seconds < 0 else seconds


def _mark(tx: Transaction, kind: Kind, obj: Obj, finalizers: list[str], seconds: int) -> None:
    meta = dict(obj["metadata"])
    if is_terminating(obj):
        known = meta.get("deletionGracePeriodSeconds")
        if finalizers == (meta.get("finalizers") or []) and (known is None or seconds >= known):
            return
        if known is not None and seconds < known:
            meta["deletionGracePeriodSeconds"] = seconds
            meta["deletionTimestamp"] = timestamp(min(tx.now, tx.real) + seconds)
    else:
        meta["deletionTimestamp"] = timestamp(min(tx.now, tx.real) + seconds)
        meta["deletionGracePeriodSeconds"] = seconds
        if "generation" in meta:
            meta["generation"] += 1
    meta.pop("finalizers", None)
    if finalizers:
        meta["finalizers"] = finalizers
    tx.store(kind, {**obj, "metadata": meta}, obj)


def _delete_namespace(tx: Transaction, obj: Obj) -> Obj:
    name = obj["metadata"]["name"]
    if name in PROTECTED:
        raise errors.forbidden("namespaces", "", name, "this namespace may not be deleted")
    if not is_terminating(obj):
        meta = {**obj["metadata"], "deletionTimestamp": tx.timestamp()}
        tx.store(NAMESPACE, {**obj, "metadata": meta, "status": {**status_of(obj), "phase": "Terminating"}}, obj)
    return obj


def finish(tx: Transaction, kind: Kind, obj: Obj) -> None:
    """Takes the object away; the loops look after what it owned."""
    tx.forget(kind, obj["metadata"]["name"], namespace_of(obj))
    if kind == POD:
        tx.remember(obj, None)


def drop_finalizer(tx: Transaction, kind: Kind, obj: Obj, finalizer: str) -> None:
    """Removes one finalizer; the object goes if it was the last thing that held it."""
    left = [item for item in obj["metadata"].get("finalizers") or () if item != finalizer]
    meta = {key: value for key, value in obj["metadata"].items() if key != "finalizers"}
    if left:
        meta["finalizers"] = left
    if not left and is_terminating(obj) and not meta.get("deletionGracePeriodSeconds"):
        finish(tx, kind, obj)
        return
    tx.store(kind, {**obj, "metadata": meta}, obj)

"""The garbage collector: what has no owner left goes, what waits for its dependents is let go when they have gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import deletion
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import is_terminating, name_of, namespace_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]


def reconcile(tx: Transaction, key: str) -> None:
    """`gone|UID`, `held|plural|key`, `owner|Kind|key` or `check|plural|key`: see waking.collectable."""
    what, _, rest = key.partition("|")
    if what == "gone":
        for kind, obj in dependents(tx, rest):
            collect(tx, kind, obj)
        return
    subject, _, where = rest.partition("|")
    for kind in tx.kinds:
        if subject in (kind.plural, kind.name):
            found = tx.find_key(kind, where) or tx.find_key(kind, "/" + where.rpartition("/")[2])
            if found is not None:
                _look_at(tx, what, kind, found)


def _look_at(tx: Transaction, what: str, kind: Kind, obj: Obj) -> None:
    if what == "check":
        collect(tx, kind, obj)
    elif is_terminating(obj):
        finalizers = obj["metadata"].get("finalizers") or ()
        if deletion.ORPHAN in finalizers:
            _orphan(tx, kind, obj)
        elif deletion.FOREGROUND in finalizers:
            _wait_for_dependents(tx, kind, obj)


def dependents(tx: Transaction, uid: str) -> list[tuple[Kind, Obj]]:
    """Every object that names an owner with that uid."""
    if not uid:
        return []
    return [(kind, obj) for kind in tx.kinds if tx.table(kind.plural) for obj in tx.owned(kind, uid)]


def collect(tx: Transaction, kind: Kind, obj: Obj) -> None:
    """Deletes an object none of whose owners is there; drops the references to those that are not."""
    references = obj["metadata"].get("ownerReferences") or []
    there = [one for one in references if _exists(tx, one, namespace_of(obj))]
    if not references or len(there) == len(references):
        return
    if not there:
        if not is_terminating(obj):
            tx.delete(kind, name_of(obj), namespace_of(obj))
        return
    tx.write(kind, {**obj, "metadata": {**obj["metadata"], "ownerReferences": there}})


def _exists(tx: Transaction, reference: Obj, namespace: str) -> bool:
    kind = tx.kind_of(reference.get("apiVersion", ""), reference.get("kind", ""))
    if kind is None:
        return True  # a kind that is not known here: leave it alone
    owner = tx.find(kind, reference.get("name", ""), namespace)
    return owner is not None and uid_of(owner) == reference.get("uid")


def _orphan(tx: Transaction, kind: Kind, obj: Obj) -> None:
    """Takes the owner out of its dependents, then lets it go."""
    for other, dependent in dependents(tx, uid_of(obj)):
        kept = [one for one in dependent["metadata"]["ownerReferences"] if one.get("uid") != uid_of(obj)]
        meta = {key: value for key, value in dependent["metadata"].items() if key != "ownerReferences"}
        if kept:
            meta["ownerReferences"] = kept
        tx.write(other, {**dependent, "metadata": meta})
    deletion.drop_finalizer(tx, kind, obj, deletion.ORPHAN)


def _wait_for_dependents(tx: Transaction, kind: Kind, obj: Obj) -> None:
    """Deletes the dependents in the foreground; the owner goes when none is left that blocks it."""
    blocking = 0
    for other, dependent in dependents(tx, uid_of(obj)):
        references = [one for one in dependent["metadata"]["ownerReferences"] if one.get("uid") == uid_of(obj)]
        blocking += any(one.get("blockOwnerDeletion") for one in references)
        if not is_terminating(dependent):
            has_own = bool(dependents(tx, uid_of(dependent)))
            policy = "Foreground" if has_own else "Background"
            tx.delete(other, name_of(dependent), namespace_of(dependent), propagation=policy)
    current = tx.find(kind, name_of(obj), namespace_of(obj))
    left = [one for _, one in dependents(tx, uid_of(obj)) if _blocks(one, uid_of(obj))]
    if current is not None and not left:
        deletion.drop_finalizer(tx, kind, current, deletion.FOREGROUND)


def _blocks(dependent: Obj, uid: str) -> bool:
    references = dependent["metadata"].get("ownerReferences") or ()
    return any(one.get("uid") == uid and one.get("blockOwnerDeletion") for one in references)

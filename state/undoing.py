"""Undo and redo: a new revision that brings an older state back, with new resourceVersions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import KINDS

if TYPE_CHECKING:
    from minikctl.state.store import Database
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

BY_PLURAL = {kind.plural: kind for kind in KINDS}
OWN_CAUSES = ("undo", "redo")
STATE = ("_settings", "undo")


def is_automatic(cause: str) -> bool:
    """Whether a revision was made by time and not by anyone."""
    return cause.startswith("due: ")


def undo(tx: Transaction, db: Database) -> str | None:
    """Brings back the state before the last change by a user; returns that change's cause."""
    state = tx.stored(*STATE) or {"at": db.rev, "redo": []}
    end = state["at"] if state["redo"] else db.rev
    for revision in reversed(db.history(max(1, end - 999), end)):
        if is_automatic(revision.cause) or revision.cause in OWN_CAUSES:
            continue
        if revision.rev <= 1:
            return None
        target = revision.rev - 1
        restore(tx, db, target)
        back = state["at"] if state["redo"] else db.rev
        tx.put(*STATE, {"at": target, "redo": [*state["redo"], [back, revision.cause]]})
        return str(revision.cause)
    return None


def redo(tx: Transaction, db: Database) -> str | None:
    """Brings back what the last undo took away; returns the cause of it."""
    state = tx.stored(*STATE)
    if not state or not state["redo"]:
        return None
    back, cause = state["redo"][-1]
    restore(tx, db, back)
    tx.put(*STATE, {"at": back, "redo": state["redo"][:-1]} if state["redo"][:-1] else None)
    return str(cause)


def restore(tx: Transaction, db: Database, rev: int) -> None:
    """Puts every document that has changed since a revision back as it was then."""
    touched = {(change.table, change.key) for revision in db.history(rev + 1, db.rev) for change in revision.changes}
    past = db.at(rev)
    for table, key in sorted(touched - {STATE}):
        then, now = past.document(table, key), tx.stored(table, key)
        if then == now:
            continue
        if then is not None and table in BY_PLURAL:
            tx.resource_version += 1
            then = {**then, "metadata": {**then["metadata"], "resourceVersion": str(tx.resource_version)}}
        tx.put(table, key, then)

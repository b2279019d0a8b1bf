"""The loop that lets Events go when they are an hour old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state import events

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction


def reconcile(tx: Transaction, key: str) -> None:
    """Looks through all Events."""
    events.expire(tx)

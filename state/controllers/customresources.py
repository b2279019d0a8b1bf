"""The loop that removes the objects of custom kinds whose definition has gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.kinds import CUSTOM_RESOURCE_DEFINITION, KINDS

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one definition, `/plural.group`."""
    plural, _, group = key[1:].partition(".")
    if tx.find_key(CUSTOM_RESOURCE_DEFINITION, key) is not None or any(kind.plural == plural for kind in KINDS):
        return
    for name, obj in list(tx.table(plural).items()):
        if str(obj.get("apiVersion", "")).rpartition("/")[0] == group:
            tx.put(plural, name, None)

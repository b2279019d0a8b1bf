"""The loop that keeps a ReplicaSet's pods at the wanted number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.controllers.replicas import reconcile_replicas
from minikctl.state.kinds import REPLICA_SET
from minikctl.state.objects import spec_of
from minikctl.state.selectors import selector_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one ReplicaSet."""
    found = tx.find_key(REPLICA_SET, key)
    if found is not None:
        selector = selector_of(spec_of(found).get("selector") or {})
        reconcile_replicas(tx, "replicaset", REPLICA_SET, key, selector.matches)

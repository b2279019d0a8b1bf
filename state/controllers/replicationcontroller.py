"""The loop that keeps a ReplicationController's pods at the wanted number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.controllers.replicas import reconcile_replicas
from minikctl.state.kinds import REPLICATION_CONTROLLER
from minikctl.state.objects import spec_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one ReplicationController."""
    found = tx.find_key(REPLICATION_CONTROLLER, key)
    if found is not None:
        wanted = (spec_of(found).get("selector") or {}).items()
        reconcile_replicas(
            tx, "replicationcontroller", REPLICATION_CONTROLLER, key, lambda labels: labels.items() >= wanted
        )

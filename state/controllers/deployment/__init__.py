"""The loop that rolls a Deployment's template out: one ReplicaSet a revision, scaled up and down in step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.controllers.deployment import rolling, status
from minikctl.state.controllers.deployment.revisions import (
    all_replica_sets,
    clean_up_history,
    new_replica_set,
    old_replica_sets,
    scale_replica_set,
)
from minikctl.state.controllers.replicas import is_active
from minikctl.state.kinds import DEPLOYMENT, POD
from minikctl.state.objects import is_terminating, spec_of, status_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one Deployment."""
    deployment = tx.find_key(DEPLOYMENT, key)
    if deployment is None:
        return
    everything = all_replica_sets(tx, deployment)
    if is_terminating(deployment):
        status.sync(tx, deployment, everything)
        return
    spec = spec_of(deployment)
    if spec.get("paused"):
        scale_in_proportion(tx, deployment)
    elif is_scaling_event(deployment, everything):
        new_replica_set(tx, deployment, create=False)
        scale_in_proportion(tx, deployment)
    elif spec["strategy"]["type"] == "Recreate":
        recreate(tx, deployment)
    else:
        new_replica_set(tx, deployment, create=True)
        rolling.roll(tx, tx.find_key(DEPLOYMENT, key) or deployment)
    current = tx.find_key(DEPLOYMENT, key)
    if current is None:
        return
    if status.is_complete(current, status.counts(current, all_replica_sets(tx, current))):
        clean_up_history(tx, current)
    status.sync(tx, current, all_replica_sets(tx, current))


def is_scaling_event(deployment: Obj, replica_sets: list[Obj]) -> bool:
    """Whether the wanted number differs from what the ReplicaSets were last scaled for."""
    wanted = str(spec_of(deployment).get("replicas", 1))
    for found in replica_sets:
        if spec_of(found).get("replicas", 0) > 0:
            noted = (found["metadata"].get("annotations") or {}).get("deployment.kubernetes.io/desired-replicas")
            if noted is not None and noted != wanted:
                return True
    return False


def scale_in_proportion(tx: Transaction, deployment: Obj) -> None:
    """Scales the only active ReplicaSet, or several in proportion to their size (deployment/sync.go, scale)."""
    replica_sets = all_replica_sets(tx, deployment)
    active = [found for found in replica_sets if spec_of(found).get("replicas", 0) > 0]
    newest = new_replica_set(tx, deployment, create=False)
    wanted = spec_of(deployment).get("replicas", 1)
    if len(active) <= 1:
        target = active[0] if active else newest
        if target is not None:
            scale_replica_set(tx, deployment, target, wanted)
        return
    if newest is not None and status.is_saturated(deployment, newest):
        for found in old_replica_sets(tx, deployment, newest):
            scale_replica_set(tx, deployment, found, 0)
        return
    if spec_of(deployment)["strategy"]["type"] == "RollingUpdate":
        rolling.scale_proportionally(tx, deployment, active)


def recreate(tx: Transaction, deployment: Obj) -> None:
    """All old pods go before the first new one comes."""
    newest = new_replica_set(tx, deployment, create=False)
    old = old_replica_sets(tx, deployment, newest)
    if any(spec_of(found).get("replicas", 0) > 0 for found in old):
        for found in old:
            scale_replica_set(tx, deployment, found, 0)
        return
    for found in old:
        for pod in tx.controlled(POD, uid_of(found)):
            if is_active(pod) or status_of(pod).get("phase") not in ("Succeeded", "Failed"):
                return
    newest = new_replica_set(tx, deployment, create=True)
    if newest is not None:
        scale_replica_set(tx, deployment, newest, spec_of(deployment).get("replicas", 1))

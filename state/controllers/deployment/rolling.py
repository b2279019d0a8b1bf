"""The arithmetic of a rolling update: how many more at most, how many fewer at least."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.controllers.deployment.revisions import (
    MAXIMUM,
    all_replica_sets,
    new_replica_set,
    old_replica_sets,
    scale_replica_set,
)
from minikctl.state.objects import spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]


def share(value: object, total: int, *, up: bool) -> int:
    """An int-or-percent of a total; percentages are rounded up or down."""
    if isinstance(value, str) and value.endswith("%"):
        part = int(value[:-1]) * total
        return -(-part // 100) if up else part // 100
    return int(str(value or 0))


def fenceposts(deployment: Obj) -> tuple[int, int]:
    """(maxSurge, maxUnavailable); both zero would never move, so one may then be unavailable."""
    spec = spec_of(deployment)
    wanted = spec.get("replicas", 1)
    if spec["strategy"]["type"] != "RollingUpdate":
        return 0, 0
    settings = spec["strategy"].get("rollingUpdate") or {}
    surge = share(settings.get("maxSurge", "25%"), wanted, up=True)
    unavailable = share(settings.get("maxUnavailable", "25%"), wanted, up=False)
    return (surge, 1) if surge == 0 and unavailable == 0 else (surge, unavailable)


def max_surge(deployment: Obj) -> int:
    return fenceposts(deployment)[0]


def max_unavailable(deployment: Obj) -> int:
    wanted: int = spec_of(deployment).get("replicas", 1)
    return min(fenceposts(deployment)[1], wanted) if wanted else 0


def size_of(replica_set: Obj) -> int:
    found: int = spec_of(replica_set).get("replicas", 0)
    return found


def available(replica_set: Obj) -> int:
    found: int = status_of(replica_set).get("availableReplicas", 0)
    return found


def new_size(deployment: Obj, everything: list[Obj], current: int) -> int:
    """The size the new ReplicaSet may have now (deployment/util, NewRSNewReplicas)."""
    wanted: int = spec_of(deployment).get("replicas", 1)
    if spec_of(deployment)["strategy"]["type"] != "RollingUpdate":
        return wanted
    total = sum(size_of(found) for found in everything)
    limit = wanted + max_surge(deployment)
    if total >= limit:
        return current
    return current + min(limit - total, wanted - current)


def roll(tx: Transaction, deployment: Obj) -> None:
    """One step: the new ReplicaSet up as far as it may, else the old ones down as far as they may."""
    newest = new_replica_set(tx, deployment, create=False)
    if newest is None:
        return
    wanted = spec_of(deployment).get("replicas", 1)
    if size_of(newest) > wanted:
        scale_replica_set(tx, deployment, newest, wanted)
        return
    size = new_size(deployment, all_replica_sets(tx, deployment), size_of(newest))
    if size != size_of(newest):
        scale_replica_set(tx, deployment, newest, size)
        return
    scale_down_old(tx, deployment, newest)


def scale_down_old(tx: Transaction, deployment: Obj, newest: Obj) -> None:
    """Unhealthy old replicas go first, then healthy ones as availability allows (deployment/rolling.go)."""
    old = [found for found in old_replica_sets(tx, deployment, newest) if size_of(found) > 0]
    if not old:
        return
    wanted = spec_of(deployment).get("replicas", 1)
    total = sum(size_of(found) for found in [*old, newest])
    minimum = wanted - max_unavailable(deployment)
    new_unavailable = size_of(newest) - available(newest)
    left = total - minimum - new_unavailable
    if left <= 0:
        return
    for index, found in enumerate(old):
        unhealthy = size_of(found) - available(found)
        if unhealthy > 0 and left > 0:
            fewer = min(left, unhealthy)
            old[index] = scale_replica_set(tx, deployment, found, size_of(found) - fewer)
            left -= fewer
    able = sum(available(found) for found in [*old, newest])
    spare = able - minimum
    for found in old:
        if spare <= 0:
            return
        fewer = min(size_of(found), spare)
        if fewer > 0:
            scale_replica_set(tx, deployment, found, size_of(found) - fewer)
            spare -= fewer


def scale_proportionally(tx: Transaction, deployment: Obj, active: list[Obj]) -> None:
    """Scales several ReplicaSets by their share, the largest first (deployment/util, GetReplicaSetProportion)."""
    wanted = spec_of(deployment).get("replicas", 1)
    total = sum(size_of(found) for found in active)
    allowed = wanted + max_surge(deployment) if wanted > 0 else 0
    to_add = allowed - total
    ordered = sorted(active, key=lambda found: found["metadata"].get("creationTimestamp") or "", reverse=to_add > 0)
    ordered.sort(key=size_of, reverse=True)
    added, sizes = 0, []
    for found in ordered:
        size = size_of(found)
        if to_add != 0:
            noted = (found["metadata"].get("annotations") or {}).get(MAXIMUM, "")
            base = int(noted) if noted.isdigit() and int(noted) else wanted
            fraction = round(size * allowed / base) - size
            room = to_add - added
            part = min(fraction, room) if to_add > 0 else max(fraction, room)
            size += part
            added += part
        sizes.append(size)
    if sizes and to_add != 0:
        sizes[0] = max(0, sizes[0] + to_add - added)
    for found, size in zip(ordered, sizes, strict=True):
        scale_replica_set(tx, deployment, found, size)

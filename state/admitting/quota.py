"""ResourceQuota: refuses what would use more than a namespace may (apiserver/pkg/admission/plugin/resourcequota)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from minikctl.state import errors, quantities
from minikctl.state.kinds import RESOURCE_QUOTA
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import name_of, namespace_of, status_of
from minikctl.state.quotas import Amounts, amounts, applies, container_usage, matching, usage

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

MUST_BE_SAID = ("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory")
COUNTED_ON_UPDATE = ("Pod", "Service", "PersistentVolumeClaim")


def refuse_beyond(tx: Transaction, kind: Kind, obj: Obj, old: Obj | None) -> None:
    """Counts a write against every quota that applies to it. Raises Forbidden."""
    if old is not None and kind.name not in COUNTED_ON_UPDATE:
        return
    found = [quota for quota in tx.list(RESOURCE_QUOTA, namespace_of(obj)) if applies(quota, kind, obj)]
    for quota in found:
        names = matching(kind, hard_of(quota))
        missing = unsaid(obj, names) if kind.name == "Pod" and old is None else ""
        if missing:
            raise refusal(kind, obj, f"failed quota: {name_of(quota)}: must specify {missing}")
    if not found:
        return
    more = usage(kind, obj)
    if old is not None:
        before = usage(kind, old)
        more = {name: quantities.subtract(amount, before.get(name, quantities.ZERO)) for name, amount in more.items()}
    more = {name: amount for name, amount in more.items() if amount.nanos > 0}
    for quota in found:
        count(tx, kind, obj, quota, more)


def hard_of(quota: Obj) -> dict[str, Any]:
    """What a quota allows: its status says so once the controller has seen it."""
    found: dict[str, Any] = status_of(quota).get("hard") or quota["spec"].get("hard") or {}
    return found


def count(tx: Transaction, kind: Kind, obj: Obj, quota: Obj, more: Amounts) -> None:
    """Adds usage to a quota, or refuses the object."""
    hard, used = amounts(hard_of(quota)), amounts(status_of(quota).get("used"))
    asked = {name: amount for name, amount in more.items() if name in hard}
    if not asked:
        return
    after = {name: quantities.add(used.get(name, quantities.ZERO), amount) for name, amount in asked.items()}
    exceeded = [name for name in sorted(asked) if after[name].nanos > hard[name].nanos]
    if exceeded:
        parts = [pairs(found, exceeded) for found in (asked, used, hard)]
        why = f"exceeded quota: {name_of(quota)}, requested: {parts[0]}, used: {parts[1]}, limited: {parts[2]}"
        raise refusal(kind, obj, why)
    texts = {name: str(amount) for name, amount in {**used, **after}.items()}
    status = {**status_of(quota), "hard": hard_of(quota), "used": texts}
    tx.update_status(RESOURCE_QUOTA, quota, status)


def refusal(kind: Kind, obj: Obj, why: str) -> errors.ApiError:
    return errors.forbidden(kind.plural, kind.group, name_of(obj), why)


def pairs(found: Mapping[str, quantities.Quantity], names: Iterable[str]) -> str:
    """`limits.cpu=2,pods=10`."""
    return ",".join([f"{name}={found.get(name, quantities.ZERO)}" for name in names])


def unsaid(pod: Obj, names: Iterable[str]) -> str:
    """What containers must say because a quota counts it: `limits.cpu for: web; limits.memory for: web`."""
    required = [name for name in sorted(names) if name in MUST_BE_SAID]
    found = []
    containers = [*(pod["spec"].get("containers") or ()), *(pod["spec"].get("initContainers") or ())]
    for name in required:
        silent = sorted({one["name"] for one in containers if name not in container_usage(one)})
        if silent:
            found.append(f"{name} for: {','.join(silent)}")
    return "; ".join(found)

"""The loop that counts what a namespace uses of each ResourceQuota."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import quantities
from minikctl.state.kinds import RESOURCE_QUOTA
from minikctl.state.objects import is_terminating, namespace_of, status_of
from minikctl.state.quotas import Amounts, applies, matching, usage

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]


def reconcile(tx: Transaction, key: str) -> None:
    """Writes what may be used and what is."""
    quota = tx.find_key(RESOURCE_QUOTA, key)
    if quota is None or is_terminating(quota):
        return
    hard = dict(quota["spec"].get("hard") or {})
    found: Amounts = {}
    for kind in tx.kinds:
        names = matching(kind, hard) if kind.namespaced else []
        for name in names:
            found.setdefault(name, quantities.ZERO)
        for obj in tx.list(kind, namespace_of(quota)) if names else ():
            if not applies({**quota, "status": {}}, kind, obj):
                continue
            for name, amount in usage(kind, obj, tx.now).items():
                if name in hard:
                    found[name] = quantities.add(found.get(name, quantities.ZERO), amount)
    known = {name: text for name, text in (status_of(quota).get("used") or {}).items() if name in hard}
    status = {"hard": hard, "used": {**known, **{name: str(amount) for name, amount in found.items()}}}
    tx.update_status(RESOURCE_QUOTA, quota, {key: value for key, value in status.items() if value})

"""The loop that says whether a range of Service addresses is ready, and keeps it while addresses need it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import deletion
from minikctl.state.kinds import IP_ADDRESS, SERVICE_CIDR
from minikctl.state.objects import condition_of, is_terminating, name_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

GUARD = "networking.k8s.io/service-cidr-finalizer"
IN_USE = "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR"


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one ServiceCIDR (pkg/controller/servicecidrs)."""
    found = tx.find_key(SERVICE_CIDR, key)
    if found is None:
        return
    finalizers = found["metadata"].get("finalizers") or []
    if is_terminating(found):
        if GUARD in finalizers:
            if is_needed(tx, found):
                note(tx, found, "False", "Terminating", IN_USE)
            else:
                deletion.drop_finalizer(tx, SERVICE_CIDR, found, GUARD)
        return
    if GUARD not in finalizers and condition_of(found, "Ready") is None:
        found = tx.write(SERVICE_CIDR, {**found, "metadata": {**found["metadata"], "finalizers": [*finalizers, GUARD]}})
    if condition_of(found, "Ready") is None:
        note(tx, found, "True", "", "Kubernetes Service CIDR is ready")


def note(tx: Transaction, found: Obj, status: str, reason: str, message: str) -> None:
    before = condition_of(found, "Ready") or {}
    since = before.get("lastTransitionTime") if before.get("status") == status else tx.timestamp()
    condition = {
        "lastTransitionTime": since,
        "message": message,
        "reason": reason,
        "status": status,
        "type": "Ready",
    }
    tx.update_status(SERVICE_CIDR, found, {**status_of(found), "conditions": [condition]})


def is_needed(tx: Transaction, found: Obj) -> bool:
    """Whether an address lies in the range and in no other one."""
    own = ranges(found)
    others = [part for one in tx.list(SERVICE_CIDR) if name_of(one) != name_of(found) for part in ranges(one)]
    for address in tx.table(IP_ADDRESS.plural):
        text = address[1:]
        if any(covers(part, text) for part in own) and not any(covers(part, text) for part in others):
            return True
    return False


def ranges(found: Obj) -> list[str]:
    return list(spec_of(found).get("cidrs") or ())


def covers(cidr: str, address: str) -> bool:
    from minikctl.state.network import ranges as texts  # only where ranges go

    found = texts.range_of(cidr)
    return found is not None and found.covers(address)

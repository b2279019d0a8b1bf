"""MetalLB, where it is installed: Services of type LoadBalancer get addresses of its pools.

Facts: MetalLB v0.14 (kinds, annotations, events of its controller and speakers).
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import DEPLOYMENT, SERVICE
from minikctl.state.objects import annotations_of, key_of, name_of, namespace_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Change, Transaction

Obj = dict[str, Any]

GROUP = "metallb.io"
IMAGE = "controller"
PREFIXES = ("metallb.io/", "metallb.universe.tf/")  # of annotations; the second is the older one


def keys_of(change: Change, tx: Transaction) -> Iterator[str]:
    """Services without an address, when a pool changes, an address is free, or the controller becomes ready."""
    changed = change.new or change.old or {}
    freed = change.kind == SERVICE and set(addresses_of(change.old or {})) - set(addresses_of(change.new or {}))
    if change.kind.group == GROUP or freed or (change.kind == DEPLOYMENT and is_controller(changed)):
        for service in tx.list(SERVICE):
            if spec_of(service).get("type") == "LoadBalancer" and not addresses_of(service):
                yield key_of(service)


def is_controller(workload: Obj) -> bool:
    containers = (spec_of(workload).get("template") or {}).get("spec", {}).get("containers") or ()
    return any("metallb/controller" in (one.get("image") or "") for one in containers)


def runs(tx: Transaction) -> bool:
    """Whether its controller is ready."""
    for key in tx.indexed(DEPLOYMENT, "image", IMAGE):
        found = tx.find_key(DEPLOYMENT, key)
        if found is not None and is_controller(found) and status_of(found).get("readyReplicas"):
            return True
    return False


def addresses_of(service: Obj) -> list[str]:
    entries = (status_of(service).get("loadBalancer") or {}).get("ingress") or []
    return [one["ip"] for one in entries if one.get("ip")]


def annotation(service: Obj, name: str) -> str:
    """One of its annotations, under either prefix."""
    known = annotations_of(service)
    return next((str(known[prefix + name]) for prefix in PREFIXES if known.get(prefix + name)), "")


def reconcile(tx: Transaction, service: Obj) -> bool:
    """Gives a Service its addresses; False where MetalLB does not run."""
    if not tx.table("ipaddresspools") or not runs(tx):
        return False
    families = spec_of(service).get("ipFamilies") or ["IPv4"]
    chosen = [one for family in families if (one := choose(tx, service, 6 if family == "IPv6" else 4))]
    if len(chosen) < len(families):
        wanted = asked_for(service)
        why = f'["{wanted[0]}"] is not allowed in config' if wanted else "no available IPs"
        text = f'Failed to allocate IP for "{key_of(service)}": {why}'
        tx.event(service, "Warning", "AllocationFailed", text, "metallb-controller")
        return True
    entries = [{"ip": one, "ipMode": "VIP"} for one in chosen]
    written = tx.update_status(SERVICE, service, {**status_of(service), "loadBalancer": {"ingress": entries}})
    shown = ", ".join(f'"{one}"' for one in chosen)
    tx.event(written, "Normal", "IPAllocated", f"Assigned IP [{shown}]", "metallb-controller")
    return True


def asked_for(service: Obj) -> list[str]:
    """The addresses that a Service asks for."""
    text = annotation(service, "loadBalancerIPs") or spec_of(service).get("loadBalancerIP") or ""
    return [one.strip() for one in text.split(",") if one.strip()]


def choose(tx: Transaction, service: Obj, family: int) -> str:
    """A free address of a pool that the Service may use, "" if there is none."""
    taken = {one for other in tx.list(SERVICE) if key_of(other) != key_of(service) for one in addresses_of(other)}
    wanted = [one for one in asked_for(service) if ip_address(one).version == family]
    pool_name = annotation(service, "address-pool")
    kind = tx.kind_of(f"{GROUP}/v1beta1", "IPAddressPool")
    for pool in tx.list(kind) if kind is not None else ():
        if (pool_name and name_of(pool) != pool_name) or not allows(pool, service):
            continue
        if not pool_name and not wanted and spec_of(pool).get("autoAssign") is False:
            continue
        for address in members(pool, family):
            if address not in taken and (not wanted or address in wanted):
                return address
    return ""


def allows(pool: Obj, service: Obj) -> bool:
    """Whether a pool is for the Service's namespace."""
    chosen = (spec_of(pool).get("serviceAllocation") or {}).get("namespaces") or []
    return not chosen or namespace_of(service) in chosen


def members(pool: Obj, family: int) -> Iterator[str]:
    """The addresses of a pool, in order: ranges `A-B` and networks, of which every address counts."""
    for text in spec_of(pool).get("addresses") or ():
        first, dash, last = (part.strip() for part in str(text).partition("-"))
        if dash:
            low, high = ip_address(first), ip_address(last)
        else:
            network = ip_network(first, strict=False)
            low, high = network.network_address, network.broadcast_address
        if low.version != family:
            continue
        for number in range(int(low), int(high) + 1):
            yield str(ip_address(number) if family == 4 else type(low)(number))

"""The addresses of pods: each node gives out its own range, going round so that the last freed is the last reused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import NODE, POD
from minikctl.state.network.addresses import IPV4, Address, ip_text, known_range
from minikctl.state.objects import spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]


def node_addresses(node: Obj | None) -> list[str]:
    """The InternalIPs of a node."""
    found = status_of(node or {}).get("addresses") or ()
    return [one["address"] for one in found if one.get("type") == "InternalIP"]


def give_addresses(tx: Transaction, pod: Obj) -> list[str]:
    """The addresses of a pod that starts: the node's for hostNetwork, else one of each range of the node."""
    name = spec_of(pod)["nodeName"]
    node = tx.find(NODE, name)
    if spec_of(pod).get("hostNetwork"):
        return node_addresses(node)
    ranges = spec_of(node or {}).get("podCIDRs") or [spec_of(node or {}).get("podCIDR")]
    cidrs = [one for one in ranges if one] or list(tx.settings["pod_cidrs"])
    used = used_addresses(tx, name)
    state = dict(tx.stored("_addresses", name) or {})
    found = []
    for cidr in cidrs:
        address, number = next_free(cidr, state.get(cidr, 1), used)
        state[cidr] = number
        found.append(address)
    tx.put("_addresses", name, state)
    return found


def used_addresses(tx: Transaction, node: str) -> set[str]:
    """The addresses that pods of a node hold."""
    found: set[str] = set()
    for pod in tx.on_node(POD, node):
        if status_of(pod).get("phase") in ("Succeeded", "Failed"):
            continue
        found.update(one.get("ip", "") for one in status_of(pod).get("podIPs") or ())
        found.add(status_of(pod).get("podIP", ""))
        found.update(tx.runtime(pod).get("addresses") or ())
    return found


def next_free(cidr: str, last: int, used: set[str]) -> tuple[str, int]:
    """The next address after number `last` of a range that nobody holds, and its number."""
    network = known_range(cidr)
    size = min(network.size, 1 << 16)
    for offset in range(1, size + 1):
        number = (last + offset) % size
        if number < 2 or (network.family == IPV4 and number >= size - 1):
            continue
        address = ip_text(Address(network.family, network.first + number))
        if address not in used:
            return address, number
    raise AssertionError(f"the pod range {cidr} is used up")

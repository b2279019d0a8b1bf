"""What the network needs to know of a node: addresses, zone, and what its kernel can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from minikctl.state.kinds import NODE, POD
from minikctl.state.network.addresses import family_of
from minikctl.state.network.ranges import normal
from minikctl.state.objects import Obj, labels_of, name_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.view import View

ZONE = "topology.kubernetes.io/zone"


class NodeFacts(NamedTuple):
    """One node, as kube-proxy on it sees its machine."""

    name: str
    addresses: tuple[str, ...]  # of all interfaces but loopback, both families, in order
    primary: tuple[str, ...]  # InternalIP, at most one of each family first
    zone: str
    random_fully: bool  # iptables knows MASQUERADE --random-fully
    nfacct: bool  # the kernel has accounting objects
    tcp_liberal: bool  # nf_conntrack_tcp_be_liberal is 1
    pod_ranges: tuple[str, ...]

    def own(self, family: int) -> str:
        """The node's own address of a family, or ""."""
        return next((address for address in self.primary if family_of(address) == family), "")

    def of_family(self, family: int) -> tuple[str, ...]:
        return tuple(address for address in self.addresses if family_of(address) == family)


def node_facts(view: View, name: str) -> NodeFacts:
    """The facts of a node; what neither Node nor World says has the values of an ordinary node."""
    node: Obj = view.find(NODE, name) or {}
    world = (view.world.get("nodes") or {}).get(name) or {}
    primary = [
        normal(entry.get("address") or "")
        for entry in status_of(node).get("addresses") or ()
        if entry.get("type") == "InternalIP"
    ]
    addresses = [normal(address) for address in world.get("addresses") or ()]
    if not primary:
        primary = addresses[:1]
    every = dict.fromkeys(addresses if addresses else primary)
    ranges = spec_of(node).get("podCIDRs") or ([spec_of(node)["podCIDR"]] if spec_of(node).get("podCIDR") else [])
    return NodeFacts(
        name,
        tuple(address for address in every if address),
        tuple(address for address in primary if address),
        labels_of(node).get(ZONE, ""),
        bool(world.get("masqueradeRandomFully", True)),
        bool(world.get("nfacct", False)),
        bool(world.get("conntrackTCPBeLiberal", False)),
        tuple(ranges),
    )


def node_names(view: View) -> list[str]:
    """The names of all nodes, those that only World knows included."""
    names = dict.fromkeys(name_of(node) for node in view.list(NODE))
    names.update(dict.fromkeys(view.world.get("nodes") or {}))
    return list(names)


def node_with_address(view: View, address: str) -> str:
    """The name of the node that has an address on one of its interfaces, or ""."""
    for name in node_names(view):
        facts = node_facts(view, name)
        if address in facts.addresses or address in facts.primary:
            return name
    return ""


def addresses_of_pod(pod: Obj) -> tuple[str, ...]:
    """The addresses of a pod, first the one of its first family."""
    status = status_of(pod)
    found = [status.get("podIP") or ""] + [entry.get("ip") or "" for entry in status.get("podIPs") or ()]
    return tuple(dict.fromkeys(address for address in found if address))


def pod_with_address(view: View, address: str) -> Obj | None:
    """The living pod (not of the host network) that has an address."""
    for pod in view.list(POD):
        if status_of(pod).get("phase") in ("Succeeded", "Failed") or spec_of(pod).get("hostNetwork"):
            continue
        if address in addresses_of_pod(pod):
            return pod
    return None

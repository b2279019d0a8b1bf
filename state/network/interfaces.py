"""The network interfaces and routes of nodes and pods, as the `ip` program would find them.

Pods hang on links of their own (`vethXXXXXXXX`), as the ptp plugin of CNI makes them: the node's end of each link has
the first address of the node's pod range, which is the pod's gateway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from minikctl.state.kinds import POD
from minikctl.state.network.addresses import family_of
from minikctl.state.network.iptables.naming import base32_16
from minikctl.state.network.nodes import NodeFacts, addresses_of_pod, node_facts, node_names
from minikctl.state.network.proxyconfig import proxy_config
from minikctl.state.network.ranges import number_of, range_of, text_of
from minikctl.state.objects import Obj, spec_of, status_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.view import View

BRIDGES = ("172.17.0.1",)  # the container engine's own bridge
LOOPBACK_HARDWARE = "00:00:00:00:00:00"


class Held(NamedTuple):
    """One address of an interface."""

    address: str
    prefix: int
    scope: str = "global"

    @property
    def text(self) -> str:
        return f"{self.address}/{self.prefix}"


class Interface(NamedTuple):
    """One interface, as `ip addr` lists it."""

    number: int
    name: str
    flags: str
    state: str  # UP, DOWN, UNKNOWN
    hardware: str
    addresses: tuple[Held, ...]
    peer: int = 0  # index of the other end, in another network namespace
    mtu: int = 1500
    queue: str = "noqueue"


class Route(NamedTuple):
    """One route, as `ip route` lists it."""

    to: str  # default, or a range
    via: str
    device: str
    rest: str  # what follows the device


def gateway_of(pod_range: str) -> str:
    """The first address of a pod range."""
    found = range_of(pod_range)
    return text_of(found.first + 1, found.family) if found else ""


def pod_range_of(node: NodeFacts, address: str) -> str:
    """The pod range of a node that an address belongs to; the address's own /24 or /64 where the node has none."""
    for cidr in node.pod_ranges:
        found = range_of(cidr)
        if found and found.covers(address):
            return found.text
    guessed = range_of(f"{address}/{24 if family_of(address) == 4 else 64}")
    return guessed.text if guessed else ""


def hardware(start: str, address: str) -> str:
    """A hardware address made of an IPv4 address."""
    number = number_of(address) & 0xFFFFFFFF
    return ":".join([start, *[f"{number >> shift & 255:02x}" for shift in (24, 16, 8, 0)]])


def link_name(pod: Obj) -> str:
    """The node's end of a pod's link."""
    meta = pod.get("metadata") or {}
    seed = uid_of(pod) or f"{meta.get('namespace')}/{meta.get('name')}"
    return f"veth{int(base32_16(seed), 36) & 0xFFFFFFFF:08x}"


def pods_on(view: View, node: str) -> list[Obj]:
    """The pods that have a network of their own on a node."""
    return [
        pod
        for pod in view.on_node(POD, node)
        if not spec_of(pod).get("hostNetwork")
        and status_of(pod).get("phase") not in ("Succeeded", "Failed")
        and addresses_of_pod(pod)
    ]


def loopback() -> Interface:
    addresses = (Held("127.0.0.1", 8, "host"), Held("::1", 128, "host"))
    return Interface(1, "lo", "LOOPBACK,UP,LOWER_UP", "UNKNOWN", LOOPBACK_HARDWARE, addresses, 0, 65536)


def node_interfaces(view: View, name: str) -> list[Interface]:
    """The interfaces of a node: lo, its own, the engine's bridge, kube-ipvs0 in ipvs mode, the links of its pods."""
    node, found = node_facts(view, name), [loopback()]
    for device, addresses in own_devices(node):
        v4 = next((held.address for held in addresses if family_of(held.address) == 4), "0.0.0.0")
        bridge = device == "docker0"
        flags = "NO-CARRIER,BROADCAST,MULTICAST,UP" if bridge else "BROADCAST,MULTICAST,UP,LOWER_UP"
        state, peer = ("DOWN", 0) if bridge else ("UP", len(found) + 100)
        found.append(Interface(len(found) + 1, device, flags, state, hardware("02:42", v4), addresses, peer))
    config = proxy_config(view)
    if config.mode == "ipvs":
        from minikctl.state.network.ipvs.servers import bound_addresses
        from minikctl.state.network.virtual import service_ports

        bound = [a for family in (4, 6) for a in bound_addresses(service_ports(view, name, family), node)]
        addresses = tuple(Held(a, 32 if family_of(a) == 4 else 128) for a in bound)
        seed = hardware("9e:7a", "10.0.0.1")
        found.append(Interface(len(found) + 1, "kube-ipvs0", "BROADCAST,NOARP", "DOWN", seed, addresses, queue="noop"))
    for pod in pods_on(view, name):
        ends = tuple(
            Held(gateway_of(pod_range_of(node, a)), 32 if family_of(a) == 4 else 128) for a in addresses_of_pod(pod)
        )
        seed = hardware("be:5f", addresses_of_pod(pod)[0])
        flags = "BROADCAST,MULTICAST,UP,LOWER_UP"
        found.append(Interface(len(found) + 1, link_name(pod), flags, "UP", seed, ends, 2))
    return found


def own_devices(node: NodeFacts) -> list[tuple[str, tuple[Held, ...]]]:
    """The node's own devices: eth0 with its first address of each family, further ones for further addresses."""
    primary = [node.own(4) or next(iter(node.of_family(4)), ""), node.own(6) or next(iter(node.of_family(6)), "")]
    mine = tuple(Held(a, 24 if family_of(a) == 4 else 64) for a in primary if a)
    found = [("eth0", mine)] if mine else []
    number = 1
    for address in node.addresses:
        if address in primary:
            continue
        if address in BRIDGES:
            found.append(("docker0", (Held(address, 16),)))
            continue
        found.append((f"eth{number}", (Held(address, 24 if family_of(address) == 4 else 64),)))
        number += 1
    return found


def pod_interfaces(view: View, pod: Obj) -> list[Interface]:
    """The interfaces a pod sees: its own two, or its node's."""
    name = spec_of(pod).get("nodeName") or ""
    if spec_of(pod).get("hostNetwork"):
        return node_interfaces(view, name)
    found, addresses = [loopback()], addresses_of_pod(pod)
    if addresses:
        node = node_facts(view, name)
        held = tuple(Held(a, int(pod_range_of(node, a).partition("/")[2] or 32)) for a in addresses)
        peers = [interface.number for interface in node_interfaces(view, name) if interface.name == link_name(pod)]
        flags = "BROADCAST,MULTICAST,UP,LOWER_UP"
        seed = hardware("0a:58", addresses[0])
        found.append(Interface(2, "eth0", flags, "UP", seed, held, peers[0] if peers else 0))
    return found


def pod_routes(view: View, pod: Obj, family: int) -> list[Route]:
    """The routes of a pod: everything goes to its gateway, the node."""
    if spec_of(pod).get("hostNetwork"):
        return node_routes(view, spec_of(pod).get("nodeName") or "", family)
    node = node_facts(view, spec_of(pod).get("nodeName") or "")
    for address in addresses_of_pod(pod):
        if family_of(address) == family:
            pod_range = pod_range_of(node, address)
            gateway = gateway_of(pod_range)
            return [
                Route("default", gateway, "eth0", ""),
                Route(pod_range, gateway, "eth0", f"src {address}"),
                Route(gateway, "", "eth0", f"scope link src {address}"),
            ]
    return []


def node_routes(view: View, name: str, family: int) -> list[Route]:
    """The routes of a node: the default one, its pods, the pods of other nodes, its own networks."""
    node = node_facts(view, name)
    found, networks = [], []
    for device, addresses in own_devices(node):
        for held in addresses:
            network = range_of(held.text)
            if network is None or network.family != family:
                continue
            if device == "eth0":
                found.append(Route("default", text_of(network.first + 1, family), "eth0", ""))
            down = " linkdown" if device == "docker0" else ""
            networks.append(Route(network.text, "", device, f"proto kernel scope link src {held.address}{down}"))
    links = [
        Route(address, "", link_name(pod), "scope host")
        for pod in pods_on(view, name)
        for address in addresses_of_pod(pod)
        if family_of(address) == family
    ]
    others = []
    for other in node_names(view):
        facts = node_facts(view, other)
        if other != name and facts.own(family):
            ranges = [found_range for cidr in facts.pod_ranges if (found_range := range_of(cidr))]
            others += [Route(r.text, facts.own(family), "eth0", "") for r in ranges if r.family == family]
    return found + sorted(links + others + networks, key=lambda route: number_of(route.to.partition("/")[0]))

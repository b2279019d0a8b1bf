"""Virtual servers of a node in ipvs mode, their listing by ipvsadm, and the addresses of kube-ipvs0."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cmp_to_key
from typing import NamedTuple

from minikctl.state.network.addresses import family_of
from minikctl.state.network.nodes import NodeFacts
from minikctl.state.network.proxyconfig import ProxyConfig, node_port_destinations
from minikctl.state.network.ranges import is_loopback, joined, number_of
from minikctl.state.network.virtual import Endpoint, ServicePort

NUMBERS = {"tcp": 6, "udp": 17, "sctp": 132}
HEADER = (
    "IP Virtual Server version 1.2.1 (size=4096)\n"
    "Prot LocalAddress:Port Scheduler Flags\n"
    "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n"
)


class VirtualServer(NamedTuple):
    """One address and port that IPVS answers, and to whom it hands connections."""

    protocol: str
    address: str
    port: int
    scheduler: str
    persistent: int  # seconds, 0: no
    reals: tuple[Endpoint, ...]
    of: ServicePort


def node_port_addresses(config: ProxyConfig, family: int, node: NodeFacts) -> tuple[str, ...]:
    """The node's addresses that get virtual servers for node ports."""
    chosen = node_port_destinations(config, family, node)
    candidates = node.of_family(family) if chosen is None else chosen
    return tuple(address for address in candidates if not is_loopback(address))


def virtual_servers(
    ports: Iterable[ServicePort], config: ProxyConfig, family: int, node: NodeFacts
) -> list[VirtualServer]:
    """The virtual servers of a family, in ipvsadm's order; those without backends stay."""
    node_addresses = node_port_addresses(config, family, node)
    found: dict[tuple[str, str, int], VirtualServer] = {}
    for port in ports:
        inner = port.choice.local or port.choice.cluster if port.internal_local else port.choice.cluster
        outer = port.choice.local or port.choice.cluster if port.external_local else port.choice.cluster
        places = [(port.cluster_ip, port.port, inner)]
        places += [(address, port.port, outer) for address in (*port.external_ips, *port.balancer_ips)]
        if port.node_port:
            places += [(address, port.node_port, outer) for address in node_addresses]
        for address, number, backends in places:
            reals = tuple(sorted(backends, key=cmp_to_key(_compare_backends)))
            server = VirtualServer(port.protocol, address, number, config.scheduler, port.affinity, reals, port)
            found.setdefault((port.protocol, address, number), server)
    return sorted(found.values(), key=cmp_to_key(_compare_servers))


def _compare_addresses(one: str, other: str) -> int:
    """libipvs compares 32 bits at a time, by the sign of the wrapped difference."""
    families = family_of(one) - family_of(other)
    if families:
        return families
    first, second = number_of(one), number_of(other)
    for shift in (96, 64, 32, 0) if family_of(one) == 6 else (0,):
        difference = ((first >> shift & 0xFFFFFFFF) - (second >> shift & 0xFFFFFFFF)) & 0xFFFFFFFF
        if difference:
            return -1 if difference >> 31 else 1
    return 0


def _compare_servers(one: VirtualServer, other: VirtualServer) -> int:
    families = family_of(one.address) - family_of(other.address)
    protocols = NUMBERS.get(one.protocol, 0) - NUMBERS.get(other.protocol, 0)
    return families or protocols or _compare_addresses(one.address, other.address) or one.port - other.port


def _compare_backends(one: Endpoint, other: Endpoint) -> int:
    return _compare_addresses(one.address, other.address) or one.port - other.port


def listing(servers: Sequence[VirtualServer]) -> str:
    """What `ipvsadm -Ln` prints."""
    lines = [HEADER]
    for server in servers:
        flags = " (mh-port)" if server.scheduler == "mh" else ""
        flags += f" persistent {server.persistent}" if server.persistent else ""
        where = joined(server.address, server.port)
        lines.append(f"{server.protocol.upper():<4} {where} {server.scheduler}{flags}\n")
        for real in server.reals:
            lines.append(f"  -> {real.text:<28} {'Masq':<7} {1:<6} {0:<10} {0:<10}\n")
    return "".join(lines)


def commands(servers: Sequence[VirtualServer]) -> str:
    """What `ipvsadm -Sn` prints: the commands that would make these servers again."""
    lines = []
    for server in servers:
        where = f"-{server.protocol[0] if server.protocol != 'sctp' else '-sctp-service'} "
        where += joined(server.address, server.port)
        flags = f" -p {server.persistent}" if server.persistent else ""
        flags += " -b mh-port" if server.scheduler == "mh" else ""
        lines.append(f"-A {where} -s {server.scheduler}{flags}\n")
        lines += [f"-a {where} -r {real.text} -m -w 1\n" for real in server.reals]
    return "".join(lines)


def bound_addresses(ports: Iterable[ServicePort], node: NodeFacts) -> list[str]:
    """The addresses of kube-ipvs0: cluster IPs, and external ones that no other interface of the node has."""
    found: set[str] = set()
    for port in ports:
        found.add(port.cluster_ip)
        found.update(a for a in (*port.external_ips, *port.balancer_ips) if a not in node.addresses)
    return sorted(found, key=number_of)

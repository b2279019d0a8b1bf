"""The ipsets by which ipvs mode keeps its rules few, and what `ipset save` and `ipset list` print of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from minikctl.state.network.iptables.naming import base32_16
from minikctl.state.network.ipvs.servers import bound_addresses, node_port_addresses
from minikctl.state.network.nodes import NodeFacts
from minikctl.state.network.proxyconfig import ProxyConfig
from minikctl.state.network.virtual import ServicePort

NAME_LIMIT = 31  # of the kernel


class SetKind(NamedTuple):
    """One kind of set: its name for IPv4, its type, and the comment of rules that use it."""

    name: str
    type: str
    comment: str = ""


_BALANCER = "Kubernetes service load balancer ip + port"

SETS = (
    SetKind(
        "KUBE-LOOP-BACK",
        "hash:ip,port,ip",
        "Kubernetes endpoints dst ip:port, source ip for solving hairpin purpose",
    ),
    SetKind("KUBE-CLUSTER-IP", "hash:ip,port", "Kubernetes service cluster ip + port for masquerade purpose"),
    SetKind(
        "KUBE-EXTERNAL-IP", "hash:ip,port", "Kubernetes service external ip + port for masquerade and filter purpose"
    ),
    SetKind(
        "KUBE-EXTERNAL-IP-LOCAL",
        "hash:ip,port",
        "Kubernetes service external ip + port with externalTrafficPolicy=local",
    ),
    SetKind("KUBE-LOAD-BALANCER", "hash:ip,port", "Kubernetes service lb portal"),
    SetKind("KUBE-LOAD-BALANCER-LOCAL", "hash:ip,port", f"{_BALANCER} with externalTrafficPolicy=local"),
    SetKind("KUBE-LOAD-BALANCER-FW", "hash:ip,port", f"{_BALANCER} for load balancer with sourceRange"),
    SetKind("KUBE-LOAD-BALANCER-SOURCE-IP", "hash:ip,port,ip", f"{_BALANCER} + source IP for packet filter purpose"),
    SetKind(
        "KUBE-LOAD-BALANCER-SOURCE-CIDR", "hash:ip,port,net", f"{_BALANCER} + source cidr for packet filter purpose"
    ),
    SetKind("KUBE-NODE-PORT-TCP", "bitmap:port", "Kubernetes nodeport TCP port for masquerade purpose"),
    SetKind("KUBE-NODE-PORT-LOCAL-TCP", "bitmap:port", "Kubernetes nodeport TCP port with externalTrafficPolicy=local"),
    SetKind("KUBE-NODE-PORT-UDP", "bitmap:port", "Kubernetes nodeport UDP port for masquerade purpose"),
    SetKind("KUBE-NODE-PORT-LOCAL-UDP", "bitmap:port", "Kubernetes nodeport UDP port with externalTrafficPolicy=local"),
    SetKind(
        "KUBE-NODE-PORT-SCTP-HASH",
        "hash:ip,port",
        "Kubernetes nodeport SCTP port for masquerade purpose with type 'hash ip:port'",
    ),
    SetKind(
        "KUBE-NODE-PORT-LOCAL-SCTP-HASH",
        "hash:ip,port",
        "Kubernetes nodeport SCTP port with externalTrafficPolicy=local with type 'hash ip:port'",
    ),
    SetKind("KUBE-HEALTH-CHECK-NODE-PORT", "bitmap:port", "Kubernetes health check node port"),
    SetKind("KUBE-IPVS-IPS", "hash:ip"),
)
COMMENTS = {kind.name: kind.comment for kind in SETS}
TYPES = {kind.name: kind.type for kind in SETS}

Entries = dict[str, set[str]]


def set_name(name: str, family: int) -> str:
    """The name in a family: for IPv6 with `6-`, cut to what the kernel takes."""
    return name if family == 4 else f"KUBE-6-{name.removeprefix('KUBE-')}"[:NAME_LIMIT]


def entries_of(ports: Iterable[ServicePort], config: ProxyConfig, family: int, node: NodeFacts) -> Entries:
    """What each set holds, by its IPv4 name."""
    ports = list(ports)
    found: Entries = {kind.name: set() for kind in SETS}
    node_addresses = node_port_addresses(config, family, node)
    for port in ports:
        _add_port(found, port, node_addresses, node.own(family))
    found["KUBE-IPVS-IPS"].update(bound_addresses(ports, node))
    return found


def _add_port(found: Entries, port: ServicePort, node_addresses: tuple[str, ...], own: str) -> None:
    suffix = f",{port.protocol}:{port.port}"
    for backend in port.backends:
        if backend.local:
            found["KUBE-LOOP-BACK"].add(f"{backend.address},{port.protocol}:{backend.port},{backend.address}")
    found["KUBE-CLUSTER-IP"].add(port.cluster_ip + suffix)
    outer = "KUBE-EXTERNAL-IP-LOCAL" if port.external_local else "KUBE-EXTERNAL-IP"
    found[outer].update(address + suffix for address in port.external_ips)
    for address in port.balancer_ips:
        entry = address + suffix
        found["KUBE-LOAD-BALANCER"].add(entry)
        if port.external_local:
            found["KUBE-LOAD-BALANCER-LOCAL"].add(entry)
        if port.source_ranges:
            found["KUBE-LOAD-BALANCER-FW"].add(entry)
            found["KUBE-LOAD-BALANCER-SOURCE-CIDR"].update(f"{entry},{net.text}" for net in port.source_ranges)
            if admits(port, own):
                found["KUBE-LOAD-BALANCER-SOURCE-IP"].add(f"{entry},{address}")
    if port.node_port:
        if not node_addresses:
            return  # kube-proxy gives the port up here, its health check port too
        for name in ("KUBE-NODE-PORT-", *(("KUBE-NODE-PORT-LOCAL-",) if port.external_local else ())):
            if port.protocol == "sctp":
                found[f"{name}SCTP-HASH"].update(f"{address},sctp:{port.node_port}" for address in node_addresses)
            else:
                found[name + port.protocol.upper()].add(str(port.node_port))
    if port.health_port:
        found["KUBE-HEALTH-CHECK-NODE-PORT"].add(str(port.health_port))


def admits(port: ServicePort, address: str) -> bool:
    """Whether a source range holds an address."""
    return bool(address) and any(allowed.covers(address) for allowed in port.source_ranges)


def header_of(name: str, family: int) -> str:
    """How a set was created: `family inet hashsize 1024 …`, `range 0-65535`."""
    if TYPES[name] == "bitmap:port":
        return "range 0-65535"
    seed = int(base32_16(set_name(name, family)), 36) & 0xFFFFFFFF
    inet = "inet6" if family == 6 else "inet"
    return f"family {inet} hashsize 1024 maxelem 65536 bucketsize 12 initval 0x{seed:08x}"


def in_order(entries: set[str]) -> list[str]:
    """Entries as they are listed: ports by number, others by text."""
    return sorted(entries, key=lambda entry: (int(entry), "") if entry.isdigit() else (0, entry))


def save(entries: Entries, family: int) -> str:
    """What `ipset save` prints."""
    lines = []
    for kind in SETS:
        name = set_name(kind.name, family)
        lines.append(f"create {name} {kind.type} {header_of(kind.name, family)}\n")
        lines += [f"add {name} {entry}\n" for entry in in_order(entries[kind.name])]
    return "".join(lines)

"""The one model of service traffic on a node: what kube-proxy knows of every service port, and whom it may choose.

Rules are those of pkg/proxy in Kubernetes v1.33 (ServicePort, EndpointSliceCache, CategorizeEndpoints).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from minikctl.state.kinds import ENDPOINT_SLICE, SERVICE
from minikctl.state.network.addresses import Range, family_of
from minikctl.state.network.nodes import NodeFacts, node_facts
from minikctl.state.network.pause import NoCollection
from minikctl.state.network.ranges import all_normal, normal, range_of
from minikctl.state.objects import Obj, labels_of, name_of, namespace_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.view import View

SERVICE_NAME = "kubernetes.io/service-name"
NOT_OURS = ("service.kubernetes.io/service-proxy-name", "service.kubernetes.io/headless")
FAMILIES = {"IPv4": 4, "IPv6": 6}


class Endpoint(NamedTuple):
    """One backend of a service port; `text` stands first, so that backends sort as kube-proxy sorts them."""

    text: str  # 10.244.0.5:8080, [fd00::5]:8080
    address: str
    port: int
    ready: bool
    serving: bool
    terminating: bool
    local: bool
    zones: tuple[str, ...]  # hints
    node: str


class Choice(NamedTuple):
    """Which backends count, by traffic policy."""

    cluster: tuple[Endpoint, ...] = ()
    local: tuple[Endpoint, ...] = ()
    reachable: tuple[Endpoint, ...] = ()  # the union: these have rules
    any: bool = False  # there is a usable backend somewhere


class ServicePort(NamedTuple):
    """One port of a service in one family, on one node."""

    name: str  # namespace/service:port, or namespace/service
    protocol: str  # tcp, udp, sctp
    family: int
    namespace: str
    service: str
    port_name: str
    cluster_ip: str
    port: int
    node_port: int
    external_ips: tuple[str, ...]
    balancer_ips: tuple[str, ...]
    health_port: int
    source_ranges: tuple[Range, ...]
    internal_local: bool
    external_local: bool
    affinity: int  # seconds, 0: none
    backends: tuple[Endpoint, ...]  # every backend, usable or not
    choice: Choice

    @property
    def external(self) -> bool:
        """Whether something outside the cluster may come in."""
        return bool(self.node_port or self.balancer_ips or self.external_ips)

    @property
    def internal_set(self) -> tuple[Endpoint, ...]:
        """The backends for traffic to the cluster IP."""
        return self.choice.local if self.internal_local else self.choice.cluster

    @property
    def external_set(self) -> tuple[Endpoint, ...]:
        """The backends for traffic from outside."""
        return self.choice.local if self.external_local else self.choice.cluster


def service_ports(view: View, node_name: str, family: int = 4) -> list[ServicePort]:
    """Every service port of a family as the kube-proxy of a node sees it, ordered by name."""
    node = node_facts(view, node_name)
    slices: dict[str, list[Obj]] = {}
    ports: list[ServicePort] = []
    with NoCollection():
        for found in view.list(ENDPOINT_SLICE):
            owner = labels_of(found).get(SERVICE_NAME)
            if owner:
                slices.setdefault(f"{namespace_of(found)}/{owner}", []).append(found)
        for service in view.list(SERVICE):
            key = f"{namespace_of(service)}/{name_of(service)}"
            ports += ports_of_service(service, slices.get(key, ()), node, family)
    ports.sort()
    return ports


def ports_of(view: View, node: NodeFacts, service: Obj, family: int) -> list[ServicePort]:
    """The ports of one service; reads only the slices of that service."""
    slices = view.selected(ENDPOINT_SLICE, namespace_of(service), {SERVICE_NAME: name_of(service)})
    return ports_of_service(service, slices, node, family)


def cluster_ip_of(service: Obj, family: int) -> str:
    """The cluster IP of a family, "" if it has none or rules are not made for the service."""
    spec = spec_of(service)
    if spec.get("type") == "ExternalName" or any(label in labels_of(service) for label in NOT_OURS):
        return ""
    first = spec.get("clusterIP") or ""
    if first in ("", "None"):
        return ""
    families = spec.get("ipFamilies") or ()
    if not families:
        return normal(first) if family_of(first) == family else ""
    addresses = spec.get("clusterIPs") or (first,)
    for name, address in zip(families, addresses, strict=False):
        if FAMILIES.get(name) == family:
            return normal(address)
    return ""


def balancer_ips_of(service: Obj, family: int) -> tuple[str, ...]:
    """The load balancer addresses of a family for which rules are made (not those with ipMode Proxy)."""
    return tuple(
        address
        for entry in (status_of(service).get("loadBalancer") or {}).get("ingress") or ()
        if entry.get("ip") and entry.get("ipMode") != "Proxy" and family_of(entry["ip"]) == family
        if (address := normal(entry["ip"]))
    )


def affinity_of(service: Obj) -> int:
    """Seconds for which a client stays with its backend, 0 without affinity."""
    spec = spec_of(service)
    if spec.get("sessionAffinity") != "ClientIP":
        return 0
    config = (spec.get("sessionAffinityConfig") or {}).get("clientIP") or {}
    seconds: int = config.get("timeoutSeconds") or 10800
    return seconds


def ports_of_service(service: Obj, slices: Iterable[Obj], node: NodeFacts, family: int) -> list[ServicePort]:
    """The ports of a service in a family, with whom its traffic may reach from a node."""
    cluster_ip = cluster_ip_of(service, family)
    if not cluster_ip:
        return []
    spec = spec_of(service)
    kind, namespace, name = spec.get("type"), namespace_of(service), name_of(service)
    external_ips = tuple(
        address for a in spec.get("externalIPs") or () if family_of(a) == family and (address := normal(a))
    )
    balancer_ips = balancer_ips_of(service, family)
    outward = kind in ("NodePort", "LoadBalancer") or bool(spec.get("externalIPs"))
    external_local = outward and spec.get("externalTrafficPolicy") == "Local"
    internal_local = spec.get("internalTrafficPolicy") == "Local"
    health = spec.get("healthCheckNodePort") or 0 if kind == "LoadBalancer" and external_local else 0
    ranges = tuple(
        allowed
        for cidr in spec.get("loadBalancerSourceRanges") or ()
        if (allowed := range_of(cidr)) and allowed.family == family
    )
    affinity = affinity_of(service)
    backends = backends_of(slices, node.name, family)
    ports = []
    for port in spec.get("ports") or ():
        port_name, protocol = port.get("name") or "", port.get("protocol") or "TCP"
        found = backends.get((port_name, protocol), ())
        node_port = port.get("nodePort") or 0
        external = bool(node_port or balancer_ips or external_ips)
        ports.append(
            ServicePort(
                f"{namespace}/{name}:{port_name}" if port_name else f"{namespace}/{name}",
                protocol.lower(),
                family,
                namespace,
                name,
                port_name,
                cluster_ip,
                port.get("port") or 0,
                node_port,
                external_ips,
                balancer_ips,
                health,
                ranges,
                internal_local,
                external_local,
                affinity,
                found,
                choose(found, external, internal_local, external_local and external, node.zone),
            )
        )
    return ports


def backends_of(slices: Iterable[Obj], node: str, family: int) -> dict[tuple[str, str], tuple[Endpoint, ...]]:
    """(port name, protocol) -> its backends in order, of the slices of one service.

    Backends that several slices hold count once; one that is local wins.
    """
    found: dict[tuple[str, str], dict[str, Endpoint]] = {}
    for piece in slices:
        if any(label in labels_of(piece) for label in NOT_OURS):
            continue
        if FAMILIES.get(piece.get("addressType") or "", family) != family or piece.get("addressType") == "FQDN":
            continue
        places = places_of(piece.get("endpoints") or (), node, family)
        for port in piece.get("ports") or ():
            number, port_name = port.get("port"), port.get("name", "")
            if not number or port_name is None:
                continue
            group = found.setdefault((port_name, port.get("protocol") or "TCP"), {})
            merge(group, places, number, family)
    return {key: tuple(sorted(group.values())) for key, group in found.items()}


Place = tuple[str, bool, bool, bool, bool, tuple[str, ...], str]  # a backend without its port


def merge(group: dict[str, Endpoint], places: list[Place], port: int, family: int) -> None:
    """Adds places at a port to the backends of a service port; a loop without calls, for there may be many."""
    new, start, end = tuple.__new__, "[" if family == 6 else "", f"]:{port}" if family == 6 else f":{port}"
    for address, ready, serving, terminating, local, zones, node in places:
        text = start + address + end
        if local or text not in group:
            group[text] = new(Endpoint, (text, address, port, ready, serving, terminating, local, zones, node))


def places_of(endpoints: Sequence[Obj], node: str, family: int) -> list[Place]:
    """Endpoints of a slice whose first address is of a family: that address, conditions, whether it is on the node."""
    found: list[Place] = []
    nothing: Obj = {}
    known = all_normal([endpoint.get("addresses") or ("",) for endpoint in endpoints])
    for endpoint in endpoints:
        addresses = endpoint.get("addresses")
        if not addresses or (":" in addresses[0]) != (family == 6):
            continue
        address = addresses[0] if known else normal(addresses[0])
        if not address:
            continue
        state = endpoint.get("conditions") or nothing
        hints = endpoint.get("hints")
        where = endpoint.get("nodeName") or ""
        found.append(
            (
                address,
                state.get("ready") is not False,
                state.get("serving") is not False,
                state.get("terminating") is True,
                where == node and where != "",
                tuple([zone.get("name", "") for zone in hints.get("forZones") or ()]) if hints else (),
                where,
            )
        )
    return found


def choose(
    backends: Sequence[Endpoint], external: bool, internal_local: bool, external_local: bool, zone: str
) -> Choice:
    """Which backends count: ready ones; if there are none, those that still serve while they terminate."""
    if not backends:
        return Choice()
    uses_cluster = external or not internal_local
    uses_local = internal_local or external_local
    ready = tuple([backend for backend in backends if backend.ready])
    usable = ready or leaving(backends)
    cluster: tuple[Endpoint, ...] = ()
    if uses_cluster:
        cluster = in_zone(ready, zone) if ready else usable
    if not uses_local:
        return Choice(cluster, (), cluster, bool(cluster))
    local = tuple([b for b in ready if b.local]) or leaving([b for b in backends if b.local])
    anywhere = any(backend.ready or (backend.serving and backend.terminating) for backend in backends)
    if not uses_cluster:
        return Choice((), local, local, anywhere)
    reachable = cluster if set(local) <= set(cluster) else tuple(sorted({*cluster, *local}))
    return Choice(cluster, local, reachable, anywhere)


def leaving(backends: Iterable[Endpoint]) -> tuple[Endpoint, ...]:
    """Those that serve although they are terminating."""
    return tuple([backend for backend in backends if backend.serving and backend.terminating])


def in_zone(ready: tuple[Endpoint, ...], zone: str) -> tuple[Endpoint, ...]:
    """Those hinted for the zone, if every ready one has a hint and one of them names the zone; otherwise all."""
    if not zone or not all(backend.zones for backend in ready):
        return ready
    return tuple([backend for backend in ready if zone in backend.zones]) or ready

"""What a decision about one connection stands on: the node, its configuration, the service ports that could matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from minikctl.state.kinds import POD, SERVICE, SERVICE_CIDR
from minikctl.state.network.iptables.blocks import Context
from minikctl.state.network.nodes import NodeFacts, addresses_of_pod
from minikctl.state.network.proxyconfig import ProxyConfig, detector_of, localhost_answers, node_port_destinations
from minikctl.state.network.ranges import is_loopback, normal, range_of
from minikctl.state.network.routing.verdict import Packet
from minikctl.state.network.virtual import ServicePort, ports_of
from minikctl.state.objects import Obj, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.view import View


class Ground(NamedTuple):
    """The facts of one decision."""

    view: View
    node: NodeFacts
    config: ProxyConfig
    family: int
    ports: list[ServicePort]  # that mention the destination, in order of their names
    context: Context
    from_pod: bool  # the local detector takes the source for a pod's
    service_address: bool  # the destination is a cluster IP
    node_ports_answer: bool  # node ports answer on the destination


def ground_of(view: View, node: NodeFacts, config: ProxyConfig, family: int, packet: Packet) -> Ground:
    """Collects what matters for a packet; services that have nothing to do with it are passed over quickly."""
    ports: list[ServicePort] = []
    for service in view.list(SERVICE):
        if concerns(service, packet):
            ports += ports_of(view, node, service, family)
    ports.sort()
    detector = detector_of(config, family, node)
    localhost = family == 4 and node.nfacct and localhost_answers(config)
    context = Context(detector, config.masquerade_all, localhost, node.own(family))
    if detector.range:
        from_pod = detector.range.covers(packet.source)
    else:
        from_pod = bool(detector) and not packet.from_node and on_this_node(view, node, packet.source)
    return Ground(
        view,
        node,
        config,
        family,
        ports,
        context,
        from_pod,
        any(port.cluster_ip == packet.destination for port in ports),
        node_ports_answer(config, family, node, packet),
    )


def concerns(service: Obj, packet: Packet) -> bool:
    """Whether a service's rules could match a packet."""
    spec, destination = spec_of(service), packet.destination
    given = {spec.get("clusterIP"), *(spec.get("clusterIPs") or ()), *(spec.get("externalIPs") or ())}
    balancer = status_of(service).get("loadBalancer")
    if balancer:
        given.update(entry.get("ip") for entry in balancer.get("ingress") or ())
    if destination in given:
        return True
    for address in given:
        if address and address != "None" and normal(address) == destination:
            return True
    if not packet.to_node:
        return False
    if spec.get("healthCheckNodePort") == packet.port:
        return True
    return any(port.get("nodePort") == packet.port for port in spec.get("ports") or ())


def on_this_node(view: View, node: NodeFacts, address: str) -> bool:
    """Whether packets from an address come in by the link of a pod of this node."""
    for pod in view.list(POD):
        if address in addresses_of_pod(pod) and not spec_of(pod).get("hostNetwork"):
            return spec_of(pod).get("nodeName") == node.name
    ranges = node.pod_ranges or view.settings.get("pod_cidrs") or ()
    return any(found.covers(address) for cidr in ranges if (found := range_of(cidr)))


def node_ports_answer(config: ProxyConfig, family: int, node: NodeFacts, packet: Packet) -> bool:
    """Whether the destination is an address of the node on which node ports are served."""
    if not packet.to_node:
        return False
    wanted = config
    if config.mode == "nftables" and not config.node_port_addresses:
        wanted = config._replace(node_port_addresses=("primary",))
    chosen = node_port_destinations(wanted, family, node)
    loopback = is_loopback(packet.destination)
    if loopback and (family == 6 or not config.localhost_node_ports or config.mode == "nftables"):
        return False
    return True if chosen is None else packet.destination in chosen


def service_ranges(view: View) -> list[str]:
    """The ranges of cluster IPs."""
    found = [cidr for obj in view.list(SERVICE_CIDR) for cidr in spec_of(obj).get("cidrs") or ()]
    given = (view.world.get("apiServer") or {}).get("serviceClusterIPRange")
    return found or ([given] if given else list(view.settings.get("service_cidrs") or ["10.96.0.0/12"]))

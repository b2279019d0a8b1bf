"""What a node does with a new connection in ipvs mode."""

from __future__ import annotations

from minikctl.state.network.ipvs.servers import VirtualServer, virtual_servers
from minikctl.state.network.ranges import is_loopback
from minikctl.state.network.routing.chains import admitted
from minikctl.state.network.routing.ground import Ground
from minikctl.state.network.routing.verdict import ACCEPT, DNAT, DROP, NONE, REJECT, Packet, Step, Verdict, step
from minikctl.state.network.virtual import ServicePort


def decide(ground: Ground, packet: Packet) -> Verdict:
    """The verdict on a packet: filter rules by sets, then the virtual server of its destination."""
    for port in ground.ports:
        if port.protocol == packet.protocol and _fenced(ground, packet, port):
            return _end(packet, DROP, "KUBE-SOURCE-RANGES-FIREWALL", f"{port.name}: the source is in no allowed range")
        if packet.to_node and packet.protocol == "tcp" and port.health_port == packet.port:
            return _end(packet, ACCEPT, "KUBE-NODE-PORT", f"{port.name}: health check node port")
    server = _server(ground, packet)
    if server is None:
        bound = {a for port in ground.ports for a in (port.cluster_ip, *port.external_ips, *port.balancer_ips)}
        if packet.destination in bound and not packet.to_node:
            return _end(packet, REJECT, "KUBE-IPVS-FILTER", "no service has this port at this address")
        return Verdict(NONE, (), False, (_say(packet, "ipvs", NONE, "no virtual server has this address and port"),))
    if not server.reals:
        return _end(packet, REJECT, "ipvs", f"{server.of.name}: the virtual server has no real servers")
    marked, why = _marked(ground, packet, server)
    hairpin = any(real.local and real.address == packet.source for real in server.reals)
    steps = [_say(packet, "ipvs", server.scheduler, f"{server.of.name}: virtual server")]
    for real in server.reals:
        steps.append(
            step("ipvs", real.text, "Masq 1", packet.text, f"{packet.source} > {real.text}", DNAT, "a real server")
        )
    if marked or hairpin:
        why = why if marked else "a pod that reaches itself gets the node's address"
        steps.append(step("nat", "KUBE-POSTROUTING", "-j MASQUERADE", packet.source, "the node's address", "SNAT", why))
    endpoints = tuple(sorted(real.text for real in server.reals))
    return Verdict(DNAT, endpoints, marked or hairpin, tuple(steps), server.of, marked)


def _server(ground: Ground, packet: Packet) -> VirtualServer | None:
    wanted = (packet.protocol, packet.destination, packet.port)
    for server in virtual_servers(ground.ports, ground.config, ground.family, ground.node):
        if (server.protocol, server.address, server.port) == wanted:
            return server
    return None


def _fenced(ground: Ground, packet: Packet, port: ServicePort) -> bool:
    listed = bool(port.source_ranges) and port.port == packet.port and packet.destination in port.balancer_ips
    return listed and not admitted(ground, packet, port)


def _marked(ground: Ground, packet: Packet, server: VirtualServer) -> tuple[bool, str]:
    """Whether nat KUBE-SERVICES marks a packet, and why."""
    port, context = server.of, ground.context
    if is_loopback(packet.source):
        return False, ""
    if packet.destination in port.balancer_ips:
        return not port.external_local, "it comes through a load balancer address"
    if packet.destination == port.cluster_ip and packet.port == port.port:
        if context.masquerade_all:
            return True, "everything is masqueraded"
        return bool(context.detector) and not ground.from_pod, "the source is not a pod of this cluster"
    if packet.destination in port.external_ips and packet.port == port.port:
        return not port.external_local, "it comes through an external address"
    return not port.external_local, "it comes through a node port"


def _say(packet: Packet, where: str, verdict: str, why: str) -> Step:
    return step("ipvs", where, "", packet.text, packet.text, verdict, why)


def _end(packet: Packet, verdict: str, where: str, why: str) -> Verdict:
    after = packet.text if verdict == ACCEPT else ""
    return Verdict(verdict, (), False, (step("filter", where, f"-j {verdict}", packet.text, after, verdict, why),))

"""What a node does with a new connection in iptables and nftables mode.

The order is the kernel's: nat (PREROUTING, or OUTPUT for the node's own processes), then filter. nftables mode asks
the same questions by maps and sets; where it answers differently, this is said below.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from minikctl.state.network.iptables.blocks import Block, block_of
from minikctl.state.network.iptables.naming import endpoint_chain, service_hash
from minikctl.state.network.ranges import is_loopback, range_of
from minikctl.state.network.routing.ground import Ground, service_ranges
from minikctl.state.network.routing.verdict import ACCEPT, DNAT, DROP, NONE, REJECT, Packet, Step, Verdict, step
from minikctl.state.network.virtual import Endpoint, ServicePort

CLUSTER_IP, EXTERNAL_IP, BALANCER_IP, NODE_PORT = "cluster IP", "external IP", "loadbalancer IP", "node port"


class Way(NamedTuple):
    """Where a nat rule leads: to one of these backends."""

    backends: tuple[Endpoint, ...]
    marked: bool
    steps: list[Step]


def decide(ground: Ground, packet: Packet) -> Verdict:
    """The verdict on a packet."""
    for port, kind in nat_rules(ground, packet):
        way = follow(ground, packet, port, kind)
        if way is not None and way.backends:
            return translated(ground, packet, port, way)
    return filtered(ground, packet)


def internal_served(port: ServicePort) -> bool:
    """Whether traffic to the cluster IP can be served from here."""
    return port.choice.any and bool(port.choice.local or not port.internal_local)


def external_served(port: ServicePort) -> bool:
    """Whether traffic from outside can be served from here."""
    return port.choice.any and bool(port.choice.local or not port.external_local)


def nat_rules(ground: Ground, packet: Packet) -> Iterator[tuple[ServicePort, str]]:
    """The rules of nat KUBE-SERVICES that match a packet, then those of KUBE-NODEPORTS, in order."""
    mine = [port for port in ground.ports if port.protocol == packet.protocol and port.choice.any]
    for port in mine:
        if port.port == packet.port:
            if port.cluster_ip == packet.destination and internal_served(port):
                yield port, CLUSTER_IP
            if packet.destination in port.external_ips:
                yield port, EXTERNAL_IP
            if packet.destination in port.balancer_ips:
                yield port, BALANCER_IP
    if ground.node_ports_answer:
        for port in mine:
            if port.node_port == packet.port:
                yield port, NODE_PORT


def follow(ground: Ground, packet: Packet, port: ServicePort, kind: str) -> Way | None:
    """Follows one rule into the chains of its service; None where the packet comes back out of them."""
    context = ground.context
    block = block_of(port, context)
    digest = service_hash(port.name, port.protocol)
    first = block.node_ports if kind == NODE_PORT else block.services
    target = f"KUBE-FW-{digest}" if kind == BALANCER_IP and port.source_ranges else f"KUBE-EXT-{digest}"
    if kind == CLUSTER_IP:
        target = f"KUBE-SV{'L' if port.internal_local else 'C'}-{digest}"
    start = "KUBE-NODEPORTS" if kind == NODE_PORT else "KUBE-SERVICES"
    steps = [_step(packet, start, pick(first, packet, target), target, f"{port.name}: {kind}")]
    if kind == CLUSTER_IP:
        marked = context.masquerade_all or (bool(context.detector) and not ground.from_pod)
        if marked:
            rule = pick(text_of(block, target), packet, "KUBE-MARK-MASQ")
            steps.append(_step(packet, target, rule, "MARK", "the source is not a pod of this cluster"))
        return Way(port.internal_set, marked, steps)
    if target.startswith("KUBE-FW-"):
        allowed = admitted(ground, packet, port)
        why = "the source is in an allowed range" if allowed else "the source is in no allowed range"
        rule = fence_rule(text_of(block, target), packet) if allowed else ""
        steps.append(_step(packet, target, rule, f"KUBE-EXT-{digest}" if allowed else "RETURN", why))
        if not allowed:
            return None
        target = f"KUBE-EXT-{digest}"
    return enter(ground, packet, port, steps, text_of(block, target), target, digest)


def enter(
    ground: Ground, packet: Packet, port: ServicePort, steps: list[Step], text: str, chain: str, digest: str
) -> Way | None:
    """KUBE-EXT, whose rules are `text`: who comes from outside is masqueraded, unless only local backends count."""
    everyone, near = f"KUBE-SVC-{digest}", f"KUBE-SVL-{digest}"

    def passed(target: str, why: str, word: str = "") -> None:
        rules = [rule for rule in text.splitlines() if rule.endswith(f"-j {target}") and word in rule]
        verdict = "MARK" if target == "KUBE-MARK-MASQ" else target
        steps.append(_step(packet, chain, (rules or [""])[0], verdict, why))

    if not port.external_local:
        passed("KUBE-MARK-MASQ", "the reply must come back through this node")
        passed(everyone, "externalTrafficPolicy: Cluster")
        return Way(port.choice.cluster, True, steps)
    if ground.context.detector and ground.from_pod:
        passed(everyone, "a pod goes straight to all endpoints", "pod traffic")
        return Way(port.choice.cluster, False, steps)
    if packet.from_node:
        passed("KUBE-MARK-MASQ", "the node itself is masqueraded")
        passed(everyone, "the node goes straight to all endpoints", "LOCAL traffic")
        return Way(port.choice.cluster, True, steps)
    if not external_served(port):
        return None
    passed(near, "externalTrafficPolicy: Local")
    return Way(port.choice.local, False, steps)


def admitted(ground: Ground, packet: Packet, port: ServicePort) -> bool:
    """Whether the source ranges of a load balancer let a packet in."""
    if any(allowed.covers(packet.source) for allowed in port.source_ranges):
        return True
    own = ground.context.node_address
    return (
        packet.source in port.balancer_ips and bool(own) and any(allowed.covers(own) for allowed in port.source_ranges)
    )


def translated(ground: Ground, packet: Packet, port: ServicePort, way: Way) -> Verdict:
    """The packet gets a backend as its destination, and another source where it is marked."""
    steps, endpoints = way.steps, tuple(backend.text for backend in way.backends)
    hairpin = any(backend.address == packet.source for backend in way.backends)
    for backend in way.backends:
        chain = endpoint_chain(port.name, port.protocol, backend.text)
        share = f"one of {len(endpoints)}" if len(endpoints) > 1 else "the only endpoint"
        rule = (
            f'-A {chain} -p {port.protocol} -m comment --comment "{port.name}" -m {port.protocol}'
            f" -j DNAT --to-destination {backend.text}"
        )
        steps.append(step("nat", chain, rule, packet.text, f"{packet.source} > {backend.text}", DNAT, share))
    if not packet.from_node:
        why = "marked for masquerading" if way.marked else "replies pass by connection tracking"
        after = f"{packet.source} > {endpoints[0] if len(endpoints) == 1 else 'the endpoint'}"
        steps.append(step("filter", "KUBE-FORWARD", "", after, after, ACCEPT, why))
    marked = way.marked
    if marked or hairpin:
        why = (
            "marked traffic gets the node's address" if marked else "a pod that reaches itself gets the node's address"
        )
        rule = "-j MASQUERADE --random-fully" if ground.node.random_fully else "-j MASQUERADE"
        steps.append(step("nat", "KUBE-POSTROUTING", rule, packet.source, "the node's address", "SNAT", why))
    return Verdict(DNAT, endpoints, marked or hairpin, tuple(steps), port, marked)


def filtered(ground: Ground, packet: Packet) -> Verdict:
    """No backend: the filter table may accept, reject or drop, otherwise no rule of a service applies."""
    nft = ground.config.mode == "nftables"
    for port in ground.ports:
        if port.protocol == packet.protocol and fenced_off(port, packet):
            return _end(packet, DROP, "KUBE-PROXY-FIREWALL", f"{port.name}: not accepted by its source ranges", port)
    stages = _stages(packet)
    for stage in stages:
        if stage == "INPUT":
            for port in ground.ports:
                if port.health_port == packet.port and packet.protocol == "tcp":
                    return _end(packet, ACCEPT, "KUBE-NODEPORTS", f"{port.name}: health check node port", port)
        if stage in ("FORWARD", "OUTPUT"):
            for port in ground.ports:
                if at_port(port, packet) and port.cluster_ip == packet.destination and not internal_served(port):
                    return _refused(packet, "KUBE-SERVICES", port)
        if stage in ("INPUT", "FORWARD") or nft:
            for port in ground.ports:
                if not external_served(port) and names_externally(port, packet):
                    return _refused(packet, "KUBE-EXTERNAL-SERVICES", port)
        if stage in ("INPUT", "OUTPUT") and _martian(packet):
            return _end(packet, DROP, "KUBE-FIREWALL", "addresses of 127.0.0.0/8 stay inside the machine", None)
    if nft and not packet.to_node:
        return _nft_leftovers(ground, packet)
    return Verdict(NONE, (), False, (step("nat", "KUBE-SERVICES", "", packet.text, packet.text, NONE, NO_RULE),))


NO_RULE = "no rule of a service matches; the packet is routed as it is"


def at_port(port: ServicePort, packet: Packet) -> bool:
    return port.protocol == packet.protocol and port.port == packet.port


def fenced_off(port: ServicePort, packet: Packet) -> bool:
    """Whether a packet for a load balancer address did not get past its source ranges."""
    return (
        port.choice.any
        and bool(port.source_ranges)
        and port.port == packet.port
        and packet.destination in port.balancer_ips
    )


def names_externally(port: ServicePort, packet: Packet) -> bool:
    """Whether a packet goes to an external address or the node port of a service port."""
    if at_port(port, packet) and packet.destination in (*port.external_ips, *port.balancer_ips):
        return True
    return (
        packet.to_node and bool(port.node_port) and port.node_port == packet.port and port.protocol == packet.protocol
    )


def _stages(packet: Packet) -> tuple[str, ...]:
    """The built-in chains of filter that a packet passes."""
    if packet.from_node:
        return ("OUTPUT", "INPUT") if packet.to_node else ("OUTPUT",)
    return ("INPUT",) if packet.to_node else ("FORWARD",)


def _martian(packet: Packet) -> bool:
    return packet.destination.startswith("127.") and not is_loopback(packet.source)


def _nft_leftovers(ground: Ground, packet: Packet) -> Verdict:
    """nftables mode knows all cluster IPs: unserved ports are rejected, unused addresses dropped."""
    if ground.service_address:
        return _end(packet, REJECT, "cluster-ips-check", "the cluster IP has no such port", None)
    ranges = [found for cidr in service_ranges(ground.view) if (found := range_of(cidr))]
    if any(found.covers(packet.destination) for found in ranges):
        return _end(packet, DROP, "cluster-ips-check", "no service has this cluster IP", None)
    return Verdict(NONE, (), False, (step("nat", "services", "", packet.text, packet.text, NONE, NO_RULE),))


def _refused(packet: Packet, chain: str, port: ServicePort) -> Verdict:
    """No endpoint at all is refused at once; none here is dropped, so that a balancer tries another node."""
    if port.choice.any:
        return _end(packet, DROP, chain, f"{port.name} has no local endpoints", port)
    return _end(packet, REJECT, chain, f"{port.name} has no endpoints", port)


def _end(packet: Packet, verdict: str, chain: str, why: str, port: ServicePort | None) -> Verdict:
    after = packet.text if verdict == ACCEPT else ""
    return Verdict(
        verdict, (), False, (step("filter", chain, f"-j {verdict}", packet.text, after, verdict, why),), port
    )


def _step(packet: Packet, where: str, rule: str, verdict: str, why: str) -> Step:
    return step("nat", where, rule, packet.text, packet.text, verdict, why)


def pick(text: str, packet: Packet, target: str) -> str:
    """The rule among some lines that jumps to a target, preferably one for the packet's destination."""
    lines = [line for line in text.splitlines() if line.endswith(f"-j {target}")]
    exact = [line for line in lines if f"-d {packet.destination}/" in line]
    return (exact or lines[-1:] or [""])[0]


def fence_rule(text: str, packet: Packet) -> str:
    """The rule of a KUBE-FW chain that lets a packet on."""
    for line in text.splitlines():
        source = line.partition(" -s ")[2].partition(" ")[0]
        found = range_of(source) if source else None
        if " -j " in line and (found is None or found.covers(packet.source)):
            return line
    return ""


def text_of(block: Block, chain: str) -> str:
    return next((text for name, text in block.chains if name == chain), "")

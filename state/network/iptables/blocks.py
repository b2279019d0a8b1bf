"""What one service port contributes to the tables: its share of the common chains, and its own chains.

Rules are written as iptables-save shows them (the kernel's order of matches), not as kube-proxy hands them in.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from minikctl.state.network.iptables.naming import chains_of, service_hash
from minikctl.state.network.proxyconfig import Detector
from minikctl.state.network.ranges import host
from minikctl.state.network.virtual import Endpoint, ServicePort

MASKS = {4: "255.255.255.255", 6: "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}
REJECT = {4: "REJECT --reject-with icmp-port-unreachable", 6: "REJECT --reject-with icmp6-port-unreachable"}


class Context(NamedTuple):
    """What blocks depend on besides their service port."""

    detector: Detector
    masquerade_all: bool = False
    localhost_accounting: bool = False  # count node port traffic to 127.0.0.0/8
    node_address: str = ""  # for source ranges
    large: bool = False  # more than 1000 endpoints: comments are left out


class Block(NamedTuple):
    """The rules of one service port: lines for common chains (each ends in a newline), and its own chains' text."""

    services: str = ""  # nat KUBE-SERVICES
    node_ports: str = ""  # nat KUBE-NODEPORTS
    refused: str = ""  # filter KUBE-SERVICES
    external: str = ""  # filter KUBE-EXTERNAL-SERVICES
    firewall: str = ""  # filter KUBE-PROXY-FIREWALL
    health: str = ""  # filter KUBE-NODEPORTS
    chains: tuple[tuple[str, str], ...] = ()  # nat


@lru_cache(maxsize=512)
def probability(options: int) -> str:
    """1/options as iptables-save shows it: the kernel keeps 31 bits of the ten digits it was given."""
    units = round(float(f"{1 / options:.10f}") * (1 << 31))
    return f"{units / (1 << 31):.11f}"


def block_of(port: ServicePort, context: Context) -> Block:
    """The rules of a service port (syncProxyRules, the body of its loop)."""
    name, protocol, family = port.name, port.protocol, port.family
    digest = service_hash(name, protocol)
    cluster_chain, local_chain = f"KUBE-SVC-{digest}", f"KUBE-SVL-{digest}"
    external_chain, firewall_chain = f"KUBE-EXT-{digest}", f"KUBE-FW-{digest}"
    choice = port.choice
    usable = choice.any
    internal = usable and bool(choice.local or not port.internal_local)
    outside = usable and bool(choice.local or not port.external_local)
    inner_chain = local_chain if port.internal_local else cluster_chain
    outer_chain = local_chain if port.external_local else cluster_chain
    fenced = usable and bool(port.balancer_ips) and bool(port.source_ranges)
    balancer_chain = firewall_chain if fenced else external_chain
    why, refusal = ("has no local endpoints", "DROP") if usable else ("has no endpoints", REJECT[family])

    def portal(chain: str, address: str, comment: str, target: str) -> str:
        return (
            f'-A {chain} -d {host(address)} -p {protocol} -m comment --comment "{name} {comment}"'
            f" -m {protocol} --dport {port.port} -j {target}\n"
        )

    services, node_ports, refused, external, firewall, health = "", "", "", "", "", ""
    if internal:
        services = portal("KUBE-SERVICES", port.cluster_ip, "cluster IP", inner_chain)
    else:
        refused = portal("KUBE-SERVICES", port.cluster_ip, why, refusal)
    for address in port.external_ips:
        if usable:
            services += portal("KUBE-SERVICES", address, "external IP", external_chain)
        if not outside:
            external += portal("KUBE-EXTERNAL-SERVICES", address, why, refusal)
    for address in port.balancer_ips:
        if usable:
            services += portal("KUBE-SERVICES", address, "loadbalancer IP", balancer_chain)
        if fenced:
            comment = f"traffic not accepted by {firewall_chain}"
            firewall += portal("KUBE-PROXY-FIREWALL", address, comment, "DROP")
        if not outside:
            external += portal("KUBE-EXTERNAL-SERVICES", address, why, refusal)
    if port.node_port:
        to_node_port = f'-p {protocol} -m comment --comment "{name}" -m {protocol} --dport {port.node_port}'
        if usable:
            if context.localhost_accounting:
                node_ports = (
                    f"-A KUBE-NODEPORTS -d 127.0.0.0/8 {to_node_port}"
                    f" -m nfacct --nfacct-name  localhost_nps_accepted_pkts -j {external_chain}\n"
                )
            node_ports += f"-A KUBE-NODEPORTS {to_node_port} -j {external_chain}\n"
        if not outside:
            external += (
                f'-A KUBE-EXTERNAL-SERVICES -p {protocol} -m comment --comment "{name} {why}"'
                f" -m addrtype --dst-type LOCAL -m {protocol} --dport {port.node_port} -j {refusal}\n"
            )
    if port.health_port:
        health = (
            f'-A KUBE-NODEPORTS -p tcp -m comment --comment "{name} health check node port"'
            f" -m tcp --dport {port.health_port} -j ACCEPT\n"
        )
    chains = list(_service_chains(port, context, digest, internal, outside, inner_chain, outer_chain))
    if fenced:
        chains.append((firewall_chain, _fence(port, context, firewall_chain, external_chain)))
    return Block(services, node_ports, refused, external, firewall, health, tuple(chains))


def _service_chains(
    port: ServicePort,
    context: Context,
    digest: str,
    internal: bool,
    outside: bool,
    inner_chain: str,
    outer_chain: str,
) -> list[tuple[str, str]]:
    """The balancing chains, the entry for external traffic, and the chains of backends."""
    cluster_chain, local_chain = f"KUBE-SVC-{digest}", f"KUBE-SVL-{digest}"
    choice = port.choice
    texts = {}
    names = _backend_names(port)
    if choice.cluster:
        texts[cluster_chain] = _balancing(port, context, cluster_chain, choice.cluster, names)
    if choice.local:
        texts[local_chain] = _balancing(port, context, local_chain, choice.local, names)
    if internal and (mark := _cluster_ip_mark(port, context, inner_chain)):
        texts[inner_chain] = mark + texts.get(inner_chain, "")
    if choice.any and port.external:
        texts[f"KUBE-EXT-{digest}"] = _external(
            port, context, f"KUBE-EXT-{digest}", cluster_chain, outside, outer_chain
        )
    found = list(texts.items())
    found += _backend_chains(port, context, names)
    return found


def _backend_names(port: ServicePort) -> dict[str, str]:
    """`ip:port` -> chain, of every backend that has rules."""
    return chains_of("KUBE-SEP-", port.name + port.protocol, [backend[0] for backend in port.choice.reachable])


def _backend_chains(port: ServicePort, context: Context, names: dict[str, str]) -> list[tuple[str, str]]:
    """(chain, text) of the chains that mark hairpin traffic and change the destination."""
    comment = "" if context.large else f' -m comment --comment "{port.name}"'
    protocol, mask = port.protocol, "/128" if port.family == 6 else "/32"
    mark = f"{mask}{comment} -j KUBE-MARK-MASQ\n-A "
    if not port.affinity:
        change = f" -p {protocol}{comment} -m {protocol} -j DNAT --to-destination "
        return [
            (chain := names[b[0]], f"-A {chain} -s {b[1]}{mark}{chain}{change}{b[0]}\n") for b in port.choice.reachable
        ]
    found = []
    for text, address, *_ in port.choice.reachable:
        chain = names[text]
        recent = f"-m recent --set --name {chain} --mask {MASKS[port.family]} --rsource"
        change = f" -p {protocol}{comment} {recent} -m {protocol} -j DNAT --to-destination {text}\n"
        found.append((chain, f"-A {chain} -s {address}{mark}{chain}{change}"))
    return found


def _balancing(
    port: ServicePort, context: Context, chain: str, backends: tuple[Endpoint, ...], names: dict[str, str]
) -> str:
    """The rules that choose a backend: first the one a sticky client had, then a random one."""
    lines = []
    left = len(backends)
    if port.affinity:
        for backend in backends:
            target = names[backend.text]
            comment = "" if context.large else f' -m comment --comment "{port.name} -> {backend.text}"'
            lines.append(
                f"-A {chain}{comment} -m recent --rcheck --seconds {port.affinity} --reap"
                f" --name {target} --mask {MASKS[port.family]} --rsource -j {target}\n"
            )
    start, end = (f"-A {chain}", "") if context.large else (f'-A {chain} -m comment --comment "{port.name} -> ', '"')
    for backend in backends[:-1]:
        text = backend[0]
        shown = "" if context.large else text
        random = f" -m statistic --mode random --probability {probability(left)}"
        lines.append(f"{start}{shown}{end}{random} -j {names[text]}\n")
        left -= 1
    text = backends[-1].text
    lines.append(f"{start}{'' if context.large else text}{end} -j {names[text]}\n")
    return "".join(lines)


def _cluster_ip_mark(port: ServicePort, context: Context, chain: str) -> str:
    """The rule that has traffic to the cluster IP masqueraded where it does not come from a pod; "" without one."""
    before = after = ""
    detector = context.detector
    if not context.masquerade_all:
        if not detector:
            return ""
        before, after = (f"{detector.foreign} ", "") if detector.range else ("", f"{detector.foreign} ")
    return (
        f"-A {chain} {before}-d {host(port.cluster_ip)} {after}-p {port.protocol}"
        f' -m comment --comment "{port.name} cluster IP" -m {port.protocol} --dport {port.port} -j KUBE-MARK-MASQ\n'
    )


def _external(
    port: ServicePort, context: Context, chain: str, cluster_chain: str, outside: bool, outer_chain: str
) -> str:
    """The chain through which traffic to external addresses and node ports enters."""
    where = f"{port.name} external destinations"
    if not port.external_local:
        text = f'-A {chain} -m comment --comment "masquerade traffic for {where}" -j KUBE-MARK-MASQ\n'
    else:
        text = ""
        if context.detector:
            comment = f'-m comment --comment "pod traffic for {where}"'
            text = f"-A {chain} {context.detector.local} {comment} -j {cluster_chain}\n"
        local = "-m addrtype --src-type LOCAL"
        text += f'-A {chain} -m comment --comment "masquerade LOCAL traffic for {where}" {local} -j KUBE-MARK-MASQ\n'
        text += f'-A {chain} -m comment --comment "route LOCAL traffic for {where}" {local} -j {cluster_chain}\n'
    return f"{text}-A {chain} -j {outer_chain}\n" if outside else text


def _fence(port: ServicePort, context: Context, chain: str, external_chain: str) -> str:
    """The chain that lets only the allowed source ranges on to a load balancer address."""
    comment = f'-m comment --comment "{port.name} loadbalancer IP" -j {external_chain}\n'
    sources = [allowed.text for allowed in port.source_ranges]
    if any(allowed.covers(context.node_address) for allowed in port.source_ranges if context.node_address):
        sources += [host(address) for address in port.balancer_ips]
    # the kernel shows no source for a range that holds everything
    text = "".join(f"-A {chain} {'' if s.endswith('/0') else f'-s {s} '}{comment}" for s in sources)
    end = f"other traffic to {port.name} will be dropped by KUBE-PROXY-FIREWALL"
    return f'{text}-A {chain} -m comment --comment "{end}"\n'

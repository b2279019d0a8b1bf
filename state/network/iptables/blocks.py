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


@lru_cache(maxsize=512)
def shares(options: int, commented: bool) -> tuple[str, ...]:
    """What follows the endpoint's name in each of the rules that choose among some options; the last one takes all."""
    quote = '"' if commented else ""
    random = f"{quote} -m statistic --mode random --probability "
    return (*[f"{random}{probability(left)} -j " for left in range(options, 1, -1)], f"{quote} -j ")


def block_of(port: ServicePort, context: Context) -> Block:
    """The rules of a service port (syncProxyRules, the body of its loop)."""
    name, protocol, choice = port.name, port.protocol, port.choice
    digest = service_hash(name, protocol)
    inner_chain = f"KUBE-SVL-{digest}" if port.internal_local else f"KUBE-SVC-{digest}"
    start = f"-A KUBE-SERVICES -d {host(port.cluster_ip)} -p {protocol} -m comment --comment"
    end = f"-m {protocol} --dport {port.port} -j"
    services, refused = "", ""
    internal = choice.any and bool(choice.local or not port.internal_local)
    if internal:
        services = f'{start} "{name} cluster IP" {end} {inner_chain}\n'
    else:
        why, refusal = _refusal(port)
        refused = f'{start} "{name} {why}" {end} {refusal}\n'
    names = _backend_names(port)
    chains = _backend_chains(port, context, names)
    texts = {}
    if choice.cluster:
        chain = f"KUBE-SVC-{digest}"
        texts[chain] = _balancing(port, context, chain, choice.cluster, names)
    if choice.local:
        chain = f"KUBE-SVL-{digest}"
        texts[chain] = _balancing(port, context, chain, choice.local, names)
    if internal and (mark := _cluster_ip_mark(port, context, inner_chain)):
        texts[inner_chain] = mark + texts.get(inner_chain, "")
    chains += texts.items()
    if not (port.external or port.health_port):
        return Block(services, "", refused, "", "", "", tuple(chains))
    return _with_outside(port, context, digest, services, refused, chains)


def _refusal(port: ServicePort) -> tuple[str, str]:
    """(comment, target) for traffic that cannot be served from here."""
    return ("has no local endpoints", "DROP") if port.choice.any else ("has no endpoints", REJECT[port.family])


def _portal(port: ServicePort, chain: str, address: str, comment: str, target: str) -> str:
    """A rule for traffic to one address of a service port."""
    return (
        f'-A {chain} -d {host(address)} -p {port.protocol} -m comment --comment "{port.name} {comment}"'
        f" -m {port.protocol} --dport {port.port} -j {target}\n"
    )


def _with_outside(
    port: ServicePort, context: Context, digest: str, services: str, refused: str, chains: list[tuple[str, str]]
) -> Block:
    """The rules of a service port that can be reached from outside: those for the cluster IP, and the others."""
    usable = port.choice.any
    outside = usable and bool(port.choice.local or not port.external_local)
    why, refusal = _refusal(port)
    external_chain, firewall_chain = f"KUBE-EXT-{digest}", f"KUBE-FW-{digest}"
    fenced = usable and bool(port.balancer_ips) and bool(port.source_ranges)
    external, firewall = "", ""
    for address in port.external_ips:
        if usable:
            services += _portal(port, "KUBE-SERVICES", address, "external IP", external_chain)
        if not outside:
            external += _portal(port, "KUBE-EXTERNAL-SERVICES", address, why, refusal)
    for address in port.balancer_ips:
        if usable:
            target = firewall_chain if fenced else external_chain
            services += _portal(port, "KUBE-SERVICES", address, "loadbalancer IP", target)
        if fenced:
            comment = f"traffic not accepted by {firewall_chain}"
            firewall += _portal(port, "KUBE-PROXY-FIREWALL", address, comment, "DROP")
        if not outside:
            external += _portal(port, "KUBE-EXTERNAL-SERVICES", address, why, refusal)
    node_ports = _node_port(port, context, external_chain) if port.node_port and usable else ""
    if port.node_port and not outside:
        external += (
            f'-A KUBE-EXTERNAL-SERVICES -p {port.protocol} -m comment --comment "{port.name} {why}"'
            f" -m addrtype --dst-type LOCAL -m {port.protocol} --dport {port.node_port} -j {refusal}\n"
        )
    health = ""
    if port.health_port:
        health = (
            f'-A KUBE-NODEPORTS -p tcp -m comment --comment "{port.name} health check node port"'
            f" -m tcp --dport {port.health_port} -j ACCEPT\n"
        )
    if usable and port.external:
        chains.append((external_chain, _external(port, context, digest, outside)))
    if fenced:
        chains.append((firewall_chain, _fence(port, context, firewall_chain, external_chain)))
    return Block(services, node_ports, refused, external, firewall, health, tuple(chains))


def _node_port(port: ServicePort, context: Context, external_chain: str) -> str:
    """The rules for the node port; where the kernel accounts, one counts what comes for 127.0.0.0/8."""
    match = f'-p {port.protocol} -m comment --comment "{port.name}" -m {port.protocol} --dport {port.node_port}'
    rule = f"-A KUBE-NODEPORTS {match} -j {external_chain}\n"
    if not context.localhost_accounting:
        return rule
    account = f"-m nfacct --nfacct-name  localhost_nps_accepted_pkts -j {external_chain}"
    return f"-A KUBE-NODEPORTS -d 127.0.0.0/8 {match} {account}\n{rule}"


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
    if port.affinity:
        for backend in backends:
            target = names[backend.text]
            comment = "" if context.large else f' -m comment --comment "{port.name} -> {backend.text}"'
            lines.append(
                f"-A {chain}{comment} -m recent --rcheck --seconds {port.affinity} --reap"
                f" --name {target} --mask {MASKS[port.family]} --rsource -j {target}\n"
            )
    start = f"-A {chain}" if context.large else f'-A {chain} -m comment --comment "{port.name} -> '
    ends = shares(len(backends), not context.large)
    shown = [""] * len(backends) if context.large else [backend[0] for backend in backends]
    lines += [f"{start}{s}{end}{names[b[0]]}\n" for s, end, b in zip(shown, ends, backends, strict=True)]
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


def _external(port: ServicePort, context: Context, digest: str, outside: bool) -> str:
    """The chain through which traffic to external addresses and node ports enters."""
    chain, cluster_chain, where = f"KUBE-EXT-{digest}", f"KUBE-SVC-{digest}", f"{port.name} external destinations"
    if not port.external_local:
        text = f'-A {chain} -m comment --comment "masquerade traffic for {where}" -j KUBE-MARK-MASQ\n'
        return f"{text}-A {chain} -j {cluster_chain}\n"
    text = ""
    if context.detector:
        comment = f'-m comment --comment "pod traffic for {where}"'
        text = f"-A {chain} {context.detector.local} {comment} -j {cluster_chain}\n"
    local = "-m addrtype --src-type LOCAL"
    text += f'-A {chain} -m comment --comment "masquerade LOCAL traffic for {where}" {local} -j KUBE-MARK-MASQ\n'
    text += f'-A {chain} -m comment --comment "route LOCAL traffic for {where}" {local} -j {cluster_chain}\n'
    return f"{text}-A {chain} -j KUBE-SVL-{digest}\n" if outside else text


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

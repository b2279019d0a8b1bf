"""kube-proxy in nftables mode: its table, as `nft list` prints it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from minikctl.state.network.addresses import family_of
from minikctl.state.network.iptables.naming import base32_16
from minikctl.state.network.nodes import NodeFacts
from minikctl.state.network.proxyconfig import Detector, ProxyConfig, detector_of, node_port_destinations
from minikctl.state.network.ranges import is_loopback, number_of, range_of
from minikctl.state.network.virtual import Endpoint, ServicePort

WORDS = {4: ("ip", "ipv4_addr"), 6: ("ip6", "ipv6_addr")}
SERVICES = "inet_proto . inet_service : verdict"
MORE = ",\n\t\t\t     "

BASE_CHAINS = (
    ("filter-prerouting", "filter hook prerouting priority dstnat - 10", ("ct state new jump firewall-check",)),
    (
        "filter-input",
        "filter hook input priority -110",
        ("ct state new jump nodeport-endpoints-check", "ct state new jump service-endpoints-check"),
    ),
    (
        "filter-forward",
        "filter hook forward priority -110",
        ("ct state new jump service-endpoints-check", "ct state new jump cluster-ips-check"),
    ),
    (
        "filter-output",
        "filter hook output priority -110",
        ("ct state new jump service-endpoints-check", "ct state new jump firewall-check"),
    ),
    ("filter-output-post-dnat", "filter hook output priority -90", ("ct state new jump cluster-ips-check",)),
    ("nat-prerouting", "nat hook prerouting priority dstnat", ("jump services",)),
    ("nat-output", "nat hook output priority -100", ("jump services",)),
    ("nat-postrouting", "nat hook postrouting priority srcnat", ("jump masquerading",)),
)


class Held(NamedTuple):
    """A set or map: its name, what stands before its elements, its elements."""

    name: str
    kind: str  # set, map
    head: tuple[str, ...]
    elements: tuple[str, ...]

    @property
    def text(self) -> str:
        lines = "".join(f"\t\t{line}\n" for line in self.head)
        if self.elements:
            each = self.elements
            if self.kind == "set":  # two addresses stand on a line
                each = tuple(", ".join(self.elements[i : i + 2]) for i in range(0, len(self.elements), 2))
            lines += f"\t\telements = {{ {MORE.join(each)} }}\n"
        return f"\t{self.kind} {self.name} {{\n{lines}\t}}\n"


def chain_name(kind: str, name: str) -> str:
    """`service-NPX46M4P-default/kubernetes/tcp/https`."""
    return f"{kind}-{base32_16(name)[:8]}-{name}"


def service_name(port: ServicePort) -> str:
    return f"{port.namespace}/{port.service}/{port.protocol}/{port.port_name}"


def endpoint_name(port: ServicePort, backend: Endpoint) -> str:
    """The service's name with the backend's; an IPv6 address has dots there."""
    return f"{service_name(port)}__{backend.address.replace(':', '.')}/{backend.port}"


def table(
    ports: Iterable[ServicePort], config: ProxyConfig, family: int, node: NodeFacts, service_cidrs: Sequence[str]
) -> str:
    """The table `kube-proxy` of a family."""
    ports = list(ports)
    chains = [_chain(name, rules, f"type {hook}; policy accept;") for name, hook, rules in BASE_CHAINS]
    chains += _shared_chains(config, family, node, service_cidrs)
    detector = detector_of(config, family, node)
    for port in ports:
        chains += _port_chains(port, config, detector)
    sets = [held.text for held in _sets(ports, config, family, node)]
    body = "\n".join(['\tcomment "rules for kube-proxy"\n', *sets, *chains])
    return f"table {WORDS[family][0]} kube-proxy {{\n{body}}}\n"


def _chain(name: str, rules: Iterable[str], head: str = "") -> str:
    lines = ([head] if head else []) + list(rules)
    return f"\tchain {name} {{\n" + "".join(f"\t\t{line}\n" for line in lines) + "\t}\n"


def _shared_chains(config: ProxyConfig, family: int, node: NodeFacts, service_cidrs: Sequence[str]) -> list[str]:
    ip = WORDS[family][0]
    mark = f"0x{1 << config.masquerade_bit:08x}"
    key = "meta l4proto . th dport vmap"
    ranges = [cidr for cidr in service_cidrs if family_of(cidr) == family]
    unused = f"{ip} daddr {ranges[0] if len(ranges) == 1 else '{ ' + ', '.join(ranges) + ' }'} drop"
    checks = [f'{ip} daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"']
    if ranges:
        checks.append(f'{unused} comment "Drop traffic to unallocated ClusterIPs"')
    fully = " fully-random" if node.random_fully else ""
    helper = 'comment "helper for @no-endpoint-services / @no-endpoint-nodeports"'
    return [
        _chain("nodeport-endpoints-check", [f"{ip} daddr @nodeport-ips {key} @no-endpoint-nodeports"]),
        _chain("service-endpoints-check", [f"{ip} daddr . {key} @no-endpoint-services"]),
        _chain("firewall-check", [f"{ip} daddr . {key} @firewall-ips"]),
        _chain(
            "services",
            [f"{ip} daddr . {key} @service-ips", f"{ip} daddr @nodeport-ips {key} @service-nodeports"],
        ),
        _chain(
            "masquerading",
            [
                f"meta mark & {mark} == 0x00000000 return",
                f"meta mark set meta mark ^ {mark}",
                f"masquerade{fully}",
            ],
        ),
        _chain("cluster-ips-check", checks),
        _chain("mark-for-masquerade", [f"meta mark set meta mark | {mark}"]),
        _chain("reject-chain", ["reject"], helper),
    ]


def node_port_ips(config: ProxyConfig, family: int, node: NodeFacts) -> tuple[str, ...] | None:
    """The addresses on which node ports answer; unless told otherwise the node's primary one. None: all."""
    wanted = config if config.node_port_addresses else config._replace(node_port_addresses=("primary",))
    chosen = node_port_destinations(wanted, family, node)
    addresses = node.of_family(family) if chosen is None else chosen
    return tuple(address for address in addresses if not is_loopback(address))


def _sets(ports: list[ServicePort], config: ProxyConfig, family: int, node: NodeFacts) -> list[Held]:
    word = WORDS[family][1]
    by_address, by_number = f"type {word} . {SERVICES}", f"type {SERVICES}"
    clusters = sorted({port.cluster_ip for port in ports}, key=number_of)
    services, node_ports, dead, dead_ports, fences, affinity = [], [], [], [], [], []
    for port in ports:
        name = service_name(port)
        internal = chain_name("local" if port.internal_local else "service", name)
        external = chain_name("external", name)
        note = f'comment "{port.name}"'
        refusal = "drop" if port.choice.any else "goto reject-chain"
        inside = port.choice.any and bool(port.choice.local or not port.internal_local)
        outside = port.choice.any and bool(port.choice.local or not port.external_local)
        end = f". {port.protocol} . {port.port}"
        where = f"{port.cluster_ip} {end}"
        if inside:
            services.append(f"{where} : goto {internal}")
        else:
            dead.append(f"{where} {note} : {refusal}")
        for address in (*port.external_ips, *port.balancer_ips):
            if port.choice.any:
                services.append(f"{address} {end} : goto {external}")
            if not outside:
                dead.append(f"{address} {end} {note} : {refusal}")
        if port.choice.any and port.source_ranges:
            fence = chain_name("firewall", name)
            fences += [f"{address} {end} {note} : goto {fence}" for address in port.balancer_ips]
        if port.node_port:
            if port.choice.any:
                node_ports.append(f"{port.protocol} . {port.node_port} : goto {external}")
            if not outside:
                dead_ports.append(f"{port.protocol} . {port.node_port} {note} : {refusal}")
        if port.affinity:
            head = (f"type {word}", "flags dynamic,timeout", f"timeout {_span(port.affinity)}")
            for backend in port.choice.reachable:
                affinity.append(Held(chain_name("affinity", endpoint_name(port, backend)), "set", head, ()))
    unserved = 'comment "vmap to drop or reject packets to services with no endpoints"'
    unserved_ports = 'comment "vmap to drop or reject packets to service nodeports with no endpoints"'
    reached = 'comment "ClusterIP, ExternalIP and LoadBalancer IP traffic"'
    fenced = 'comment "destinations that are subject to LoadBalancerSourceRanges"'
    answering = node_port_ips(config, family, node) or ()
    return [
        Held("cluster-ips", "set", (f"type {word}", 'comment "Active ClusterIPs"'), tuple(clusters)),
        Held("nodeport-ips", "set", (f"type {word}", 'comment "IPs that accept NodePort traffic"'), answering),
        Held("no-endpoint-services", "map", (by_address, unserved), tuple(dead)),
        Held("no-endpoint-nodeports", "map", (by_number, unserved_ports), tuple(dead_ports)),
        Held("firewall-ips", "map", (by_address, fenced), tuple(fences)),
        Held("service-ips", "map", (by_address, reached), tuple(services)),
        Held("service-nodeports", "map", (by_number, 'comment "NodePort traffic"'), tuple(node_ports)),
        *affinity,
    ]


def _span(seconds: int) -> str:
    """Seconds as nft writes them: `3h`, `1h30m`, `1d`."""
    text = ""
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        text += f"{count}{unit}" if count else ""
    return text


def _port_chains(port: ServicePort, config: ProxyConfig, detector: Detector) -> list[str]:
    ip, name = WORDS[port.family][0], service_name(port)
    service, local = chain_name("service", name), chain_name("local", name)
    choice, found = port.choice, []
    to_cluster_ip = f"{ip} daddr {port.cluster_ip} {port.protocol} dport {port.port}"
    foreign, mine = _source(detector, ip, "!= "), _source(detector, ip, "")
    mark = ""
    if config.masquerade_all:
        mark = f"{to_cluster_ip} jump mark-for-masquerade"
    elif detector:
        mark = f"{to_cluster_ip} {foreign} jump mark-for-masquerade"
    for chain, backends, used in (
        (service, choice.cluster, not port.internal_local),
        (local, choice.local, port.internal_local),
    ):
        if backends:
            found.append(_chain(chain, ([mark] if mark and used else []) + _balancing(port, backends, ip)))
    if choice.any and port.external:
        found.append(_chain(chain_name("external", name), _external(port, service, local, mine, bool(detector))))
    if choice.any and port.source_ranges and port.balancer_ips:
        ranges = ", ".join(allowed.text for allowed in port.source_ranges)
        only = ranges if len(port.source_ranges) == 1 else f"{{ {ranges} }}"
        found.append(_chain(chain_name("firewall", name), [f"{ip} saddr != {only} drop"]))
    for backend in choice.reachable:
        full = endpoint_name(port, backend)
        rules = [f"{ip} saddr {backend.address} jump mark-for-masquerade"]
        if port.affinity:
            rules.append(f"update @{chain_name('affinity', full)} {{ {ip} saddr }}")
        rules.append(f"meta l4proto {port.protocol} dnat to {backend.text}")
        found.append(_chain(chain_name("endpoint", full), rules))
    return found


def _source(detector: Detector, ip: str, sign: str) -> str:
    """The match for the node's own pods, or for anything else."""
    if detector.range:
        return f"{ip} saddr {sign}{detector.range.text}"
    name = detector.interface
    return f'iifname {sign}"{name[:-1]}*"' if name.endswith("+") else f'iifname {sign}"{name}"'


def _balancing(port: ServicePort, backends: Sequence[Endpoint], ip: str) -> list[str]:
    names = [endpoint_name(port, backend) for backend in backends]
    sticky = [
        f"{ip} saddr @{chain_name('affinity', name)} goto {chain_name('endpoint', name)}"
        for name in names
        if port.affinity
    ]
    shares = ", ".join(f"{index} : goto {chain_name('endpoint', name)}" for index, name in enumerate(names))
    return [*sticky, f"numgen random mod {len(names)} vmap {{ {shares} }}"]


def _external(port: ServicePort, service: str, local: str, mine: str, detects: bool) -> list[str]:
    if not port.external_local:
        return ["jump mark-for-masquerade", f"goto {service}"]
    rules = [f'{mine} goto {service} comment "short-circuit pod traffic"'] if detects else []
    rules.append('fib saddr type local jump mark-for-masquerade comment "masquerade local traffic"')
    rules.append(f'fib saddr type local goto {service} comment "short-circuit local traffic"')
    return [*rules, f"goto {local}"] if port.choice.local else rules


def normal_ranges(cidrs: Iterable[str]) -> list[str]:
    """Ranges in their normal form; what is none is left out."""
    return [found.text for cidr in cidrs if (found := range_of(cidr))]

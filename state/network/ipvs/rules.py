"""The iptables rules of ipvs mode: marks for masquerading and filters, by address sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.network.iptables import fixed
from minikctl.state.network.iptables.blocks import REJECT
from minikctl.state.network.ipvs.sets import COMMENTS, Entries, admits, entries_of, set_name
from minikctl.state.network.nodes import NodeFacts
from minikctl.state.network.proxyconfig import ProxyConfig, detector_of
from minikctl.state.network.ranges import host
from minikctl.state.network.virtual import ServicePort

if TYPE_CHECKING:
    from minikctl.state.network.iptables.tables import Table

PROTOCOL_NUMBERS = {"tcp": 6, "udp": 17, "sctp": 132}
FORWARDED = "-m physdev ! --physdev-is-in -m addrtype ! --src-type LOCAL -j ACCEPT\n"
TO_LOCAL = "-m addrtype --dst-type LOCAL -j ACCEPT\n"


def tables_of(node: NodeFacts, config: ProxyConfig, family: int, ports: list[ServicePort]) -> dict[str, Table]:
    """nat and filter of a node in ipvs mode."""
    from minikctl.state.network.iptables.tables import Table  # it imports this module

    entries = entries_of(ports, config, family, node)
    nat = Table("nat", fixed.nat_jumps())
    nat.fill(fixed.canaries("nat", proxy=False).items())
    nat.put("KUBE-MARK-MASQ", fixed.mark_chain(config.mark))
    loop = matched("KUBE-POSTROUTING", "KUBE-LOOP-BACK", "dst,dst,src", "MASQUERADE", entries, family)
    nat.put("KUBE-POSTROUTING", loop + fixed.postrouting_chain(config.mark, node.random_fully))
    nat.put("KUBE-SERVICES", service_rules(config, family, node, entries))
    nat.put("KUBE-NODE-PORT", node_port_rules(entries, family))
    local = matched("KUBE-LOAD-BALANCER", "KUBE-LOAD-BALANCER-LOCAL", "dst,dst", "RETURN", entries, family)
    nat.put("KUBE-LOAD-BALANCER", f"{local}-A KUBE-LOAD-BALANCER -j KUBE-MARK-MASQ\n")
    kept = Table("filter", fixed.ipvs_filter_jumps(family))
    kept.fill(fixed.canaries("filter", proxy=False).items())
    if family == 4:
        kept.put("KUBE-FIREWALL", fixed.LOCALNET)
    kept.put("KUBE-FORWARD", fixed.forward_chain(config.mark, drop_invalid=False, accounting=False))
    for chain, text in filter_rules(ports, family, node, entries).items():
        kept.put(chain, text)
    return {"nat": nat, "filter": kept}


def matched(chain: str, name: str, fields: str, target: str, entries: Entries, family: int, protocol: str = "") -> str:
    """A rule for what a set holds; "" while the set is empty."""
    if not entries[name]:
        return ""
    proto = f"-p {protocol} " if protocol else ""
    return f"-A {chain} {proto}{commented(name, family, fields)} -j {target}\n"


def commented(name: str, family: int, fields: str) -> str:
    """The match for a set, with the set's comment."""
    comment = COMMENTS[name].replace("'", "\\'")
    return f'-m comment --comment "{comment}" -m set --match-set {set_name(name, family)} {fields}'


def service_rules(config: ProxyConfig, family: int, node: NodeFacts, entries: Entries) -> str:
    """nat KUBE-SERVICES."""
    chain, detector = "KUBE-SERVICES", detector_of(config, family, node)
    text = f"-A {chain} -s {'127.0.0.0/8' if family == 4 else '::1/128'} -j RETURN\n"
    text += matched(chain, "KUBE-LOAD-BALANCER", "dst,dst", "KUBE-LOAD-BALANCER", entries, family)
    if entries["KUBE-CLUSTER-IP"]:
        source, fields = "", "dst,dst"
        if not config.masquerade_all:
            source, fields = (f"{detector.foreign} ", "dst,dst") if detector else ("", "src,dst")
        text += f"-A {chain} {source}{commented('KUBE-CLUSTER-IP', family, fields)} -j KUBE-MARK-MASQ\n"
    for name in ("KUBE-EXTERNAL-IP", "KUBE-EXTERNAL-IP-LOCAL"):
        if entries[name]:
            match = f"-A {chain} {commented(name, family, 'dst,dst')} "
            text += f"{match}-j KUBE-MARK-MASQ\n" if name == "KUBE-EXTERNAL-IP" else ""
            text += match + FORWARDED + match + TO_LOCAL
    text += f"-A {chain} -m addrtype --dst-type LOCAL -j KUBE-NODE-PORT\n"
    for name in ("KUBE-CLUSTER-IP", "KUBE-LOAD-BALANCER"):
        if entries[name]:
            text += f"-A {chain} -m set --match-set {set_name(name, family)} dst,dst -j ACCEPT\n"
    return text


def node_port_rules(entries: Entries, family: int) -> str:
    """nat KUBE-NODE-PORT: what is for local backends only keeps its source."""
    text = ""
    for protocol in ("tcp", "udp", "sctp"):
        end, fields = ("SCTP-HASH", "dst,dst") if protocol == "sctp" else (protocol.upper(), "dst")
        for name, target in ((f"KUBE-NODE-PORT-LOCAL-{end}", "RETURN"), (f"KUBE-NODE-PORT-{end}", "KUBE-MARK-MASQ")):
            text += matched("KUBE-NODE-PORT", name, fields, target, entries, family, protocol)
    return text


def filter_rules(ports: list[ServicePort], family: int, node: NodeFacts, entries: Entries) -> dict[str, str]:
    """The chains of filter that ipvs mode has for itself."""
    fence, access = "KUBE-SOURCE-RANGES-FIREWALL", "KUBE-IPVS-FILTER"
    ranges = matched(fence, "KUBE-LOAD-BALANCER-SOURCE-CIDR", "dst,dst,src", "RETURN", entries, family)
    ranges += matched(fence, "KUBE-LOAD-BALANCER-SOURCE-IP", "dst,dst,src", "RETURN", entries, family)
    names = ("KUBE-LOAD-BALANCER", "KUBE-CLUSTER-IP", "KUBE-EXTERNAL-IP", "KUBE-EXTERNAL-IP-LOCAL")
    passed = "".join(f"-A {access} -m set --match-set {set_name(name, family)} dst,dst -j RETURN\n" for name in names)
    health = "KUBE-HEALTH-CHECK-NODE-PORT"
    passed += f"-A {access} -m set --match-set {set_name(health, family)} dst -j RETURN\n"
    unserved = f"-m conntrack --ctstate NEW -m set --match-set {set_name('KUBE-IPVS-IPS', family)} dst"
    return {
        "KUBE-PROXY-FIREWALL": matched(
            "KUBE-PROXY-FIREWALL", "KUBE-LOAD-BALANCER-FW", "dst,dst", fence, entries, family
        ),
        fence: f"{ranges}-A {fence} -j DROP\n",
        access: f"{passed}-A {access} {unserved} -j {REJECT[family]}\n",
        "KUBE-IPVS-OUT-FILTER": "".join(_blocked(ports, node.own(family))),
        "KUBE-NODE-PORT": f"-A KUBE-NODE-PORT {commented(health, family, 'dst')} -j ACCEPT\n",
    }


def _blocked(ports: list[ServicePort], own: str) -> list[str]:
    """Rules that keep the node itself from load balancer addresses whose ranges leave it out."""
    return [
        f"-A KUBE-IPVS-OUT-FILTER -s {host(address)} -m ipvs --vproto {PROTOCOL_NUMBERS[port.protocol]}"
        f" --vaddr {address} --vport {port.port} -j DROP\n"
        for port in ports
        if port.source_ranges and not admits(port, own)
        for address in port.balancer_ips
    ]

"""The rules that stand on every node: jumps from the built-in chains, the mark, the kubelet's own chains."""

from __future__ import annotations

BUILT_IN = {
    "nat": ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"),
    "filter": ("INPUT", "FORWARD", "OUTPUT"),
    "mangle": ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"),
}
TABLES = ("mangle", "filter", "nat")  # in the order in which iptables-save prints them

NEW = "-m conntrack --ctstate NEW "
PORTALS = '-m comment --comment "kubernetes service portals" -j KUBE-SERVICES\n'
VISIBLE = '-m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES\n'
FENCE = '-m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL\n'
HEALTH = '-m comment --comment "kubernetes health check service ports" -j KUBE-NODEPORTS\n'
FORWARDING = '-m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD\n'
IPVS_FENCE = '-m comment --comment "kube-proxy firewall rules" -j KUBE-PROXY-FIREWALL\n'
IPVS_HEALTH = '-m comment --comment "kubernetes health check rules" -j KUBE-NODE-PORT\n'
IPVS_ACCESS = '-m comment --comment "kubernetes ipvs access filter" -j '

LOCALNET = (
    "-A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8"
    ' -m comment --comment "block incoming localnet connections"'
    " -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP\n"
)
LAST_SERVICE_RULE = (
    '-m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain"'
)

Chains = dict[str, str]  # chain -> its rules' lines


def nat_jumps() -> Chains:
    """The built-in chains of nat; iptables and ipvs mode alike."""
    return {
        "PREROUTING": f"-A PREROUTING {PORTALS}",
        "INPUT": "",
        "OUTPUT": f"-A OUTPUT {PORTALS}",
        "POSTROUTING": '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING\n',
    }


def filter_jumps(family: int) -> Chains:
    """The built-in chains of filter in iptables mode; for IPv6 the firewall's jumps come first."""
    protect_in, protect_out = "-A INPUT -j KUBE-FIREWALL\n", "-A OUTPUT -j KUBE-FIREWALL\n"
    into = f"-A INPUT {NEW}{FENCE}-A INPUT {HEALTH}-A INPUT {NEW}{VISIBLE}"
    out = f"-A OUTPUT {NEW}{FENCE}-A OUTPUT {NEW}{PORTALS}"
    return {
        "INPUT": into + protect_in if family == 4 else protect_in + into,
        "FORWARD": (
            f"-A FORWARD {NEW}{FENCE}-A FORWARD {FORWARDING}-A FORWARD {NEW}{PORTALS}-A FORWARD {NEW}{VISIBLE}"
        ),
        "OUTPUT": out + protect_out if family == 4 else protect_out + out,
    }


def ipvs_filter_jumps(family: int) -> Chains:
    """The built-in chains of filter in ipvs mode."""
    protect = family == 4
    return {
        "INPUT": (
            f"-A INPUT {IPVS_ACCESS}KUBE-IPVS-FILTER\n-A INPUT {IPVS_FENCE}-A INPUT {IPVS_HEALTH}"
            + ("-A INPUT -j KUBE-FIREWALL\n" if protect else "")
        ),
        "FORWARD": f"-A FORWARD {IPVS_FENCE}-A FORWARD {FORWARDING}",
        "OUTPUT": (
            f"-A OUTPUT {IPVS_ACCESS}KUBE-IPVS-OUT-FILTER\n" + ("-A OUTPUT -j KUBE-FIREWALL\n" if protect else "")
        ),
    }


def kubelet_filter_jumps(family: int) -> Chains:
    """The built-in chains of filter where only the kubelet wrote rules (nftables mode)."""
    protect = family == 4
    return {
        "INPUT": "-A INPUT -j KUBE-FIREWALL\n" if protect else "",
        "FORWARD": "",
        "OUTPUT": "-A OUTPUT -j KUBE-FIREWALL\n" if protect else "",
    }


def mark_chain(mark: str) -> str:
    return f"-A KUBE-MARK-MASQ -j MARK --set-xmark {mark}\n"


def postrouting_chain(mark: str, random_fully: bool) -> str:
    """Source NAT for marked packets; the mark is taken off so that it does not count twice."""
    fully = " --random-fully" if random_fully else ""
    value = mark.partition("/")[0]
    return (
        f"-A KUBE-POSTROUTING -m mark ! --mark {mark} -j RETURN\n"
        f"-A KUBE-POSTROUTING -j MARK --set-xmark {value}/0x0\n"
        f'-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE{fully}\n'
    )


def forward_chain(mark: str, *, drop_invalid: bool, accounting: bool) -> str:
    """What may pass through the node; invalid packets are dropped (they would break masqueraded connections)."""
    counted = " -m nfacct --nfacct-name  ct_state_invalid_dropped_pkts" if accounting else ""
    invalid = f"-A KUBE-FORWARD -m conntrack --ctstate INVALID{counted} -j DROP\n" if drop_invalid else ""
    return (
        f'{invalid}-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark {mark} -j ACCEPT\n'
        '-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule"'
        " -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n"
    )


def node_port_jumps(destinations: tuple[str, ...] | None, family: int, localhost: bool) -> str:
    """The end of KUBE-SERVICES: what is addressed to the node itself may be for a node port."""
    if destinations is None:
        loopback = "! -d ::1/128 " if family == 6 else "" if localhost else "! -d 127.0.0.0/8 "
        return f"-A KUBE-SERVICES {loopback}{LAST_SERVICE_RULE} -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS\n"
    lines = []
    for address in destinations:
        if address == "::1" or (address.startswith("127.") and not localhost):
            continue
        mask = "/128" if family == 6 else "/32"
        lines.append(f"-A KUBE-SERVICES -d {address}{mask} {LAST_SERVICE_RULE} -j KUBE-NODEPORTS\n")
    return "".join(lines)


def canaries(table: str, *, proxy: bool) -> Chains:
    """Empty chains by which kubelet and kube-proxy notice that somebody flushed the rules."""
    found = {"KUBE-KUBELET-CANARY": ""}
    if proxy:
        found["KUBE-PROXY-CANARY"] = ""
    if table == "mangle":
        found["KUBE-IPTABLES-HINT"] = ""
    return found

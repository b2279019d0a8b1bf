"""`nft list …`: the tables of a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.network import nftables
from minikctl.state.network.nodes import node_facts
from minikctl.state.network.proxyconfig import proxy_config
from minikctl.state.network.routing.ground import service_ranges
from minikctl.state.network.virtual import service_ports
from minikctl.state.podtools.node.outcome import Outcome

if TYPE_CHECKING:
    from minikctl.state.view import View

VERSION = "nftables v1.0.2 (Lester Gooch)\n"
NAMES = {4: "ip", 6: "ip6"}
FAMILIES = ("ip", "ip6", "inet", "arp", "bridge", "netdev")
MISSING = "Error: No such file or directory\n"


def run(view: View, node: str, argv: list[str]) -> Outcome:
    """`nft [-a] [-n] list ruleset|tables|table FAMILY NAME|chain …|set …|map …`."""
    words = [word for word in argv[1:] if not word.startswith("-")]
    if "-v" in argv or "--version" in argv:
        return Outcome(VERSION)
    if words[:1] != ["list"]:
        if not words:
            return Outcome("", "Usage: nft [ options ] [ cmds... ]\n", 1)
        return Outcome("", "Error: Could not process rule: Operation not permitted\n", 1)
    tables = tables_of(view, node)
    what, rest = words[1] if len(words) > 1 else "", words[2:]
    family = rest.pop(0) if rest and rest[0] in FAMILIES else "ip" if what != "tables" else ""
    if what == "ruleset":
        wanted = [text for name, text in tables.items() if name == family or len(words) < 3]
        return Outcome("".join(wanted))
    if what == "tables":
        return Outcome("".join(f"table {name} kube-proxy\n" for name in tables if family in ("", name)))
    text = tables.get(family)
    if text is None or rest[:1] != ["kube-proxy"]:
        return Outcome("", MISSING, 1)
    if what == "table":
        return Outcome(text)
    if what in ("chain", "set", "map") and len(rest) > 1:
        start = f"\t{what} {rest[1]} {{\n"
        if start not in text:
            return Outcome("", MISSING, 1)
        body = text[text.index(start) :]
        return Outcome(f"table {family} kube-proxy {{\n{body[: body.index(chr(10) + chr(9) + '}') + 4]}}}\n")
    return Outcome("", "Error: syntax error, unexpected end of file\n", 1)


def tables_of(view: View, node: str) -> dict[str, str]:
    """Family -> the table of kube-proxy; none unless the node runs in nftables mode."""
    config, facts = proxy_config(view), node_facts(view, node)
    if config.mode != "nftables":
        return {}
    cidrs = nftables.normal_ranges(service_ranges(view))
    return {
        NAMES[family]: nftables.table(service_ports(view, node, family), config, family, facts, cidrs)
        for family in (4, 6)
        if family == 4 or facts.of_family(6)
    }

"""`ipvsadm`: the listing of virtual servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.network.ipvs.servers import HEADER, VirtualServer, commands, listing, virtual_servers
from minikctl.state.network.nodes import node_facts
from minikctl.state.network.proxyconfig import proxy_config
from minikctl.state.network.virtual import service_ports
from minikctl.state.podtools.node.outcome import Outcome

if TYPE_CHECKING:
    from minikctl.state.view import View

LETTERS = {"--list": "L", "--numeric": "n", "--save": "S", "--stats": "s", "--rate": "r", "--connection": "c"}
CONNECTIONS = "IPVS connection entries\npro expire state       source             virtual            destination\n"


def servers_of(view: View, node: str) -> list[VirtualServer]:
    """The virtual servers of a node, both families; none unless it runs in ipvs mode."""
    config, facts = proxy_config(view), node_facts(view, node)
    if config.mode != "ipvs":
        return []
    found = []
    for family in (4, 6):
        found += virtual_servers(service_ports(view, node, family), config, family, facts)
    return found


def run(view: View, node: str, argv: list[str]) -> Outcome:
    """`ipvsadm [-L] [-n] [-t|-u SERVICE]`, `ipvsadm -S -n`, `ipvsadm -Lnc`."""
    letters, words, only = "", iter(argv[1:]), ""
    for word in words:
        if word in ("-t", "-u", "--tcp-service", "--udp-service", "--sctp-service"):
            only = f"{word.lstrip('-')[0]} {next(words, '')}"
        elif word.startswith("--"):
            if word not in LETTERS:
                return Outcome("", f"{word}: unknown option\n", 2)
            letters += LETTERS[word]
        elif word.startswith("-"):
            letters += word[1:]
        else:
            return Outcome("", f"unexpected argument {word}\n", 2)
    bad = next((letter for letter in letters if letter not in "lLnSsrc"), "")
    if bad:
        return Outcome("", f"-{bad}: unknown option\n" if bad not in "ACDEadeRZ" else "Permission denied\n", 2)
    if "c" in letters:
        return Outcome(CONNECTIONS)
    servers = servers_of(view, node)
    if only:
        protocol, _, where = only.partition(" ")
        shown = {"t": "tcp", "u": "udp", "s": "sctp"}[protocol]
        servers = [
            s for s in servers if s.protocol == shown and where in (f"{s.address}:{s.port}", f"[{s.address}]:{s.port}")
        ]
        if not servers:
            return Outcome("", "No such service\n", 255)
    if "S" in letters:
        return Outcome(commands(servers))
    return Outcome(listing(servers) if servers else HEADER)

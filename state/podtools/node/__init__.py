"""Programs of a node (`ssh NODE -- …`): functions of a view, the node's name and the words of the command."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from minikctl.state.podtools.node.outcome import Outcome

if TYPE_CHECKING:
    from minikctl.state.view import View

PROGRAMS = {
    "conntrack": "conntrack",
    "ip": "ip",
    "ip6tables": "iptables",
    "ip6tables-save": "iptablessave",
    "ipset": "ipset",
    "iptables": "iptables",
    "iptables-save": "iptablessave",
    "ipvsadm": "ipvsadm",
    "nft": "nft",
}


def run(view: View, node: str, argv: list[str]) -> Outcome | None:
    """What a node's program prints and how it ends; None if it is none of these programs."""
    module = PROGRAMS.get(argv[0].rpartition("/")[2])
    if module is None:
        return None
    found: Outcome = import_module(f"minikctl.state.podtools.node.{module}").run(view, node, argv)
    return found

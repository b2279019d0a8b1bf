"""`ipset`: the address sets of ipvs mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.network.ipvs import sets
from minikctl.state.network.nodes import node_facts
from minikctl.state.network.proxyconfig import proxy_config
from minikctl.state.network.virtual import service_ports
from minikctl.state.podtools.node.outcome import Outcome

if TYPE_CHECKING:
    from minikctl.state.view import View

VERSION = "ipset v7.15, protocol version: 7\n"


def families_of(view: View, node: str) -> dict[int, sets.Entries]:
    """The sets of a node by family: IPv4, and IPv6 where the node has such an address."""
    config, facts = proxy_config(view), node_facts(view, node)
    if config.mode != "ipvs":
        return {}
    found = {4: sets.entries_of(service_ports(view, node, 4), config, 4, facts)} if facts.of_family(4) else {}
    if facts.of_family(6):
        found[6] = sets.entries_of(service_ports(view, node, 6), config, 6, facts)
    return found


def run(view: View, node: str, argv: list[str]) -> Outcome:
    """`ipset save [SET]`, `ipset list [-n] [-t] [SET]`, `ipset test SET ENTRY`."""
    words = [word for word in argv[1:] if not word.startswith("-")]
    options = {word for word in argv[1:] if word.startswith("-")}
    if "-v" in options or "--version" in options or words[:1] == ["version"]:
        return Outcome(VERSION)
    if "-S" in options or "-L" in options:
        words.insert(0, "save" if "-S" in options else "list")
    if not words:
        return Outcome("", "No command specified.\nTry `ipset help' for more information.\n", 1)
    command, wanted = words[0], words[1] if len(words) > 1 else ""
    known = {
        sets.set_name(kind.name, family): (kind, family, entries)
        for family, entries in families_of(view, node).items()
        for kind in sets.SETS
    }
    if wanted and wanted not in known and command in ("save", "list", "test"):
        return Outcome("", "ipset v7.15: The set with the given name does not exist\n", 1)
    if command == "test":
        held = words[2] in known[wanted][2][known[wanted][0].name] if len(words) > 2 else False
        text = f"{words[2] if len(words) > 2 else ''} is {'' if held else 'NOT '}in set {wanted}.\n"
        return Outcome("", text if not held else f"Warning: {text}", 0 if held else 1)
    if command == "save":
        return Outcome("".join(_saved(known, wanted)))
    if command in ("list", "ls"):
        if options & {"-n", "-name", "--name"}:
            return Outcome("".join(f"{name}\n" for name in known))
        terse = bool(options & {"-t", "-terse", "--terse"})
        return Outcome("\n".join(_listed(name, known[name], terse) for name in ([wanted] if wanted else known)))
    return Outcome("", f"ipset v7.15: Unknown argument {command}\nTry `ipset help' for more information.\n", 1)


def _saved(known: dict[str, tuple[sets.SetKind, int, sets.Entries]], wanted: str) -> list[str]:
    lines = []
    for name, (kind, family, entries) in known.items():
        if wanted in ("", name):
            lines.append(f"create {name} {kind.type} {sets.header_of(kind.name, family)}\n")
            lines += [f"add {name} {entry}\n" for entry in sets.in_order(entries[kind.name])]
    return lines


def _listed(name: str, row: tuple[sets.SetKind, int, sets.Entries], terse: bool) -> str:
    kind, family, entries = row
    held = sets.in_order(entries[kind.name])
    size = 8264 if kind.type == "bitmap:port" else 208 + 64 * len(held)
    references = 1 if held or kind.name in ("KUBE-IPVS-IPS", "KUBE-HEALTH-CHECK-NODE-PORT") else 0
    text = (
        f"Name: {name}\nType: {kind.type}\nRevision: {3 if kind.type == 'bitmap:port' else 6}\n"
        f"Header: {sets.header_of(kind.name, family)}\nSize in memory: {size}\nReferences: {references}\n"
        f"Number of entries: {len(held)}\n"
    )
    return text if terse else text + "Members:\n" + "".join(f"{entry}\n" for entry in held)

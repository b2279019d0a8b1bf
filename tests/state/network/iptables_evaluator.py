"""An independent reading of iptables-save text: follows a packet through the rules as a kernel would.

It knows nothing of services. Where the outcome depends on chance or memory (statistic, recent), both ways are taken.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import NamedTuple


class Sent(NamedTuple):
    source: str
    destination: str
    port: int
    protocol: str
    interface: str = ""  # "" for packets of the node's own processes


class Found(NamedTuple):
    verdict: str
    endpoints: tuple[str, ...] = ()
    masquerade: bool = False


class Kernel:
    """Tables in text form, and the addresses that are local."""

    def __init__(self, texts: list[str], local: list[str], sets: dict[str, list[str]] | None = None) -> None:
        self.local = set(local)
        self.sets = sets or {}
        self.chains: dict[tuple[str, str], list[list[str]]] = {}
        for text in texts:
            table = ""
            for line in text.splitlines():
                if line.startswith("*"):
                    table = line[1:]
                elif line.startswith(":"):
                    self.chains[table, line[1:].split()[0]] = []
                elif line.startswith("-A"):
                    words = [w.strip('"') for w in re.findall(r'"[^"]*"|\S+', line)]
                    self.chains[table, words[1]].append(words[2:])

    def is_local(self, address: str) -> bool:
        return address in self.local or ipaddress.ip_address(address).is_loopback

    def send(self, packet: Sent) -> Found:
        """The verdict, all destinations that are possible, and whether one of the ways changes the source."""
        own = not packet.interface
        endpoints: set[str] = set()
        masquerade, verdicts = False, set()
        for result, mark in self.follow("nat", "OUTPUT" if own else "PREROUTING", packet, 0):
            after = packet
            if result and result.startswith("DNAT "):
                address, _, port = result[5:].rpartition(":")
                after = packet._replace(destination=address.strip("[]"), port=int(port))
            inside = self.is_local(after.destination)
            stages = (
                (("OUTPUT", "INPUT") if inside else ("OUTPUT",)) if own else (("INPUT",) if inside else ("FORWARD",))
            )
            outcome = self.filtered(stages, after, mark, result is not None)
            if result and outcome in ("", "ACCEPT"):
                endpoints.add(result[5:])
                outcome = "DNAT"
                masquerade |= any(end == "MASQUERADE" for end, _ in self.follow("nat", "POSTROUTING", after, mark))
            verdicts.add(outcome or "NONE")
        if endpoints:
            return Found("DNAT", tuple(sorted(endpoints)), masquerade)
        assert len(verdicts) == 1, verdicts
        return Found(verdicts.pop())

    def filtered(self, stages: tuple[str, ...], packet: Sent, mark: int, translated: bool) -> str:
        for stage in stages:
            for result, _ in self.follow("filter", stage, packet, mark, translated):
                if result and result != "ACCEPT":
                    return result
                if result == "ACCEPT" and stage == stages[-1]:
                    return result
        return ""

    def follow(
        self, table: str, chain: str, packet: Sent, mark: int, translated: bool = False
    ) -> Iterator[tuple[str | None, int]]:
        """(final verdict or None, mark) for every way through a chain."""
        yield from self._from(table, self.chains[table, chain], 0, packet, mark, translated)

    def _from(
        self, table: str, rules: list[list[str]], index: int, packet: Sent, mark: int, translated: bool
    ) -> Iterator[tuple[str | None, int]]:
        while index < len(rules):
            rule = rules[index]
            index += 1
            sure, maybe = self.matches(rule, packet, mark, translated)
            if not sure:
                continue
            if maybe:
                yield from self._from(table, rules, index, packet, mark, translated)
            target = rule[rule.index("-j") + 1] if "-j" in rule else ""
            if target == "RETURN":
                yield None, mark
                return
            if target == "MARK":
                value, mask = (int(part, 16) for part in rule[rule.index("--set-xmark") + 1].split("/"))
                mark = (mark & ~mask) ^ value
            elif target == "DNAT":
                yield f"DNAT {rule[rule.index('--to-destination') + 1]}", mark
                return
            elif target in ("ACCEPT", "DROP", "REJECT", "MASQUERADE"):
                yield target, mark
                return
            elif target:
                for result, changed in self.follow(table, target, packet, mark, translated):
                    if result is not None:
                        yield result, changed
                    else:
                        yield from self._from(table, rules, index, packet, changed, translated)
                return
        yield None, mark

    def matches(self, rule: list[str], packet: Sent, mark: int, translated: bool) -> tuple[bool, bool]:
        """(the rule may match, it may as well not)."""
        maybe, index = False, 0
        while index < len(rule):
            word = rule[index]
            inverted = word == "!"
            if inverted:
                index += 1
                word = rule[index]
            value = rule[index + 1] if index + 1 < len(rule) else ""
            held: bool | None = None
            if word in ("-s", "-d"):
                address = ipaddress.ip_address(packet.source if word == "-s" else packet.destination)
                held = address in ipaddress.ip_network(value)
            elif word == "-p":
                held = packet.protocol == value
            elif word == "-i":
                held = packet.interface.startswith(value[:-1]) if value.endswith("+") else packet.interface == value
                held = held and bool(packet.interface)
            elif word == "--dport":
                held = packet.port == int(value)
            elif word in ("--dst-type", "--src-type"):
                held = self.is_local(packet.destination if word == "--dst-type" else packet.source)
            elif word == "--ctstate":
                held = bool({"NEW", *(["DNAT"] if translated else [])} & set(value.split(",")))
            elif word == "--mark":
                wanted, mask = (int(part, 16) for part in value.split("/"))
                held = mark & mask == wanted
                inverted = rule[index - 1] == "!"
            elif word == "--match-set":
                held = self.in_set(value, rule[index + 2], packet)
            elif word == "--physdev-is-in":
                held = False
            elif word == "--probability" or word == "--rcheck":
                maybe = True
            if word == "-j":
                break
            if held is not None and held == inverted:
                return False, False
            index += 1 if held is None or word in ("--match-set", "--physdev-is-in") else 2
        return True, maybe

    def in_set(self, name: str, fields: str, packet: Sent) -> bool:
        """Whether a set holds what the fields of a packet say: `dst,dst` is address and port of the destination."""
        for entry in self.sets.get(name, []):
            parts = entry.split(",")
            if len(parts) == 1:
                if parts[0].isdigit():
                    held = packet.port == int(parts[0])
                else:
                    held = packet.destination == parts[0]
            else:
                address = packet.source if fields.startswith("src") else packet.destination
                held = (address, f"{packet.protocol}:{packet.port}") == (parts[0], parts[1])
                if len(parts) == 3:
                    held = held and ipaddress.ip_address(packet.source) in ipaddress.ip_network(parts[2])
            if held:
                return True
        return False

    def send_through_ipvs(self, packet: Sent, servers: dict[tuple[str, str, int], list[str]]) -> Found:
        """The verdict on a packet from elsewhere where virtual servers stand between nat and filter, and delivery."""
        ((_, mark),) = self.follow("nat", "PREROUTING", packet, 0)
        if not self.is_local(packet.destination):
            return Found("NONE")
        ((result, _),) = self.follow("filter", "INPUT", packet, mark)
        if result in ("DROP", "REJECT"):
            return Found(result)
        reals = servers.get((packet.protocol, packet.destination, packet.port))
        if reals is None:
            return Found(result or "NONE")
        if not reals:
            return Found("REJECT")
        masquerade = False
        for real in reals:
            address, _, port = real.rpartition(":")
            after = packet._replace(destination=address.strip("[]"), port=int(port))
            masquerade |= any(end == "MASQUERADE" for end, _ in self.follow("nat", "POSTROUTING", after, mark))
        return Found("DNAT", tuple(sorted(reals)), masquerade)


def servers_in(listing: str) -> dict[tuple[str, str, int], list[str]]:
    """The virtual servers that `ipvsadm -Ln` lists, each with its real servers."""
    found: dict[tuple[str, str, int], list[str]] = {}
    current: list[str] = []
    for line in listing.splitlines()[3:]:
        words = line.split()
        if words[0] == "->":
            current.append(words[1])
        else:
            address, _, port = words[1].rpartition(":")
            current = found[words[0].lower(), address.strip("[]"), int(port)] = []
    return found


def sets_in(saved: str) -> dict[str, list[str]]:
    """The sets that `ipset save` prints, each with its entries."""
    found: dict[str, list[str]] = {}
    for line in saved.splitlines():
        words = line.split()
        found.setdefault(words[1], [])
        if words[0] == "add":
            found[words[1]].append(words[2])
    return found

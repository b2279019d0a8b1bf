"""The tables of one family on one node, as iptables-save prints them; one changed service port costs its block."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from minikctl.state.clock import MONTHS, WEEKDAYS, civil
from minikctl.state.kinds import SERVICE
from minikctl.state.network.iptables import fixed
from minikctl.state.network.iptables.blocks import Block, Context, block_of
from minikctl.state.network.nodes import NodeFacts, node_facts
from minikctl.state.network.pause import NoCollection
from minikctl.state.network.proxyconfig import (
    ProxyConfig,
    detector_of,
    localhost_answers,
    node_port_destinations,
    proxy_config,
)
from minikctl.state.network.virtual import ServicePort, ports_of, service_ports

if TYPE_CHECKING:
    from minikctl.state.view import View

VERSION = "1.8.7"
Counters = Callable[[str, str, int], tuple[int, int]]  # (table, chain, rule number from 1) -> (packets, bytes)
LARGE = 1000  # endpoints; above, kube-proxy leaves comments out
BUCKET = 11  # characters of a chain's name that decide where it is kept: KUBE-SEP-AB


class Table:
    """Chains in order of their names, kept in buckets whose text is put together only when something changed."""

    def __init__(self, name: str, built_in: dict[str, str]) -> None:
        self.name = name
        self.built_in = built_in
        self.chains: dict[str, str] = {}
        self._names: dict[str, list[str]] = {}
        self._order: list[str] = []
        self._texts: dict[str, tuple[str, str]] = {}

    def fill(self, chains: Iterable[tuple[str, str]]) -> None:
        """Adds many chains at once; what is there under the same name is replaced."""
        names, known = self._names, self.chains
        for name, text in chains:
            if name not in known:
                bucket = names.get(name[:BUCKET])
                if bucket is None:
                    names[name[:BUCKET]] = [name]
                else:
                    bucket.append(name)
            known[name] = text
        for bucket in names.values():
            bucket.sort()
        self._order = sorted(names)
        self._texts.clear()

    def put(self, name: str, text: str) -> None:
        """Adds or replaces one chain."""
        key = name[:BUCKET]
        self._texts.pop(key, None)
        if name not in self.chains:
            if key not in self._names:
                insort(self._order, key)
                self._names[key] = []
            insort(self._names[key], name)
        self.chains[name] = text

    def drop(self, name: str) -> None:
        """Removes one chain."""
        if self.chains.pop(name, None) is None:
            return
        key = name[:BUCKET]
        self._texts.pop(key, None)
        bucket = self._names[key]
        del bucket[bisect_left(bucket, name)]
        if not bucket:
            del self._names[key]
            del self._order[bisect_left(self._order, key)]

    def chain_names(self) -> list[str]:
        """Built-in chains, then the others by name."""
        return [*self.built_in, *[name for key in self._order for name in self._names[key]]]

    def rules(self, chain: str) -> list[str]:
        """The rules of a chain: `-A CHAIN …`."""
        text = self.built_in.get(chain)
        return (self.chains.get(chain, "") if text is None else text).splitlines()

    def text(self) -> str:
        """The whole table, without iptables-save's remarks."""
        texts, chains = self._texts, self.chains
        declared, ruled = [], []
        for key in self._order:
            pair = texts.get(key)
            if pair is None:
                names = self._names[key]
                pair = ":" + " - [0:0]\n:".join(names) + " - [0:0]\n", "".join([chains[name] for name in names])
                texts[key] = pair
            declared.append(pair[0])
            ruled.append(pair[1])
        start = [f"*{self.name}\n"]
        start += [f":{name} ACCEPT [0:0]\n" for name in self.built_in]
        return "".join([*start, *declared, *self.built_in.values(), *ruled, "COMMIT\n"])


class Tables:
    """All tables of one family on one node."""

    def __init__(self, node: NodeFacts, config: ProxyConfig, family: int, ports: Iterable[ServicePort]) -> None:
        self.node, self.config, self.family = node, config, family
        self.blocks: dict[tuple[str, str], Block] = {}
        self._of_service: dict[str, set[tuple[str, str]]] | None = None  # made when it is first asked for
        with NoCollection():
            self.ports = {(port.name, port.protocol): port for port in ports}
            self._fill()

    def _fill(self) -> None:
        node, config, family = self.node, self.config, self.family
        self.tables = {"mangle": Table("mangle", dict.fromkeys(fixed.BUILT_IN["mangle"], ""))}
        proxy = config.mode not in ("ipvs", "nftables")
        self.tables["mangle"].fill(fixed.canaries("mangle", proxy=proxy).items())
        if proxy:
            self._fill_iptables()
        elif config.mode == "ipvs":
            from minikctl.state.network.ipvs.rules import tables_of  # only in that mode

            self.tables.update(tables_of(node, config, family, list(self.ports.values())))
        else:
            self._fill_kubelet()

    def text(self, table: str) -> str:
        return self.tables[table].text()

    def context(self) -> Context:
        """What all blocks depend on."""
        total = sum(len(port.backends) for port in self.ports.values())
        return Context(
            detector_of(self.config, self.family, self.node),
            self.config.masquerade_all,
            self.family == 4 and self.node.nfacct and localhost_answers(self.config),
            self.node.own(self.family),
            total > LARGE,
        )

    def _fill_kubelet(self) -> None:
        nat = self.tables["nat"] = Table("nat", dict.fromkeys(fixed.BUILT_IN["nat"], ""))
        nat.fill(fixed.canaries("nat", proxy=False).items())
        kept = self.tables["filter"] = Table("filter", fixed.kubelet_filter_jumps(self.family))
        kept.fill(fixed.canaries("filter", proxy=False).items())
        if self.family == 4:
            kept.put("KUBE-FIREWALL", fixed.LOCALNET)

    def _fill_iptables(self) -> None:
        node, mark = self.node, self.config.mark
        context = self._context = self.context()
        nat = self.tables["nat"] = Table("nat", fixed.nat_jumps())
        self.blocks = {key: block_of(port, context) for key, port in self.ports.items()}
        nat.fill([pair for block in self.blocks.values() for pair in block.chains])
        nat.fill(fixed.canaries("nat", proxy=True).items())
        nat.put("KUBE-MARK-MASQ", fixed.mark_chain(mark))
        nat.put("KUBE-POSTROUTING", fixed.postrouting_chain(mark, node.random_fully))
        kept = self.tables["filter"] = Table("filter", fixed.filter_jumps(self.family))
        kept.fill(fixed.canaries("filter", proxy=True).items())
        forward = fixed.forward_chain(mark, drop_invalid=not node.tcp_liberal, accounting=node.nfacct)
        kept.put("KUBE-FORWARD", forward)
        kept.put("KUBE-FIREWALL", fixed.LOCALNET if self.family == 4 else "")
        self._fill_shared()

    def _fill_shared(self) -> None:
        """The chains that all service ports share."""
        blocks = self.blocks.values()
        destinations = node_port_destinations(self.config, self.family, self.node)
        last = fixed.node_port_jumps(destinations, self.family, self.config.localhost_node_ports)
        nat, kept = self.tables["nat"], self.tables["filter"]
        nat.put("KUBE-SERVICES", "".join([block.services for block in blocks]) + last)
        nat.put("KUBE-NODEPORTS", "".join([block.node_ports for block in blocks]))
        kept.put("KUBE-SERVICES", "".join([block.refused for block in blocks]))
        kept.put("KUBE-EXTERNAL-SERVICES", "".join([block.external for block in blocks]))
        kept.put("KUBE-PROXY-FIREWALL", "".join([block.firewall for block in blocks]))
        kept.put("KUBE-NODEPORTS", "".join([block.health for block in blocks]))

    def replace(self, port: ServicePort) -> tuple[Block, Block]:
        """Takes a changed service port in (iptables mode); returns its rules before and after.

        The number of endpoints at which comments are left out is not looked at again.
        """
        key = port.name, port.protocol
        old, new = self.blocks.get(key, Block()), block_of(port, self._context)
        if key not in self.ports:
            self.ports = dict(sorted({**self.ports, key: port}.items()))
            self.blocks = {other: new if other == key else self.blocks[other] for other in self.ports}
        self.ports[key], self.blocks[key] = port, new
        before, after, nat = dict(old.chains), dict(new.chains), self.tables["nat"]
        for name in before.keys() - after.keys():
            nat.drop(name)
        for name, text in after.items():
            if before.get(name) != text:
                nat.put(name, text)
        if old[:-1] != new[:-1]:
            self._fill_shared()
        return old, new

    def remove(self, key: tuple[str, str]) -> Block:
        """Takes a service port out (iptables mode); returns the rules it had."""
        old = self.blocks.pop(key, Block())
        self.ports.pop(key, None)
        for name, _ in old.chains:
            self.tables["nat"].drop(name)
        if any(old[:-1]):
            self._fill_shared()
        return old

    def follow(self, view: View, namespace: str, service: str) -> list[tuple[Block, Block]]:
        """Brings the ports of one service to what a view shows (iptables mode).

        Returns (rules before, rules after) of each port that there was or is; reads only that service and its slices.
        """
        found = view.find(SERVICE, service, namespace)
        new = ports_of(view, self.node, found, self.family) if found else []
        kept = {(port.name, port.protocol) for port in new}
        if self._of_service is None:
            with NoCollection():
                self._of_service = {}
                for (name, protocol), port in self.ports.items():
                    self._of_service.setdefault(f"{port.namespace}/{port.service}", set()).add((name, protocol))
        gone = sorted(self._of_service.get(f"{namespace}/{service}", set()) - kept)
        self._of_service[f"{namespace}/{service}"] = kept
        return [(self.remove(key), Block()) for key in gone] + [self.replace(port) for port in new]


def tables_of_node(view: View, node_name: str, family: int = 4) -> Tables:
    """The iptables rules of a node, of one family."""
    node = node_facts(view, node_name)
    return Tables(node, proxy_config(view), family, service_ports(view, node_name, family))


def ctime(moment: float) -> str:
    """A moment as C's ctime writes it: `Fri Jan  2 03:04:05 2026`."""
    year, month, day, hour, minute, second = civil(moment)
    weekday = WEEKDAYS[(int(moment // 86400) + 3) % 7]
    return f"{weekday} {MONTHS[month - 1]} {day:2} {hour:02}:{minute:02}:{second:02} {year}"


def save(tables: Tables, wanted: Iterable[str], now: float, counters: Counters | None = None) -> str:
    """What iptables-save prints of some tables; with `counters` (-c), before each rule what it has counted."""
    program = "ip6tables-save" if tables.family == 6 else "iptables-save"
    when = ctime(now)
    texts = []
    for name in wanted:
        text = counted(tables.tables[name], counters) if counters else tables.text(name)
        texts.append(f"# Generated by {program} v{VERSION} on {when}\n{text}# Completed on {when}\n")
    return "".join(texts)


def counted(table: Table, counters: Counters) -> str:
    """A table with `[packets:bytes]` before each rule."""
    lines, seen = [], dict.fromkeys(table.chain_names(), 0)
    for line in table.text().splitlines(keepends=True):
        if line.startswith("-A "):
            chain = line.split(" ", 2)[1]
            seen[chain] += 1
            packets, size = counters(table.name, chain, seen[chain])
            line = f"[{packets}:{size}] {line}"
        lines.append(line)
    return "".join(lines)


def nothing_counted(table: str, chain: str, number: int) -> tuple[int, int]:
    """Counters that stand at zero."""
    return 0, 0

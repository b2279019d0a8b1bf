"""A Corefile: server blocks with their zones, and their plugins in CoreDNS's own order."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from minikctl.state.network.dns.records import absolute, is_below

ORDER = (
    "rewrite",
    "template",
    "hosts",
    "kubernetes",
    "file",
    "forward",
)  # the plugins that answer, as CoreDNS chains them


class Plugin(NamedTuple):
    """One directive: its arguments, and the lines of its block."""

    name: str
    arguments: tuple[str, ...]
    block: tuple[tuple[str, ...], ...]

    def option(self, name: str) -> tuple[str, ...] | None:
        """The arguments of a line of the block; None if there is none."""
        for line in self.block:
            if line[0] == name:
                return line[1:]
        return None


class Block(NamedTuple):
    """A server block."""

    zones: tuple[str, ...]
    plugins: tuple[Plugin, ...]


def _tokens(text: str) -> list[list[str]]:
    """The words of each line; braces stand alone; comments are dropped."""
    lines = []
    for line in text.splitlines():
        words = []
        for word in line.split():
            if word.startswith("#"):
                break
            words.append(word.strip('"'))
        if words:
            lines.append(words)
    return lines


@lru_cache(maxsize=16)
def parse(text: str) -> tuple[Block, ...]:
    """The server blocks of a Corefile; a file that cannot be read gives none."""
    blocks: list[Block] = []
    lines = _tokens(text)
    position = 0
    while position < len(lines):
        words = lines[position]
        position += 1
        if words[-1] != "{":
            continue
        zones = tuple(_zone(word) for word in words[:-1])
        plugins: list[Plugin] = []
        while position < len(lines) and lines[position][0] != "}":
            words = lines[position]
            position += 1
            inner: list[tuple[str, ...]] = []
            if words[-1] == "{":
                words = words[:-1]
                while position < len(lines) and lines[position][0] != "}":
                    inner.append(tuple(word for word in lines[position] if word != "{"))
                    position += 1
                position += 1
            plugins.append(Plugin(words[0], tuple(words[1:]), tuple(inner)))
        position += 1
        chain = [one for one in plugins if one.name in ORDER]
        chain.sort(key=lambda one: ORDER.index(one.name))
        blocks.append(Block(zones, tuple(chain)))
    return tuple(blocks)


def _zone(word: str) -> str:
    """`cluster.local:53` is the zone `cluster.local.`; `.:53` the root."""
    name = word.rstrip(",").removeprefix("dns://")
    head, _, port = name.rpartition(":")
    if head and port.isdigit():
        name = head
    return absolute(name).lower() if name not in (".", "") else "."


def block_for(blocks: tuple[Block, ...], name: str) -> Block | None:
    """The block whose zone is the longest that the name is in."""
    best: tuple[int, Block] | None = None
    for block in blocks:
        for zone in block.zones:
            if is_below(name, zone) and (best is None or len(zone) > best[0]):
                best = (len(zone), block)
    return best[1] if best else None

"""Aligned text: Go's text/tabwriter for pages and lists, and the page that describe functions write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def tabulate(text: str, minwidth: int = 0, padding: int = 2) -> str:
    """Aligns the tab-terminated cells of a text in columns, as Go's tabwriter does with blanks and no flags.

    A column is a block of neighbouring lines that have a cell there; the last cell of a line belongs to none.
    """
    lines = [line.split("\t") for line in text.split("\n")]
    widths = [[0] * len(line) for line in lines]
    _measure(lines, widths, 0, len(lines), 0, minwidth, padding)
    return "\n".join(_joined(line, width) for line, width in zip(lines, widths, strict=True))


def _measure(
    lines: list[list[str]], widths: list[list[int]], first: int, last: int, column: int, minwidth: int, padding: int
) -> None:
    index = first
    while index < last:
        if column >= len(lines[index]) - 1:
            index += 1
            continue
        end, width = index, minwidth
        while end < last and column < len(lines[end]) - 1:
            width = max(width, len(lines[end][column]) + padding)
            end += 1
        for line in range(index, end):
            widths[line][column] = width
        _measure(lines, widths, index, end, column + 1, minwidth, padding)
        index = end


def _joined(cells: list[str], widths: list[int]) -> str:
    return "".join([cell.ljust(width) for cell, width in zip(cells[:-1], widths[:-1], strict=True)]) + cells[-1]


ESCAPED = {0x1B: "^[", 0x0D: "\\r"}  # what a terminal would obey (cli-runtime's WriteEscaped)


class Page:
    """What a describe function writes: lines with tabs between label and value, indented by level."""

    __slots__ = ("_parts",)

    def __init__(self) -> None:
        self._parts: list[str] = []

    def line(self, text: str = "", level: int = 0) -> None:
        """A whole line; tabs separate its cells; `level` indents by two blanks each."""
        self._parts.append("  " * level + text + "\n")

    def raw(self, text: str) -> None:
        """Text as it is, without a newline of its own."""
        self._parts.append(text)

    def pairs(self, label: str, pairs: Mapping[str, str] | None, level: int = 0) -> None:
        """A map as `Labels:` shows it: one `key=value` a line, sorted, the label only on the first."""
        if not pairs:
            self.line(f"{label}:\t<none>", level)
            return
        for index, key in enumerate(sorted(pairs)):
            self.line(f"{label + ':' if index == 0 else ''}\t{key}={pairs[key]}", level)

    def text(self) -> str:
        """The page with its tabs as they are."""
        return "".join(self._parts).translate(ESCAPED)

    def __str__(self) -> str:
        return tabulate(self.text())


def joined_pairs(pairs: Mapping[str, str] | None) -> str:
    """`a=b,c=d`, sorted, or `<none>`."""
    return ",".join(f"{key}={pairs[key]}" for key in sorted(pairs)) if pairs else "<none>"


def or_none(values: Iterable[str]) -> str:
    """Values joined by commas, or `<none>`."""
    return ",".join(values) or "<none>"

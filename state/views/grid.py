"""Columns that fit: the least important ones are left out, flexible ones are cut in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from minikctl.state.views.lines import Line, Look, Span, cut, cut_middle, mark_span, padded, width_of


class Column(NamedTuple):
    """A column of a table: its title and one cell for each row."""

    title: str
    cells: Sequence[Span | str]
    rank: int = 0  # 0: always shown; the higher, the sooner it is left out
    least: int = 0  # it may be cut to so many cells; 0: never
    right: bool = False


class Grid(NamedTuple):
    """A table that fits: its title line and a line for each row."""

    header: Line
    rows: list[Line]

    @property
    def lines(self) -> list[Line]:
        return [self.header, *self.rows]


GAP = 1
MARGIN = 2


def grid(columns: Sequence[Column], look: Look, marks: Sequence[str] = ()) -> Grid:
    """The columns at the width of `look`; `marks` are the margins of the rows."""
    chosen, widths = chosen_columns(columns, look.width - MARGIN)
    header = [Span("  ")]
    parts: list[list[Span]] = []
    for at, (column, width) in enumerate(zip(chosen, widths, strict=True)):
        gap = " " * GAP if at < len(chosen) - 1 else ""
        header.append(Span(_aligned(column, cut(column.title, width, look), width) + gap, "header"))
        parts.append([_cell(column, cell, width, gap, look) for cell in column.cells])
    rows = [
        (mark_span(marks[index] if marks else "", look), *cells) for index, cells in enumerate(zip(*parts, strict=True))
    ]
    if marks and look.marks:
        rows = [_gone(row) if mark == "-" else row for row, mark in zip(rows, marks, strict=True)]
    return Grid(tuple(header), rows)


def chosen_columns(columns: Sequence[Column], room: int) -> tuple[list[Column], list[int]]:
    """The columns that fit into so many cells, and their widths."""
    chosen = list(columns)
    while True:
        natural = [max([width_of(c.title), *[width_of(_text(cell)) for cell in c.cells]]) for c in chosen]
        widths = list(natural)
        over = sum(widths) + GAP * (len(widths) - 1) - room
        for at in sorted(range(len(chosen)), key=lambda index: -widths[index]):
            if over > 0 and chosen[at].least:
                less = min(over, max(0, widths[at] - chosen[at].least))
                widths[at] -= less
                over -= less
        droppable = max(range(len(chosen)), key=lambda index: chosen[index].rank)
        if over <= 0 or not chosen[droppable].rank:
            break
        del chosen[droppable]
    if over > 0:
        widest = max(range(len(widths)), key=lambda index: widths[index])
        widths[widest] = max(1, widths[widest] - over)
    return chosen, widths


def _text(cell: Span | str) -> str:
    return cell if isinstance(cell, str) else cell.text


def _cell(column: Column, cell: Span | str, width: int, gap: str, look: Look) -> Span:
    text, style = (cell, "") if isinstance(cell, str) else cell
    return Span(_aligned(column, cut_middle(text, width, look), width) + gap, style)


def _aligned(column: Column, text: str, width: int) -> str:
    return " " * (width - width_of(text)) + text if column.right else padded(text, width)


def _gone(row: Line) -> Line:
    return tuple([Span(span.text, "removed") for span in row])

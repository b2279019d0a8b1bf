"""Lists for people: kubectl's table printer and the groups that `get` makes of several kinds (cmd/get/get.go)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import labels_of, namespace_of
from minikctl.state.tables import Row, Table, is_name
from minikctl.state.text import joined_pairs, tabulate
from minikctl.state.values import NamedTuple

Write = Callable[[str], object]

MIN_WIDTH = 6
PADDING = 3
BREAK = re.compile("[\f\n\r]")
EVENT_TYPES = {"ADDED": "ADDED   ", "MODIFIED": "MODIFIED", "DELETED": "DELETED ", "ERROR": "ERROR   "}


class TableOptions(NamedTuple):
    """What the flags of `get` say of a table."""

    wide: bool = False
    no_headers: bool = False
    show_labels: bool = False
    label_columns: tuple[str, ...] = ()
    with_namespace: bool = False  # -A; only shown of namespaced kinds
    with_kind: bool = False  # several kinds, or --show-kind


class TablePrinter:
    """Prints the tables of one kind after each other under one line of headers.

    Rows are aligned when they are flushed; a later flush keeps at least the widths of the earlier ones, as kubectl's
    tabwriter does for the rows that a watch adds.
    """

    __slots__ = ("_headed", "_lines", "_options", "_widths", "_write")

    def __init__(self, write: Write, options: TableOptions) -> None:
        self._write = write
        self._options = options
        self._headed: list[str] | None = None
        self._lines: list[list[str]] = []
        self._widths: list[int] = []

    def add(self, shown: Table, event: str = "") -> None:
        """Rows to be printed; `event`: ADDED, MODIFIED, DELETED (the column of --output-watch-events)."""
        options = self._options
        if not shown.rows:
            return
        headers = _headers(shown, options, bool(event))
        if not options.no_headers and headers != self._headed:
            self._lines.append(headers)
        self._headed = headers
        chosen = [at for at, column in enumerate(shown.columns) if options.wide or not column.wide]
        prefix = _prefix(shown, options)
        before = [EVENT_TYPES.get(event, event)] if event else []
        for row in shown.rows:
            self._lines.append(before + _cells(row, shown.kind, chosen, prefix, options))

    def flush(self) -> bool:
        """Writes what was added, aligned. Returns whether that was anything."""
        lines, self._lines = self._lines, []
        if not lines:
            return False
        if any("\t" in cell for line in lines for cell in line):
            self._write(tabulate("".join(["\t".join(line) + "\n" for line in lines]), MIN_WIDTH, PADDING))
            return True
        self._widths = column_widths(lines, self._widths)
        self._write(aligned(lines, self._widths))
        return True


def print_tables(tables: Iterable[Table], options: TableOptions, write: Write) -> bool:
    """Prints the tables of `get`, neighbours of one kind as one, an empty line between kinds.

    Returns whether anything was written: if not, kubectl says that no resources were found.
    """
    printer: TablePrinter | None = None
    last: Kind | None = None
    written = False
    for shown in tables:
        if printer is None or shown.kind != last:
            if printer is not None:
                written = printer.flush() or written
            gap = printer is not None and written and not options.no_headers
            printer, last = TablePrinter(_after_gap(write) if gap else write, options), shown.kind
        printer.add(shown)
    return (printer.flush() if printer is not None else False) or written


def _after_gap(write: Write) -> Write:
    """A writer that puts an empty line before the first thing it writes."""
    pending = ["\n"]

    def write_after_gap(text: str) -> None:
        write((pending.pop() if pending else "") + text)

    return write_after_gap


def _headers(shown: Table, options: TableOptions, has_event: bool) -> list[str]:
    found = ["EVENT"] if has_event else []
    if options.with_namespace and shown.kind.namespaced:
        found.append("NAMESPACE")
    found.extend([column.name.upper() for column in shown.columns if options.wide or not column.wide])
    found.extend([label.rpartition("/")[2].upper() for label in options.label_columns])
    if options.show_labels:
        found.append("LABELS")
    return found


def _prefix(shown: Table, options: TableOptions) -> tuple[int, str]:
    """The column that holds the name, and what is written before it (-1: nothing)."""
    if not options.with_kind:
        return -1, ""
    at = next((at for at, column in enumerate(shown.columns) if is_name(column)), -1)
    kind = shown.kind
    return at, f"{kind.name}.{kind.group}/".lower() if kind.group else f"{kind.name}/".lower()


def _cells(row: Row, kind: Kind, chosen: list[int], prefix: tuple[int, str], options: TableOptions) -> list[str]:
    """A row as text, each cell cut and made harmless."""
    found = [namespace_of(row.obj)] if options.with_namespace and kind.namespaced else []
    named, text = prefix
    for at in chosen:
        cell = row.cells[at]
        shown = "" if cell is None else cell if isinstance(cell, str) else str(cell)
        found.append(clipped(text + shown if at == named else shown))
    if options.label_columns or options.show_labels:
        labels = labels_of(row.obj)
        found.extend([clipped(labels.get(label, "")) for label in options.label_columns])
        if options.show_labels:
            found.append(clipped(joined_pairs(labels)))
    return found


def clipped(text: str) -> str:
    """A cell up to its first line break (then dots), with what a terminal would obey made visible."""
    if text.isprintable():
        return text
    parts = BREAK.split(text, maxsplit=1)
    return escaped(parts[0]) + ("..." if len(parts) > 1 else "")


def escaped(text: str) -> str:
    """Text without escape sequences and carriage returns (cli-runtime's terminal escaper)."""
    return text.replace("\x1b", "^[").replace("\r", "\\r")


def column_widths(lines: list[list[str]], known: list[int]) -> list[int]:
    """The width of each column but the last, at least what is known already."""
    found = [max(MIN_WIDTH, max(map(len, column)) + PADDING) for column in zip(*lines, strict=False)][:-1]
    return [max(width, known[at]) if at < len(known) else width for at, width in enumerate(found)]


def aligned(lines: list[list[str]], widths: list[int]) -> str:
    """Lines whose columns all have these widths, the last one as wide as it is."""
    form = "".join([f"%-{width}s" for width in widths]) + "%s\n"
    return "".join([form % tuple(line) for line in lines])

"""-o custom-columns and custom-columns-file (kubectl's cmd/get/customcolumn.go)."""

from __future__ import annotations

from typing import NamedTuple

from minikctl.jsonpath import JsonPath, PathError, relaxed
from minikctl.output import Obj, Options, OutputError, Write, items_of, open_error
from minikctl.output.to_table import MIN_WIDTH, PADDING, aligned, column_widths, escaped
from minikctl.state.gotext import go_value
from minikctl.state.text import tabulate

FILE_FORM = "Expected format is one line of space separated headers, one line of space separated column specs."


class Column(NamedTuple):
    """A header and the path, with braces, of what stands under it."""

    header: str
    path: str


class ColumnsPrinter:
    """Objects as rows, under headers that are written once; what is printed later keeps the widths known by then."""

    __slots__ = ("_columns", "_headed", "_widths")

    def __init__(self, columns: list[Column], *, no_headers: bool = False) -> None:
        self._columns = columns
        self._headed = no_headers
        self._widths: list[int] = []

    def print(self, obj: Obj, write: Write) -> None:
        lines: list[list[str]] = []
        if not self._headed:
            self._headed = True
            lines.append([column.header for column in self._columns])
        try:
            paths = [JsonPath(column.path) for column in self._columns]
            for item in [obj] if (items := items_of(obj)) is None else items:
                lines.append([_cell(path, item) for path in paths])
        except (PathError, ValueError) as error:
            raise OutputError(str(error)) from None
        finally:
            if lines:  # kubectl: what was printed before an error is shown
                write(self._aligned(lines))

    def _aligned(self, lines: list[list[str]]) -> str:
        if any("\t" in cell or "\n" in cell for line in lines for cell in line):
            return tabulate("".join(["\t".join(line) + "\n" for line in lines]), MIN_WIDTH, PADDING)
        self._widths = column_widths(lines, self._widths)
        return aligned(lines, self._widths)


def _cell(path: JsonPath, obj: Obj) -> str:
    found = path.find(obj)
    values = [escaped(go_value(value)) for node in found for value in node]
    if not found or not found[0]:
        values.insert(0, "<none>")
    return ",".join(values)


def columns_of_spec(spec: str) -> list[Column]:
    """The columns of `HEADER:path,HEADER:path`. Raises OutputError."""
    found = []
    for part in spec.split(","):
        header, colon, path = part.partition(":")
        if not colon:
            raise OutputError(f"unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>")
        found.append(Column(header, _relaxed(path)))
    return found


def columns_of_file(text: str) -> list[Column]:
    """The columns of a file: a line of headers, a line of paths. Raises OutputError."""
    lines = text.split("\n")
    if not text:
        raise OutputError(f"invalid template, missing header line. {FILE_FORM}")
    if len(lines) < 2 or (len(lines) == 2 and not lines[1]):
        raise OutputError(f"invalid template, missing spec line. {FILE_FORM}")
    headers, paths = lines[0].split(), lines[1].split()
    if len(headers) != len(paths):
        raise OutputError(f"number of headers ({len(headers)}) and field specifications ({len(paths)}) don't match")
    return [Column(header, _relaxed(path)) for header, path in zip(headers, paths, strict=True)]


def _relaxed(path: str) -> str:
    try:
        return relaxed(path)
    except ValueError as error:
        raise OutputError(str(error)) from None


def printer(name: str, template: str, options: Options) -> ColumnsPrinter:
    if name == "custom-columns":
        return ColumnsPrinter(columns_of_spec(template), no_headers=options.no_headers)
    try:
        text = options.read(template).decode(errors="replace")
    except OSError as error:
        raise OutputError(f"error reading template {template}, {open_error(template, error)}\n") from None
    return ColumnsPrinter(columns_of_file(text))  # kubectl: --no-headers does not reach columns from a file

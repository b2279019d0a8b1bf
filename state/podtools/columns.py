"""`cut`, `paste`, `column`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minikctl.state.files import read_text, reason
from minikctl.state.podtools.options import complain, parsed
from minikctl.state.podtools.reading import Reader
from minikctl.state.podtools.shell import Process, Steps


def ranges(text: str) -> list[tuple[int, int]] | None:
    """`1,3-5,7-` as pairs of first and last; None if it is none."""
    found = []
    for part in text.split(","):
        match = re.fullmatch(r"(\d*)(-?)(\d*)", part)
        if not match or not part or part == "-":
            return None
        first, dash, last = match.groups()
        found.append((int(first or 1), int(last or 10**9) if dash else int(first)))
    return sorted(found)


def is_chosen(number: int, wanted: list[tuple[int, int]]) -> bool:
    return any(first <= number <= last for first, last in wanted)


def cut(shell: Process, argv: Sequence[str]) -> Steps:
    long = {"delimiter": "d", "fields": "f", "characters": "c", "bytes": "b", "only-delimited": "s"}
    long |= {"complement": "C", "output-delimiter": "O"}
    options = parsed(shell, argv, "d:f:c:b:snCO:", long)
    if options is None:
        return 1
    letter = next((letter for letter in "fcb" if letter in options), "")
    if not letter:
        complain(shell, "cut", "you must specify a list of bytes, characters, or fields")
        return 1
    wanted = ranges(options.last(letter))
    if wanted is None:
        kind = "field" if letter == "f" else "byte/character position"
        complain(shell, "cut", f"invalid {kind} value '{options.last(letter)}'")
        return 1
    delimiter = options.last("d", "\t")
    if len(delimiter) != 1:
        complain(shell, "cut", "the delimiter must be a single character")
        return 1
    reader = Reader(shell, argv[0], options.operands)
    inverted = "C" in options
    while line := (yield from reader.line()):
        text = line.removesuffix("\n")
        if letter != "f":
            mark = options.last("O", "")
            shell.out(mark.join(char for at, char in enumerate(text, 1) if is_chosen(at, wanted) != inverted) + "\n")
        elif delimiter in text:
            fields = [field for at, field in enumerate(text.split(delimiter), 1) if is_chosen(at, wanted) != inverted]
            shell.out(options.last("O", delimiter).join(fields) + "\n")
        elif "s" not in options:
            shell.out(text + "\n")
    return int(reader.failed)


def paste(shell: Process, argv: Sequence[str]) -> Steps:
    options = parsed(shell, argv, "d:s", {"delimiters": "d", "serial": "s"})
    if options is None:
        return 1
    delimiters = options.last("d", "\t").replace("\\n", "\n").replace("\\t", "\t").replace("\\0", "\0") or "\0"
    columns = []
    for name in options.operands or ["-"]:
        try:
            text = (yield from shell.stdin.wait_all()) if name == "-" else read_text(shell.files, shell.path(name))
        except OSError as error:
            shell.err(f"paste: {name}: {reason(error)}\n")
            return 1
        columns.append(text.splitlines())
    if columns and options.operands.count("-") > 1 and "s" not in options:
        lines, count = columns[options.operands.index("-")], options.operands.count("-")
        columns = [lines[start::count] for start in range(count)]
    rows = columns if "s" in options else rows_of(columns)
    for row in rows:
        shell.out(
            "".join(
                ("" if not at else delimiters[(at - 1) % len(delimiters)].replace("\0", "")) + cell
                for at, cell in enumerate(row)
            )
            + "\n"
        )
    return 0


def rows_of(columns: list[list[str]]) -> list[list[str]]:
    height = max(len(column) for column in columns)
    return [[column[at] if at < len(column) else "" for column in columns] for at in range(height)]


def column(shell: Process, argv: Sequence[str]) -> Steps:
    options = parsed(shell, argv, "ts:o:c:xn", {"table": "t", "separator": "s", "output-separator": "o"})
    if options is None:
        return 1
    reader = Reader(shell, argv[0], options.operands)
    lines = [line for line in (yield from reader.text()).splitlines() if line.strip()]
    if "t" not in options:
        shell.out("".join(line + "\n" for line in lines))
        return int(reader.failed)
    rows = [re.split(f"[{re.escape(options.last('s'))}]", line) if "s" in options else line.split() for line in lines]
    widths = [max(len(row[at]) for row in rows if at < len(row)) for at in range(max(map(len, rows), default=0))]
    mark = options.last("o", "  ")
    for row in rows:
        cells = [cell.ljust(widths[at]) for at, cell in enumerate(row[:-1])] + row[-1:]
        shell.out(mark.join(cells) + "\n")
    return int(reader.failed)

"""Small filters of lines: `nl`, `rev`, `tac`, `shuf`, `uniq`, `wc`."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.chance import Chance
from minikctl.state.podtools.options import Options, parsed
from minikctl.state.podtools.reading import Reader
from minikctl.state.podtools.shell import Process, Steps

OPEN = "{program}: cannot open '{name}' for reading: {why}"


def nl(shell: Process, argv: Sequence[str]) -> Steps:
    options = parsed(shell, argv, "b:w:s:v:n:")
    if options is None:
        return 1
    number, width, mark = int(options.last("v", "1")), int(options.last("w", "6")), options.last("s", "\t")
    reader = Reader(shell, argv[0], options.operands)
    while line := (yield from reader.line()):
        if line == "\n" and options.last("b", "t") != "a":
            shell.out(" " * (width + len(mark)) + "\n")
            continue
        shell.out(f"{number:{width}}{mark}{line}")
        number += 1
    return int(reader.failed)


def rev(shell: Process, argv: Sequence[str]) -> Steps:
    reader = Reader(shell, argv[0], argv[1:])
    while line := (yield from reader.line()):
        shell.out(line.removesuffix("\n")[::-1] + "\n" * line.endswith("\n"))
    return int(reader.failed)


def tac(shell: Process, argv: Sequence[str]) -> Steps:
    reader = Reader(shell, argv[0], argv[1:], OPEN)
    text = yield from reader.text()
    shell.out("".join(reversed(text.splitlines(True))))
    return int(reader.failed)


def shuf(shell: Process, argv: Sequence[str]) -> Steps:
    options = parsed(shell, argv, "n:ei:")
    if options is None:
        return 1
    if "i" in options:
        first, _, last = options.last("i").partition("-")
        lines = [f"{number}\n" for number in range(int(first), int(last) + 1)]
    elif "e" in options:
        lines = [word + "\n" for word in options.operands]
    else:
        lines = (yield from Reader(shell, argv[0], options.operands).text()).splitlines(True)
    chance = Chance(f"shuf/{shell.clock.now()}")
    mixed = sorted(lines, key=lambda line: chance.bytes(line))
    shell.out("".join(mixed[: int(options.last("n", str(len(mixed))))]))
    return 0


def uniq(shell: Process, argv: Sequence[str]) -> Steps:
    options = parsed(shell, argv, "cdiuf:s:w:", {"count": "c", "repeated": "d", "unique": "u", "ignore-case": "i"})
    if options is None:
        return 1
    reader = Reader(shell, argv[0], options.operands[:1])
    held, count = "", 0
    while True:
        line = yield from reader.line()
        text = line.removesuffix("\n")
        if line and count and same(options, held, text):
            count += 1
            continue
        if count and not ("d" in options and count == 1) and not ("u" in options and count > 1):
            shell.out((f"{count:7} " if "c" in options else "") + held + "\n")
        if not line:
            return int(reader.failed)
        held, count = text, 1


def same(options: Options, left: str, right: str) -> bool:
    return compared(options, left) == compared(options, right)


def compared(options: Options, text: str) -> str:
    """The part of a line that counts."""
    for _ in range(int(options.last("f", "0"))):
        text = text.lstrip(" \t")
        text = text[len(text.split(None, 1)[0]) :] if text else ""
    text = text[int(options.last("s", "0")) :]
    if "w" in options:
        text = text[: int(options.last("w"))]
    return text.lower() if "i" in options else text


def wc(shell: Process, argv: Sequence[str]) -> Steps:
    long = {"lines": "l", "words": "w", "bytes": "c", "chars": "m", "max-line-length": "L"}
    options = parsed(shell, argv, "lwcmL", long)
    if options is None:
        return 1
    chosen = [letter for letter in "lwmcL" if letter in options] or ["l", "w", "c"]
    reader = Reader(shell, argv[0], options.operands)
    rows: list[tuple[list[int], str]] = []
    while reader.open_next():
        text = yield from reader.text_of_file()
        name = reader.name if options.operands else ""
        rows.append(([counted(text, letter) for letter in chosen], name))
    if len(options.operands) > 1:
        totals = [
            max(column) if letter == "L" else sum(column)
            for letter, column in zip(chosen, zip(*(row for row, _ in rows), strict=True), strict=False)
        ]
        rows.append((totals or [0] * len(chosen), "total"))
    width = width_of(shell, options, rows, len(chosen))
    for numbers, name in rows:
        shell.out(" ".join(f"{number:{width}}" for number in numbers) + (f" {name}" if name else "") + "\n")
    return int(reader.failed)


def counted(text: str, letter: str) -> int:
    if letter == "l":
        return text.count("\n")
    if letter == "w":
        return len(text.split())
    if letter == "m":
        return len(text)
    if letter == "L":
        return max((len(line.expandtabs()) for line in text.splitlines()), default=0)
    return len(text.encode("utf-8", "surrogateescape"))


def width_of(shell: Process, options: Options, rows: list[tuple[list[int], str]], columns: int) -> int:
    """How wide numbers are printed (GNU: as the total; 7 if standard input is among several columns)."""
    if shell.is_busybox:
        return 1 if columns == 1 else 9
    if columns == 1 and len(rows) == 1:
        return 1
    if not options.operands or "-" in options.operands:
        return 7
    return max((len(str(number)) for numbers, _ in rows for number in numbers), default=1)

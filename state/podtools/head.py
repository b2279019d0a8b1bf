"""`head` and `tail`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minikctl.state.files import read_text
from minikctl.state.podtools.options import Options, complain, parsed
from minikctl.state.podtools.reading import Reader
from minikctl.state.podtools.shell import Process, Steps, Wait

GNU = "{program}: cannot open '{name}' for reading: {why}"
BUSYBOX = "{program}: {name}: {why}"
LONG = {"lines": "n", "bytes": "c", "quiet": "q", "silent": "q", "verbose": "v", "follow": "f", "retry": "r"}
UNITS = {"": 1, "b": 512, "k": 1024, "K": 1024, "kB": 1000, "M": 1 << 20, "MB": 1000000}


def with_plain_numbers(argv: Sequence[str]) -> list[str]:
    """`-5` written as `-n 5`, `+5` (tail) as `-n +5`."""
    found = [argv[0]]
    for index, word in enumerate(argv[1:], 1):
        if re.fullmatch(r"-\d+", word) and argv[index - 1] not in ("-n", "-c"):
            found += ["-n", word[1:]]
        elif re.fullmatch(r"\+\d+", word) and index == 1 and argv[0] == "tail":
            found += ["-n", word]
        else:
            found.append(word)
    return found


def count_of(shell: Process, program: str, options: Options) -> tuple[str, int, bool] | None:
    """The sign, the number and whether it counts bytes; None after a complaint."""
    is_bytes = "c" in options
    text = options.last("c" if is_bytes else "n", "10")
    match = re.fullmatch(r"([-+]?)(\d+)(b|kB|k|K|MB|M)?", text)
    if not match:
        unit = "bytes" if is_bytes else "lines"
        shell.err(
            f"{program}: "
            + (f"invalid number '{text}'\n" if shell.is_busybox else f"invalid number of {unit}: '{text}'\n")
        )
        return None
    return match.group(1), int(match.group(2)) * UNITS[match.group(3) or ""], is_bytes


def titles(options: Options) -> bool:
    return ("v" in options or len(options.operands) > 1) and "q" not in options


def main(shell: Process, argv: Sequence[str]) -> Steps:
    options = parsed(shell, with_plain_numbers(argv), "n:c:qv", LONG)
    count = count_of(shell, argv[0], options) if options is not None else None
    if options is None or count is None:
        return 1
    sign, number, is_bytes = count
    reader = Reader(shell, argv[0], options.operands, GNU, BUSYBOX)
    first = True
    while reader.open_next():
        if titles(options):
            name = "standard input" if reader.name == "-" else reader.name
            shell.out(("" if first else "\n") + f"==> {name} <==\n")
        first = False
        if sign == "-" or is_bytes:
            text = yield from reader.text_of_file()
            shell.out(
                first_bytes(text, sign, number) if is_bytes else "".join(text.splitlines(True)[: -number or None])
            )
            continue
        for _ in range(number):
            line = yield from reader.line_of_file()
            if not line:
                break
            shell.out(line)
    return int(reader.failed)


def first_bytes(text: str, sign: str, number: int) -> str:
    data = text.encode("utf-8", "surrogateescape")
    return (data[: len(data) - number] if sign == "-" else data[:number]).decode("utf-8", "surrogateescape")


def tail(shell: Process, argv: Sequence[str]) -> Steps:
    options = parsed(shell, with_plain_numbers(argv), "n:c:qvfFrs:", LONG)
    if options is None:
        complain(shell, argv[0], "")
        return 1
    count = count_of(shell, argv[0], options)
    if count is None:
        return 1
    reader = Reader(shell, argv[0], options.operands, GNU, BUSYBOX)
    first = True
    while reader.open_next():
        if titles(options):
            name = "standard input" if reader.name == "-" else reader.name
            shell.out(("" if first else "\n") + f"==> {name} <==\n")
        first = False
        text = yield from reader.text_of_file()
        shell.out(last_part(text, *count))
    if options.values.keys() & {"f", "F"} and options.operands:
        yield from follow(shell, shell.path(options.operands[-1]))
    return int(reader.failed)


def last_part(text: str, sign: str, number: int, is_bytes: bool) -> str:
    if is_bytes:
        data = text.encode("utf-8", "surrogateescape")
        start = number - 1 if sign == "+" else max(0, len(data) - number)
        return data[max(0, start) :].decode("utf-8", "surrogateescape")
    lines = text.splitlines(True)
    return "".join(lines[max(0, number - 1) :] if sign == "+" else lines[max(0, len(lines) - number) :])


def follow(shell: Process, path: str) -> Steps:
    """Prints what the file gains, until it is stopped."""
    seen = len(read_text(shell.files, path))
    while True:
        yield Wait(shell.clock.now() + 1)
        shell.limits.step()
        text = read_text(shell.files, path) if shell.files.exists(path) else ""
        if len(text) > seen:
            shell.out(text[seen:])
        seen = len(text)

"""`xargs`: -n, -L, -I, -0, -d, -r, -t, -P (one after the other)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from minikctl.state.podtools.options import Options, parsed
from minikctl.state.podtools.shell import Process, Steps, nothing

LONG = {"max-args": "n", "max-lines": "L", "replace": "I", "null": "0", "delimiter": "d", "no-run-if-empty": "r"}
LONG |= {"verbose": "t", "max-procs": "P", "arg-file": "a"}
TOKEN = re.compile(r"'([^']*)'|\"([^\"]*)\"|\\(.)|([^\s'\"\\]+)|(\s+)", re.DOTALL)


def main(shell: Process, argv: Sequence[str]) -> Steps:
    options = parsed(shell, argv, "n:L:I:i0d:rtP:s:xa:", LONG, stops=True)
    if options is None:
        return 1
    text = yield from shell.stdin.wait_all()
    command = options.operands or ["echo"]
    status = 0
    for words in command_lines(options, command, text):
        if "t" in options:
            shell.err(" ".join(words) + "\n")
        if shell.lookup(words[0]) is None and "/" not in words[0]:
            why = "No such file or directory"
            shell.err(
                f"xargs: can't execute '{words[0]}': {why}\n" if shell.is_busybox else f"xargs: {words[0]}: {why}\n"
            )
            return 127
        code = yield from shell.run(words, stdin=nothing())
        if code == 255:
            shell.err(f"xargs: {words[0]}: exited with status 255; aborting\n")
            return 124
        if code:
            status = 123
    return status


def command_lines(options: Options, command: list[str], text: str) -> Iterator[list[str]]:
    """The commands that the input makes."""
    if "I" in options or "i" in options:
        mark = options.last("I") or "{}"
        items = separated(options, text) if options.values.keys() & {"0", "d"} else input_lines(text)
        for item in items:
            yield [word.replace(mark, item) for word in command]
        return
    if "L" in options:
        lines, size = [line for line in text.splitlines() if line.strip()], int(options.last("L"))
        for start in range(0, len(lines), size):
            yield command + [word for line in lines[start : start + size] for word in split(line)]
        return
    items = separated(options, text) if options.values.keys() & {"0", "d"} else split(text)
    if not items:
        if "r" not in options:
            yield list(command)
        return
    size = int(options.last("n", str(len(items))))
    for start in range(0, len(items), size):
        yield command + items[start : start + size]


def input_lines(text: str) -> list[str]:
    return [
        "".join(split(line)) if set(line) & set("'\"\\") else line.strip() for line in text.splitlines() if line.strip()
    ]


def separated(options: Options, text: str) -> list[str]:
    mark = "\0" if "0" in options else options.last("d").replace("\\n", "\n").replace("\\t", "\t")
    items = text.split(mark)
    return items[:-1] if items[-1] == "" else items


def split(text: str) -> list[str]:
    """The words of the input; quotes and backslashes protect blanks."""
    words: list[str] = []
    current: str | None = None
    for match in TOKEN.finditer(text):
        single, double, escaped, plain, blank = match.groups()
        if blank is not None:
            if current is not None:
                words.append(current)
            current = None
        else:
            piece = next(part for part in (single, double, escaped, plain) if part is not None)
            current = (current or "") + piece
    return words if current is None else [*words, current]

"""`cat`, and what pagers and editors come to without a terminal: the file's text."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.podtools.options import parsed
from minikctl.state.podtools.reading import Reader
from minikctl.state.podtools.shell import Process, Steps

LONG = {
    "number": "n",
    "number-nonblank": "b",
    "show-all": "A",
    "show-ends": "E",
    "show-tabs": "T",
    "squeeze-blank": "s",
}


def main(shell: Process, argv: Sequence[str]) -> Steps:
    options = parsed(shell, argv, "nbAETsuveRFX", LONG)
    if options is None:
        return 1
    busybox = "{program}: can't open '{name}': {why}"
    reader = Reader(shell, argv[0], options.operands, busybox=busybox)
    number, blank = 0, False
    while line := (yield from reader.line()):
        if "s" in options and line == "\n" and blank:
            continue
        blank = line == "\n"
        if ("n" in options and "b" not in options) or ("b" in options and line != "\n"):
            number += 1
            shell.out(f"{number:6}\t")
        if options.values.keys() & {"A", "T"}:
            line = line.replace("\t", "^I")
        if options.values.keys() & {"A", "E", "e"}:
            line = line.replace("\n", "$\n")
        shell.out(line)
    return int(reader.failed)

"""`echo`: GNU's and busybox's, with -n, -e and -E."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.podtools.reading import unescape
from minikctl.state.podtools.shell import Process


def main(shell: Process, argv: Sequence[str]) -> int:
    words, newline, escapes = list(argv[1:]), True, False
    dialect = getattr(shell.interpreter, "dialect", "bash")
    while words and len(words[0]) > 1 and words[0][0] == "-" and set(words[0][1:]) <= set("neE"):
        if dialect == "dash" and words[0] != "-n":
            break
        for letter in words.pop(0)[1:]:
            newline = newline and letter != "n"
            escapes = letter == "e" if letter in "eE" else escapes
    text = " ".join(words)
    if escapes or dialect == "dash":
        text, stops = unescape(text, octal_needs_zero=True)
        newline = newline and not stops
    shell.out(text + "\n" * newline)
    return 0

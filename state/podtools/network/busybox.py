"""`busybox NAME …`: the programs of busybox by its own name."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.podtools.shell import Process, Steps

VERSION = "BusyBox v1.36.1 (2024-06-10 07:11:47 UTC) multi-call binary.\n"


def main(shell: Process, argv: Sequence[str]) -> Steps:
    """Runs the program that the second word names."""
    words = list(argv[1:])
    if not words or words[0] in ("--help", "--list", "help"):
        from minikctl.state.podtools import TOOLS  # only for the list

        names = [tool.name for tool in TOOLS if shell.lookup(tool.name) is not None]
        shell.out("".join(name + "\n" for name in names) if words[:1] == ["--list"] else VERSION + usage(names))
        return 0
    if shell.lookup(words[0]) is None:
        shell.err(f"{words[0]}: applet not found\n")
        return 127
    return (yield from shell.run(words))


def usage(names: list[str]) -> str:
    """The page without a program's name."""
    lines, line = [], "\t"
    for name in names:
        if len(line) + len(name) > 76:
            lines.append(line.rstrip())
            line = "\t"
        line += name + ", "
    lines.append(line.rstrip(", "))
    return "\nUsage: busybox [function [arguments]...]\n\nCurrently defined functions:\n" + "\n".join(lines) + "\n"

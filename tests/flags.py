"""docs/flags.md, the flags that do nothing here and why, made from the tables: `python -m tests.flags` writes it anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from minikctl import cli
from minikctl.commands import COMMANDS
from minikctl.flags import GLOBAL
from minikctl.grammar.command import Command
from minikctl.grammar.flag import Flag

PAGE = Path(__file__).resolve().parent.parent / "docs" / "flags.md"
MARK = "Accepted, without effect"
HEAD = """# Flags without effect

Every flag of kubectl v1.33 is understood, with kubectl's default. These are accepted and do nothing, because what they
are about does not exist in a played cluster. Made by `make readme` from the tables of flags.

"""


class Place(NamedTuple):
    """A command with its subcommands' words, and its flags."""

    name: str
    flags: tuple[Flag, ...]


def places(table: Iterable[Command] = COMMANDS, above: str = "") -> Iterator[Place]:
    """All commands, subcommands included."""
    for command in table:
        module: Any = cli.module_of(command)
        name = f"{above} {command.name}".strip()
        yield Place(name, cli.flags_of(module))
        yield from places(getattr(module, "COMMANDS", ()), name)


def idle() -> list[tuple[str, str, str]]:
    """(command, flag, reason) of every flag without effect."""
    everywhere = [Place("every command", GLOBAL), *places()]
    return [
        (place.name, flag.name, flag.effect.removeprefix(MARK).lstrip(": ").rstrip("."))
        for place in everywhere
        for flag in place.flags
        if flag.effect.startswith(MARK)
    ]


def written() -> str:
    """The page as the code is."""
    rows = (f"| {name} | `--{flag}` | {reason} |\n" for name, flag, reason in idle())
    return HEAD + "| command | flag | why |\n| --- | --- | --- |\n" + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")

"""Help pages, laid out as kubectl lays its out, in our words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from minikctl.commands import COMMANDS
from minikctl.flags import GLOBAL
from minikctl.grammar.command import Command
from minikctl.grammar.flag import Flag
from minikctl.invocation import Invocation, Surroundings
from minikctl.state.clock import go_duration

ABOUT = "{program} runs Kubernetes commands on a cluster that is only played, on this machine."


def page(module: Any, command: Command, path: Sequence[str], around: Surroundings) -> str:
    """The help page of a command; without a module, of the program."""
    return root_page(around) if not path else command_page(module, command, path, around.called)


def page_of(call: Invocation) -> str:
    """The help page of the command that runs, for commands that show it in place of an error."""
    from minikctl import cli  # which imports every command's module by name

    found = cli.find(call.path, call.around)
    return page(found.module, found.command, found.path, call.around)


def root_page(around: Surroundings) -> str:
    """What `kubectl` alone prints: all commands by group."""
    name = around.called
    parts = [ABOUT.format(program=name) + "\n"]
    groups: dict[str, list[tuple[str, str]]] = {}
    for command in COMMANDS:
        if not command.hidden:
            groups.setdefault(command.group, []).append((command.name, command.summary))
    if around.era == "any":
        from minikctl.own import OWN  # a small table

        groups["Commands of the Played Cluster"] = list(OWN.items())
    width = width_of([row for rows in groups.values() for row in rows])
    for group, rows in groups.items():
        parts.append(f"{group}:\n{listed(rows, width)}")
    parts.append(f"Usage:\n  {name} [flags] [options]\n")
    parts.append(ends(name, (name,), True))
    return "\n".join(parts)


def command_page(module: Any, command: Command, path: Sequence[str], name: str) -> str:
    """Description, aliases, examples, subcommands, options, usage."""
    full = " ".join([name, *path])
    parts = [(getattr(module, "HELP", "") or command.summary + ".").strip("\n") + "\n"]
    if command.aliases:
        parts.append("Aliases:\n" + ", ".join([command.name, *command.aliases]) + "\n")
    if examples := getattr(module, "EXAMPLES", ()):
        shown = "\n  \n".join(f"  # {what}\n  {line.replace('kubectl', name, 1)}" for what, line in examples)
        parts.append(f"Examples:\n{shown}\n")
    below = [(row.name, row.summary) for row in getattr(module, "COMMANDS", ()) if not row.hidden]
    if below:
        parts.append("Available Commands:\n" + listed(below, width_of(below)))
    if shown := options_text(getattr(module, "FLAGS", ())):
        parts.append(f"Options:\n{shown}")
    usage = getattr(module, "USAGE", "[flags]")
    parts.append(f"Usage:\n  {full} {usage}".rstrip() + " [options]\n")
    parts.append(ends(name, (name, *path), bool(below)))
    return "\n".join(parts)


def listed(rows: Sequence[tuple[str, str]], width: int) -> str:
    """Names and summaries in two columns."""
    return "".join(f"  {name:{width}}   {text}\n" for name, text in rows)


def width_of(rows: Sequence[tuple[str, str]]) -> int:
    """How wide the column of names is (cobra's minimum is 11)."""
    return max(11, *[len(name) for name, _ in rows])


def ends(name: str, path: Sequence[str], has_commands: bool) -> str:
    """The last lines: where to read on."""
    more = (
        f'Use "{" ".join(path)} <command> --help" for more information about a given command.\n' if has_commands else ""
    )
    return more + f'Use "{name} options" for a list of global command-line options (applies to all commands).\n'


def options_text(flags: Iterable[Flag]) -> str:
    """Flags with their defaults, by name."""
    shown = sorted((flag for flag in flags if not flag.hidden and not flag.deprecated), key=lambda flag: flag.name)
    return "\n".join(f"    {title(flag)}:\n\t{flag.effect}\n" for flag in shown)


def title(flag: Flag) -> str:
    """`-o, --output=''`."""
    return f"{flag.shown}={default_text(flag)}"


def default_text(flag: Flag) -> str:
    """A flag's default as help pages write it."""
    value = flag.start
    if flag.kind == "bool":
        return "true" if value else "false"
    if flag.kind == "string":
        return f"'{value}'"
    if flag.kind == "duration":
        return go_duration(value)
    if flag.kind in ("list", "repeated", "pairs"):
        return "[" + ",".join(str(item) for item in value) + "]"
    return str(value)


def options_page() -> str:
    """What `options` prints."""
    return "These options may be given to every command:\n\n" + options_text(GLOBAL)

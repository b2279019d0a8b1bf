"""`help`: the help page of the command that the words name."""

from __future__ import annotations

from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

USAGE = "[command]"


def run(call: Invocation, args: list[str], options: Options) -> None:
    from minikctl import cli, help  # only for help pages
    from minikctl.commands import COMMANDS
    from minikctl.grammar.command import named

    if not args:
        return call.out(help.root_page(call.around))
    if named(COMMANDS, args[0]) is None:
        shown = " ".join(f"`{word}`" for word in args)
        page = help.root_page(call.around).partition("\n")[2]  # without what the program is about
        return call.err(f"Unknown help topic [{shown}]\n\n{page}")
    found = cli.find(args, call.around)
    return call.out(help.page(found.module, found.command, found.path, call.around))

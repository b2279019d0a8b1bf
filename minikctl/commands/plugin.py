"""`plugin`: programs called kubectl-NAME that other command lines would find."""

from __future__ import annotations

from minikctl.errors import Exit
from minikctl.grammar.command import Command
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

COMMANDS = (Command("list", "", "List the plugins on the PATH", "plugin_list"),)
USAGE = "[flags]"
HELP = """
Tell about plugins: programs called kubectl-NAME on the PATH.

minikctl lists them and runs none: they would speak to a real cluster.
"""
EXAMPLES = (("All of them", "kubectl plugin list"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    if args:
        raise call.usage_error(f'unknown command "{" ".join(args)}"')
    from minikctl import help  # only here

    call.err(help.page_of(call))
    raise Exit(1)

"""`top`: what nodes and Pods use, as a metrics server tells it."""

from __future__ import annotations

from minikctl.errors import Exit
from minikctl.grammar.command import Command
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

COMMANDS = (
    Command("node", "", "Display resource (CPU/memory) usage of nodes", "top.node", ("nodes", "no")),
    Command("pod", "", "Display resource (CPU/memory) usage of pods", "top.pod", ("pods", "po")),
)
USAGE = "[flags]"
HELP = """
Display resource (CPU/memory) usage.

 The top command allows you to see the resource consumption for nodes or pods.

 This command requires Metrics Server to be correctly configured and working on the server.
"""


def run(call: Invocation, args: list[str], options: Options) -> None:
    if args:
        raise call.usage_error(f'unknown command "{" ".join(args)}"')
    from minikctl import help  # only here

    call.err(help.page_of(call))
    raise Exit(1)

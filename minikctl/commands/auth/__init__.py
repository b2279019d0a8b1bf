"""`auth`: asks what is allowed, and who is asking."""

from __future__ import annotations

from minikctl.errors import Exit
from minikctl.grammar.command import Command
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

COMMANDS = (
    Command("can-i", "", "Check whether an action is allowed", "auth.can_i"),
    Command(
        "reconcile",
        "",
        "Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects",
        "auth.reconcile",
    ),
    Command("whoami", "", "Experimental: Check self subject attributes", "auth.whoami"),
)
USAGE = "[flags]"
HELP = "Inspect authorization."


def run(call: Invocation, args: list[str], options: Options) -> None:
    if args:
        raise call.usage_error(f'unknown command "{" ".join(args)}"')
    from minikctl import help  # only here

    call.err(help.page_of(call))
    raise Exit(1)

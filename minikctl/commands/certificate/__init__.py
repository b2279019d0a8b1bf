"""`certificate`: approves and denies certificate requests."""

from __future__ import annotations

from minikctl.grammar.command import Command
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

COMMANDS = (
    Command("approve", "", "Approve a certificate signing request", "certificate.approve"),
    Command("deny", "", "Deny a certificate signing request", "certificate.deny"),
)
USAGE = "SUBCOMMAND"
HELP = "Modify certificate resources."


def run(call: Invocation, args: list[str], options: Options) -> None:
    from minikctl import help  # only here

    call.out(help.page_of(call))

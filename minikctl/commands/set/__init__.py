"""`set`: changes one aspect of objects; one file per aspect."""

from __future__ import annotations

from minikctl.errors import Exit
from minikctl.grammar.command import Command
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

COMMANDS = (
    Command("env", "", "Update environment variables on a pod template", "set.env"),
    Command("image", "", "Update the image of a pod template", "set.image"),
    Command("resources", "", "Update resource requests/limits on objects with pod templates", "set.resources"),
    Command("selector", "", "Set the selector on a resource", "set.selector"),
    Command("serviceaccount", "", "Update the service account of a resource", "set.serviceaccount", ("sa",)),
    Command(
        "subject",
        "",
        "Update the user, group, or service account in a role binding or cluster role binding",
        "set.subject",
    ),
)
USAGE = "SUBCOMMAND"
HELP = """
Configure application resources.

 These commands help you make changes to existing application resources.
"""


def run(call: Invocation, args: list[str], options: Options) -> None:
    if args:
        raise call.usage_error(f'unknown command "{" ".join(args)}"')
    from minikctl import help  # only here

    call.err(help.page_of(call))
    raise Exit(1)

"""`rollout`: follows, pauses, restarts and takes back the rollouts of workloads."""

from __future__ import annotations

from minikctl.arguments import Chosen, chosen, has_files
from minikctl.errors import CommandError, Exit
from minikctl.flags import FILENAME, OUTPUT, SELECTOR, field_manager
from minikctl.grammar.command import Command
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

COMMANDS = (
    Command("history", "", "List the revisions of a rollout", "rollout.history"),
    Command("pause", "", "Let changes wait", "rollout.pause"),
    Command("restart", "", "Replace all Pods by new ones", "rollout.restart"),
    Command("resume", "", "Let changes go on that wait", "rollout.resume"),
    Command("status", "", "Show how far a rollout is", "rollout.status"),
    Command("undo", "", "Go back to an earlier revision", "rollout.undo"),
)
USAGE = "SUBCOMMAND"
HELP = """
Follow, pause, restart and take back the rollouts of Deployments, DaemonSets and StatefulSets.
"""
EXAMPLES = (
    ("Back to what was before", "kubectl rollout undo deployment/web"),
    ("How far it is", "kubectl rollout status daemonset/web"),
)
NAMED = (*FILENAME, *SELECTOR)
CHANGING = (*OUTPUT, *NAMED, *field_manager("kubectl-rollout"))


def run(call: Invocation, args: list[str], options: Options) -> None:
    if args:
        raise call.usage_error(f'unknown command "{" ".join(args)}"')
    from minikctl import help  # only here

    call.out(help.page_of(call))
    raise Exit(1)


def named(call: Invocation, args: list[str], options: Options) -> Chosen:
    """The objects that are meant. Raises CommandError, ApiError."""
    require(args, options)
    return chosen(call, args, options, everything=True)


def require(args: list[str], options: Options) -> None:
    """Raises CommandError if nothing is named."""
    if not args and not has_files(options):
        raise CommandError("required resource not specified")

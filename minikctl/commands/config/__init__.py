"""`config`: contexts, clusters and users; one file per subcommand."""

from __future__ import annotations

from minikctl.errors import Exit
from minikctl.grammar.command import Command
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

COMMANDS = (
    Command("current-context", "", "Print the name of the current context", "config.current_context"),
    Command("delete-cluster", "", "Remove a cluster from the configuration", "config.delete_cluster"),
    Command("delete-context", "", "Remove a context from the configuration", "config.delete_context"),
    Command("delete-user", "", "Remove a user from the configuration", "config.delete_user"),
    Command("get-clusters", "", "List the clusters of the configuration", "config.get_clusters"),
    Command("get-contexts", "", "List contexts, or one of them", "config.get_contexts"),
    Command("get-users", "", "List the users of the configuration", "config.get_users"),
    Command("rename-context", "", "Give a context another name", "config.rename_context"),
    Command("set", "", "Set one value", "config.set"),
    Command("set-cluster", "", "Set what is known of a cluster", "config.set_cluster"),
    Command("set-context", "", "Set what a context names", "config.set_context"),
    Command("set-credentials", "", "Set what is known of a user", "config.set_credentials"),
    Command("unset", "", "Remove one value", "config.unset"),
    Command("use-context", "", "Make a context the current one", "config.use_context", ("use",)),
    Command("view", "", "Print the configuration", "config.view"),
)
USAGE = "SUBCOMMAND"
HELP = """
Show and change contexts, clusters and users.

The file is the one that --kubeconfig names, or those that KUBECONFIG names; otherwise minikctl's own.
"""


def run(call: Invocation, args: list[str], options: Options) -> None:
    if args:
        raise call.usage_error(f'unknown command "{" ".join(args)}"')
    from minikctl import help  # only here

    call.err(help.page_of(call))
    raise Exit(1)

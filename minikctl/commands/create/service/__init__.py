"""`create service`: Services, one file per type."""

from __future__ import annotations

from minikctl.errors import Exit
from minikctl.grammar.command import Command
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

COMMANDS = (
    Command("clusterip", "", "Create a ClusterIP service", "create.service.clusterip"),
    Command("externalname", "", "Create an ExternalName service", "create.service.externalname"),
    Command("loadbalancer", "", "Create a LoadBalancer service", "create.service.loadbalancer"),
    Command("nodeport", "", "Create a NodePort service", "create.service.nodeport"),
)
USAGE = "[flags]"
HELP = "Create a service using a specified subcommand."


def run(call: Invocation, args: list[str], options: Options) -> None:
    if args:
        raise call.usage_error(f'unknown command "{" ".join(args)}"')
    from minikctl import help  # only here

    call.err(help.page_of(call))
    raise Exit(1)

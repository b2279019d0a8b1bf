"""`create service externalname`: another name for a host outside of the cluster."""

from __future__ import annotations

from minikctl.commands.create.service.ports import SERVICE_FLAGS, make
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation

FLAGS = (
    *SERVICE_FLAGS,
    Flag("external-name", required=True, effect="The name that the Service stands for."),
)
USAGE = "NAME --external-name external.name [--dry-run=server|client|none]"
HELP = "Make a Service of type ExternalName, which is another name for a host."
EXAMPLES = (("A name for a database", "kubectl create service externalname db --external-name=db.example.com"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    make(call, args, options, "ExternalName", externalName=options["external-name"])

"""`create service clusterip`: a Service with an address in the cluster."""

from __future__ import annotations

from minikctl.commands.create.service.ports import SERVICE_FLAGS, make
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation

FLAGS = (
    *SERVICE_FLAGS,
    Flag("clusterip", effect="The address, None for a headless Service, or nothing: one is given out."),
)
USAGE = "NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]"
HELP = "Make a Service of type ClusterIP."
EXAMPLES = (("Port 80, answered on port 8080", "kubectl create service clusterip web --tcp=80:8080"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    make(call, args, options, "ClusterIP", clusterIP=options["clusterip"])

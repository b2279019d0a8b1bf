"""`create service nodeport`: a Service that is reached on a port of every node."""

from __future__ import annotations

from minikctl.commands.create.service.ports import SERVICE_FLAGS, make
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation

FLAGS = (
    *SERVICE_FLAGS,
    Flag("node-port", kind="int", effect="The port of the nodes; 0: one is given out."),
)
USAGE = "NAME [--tcp=port:targetPort] [--dry-run=server|client|none]"
HELP = "Make a Service of type NodePort."
EXAMPLES = (("Port 80, answered on port 8080", "kubectl create service nodeport web --tcp=80:8080"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    make(call, args, options, "NodePort")

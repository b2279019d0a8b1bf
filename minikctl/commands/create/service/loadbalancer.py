"""`create service loadbalancer`: a Service that a load balancer in front of the cluster leads to."""

from __future__ import annotations

from minikctl.commands.create.service.ports import SERVICE_FLAGS, make
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

FLAGS = SERVICE_FLAGS
USAGE = "NAME [--tcp=port:targetPort] [--dry-run=server|client|none]"
HELP = "Make a Service of type LoadBalancer."
EXAMPLES = (("Port 80, answered on port 8080", "kubectl create service loadbalancer web --tcp=80:8080"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    make(call, args, options, "LoadBalancer")

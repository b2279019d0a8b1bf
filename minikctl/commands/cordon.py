"""`cordon`: lets no more Pods be scheduled to nodes."""

from __future__ import annotations

from minikctl.flags import DRY_RUN, SELECTOR
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.nodes import nodes_meant, set_schedulable

FLAGS = (*DRY_RUN, *SELECTOR)
USAGE = "NODE"
HELP = "Let no more Pods be scheduled to a node."
EXAMPLES = (("A node that gets no more Pods", "kubectl cordon worker-1"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    mode = call.dry_run()
    nodes_meant(call, args, options).each(lambda item: set_schedulable(call, item, False, mode))

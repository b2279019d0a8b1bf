"""`top node`: what nodes use."""

from __future__ import annotations

from minikctl.commands.top import figures
from minikctl.errors import CommandError
from minikctl.flags import SELECTOR
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state import metrics
from minikctl.state.kinds import NODE
from minikctl.state.objects import labels_of, name_of, status_of

FLAGS = (
    *SELECTOR,
    Flag("no-headers", kind="bool", effect="Print no line of headers."),
    Flag("show-capacity", kind="bool", effect="Percentages are of the node's capacity, not of what pods may use."),
    Flag("sort-by", effect="cpu or memory."),
    Flag("use-protocol-buffers", kind="bool", default=True, effect="Accepted, without effect: nothing is encoded."),
)
USAGE = "[NAME | -l label]"
HELP = "Show what nodes use, as a metrics server in the cluster tells it."
EXAMPLES = (("All nodes", "kubectl top node"),)
HEADERS = ["NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)"]


def run(call: Invocation, args: list[str], options: Options) -> None:
    if len(args) > 1:
        raise call.usage_error(f"{call.path[-1]} {USAGE}")
    selector = figures.check(args, options)
    view = figures.served(call, "nodes")
    usage = {name_of(node): metrics.node_usage(view, node) for node in view.list(NODE)}
    if args and not usage.get(args[0]):
        raise figures.not_found("nodemetrics", args[0])
    nodes = [node for node in view.list(NODE) if usage[name_of(node)] and selector.matches(labels_of(node))]
    nodes = [node for node in nodes if not args or name_of(node) == args[0]]
    if not nodes:
        raise CommandError("metrics not available yet")
    nodes.sort(key=lambda node: figures.order(options["sort-by"], usage[name_of(node)], name_of(node)))
    room = "capacity" if options["show-capacity"] else "allocatable"
    rows = [[name_of(one), *figures.shares(usage[name_of(one)], status_of(one).get(room) or {})] for one in nodes]
    call.out(figures.lines(rows if options["no-headers"] else [HEADERS, *rows]))

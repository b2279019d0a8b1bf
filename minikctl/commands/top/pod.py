"""`top pod`: what Pods use."""

from __future__ import annotations

from minikctl.commands.top import NO_METRICS
from minikctl.commands.top.node import check
from minikctl.errors import CommandError
from minikctl.flags import ALL_NAMESPACES, FIELD_SELECTOR, SELECTOR
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation

FLAGS = (
    *ALL_NAMESPACES,
    *FIELD_SELECTOR,
    *SELECTOR,
    Flag("containers", kind="bool", effect="Accepted, without effect: no Metrics Server tells anything."),
    Flag("no-headers", kind="bool", effect="Accepted, without effect: no Metrics Server tells anything."),
    Flag("sort-by", effect="cpu or memory."),
    Flag("sum", kind="bool", effect="Accepted, without effect: no Metrics Server tells anything."),
    Flag("use-protocol-buffers", kind="bool", default=True, effect="Accepted, without effect: nothing is encoded."),
)
USAGE = "[NAME | -l label]"
HELP = "Show what Pods use. The cluster has no Metrics Server, so this is not known."
EXAMPLES = (("All Pods of a namespace", "kubectl top pod"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    if len(args) > 1:
        raise call.usage_error(f"{call.path[-1]} {USAGE}")
    check(args, options)
    call.view()
    raise CommandError(NO_METRICS)

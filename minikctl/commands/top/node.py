"""`top node`: what nodes use."""

from __future__ import annotations

from minikctl.commands.top import NO_METRICS
from minikctl.errors import CommandError
from minikctl.flags import SELECTOR
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation

FLAGS = (
    *SELECTOR,
    Flag("no-headers", kind="bool", effect="Accepted, without effect: no Metrics Server tells anything."),
    Flag("show-capacity", kind="bool", effect="Accepted, without effect: no Metrics Server tells anything."),
    Flag("sort-by", effect="cpu or memory."),
    Flag("use-protocol-buffers", kind="bool", default=True, effect="Accepted, without effect: nothing is encoded."),
)
USAGE = "[NAME | -l label]"
HELP = "Show what nodes use. The cluster has no Metrics Server, so this is not known."
EXAMPLES = (("All nodes", "kubectl top node"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    if len(args) > 1:
        raise call.usage_error(f"{call.path[-1]} {USAGE}")
    check(args, options)
    call.view()
    raise CommandError(NO_METRICS)


def check(args: list[str], options: Options) -> None:
    """Raises CommandError for flags that cannot be meant; also for `top pod`."""
    if options["sort-by"] not in ("", "cpu", "memory"):
        raise CommandError("--sort-by accepts only cpu or memory")
    if args and options["selector"]:
        raise CommandError("only one of NAME or selector can be provided")

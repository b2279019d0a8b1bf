"""What `cordon`, `uncordon` and `drain` share: the nodes that are meant, and whether Pods are scheduled to them."""

from __future__ import annotations

from minikctl import patching
from minikctl.arguments import Chosen, Found, chosen
from minikctl.grammar.flag import Options
from minikctl.invocation import CLIENT, Invocation
from minikctl.making import DRY
from minikctl.state.objects import spec_of


def nodes_meant(call: Invocation, args: list[str], options: Options) -> Chosen:
    """The nodes of the arguments or of -l. Raises CommandError."""
    if args and options["selector"]:
        raise call.usage_error("cannot specify both a node name and a --selector option")
    if not args and not options["selector"]:
        raise call.usage_error(f"USAGE: {call.path[0]} NODE [flags]")
    words = args if args and all("/" in arg for arg in args) else ["nodes", *args]
    return chosen(call, words, Options({"selector": options["selector"]}))


def set_schedulable(call: Invocation, item: Found, wanted: bool, mode: str) -> None:
    """Cordons or uncordons one node, and says so. Raises ApiError."""
    verb = "uncordoned" if wanted else "cordoned"
    is_so = bool(spec_of(item.obj).get("unschedulable")) != wanted
    if not is_so and mode != CLIENT:
        change = {"spec": {"unschedulable": None if wanted else True}}
        patching.patch(call, item.kind, item.name, "", change, "strategic", mode)
    call.line(f"node/{item.name} {'already ' if is_so else ''}{verb}{DRY[mode]}")

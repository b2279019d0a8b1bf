"""`top pod`: what Pods use."""

from __future__ import annotations

from typing import Any

from minikctl.commands.top import figures
from minikctl.errors import CommandError
from minikctl.flags import ALL_NAMESPACES, FIELD_SELECTOR, SELECTOR
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state import metrics
from minikctl.state.clock import go_duration, parse_timestamp
from minikctl.state.fieldselectors import field_selector
from minikctl.state.kinds import POD
from minikctl.state.objects import labels_of, name_of, namespace_of

FLAGS = (
    *ALL_NAMESPACES,
    *FIELD_SELECTOR,
    *SELECTOR,
    Flag("containers", kind="bool", effect="A line for each container."),
    Flag("no-headers", kind="bool", effect="Print no line of headers."),
    Flag("sort-by", effect="cpu or memory."),
    Flag("sum", kind="bool", effect="A last line with what all use together."),
    Flag("use-protocol-buffers", kind="bool", default=True, effect="Accepted, without effect: nothing is encoded."),
)
USAGE = "[NAME | -l label]"
HELP = "Show what Pods use, as a metrics server in the cluster tells it."
EXAMPLES = (("All Pods of a namespace", "kubectl top pod"), ("With their containers", "kubectl top pod --containers"))
HEADERS = ["NAME", "CPU(cores)", "MEMORY(bytes)"]
PATIENCE = 120.0  # seconds after which a pod must have metrics (metricsCreationDelay)

Obj = dict[str, Any]
Measured = tuple[Obj, metrics.Usage, dict[str, metrics.Usage]]  # a Pod, what it uses, what its containers use


def run(call: Invocation, args: list[str], options: Options) -> None:
    if len(args) > 1:
        raise call.usage_error(f"{call.path[-1]} {USAGE}")
    selector = figures.check(args, options)
    fields = field_selector(POD, options["field-selector"] or "")
    view = figures.served(call, "pods")
    pods = view.list(POD, None if call.all_namespaces else call.namespace)
    pods = [one for one in pods if selector.matches(labels_of(one)) and fields.matches(one)]
    pods = [one for one in pods if not args or name_of(one) == args[0]]
    found: list[Measured] = []
    for pod in pods:
        used = metrics.usage(view, pod)
        if used:
            found.append((pod, added(used), used))
    if args and not found:
        raise figures.not_found("podmetrics", f"{call.namespace}/{args[0]}")
    if not found:
        explain_none(call, pods, view.now)
    by = options["sort-by"]
    found.sort(
        key=lambda one: figures.order(by, one[1], *([namespace_of(one[0])] * call.all_namespaces), name_of(one[0]))
    )
    first = [*(["NAMESPACE"] * call.all_namespaces), *(["POD"] * options["containers"])]
    rows = [] if options["no-headers"] or not found else [[*first, *HEADERS]]
    for pod, total, used in found:
        lead = [namespace_of(pod)] if call.all_namespaces else []
        if not options["containers"]:
            rows.append([*lead, name_of(pod), *figures.amounts(total)])
            continue
        names = sorted(used, key=lambda name: figures.order(by, used[name], name))
        rows += [[*lead, name_of(pod), name, *figures.amounts(used[name])] for name in names]
    if options["sum"] and found:
        empty = [""] * (len(first) + 1)
        everything = added({str(at): one[1] for at, one in enumerate(found)})
        rows += [[*empty, "________", "________"], [*empty, *figures.amounts(everything)]]
    call.out(figures.lines(rows))


def added(used: dict[str, metrics.Usage]) -> metrics.Usage:
    """What all use together."""
    return {resource: sum(one.get(resource, 0) for one in used.values()) for resource in ("cpu", "memory")}


def explain_none(call: Invocation, pods: list[Obj], now: float) -> None:
    """Says why nothing is known: a Pod that is no longer new has no metrics, or there is none at all."""
    for pod in pods:
        age = now - parse_timestamp(str(pod["metadata"]["creationTimestamp"]))
        if age > PATIENCE:
            where = f"{namespace_of(pod)}/{name_of(pod)}"
            raise CommandError(f"Metrics not available for pod {where}, age: {go_duration(age)}")
    where = "" if call.all_namespaces else f" in {call.namespace} namespace."
    call.err(f"No resources found{where}\n")

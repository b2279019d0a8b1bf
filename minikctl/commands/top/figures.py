"""What `top` prints: whole millicores and mebibytes in columns, as kubectl's metricsutil does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minikctl.errors import CommandError
from minikctl.invocation import Invocation
from minikctl.state import metrics, quantities
from minikctl.state.errors import ApiError
from minikctl.state.kinds import POD
from minikctl.state.objects import is_terminating
from minikctl.state.selectors import Selector, parse_selector
from minikctl.state.text import tabulate
from minikctl.state.view import View

Obj = dict[str, Any]
MIB = 1 << 20
NO_METRICS = "Metrics API not available"


def served(call: Invocation, plural: str) -> View:
    """The cluster with its metrics; raises where no server tells any, or none is ready yet."""
    view = call.view()
    if metrics.is_served(view):
        return view
    name, value = metrics.SERVER_LABEL
    if any(not is_terminating(pod) for pod in view.selected(POD, "kube-system", {name: value})):
        why = f"the server is currently unable to handle the request (get {plural}.metrics.k8s.io)"
        raise ApiError(503, "ServiceUnavailable", why)
    raise CommandError(NO_METRICS)


def not_found(resource: str, name: str) -> ApiError:
    """The metrics API's words for one that it knows nothing of."""
    return ApiError(404, "NotFound", f'{resource}.metrics.k8s.io "{name}" not found')


def check(args: list[str], options: Mapping[str, Any]) -> Selector:
    """The label selector; raises CommandError for flags that cannot be meant."""
    if options["sort-by"] not in ("", "cpu", "memory"):
        raise CommandError("--sort-by accepts only cpu or memory")
    if args and options["selector"]:
        raise CommandError("only one of NAME or selector can be provided")
    return parse_selector(options["selector"] or "")


def amounts(usage: Mapping[str, int]) -> list[str]:
    """The cells of a usage: millicores rounded up, whole mebibytes."""
    return [f"{millicores(usage)}m", f"{usage.get('memory', 0) // MIB}Mi"]


def millicores(usage: Mapping[str, int]) -> int:
    return -(-usage.get("cpu", 0) // 1_000_000)


def shares(usage: Mapping[str, int], room: Mapping[str, Any]) -> list[str]:
    """The cells of a node's usage, with the part of what there is in percent."""
    cpu, memory = amounts(usage)
    cores = quantities.milli_value(quantities.parse(str(room.get("cpu", "0"))))
    space = quantities.value(quantities.parse(str(room.get("memory", "0"))))
    part = int(millicores(usage) / cores * 100) if cores else 0
    filled = int(usage.get("memory", 0) / space * 100) if space else 0
    return [cpu, f"{part}%", memory, f"{filled}%"]


def order(sort_by: str, usage: Mapping[str, int], *names: str) -> tuple[object, ...]:
    """The key to sort by: the greatest user first, or by name."""
    return (-usage.get(sort_by, 0), *names) if sort_by else names


def lines(rows: list[list[str]]) -> str:
    """Rows in columns; every cell ends with a tab, so that lines end with blanks."""
    return tabulate("".join("\t".join(row) + "\t\n" for row in rows), 6, 3)

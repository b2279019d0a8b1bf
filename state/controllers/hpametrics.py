"""What the metrics of an autoscaler ask for (podautoscaler/replica_calculator.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state import metrics, quantities
from minikctl.state.kinds import POD
from minikctl.state.objects import is_terminating, labels_of, name_of, namespace_of, spec_of, status_of
from minikctl.state.selectors import Selector

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

TOLERANCE = 0.1
NO_SERVER = (
    "unable to fetch metrics from resource metrics API: the server could not find the requested resource "
    "(get pods.metrics.k8s.io)"
)
NO_CUSTOM = "unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered"
NO_EXTERNAL = (
    "unable to fetch metrics from external metrics API: no external metrics API (external.metrics.k8s.io) registered"
)


class NoMetric(Exception):
    """A metric that says nothing: `reason` of event and condition, `why`, and `first` as the sum of errors has it."""

    def __init__(self, reason: str, why: str, first: str) -> None:
        super().__init__(why)
        self.reason = reason
        self.why = why
        self.first = first
        self.number = 1


class Proposal(NamedTuple):
    """Replicas, the metric that asks for most of them, and what was measured."""

    replicas: int
    name: str
    statuses: list[Obj]


def proposal(tx: Transaction, hpa: Obj, selector: Selector, current: int) -> Proposal:
    """The largest number that any metric asks for. Raises NoMetric if none can be read, or one that would shrink."""
    best, name, statuses = 0, "", []
    problems: list[NoMetric] = []
    pods = [pod for pod in tx.list(POD, namespace_of(hpa)) if selector.matches(labels_of(pod))]
    pods = [pod for pod in pods if not is_terminating(pod) and status_of(pod).get("phase") != "Failed"]
    wanted = hpa["spec"].get("metrics") or []
    for metric in wanted:
        try:
            replicas, words, status = measured(tx, metric, pods, current)
        except NoMetric as problem:
            problems.append(problem)
            statuses.append({"type": ""})
            continue
        statuses.append(status)
        if not name or replicas > best:
            best, name = replicas, words
    if problems and (len(problems) == len(wanted) or best < current):
        problems[0].number = len(problems)
        raise problems[0]
    return Proposal(best, name, statuses)


def measured(tx: Transaction, metric: Obj, pods: list[Obj], current: int) -> tuple[int, str, Obj]:
    """(replicas, name, status) of one metric."""
    kind = metric["type"]
    if kind == "Resource":
        return of_resource(tx, metric["resource"], pods, current)
    if kind == "ContainerResource":
        source = metric["containerResource"]
        return of_resource(tx, source, pods, current, source["container"])
    field = kind[:1].lower() + kind[1:]
    wanted = (metric[field].get("metric") or {}).get("name", "")
    why = f"unable to get metric {wanted}: {NO_CUSTOM}"
    if kind == "External":
        why = f"unable to get external metric {wanted}: {NO_EXTERNAL}"
    raise NoMetric(f"FailedGet{kind}Metric", why, f"failed to get {wanted} {kind.lower()} metric value: {why}")


def of_resource(
    tx: Transaction, source: Obj, pods: list[Obj], current: int, container: str = ""
) -> tuple[int, str, Obj]:
    """A resource of pods, or of one container of each."""
    resource, target = source["name"], source.get("target") or {}
    by_share = target.get("averageUtilization") is not None
    known = {name_of(pod): used(tx, pod, resource, container) for pod in pods}
    ready = [pod for pod in pods if known[name_of(pod)] is not None]
    problem = ""
    if not metrics.is_served(tx):
        problem = f"unable to get metrics for resource {resource}: {NO_SERVER}"
    elif not pods or not ready:
        problem = f"unable to get metrics for resource {resource}: no metrics returned from resource metrics API"
    words = f"failed to get {resource} {'utilization' if by_share else 'usage'}: "
    if not problem and by_share:
        problem = unasked(pods, resource, container)
    if problem:
        reason = "FailedGetContainerResourceMetric" if container else "FailedGetResourceMetric"
        first = f"failed to get {resource} {'container ' if container else ''}resource metric value: {words}{problem}"
        raise NoMetric(reason, words + problem, first)
    total = sum(known[name_of(pod)] or 0 for pod in ready)
    average = total // len(ready)
    now: Obj = {"averageValue": amount_text(resource, average)}
    label = f"{resource} resource" if not container else f"{resource} container resource"
    if by_share:
        asked = sum(requested(pod, resource, container) for pod in ready)
        share = total * 100 // asked
        now = {"averageUtilization": share, **now}
        ratio = share / target["averageUtilization"]
        idle = [pod for pod in pods if known[name_of(pod)] is None]
        whole = asked + sum(requested(pod, resource, container) for pod in idle)
        label += " utilization (percentage of request)"
        cautious = total * 100 / whole / target["averageUtilization"]
    else:
        wanted = quantities.parse(str(target["averageValue"])).nanos
        ratio = average * (1 if resource == "cpu" else quantities.NANO) / wanted
        cautious = ratio * len(ready) / len(pods)
    field = "containerResource" if container else "resource"
    status: Obj = {field: {"current": now, "name": resource}, "type": field[:1].upper() + field[1:]}
    if container:
        status[field]["container"] = container
    return sized(ratio, cautious, len(ready), len(pods), current), label, status


def sized(ratio: float, cautious: float, ready: int, every: int, current: int) -> int:
    """Replicas for a ratio of use to target; pods that are not ready count as idle where more would be wanted."""
    if abs(1 - ratio) <= TOLERANCE:
        return current
    if ready == every or ratio < 1:
        return ceiling(ratio * ready)
    if abs(1 - cautious) <= TOLERANCE or cautious < 1:
        return current
    return max(current, ceiling(cautious * every))


def ceiling(number: float) -> int:
    return -int(-number // 1)


def used(tx: Transaction, pod: Obj, resource: str, container: str) -> int | None:
    found = metrics.usage(tx, pod)
    if not found:
        return None
    return sum(amounts.get(resource, 0) for name, amounts in found.items() if container in ("", name))


def containers_of(pod: Obj, container: str) -> list[Obj]:
    return [one for one in spec_of(pod).get("containers") or () if container in ("", one["name"])]


def requested(pod: Obj, resource: str, container: str) -> int:
    """What a pod's containers request, in the units of what is used."""
    nanos = 0
    for one in containers_of(pod, container):
        text = ((one.get("resources") or {}).get("requests") or {}).get(resource, "0")
        nanos += quantities.parse(str(text)).nanos
    return nanos if resource == "cpu" else nanos // quantities.NANO


def unasked(pods: list[Obj], resource: str, container: str) -> str:
    """A share can only be told where every container requests something."""
    for pod in pods:
        for one in containers_of(pod, container):
            if resource not in ((one.get("resources") or {}).get("requests") or {}):
                return f"missing request for {resource} in container {one['name']} of Pod {name_of(pod)}"
    return ""


def amount_text(resource: str, amount: int) -> str:
    if resource == "cpu":
        return str(quantities.rounded_up(quantities.Quantity(amount)))
    return str(quantities.Quantity(amount * quantities.NANO))

"""LimitRanger: what a namespace's LimitRanges do to new pods and claims (plugin/pkg/admission/limitranger)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from minikctl.state import errors, quantities
from minikctl.state.kinds import LIMIT_RANGE
from minikctl.state.kinds.nodepage import pod_amounts
from minikctl.state.objects import name_of, namespace_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Obj = dict[str, Any]

ANNOTATION = "kubernetes.io/limit-ranger"
WORDS = (("containers", "container"), ("initContainers", "init container"))


def items(view: View, namespace: str) -> Iterator[list[Obj]]:
    """The limits of each LimitRange of a namespace."""
    for found in view.list(LIMIT_RANGE, namespace):
        yield found["spec"].get("limits") or []


def add_defaults(tx: Transaction, pod: Obj) -> None:
    """Fills in what containers do not say themselves; the annotation tells what the last LimitRange set."""
    for limits in items(tx, namespace_of(pod)):
        requests, most = defaults_of(limits)
        notes = [
            note
            for field, word in WORDS
            for container in pod["spec"].get(field) or ()
            for note in filled(container, requests, most, word)
        ]
        if notes:
            annotations = pod["metadata"].get("annotations") or {}
            text = "LimitRanger plugin set: " + "; ".join(notes)
            pod["metadata"]["annotations"] = {**annotations, ANNOTATION: text}


def defaults_of(limits: Iterable[Obj]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(requests, limits) that containers get."""
    requests: dict[str, Any] = {}
    most: dict[str, Any] = {}
    for item in limits:
        if item.get("type") == "Container":
            requests.update(item.get("defaultRequest") or {})
            most.update(item.get("default") or {})
    return requests, most


def filled(container: Obj, requests: Mapping[str, Any], most: Mapping[str, Any], word: str) -> Iterator[str]:
    """Fills one container in; tells what was added: `cpu, memory request for container web`."""
    resources = container.setdefault("resources", {})
    for field, source in (("requests", requests), ("limits", most)):
        own = resources.get(field) or {}
        added = {name: amount for name, amount in source.items() if name not in own}
        if added:
            resources[field] = {**own, **added}
            yield f"{', '.join(sorted(added))} {field[:-1]} for {word} {container['name']}"


def refuse_outside(tx: Transaction, obj: Obj, old: Obj | None) -> None:
    """Refuses a new pod, or a claim, outside the limits. Raises Forbidden with every reason of one LimitRange."""
    is_pod = obj["kind"] == "Pod"
    if is_pod and old is not None:
        return
    problems = pod_problems if is_pod else claim_problems
    for limits in items(tx, namespace_of(obj)):
        found = list(dict.fromkeys(problems(obj, limits)))
        if found:
            why = found[0] if len(found) == 1 else "[" + ", ".join(found) + "]"
            raise errors.forbidden("pods" if is_pod else "persistentvolumeclaims", "", name_of(obj), why)


def pod_problems(pod: Obj, limits: Iterable[Obj]) -> Iterator[str]:
    """PodValidateLimitFunc."""
    for item in limits:
        if item.get("type") == "Container":
            for field, _ in WORDS:
                for container in pod["spec"].get(field) or ():
                    yield from resource_problems(container.get("resources") or {}, item, "Container")
        elif item.get("type") == "Pod":
            whole = {field: pod_amounts(pod, field) for field in ("requests", "limits")}
            yield from resource_problems(whole, item, "Pod")


def claim_problems(claim: Obj, limits: Iterable[Obj]) -> Iterator[str]:
    """PersistentVolumeClaimValidateLimitFunc: only requests are looked at."""
    requests = (claim["spec"].get("resources") or {}).get("requests") or {}
    for item in limits:
        if item.get("type") != "PersistentVolumeClaim":
            continue
        for name, least in sorted((item.get("min") or {}).items()):
            yield from least_problem(name, "PersistentVolumeClaim", least, requests.get(name), None)
        for name, most in sorted((item.get("max") or {}).items()):
            what = f"maximum {name} usage per PersistentVolumeClaim is {most}"
            if name not in requests:
                yield f"{what}.  No request is specified"
            elif compared(requests[name], most) > 0:
                yield f"{what}, but request is {requests[name]}"


def resource_problems(resources: Mapping[str, Any], item: Obj, kind: str) -> Iterator[str]:
    """The minimum, the maximum and the ratio of each resource, in the plugin's words."""
    requests, limits = resources.get("requests") or {}, resources.get("limits") or {}
    for name, least in sorted((item.get("min") or {}).items()):
        yield from least_problem(name, kind, least, requests.get(name), limits.get(name))
    for name, most in sorted((item.get("max") or {}).items()):
        yield from most_problem(name, kind, most, requests.get(name), limits.get(name))
    for name, ratio in sorted((item.get("maxLimitRequestRatio") or {}).items()):
        yield from ratio_problem(name, kind, ratio, requests.get(name), limits.get(name))


def least_problem(name: str, kind: str, least: Any, request: Any, limit: Any) -> Iterator[str]:
    """minConstraint."""
    what = f"minimum {name} usage per {kind} is {least}"
    if request is None:
        yield f"{what}.  No request is specified"
    elif compared(request, least) < 0:
        yield f"{what}, but request is {request}"
    elif limit is not None and compared(limit, least) < 0:
        yield f"{what}, but limit is {limit}"


def most_problem(name: str, kind: str, most: Any, request: Any, limit: Any) -> Iterator[str]:
    """maxConstraint."""
    what = f"maximum {name} usage per {kind} is {most}"
    if limit is None:
        yield f"{what}.  No limit is specified"
    elif compared(limit, most) > 0:
        yield f"{what}, but limit is {limit}"
    elif request is not None and compared(request, most) > 0:
        yield f"{what}, but request is {request}"


def ratio_problem(name: str, kind: str, ratio: Any, request: Any, limit: Any) -> Iterator[str]:
    """limitRequestRatioConstraint."""
    what = f"{name} max limit to request ratio per {kind} is {ratio}"
    asked, allowed = nanos(request), nanos(limit)
    if not asked:
        yield f"{what}, but no request is specified or request is 0"
    elif not allowed:
        yield f"{what}, but no limit is specified or limit is 0"
    elif allowed * quantities.NANO > nanos(ratio) * asked:
        yield f"{what}, but provided ratio is {allowed / asked:f}"


def compared(left: Any, right: Any) -> int:
    return quantities.compare(str(left), str(right))


def nanos(amount: Any) -> int:
    return 0 if amount is None else quantities.parse(str(amount)).nanos

"""LimitRanges, and what they do to new pods (the admission plugin LimitRanger)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Rules
from minikctl.state.objects import name_of, namespace_of

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.quantities import Quantity
    from minikctl.state.text import Page
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Obj = dict[str, Any]

ANNOTATION = "kubernetes.io/limit-ranger"
FIELDS = ("min", "max", "defaultRequest", "default", "maxLimitRequestRatio")
STANDARD_TYPES = ("Container", "PersistentVolumeClaim", "Pod")


def defaults(obj: Obj) -> None:
    """SetDefaults_LimitRangeItem: a container's limit is at most the maximum, its request its limit."""
    from minikctl.state.kinds.podspec.amounts import canonical_list  # only for writes

    for item in obj.setdefault("spec", {}).get("limits") or ():
        for field in FIELDS:
            canonical_list(item.get(field))
        if item.get("type") != "Container":
            continue
        limit = {**(item.get("max") or {}), **(item.get("default") or {})}
        request = {**(item.get("min") or {}), **limit, **(item.get("defaultRequest") or {})}
        for field, value in (("default", limit), ("defaultRequest", request)):
            if value:
                item[field] = value


def validate(obj: Obj) -> Iterator[FieldError]:
    """ValidateLimitRange of v1.33: the values of one resource stand in order."""
    from minikctl.state import fields  # only for writes

    seen: set[str] = set()
    for index, item in enumerate(obj["spec"].get("limits") or ()):
        here, kind = f"spec.limits[{index}]", item.get("type") or ""
        if kind in seen:
            yield fields.duplicate(f"{here}.type", kind)
        seen.add(kind)
        if kind == "Pod":
            for field in ("default", "defaultRequest"):
                if item.get(field):
                    yield fields.forbidden(f"{here}.{field}", "may not be specified when `type` is 'Pod'")
        if kind == "PersistentVolumeClaim" and not {*(item.get("min") or ()), *(item.get("max") or ())} & {"storage"}:
            why = "either minimum or maximum storage value is required, but neither was provided"
            yield fields.required(f"{here}.limits", why)
        for name in sorted({name for field in FIELDS for name in item.get(field) or ()}):
            yield from order_errors(item, name, here)


def order_errors(item: Obj, name: str, field: str) -> Iterator[FieldError]:
    """min <= default request <= default <= max."""
    from minikctl.state import fields, quantities  # only for writes

    words = {"min": "min", "max": "max", "defaultRequest": "default request", "default": "default"}
    found = {key: str(item[key][name]) for key in words if name in (item.get(key) or {})}
    for low, high, at in (
        ("min", "max", "min"),
        ("min", "defaultRequest", "defaultRequest"),
        ("defaultRequest", "max", "defaultRequest"),
        ("defaultRequest", "default", "defaultRequest"),
        ("min", "default", "default"),
        ("default", "max", "default"),
    ):
        if low not in found or high not in found or quantities.compare(found[low], found[high]) <= 0:
            continue
        why = f"{words[low]} value {found[low]} is greater than {words[high]} value {found[high]}"
        yield fields.invalid(f"{field}.{at}[{name}]", found[at], why)


def describe(obj: Obj, view: View) -> str:
    """kubectl's page; it has no events."""
    from minikctl.state.text import Page  # only for pages

    page = Page()
    page.line(f"Name:\t{name_of(obj)}")
    page.line(f"Namespace:\t{namespace_of(obj)}")
    page.line("Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio")
    page.line("----\t--------\t---\t---\t---------------\t-------------\t-----------------------")
    limit_lines(page, obj["spec"].get("limits") or [], "")
    return str(page)


def limit_lines(page: Page, limits: list[Obj], prefix: str) -> None:
    """One line for each resource of each type; kubectl's own order of resources is left to chance, ours is sorted."""
    for item in limits:
        for name in sorted({name for field in FIELDS for name in item.get(field) or ()}):
            values = [str((item.get(field) or {}).get(name, "-")) for field in FIELDS]
            page.line("\t".join([f"{prefix}{item.get('type', '')}", name, *values]))


def limit_pod(tx: Transaction, pod: Obj) -> None:
    """Gives a new pod's containers default requests and limits, and refuses what is outside. Raises Forbidden."""
    from minikctl.state import errors  # only where there are limits
    from minikctl.state.kinds import LIMIT_RANGE

    ranges = tx.list(LIMIT_RANGE, namespace_of(pod))
    for found in ranges:
        add_defaults(pod, found["spec"].get("limits") or [])
    problems = [problem for found in ranges for problem in pod_problems(pod, found["spec"].get("limits") or [])]
    if problems:
        why = problems[0] if len(problems) == 1 else "[" + ", ".join(dict.fromkeys(problems)) + "]"
        raise errors.forbidden("pods", "", name_of(pod), why)


def add_defaults(pod: Obj, limits: list[Obj]) -> None:
    """Fills in what containers do not say themselves, and notes it in an annotation."""
    notes = []
    for item in limits:
        if item.get("type") != "Container":
            continue
        for field, word in (("containers", "container"), ("initContainers", "init container")):
            for container in pod["spec"].get(field) or ():
                notes += default_notes(container, item, word)
    if notes:
        annotations = pod["metadata"].get("annotations") or {}
        said = annotations.get(ANNOTATION, "")
        text = "LimitRanger plugin set: " + "; ".join(notes)
        pod["metadata"]["annotations"] = {**annotations, ANNOTATION: f"{said}; {text}" if said else text}


def default_notes(container: Obj, item: Obj, word: str) -> list[str]:
    """What was filled in: `cpu, memory request for container web`."""
    notes = []
    for field, source in (("requests", "defaultRequest"), ("limits", "default")):
        own = container["resources"].get(field) or {}
        added = {name: amount for name, amount in (item.get(source) or {}).items() if name not in own}
        if added:
            container["resources"][field] = {**own, **added}
            notes.append(f"{', '.join(sorted(added))} {field[:-1]} for {word} {container['name']}")
    return notes


def pod_problems(pod: Obj, limits: list[Obj]) -> Iterator[str]:
    """What of a pod is outside the limits, in the plugin's words."""
    containers = [*(pod["spec"].get("containers") or ())]
    for item in limits:
        if item.get("type") == "Container":
            for container in [*containers, *(pod["spec"].get("initContainers") or ())]:
                yield from resource_problems(container["resources"], item, "Container")
        elif item.get("type") == "Pod":
            yield from resource_problems(total(containers), item, "Pod")


def total(containers: list[Obj]) -> Obj:
    """All that a pod's containers request and may use."""
    from minikctl.state import quantities  # only where there are limits

    found: dict[str, dict[str, Quantity]] = {"requests": {}, "limits": {}}
    for container in containers:
        for field, amounts in found.items():
            for name, amount in (container["resources"].get(field) or {}).items():
                amounts[name] = quantities.add(amounts.get(name, quantities.ZERO), quantities.parse(str(amount)))
    return {field: {name: str(amount) for name, amount in amounts.items()} for field, amounts in found.items()}


def resource_problems(resources: Obj, item: Obj, kind: str) -> Iterator[str]:
    """minConstraint, maxConstraint and limitRequestRatioConstraint of the plugin."""
    from minikctl.state import quantities  # only where there are limits

    requests, limits = resources.get("requests") or {}, resources.get("limits") or {}
    for name, amount in sorted((item.get("min") or {}).items()):
        what = f"minimum {name} usage per {kind} is {amount}"
        request, limit = requests.get(name), limits.get(name)
        if request is None:
            yield f"{what}.  No request is specified"
        elif quantities.compare(str(request), str(amount)) < 0:
            yield f"{what}, but request is {request}"
        elif limit is not None and quantities.compare(str(limit), str(amount)) < 0:
            yield f"{what}, but limit is {limit}"
    for name, amount in sorted((item.get("max") or {}).items()):
        what = f"maximum {name} usage per {kind} is {amount}"
        request, limit = requests.get(name), limits.get(name)
        if limit is None:
            yield f"{what}.  No limit is specified"
        elif quantities.compare(str(limit), str(amount)) > 0:
            yield f"{what}, but limit is {limit}"
        elif request is not None and quantities.compare(str(request), str(amount)) > 0:
            yield f"{what}, but request is {request}"


RULES = Rules(defaults=defaults, validate=validate, describe=describe)

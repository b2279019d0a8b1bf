"""LimitRanges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Rules
from minikctl.state.objects import name_of, namespace_of

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.text import Page
    from minikctl.state.view import View

Obj = dict[str, Any]

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


RULES = Rules(defaults=defaults, validate=validate, describe=describe)

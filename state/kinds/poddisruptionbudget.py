"""PodDisruptionBudgets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME, count
from minikctl.state.objects import name_of, namespace_of

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.view import View

Obj = dict[str, Any]

NUMBERS = ("currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods")
PAGE_NUMBERS = (
    ("Allowed disruptions", "disruptionsAllowed"),
    ("Current", "currentHealthy"),
    ("Desired", "desiredHealthy"),
    ("Total", "expectedPods"),
)
EVICTIONS = ("AlwaysAllow", "IfHealthyBudget")


def least_cell(obj: Obj, view: View) -> str:
    found = obj["spec"].get("minAvailable")
    return "N/A" if found is None else str(found)


def most_cell(obj: Obj, view: View) -> str:
    found = obj["spec"].get("maxUnavailable")
    return "N/A" if found is None else str(found)


def allowed_cell(obj: Obj, view: View) -> int:
    return count(obj.get("status") or {}, "disruptionsAllowed")


def defaults(obj: Obj) -> None:
    obj.setdefault("spec", {})
    status = obj.setdefault("status", {})
    for field in NUMBERS:
        status.setdefault(field, 0)


def validate(obj: Obj) -> Iterator[FieldError]:
    """ValidatePodDisruptionBudgetSpec of v1.33."""
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.podspec.validate.selecting import label_selector_errors
    from minikctl.state.kinds.podspec.validate.wording import int_or_percent, over_hundred, unsupported

    spec = obj["spec"]
    if spec.get("minAvailable") is not None and spec.get("maxUnavailable") is not None:
        shown = fields.GoText("policy.PodDisruptionBudgetSpec{...}")
        yield fields.invalid("spec", shown, "minAvailable and maxUnavailable cannot be both set")
    for field in ("minAvailable", "maxUnavailable"):
        if spec.get(field) is not None:
            yield from int_or_percent(f"spec.{field}", spec[field])
            yield from over_hundred(f"spec.{field}", spec[field])
    yield from label_selector_errors("spec.selector", spec.get("selector"))
    policy = spec.get("unhealthyPodEvictionPolicy")
    if policy is not None and policy not in EVICTIONS:
        yield unsupported("spec.unhealthyPodEvictionPolicy", policy, EVICTIONS)


def describe(obj: Obj, view: View) -> str:
    """kubectl's page."""
    from minikctl.state.kinds.pages import events_block  # only for pages
    from minikctl.state.selectors import selector_text
    from minikctl.state.text import Page

    page, spec, status = Page(), obj["spec"], obj.get("status") or {}
    page.line(f"Name:\t{name_of(obj)}")
    page.line(f"Namespace:\t{namespace_of(obj)}")
    if spec.get("minAvailable") is not None:
        page.line(f"Min available:\t{spec['minAvailable']}")
    elif spec.get("maxUnavailable") is not None:
        page.line(f"Max unavailable:\t{spec['maxUnavailable']}")
    selector = spec.get("selector")
    page.line(f"Selector:\t{'<unset>' if selector is None else selector_text(selector)}")
    page.line("Status:")
    for label, field in PAGE_NUMBERS:
        page.line(f"{label}:\t{count(status, field)}", 2)
    events_block(page, view, obj)
    return str(page)


RULES = Rules(
    columns=(
        NAME,
        Column("Min Available", least_cell),
        Column("Max Unavailable", most_cell),
        Column("Allowed Disruptions", allowed_cell, type="integer"),
        AGE,
    ),
    defaults=defaults,
    validate=validate,
    describe=describe,
    spec_generation=True,
    has_status=True,
)

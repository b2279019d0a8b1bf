"""Label selectors in manifests, and that a workload's selector fits its template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minikctl.state import names
from minikctl.state.fields import FieldError, forbidden, invalid, required
from minikctl.state.kinds.podspec.validate import template_errors
from minikctl.state.kinds.podspec.validate.wording import (
    by_check,
    go_map,
    go_selector,
    immutable,
    labels_errors,
    unsupported,
)
from minikctl.state.selectors import selector_of

Obj = dict[str, Any]

MISMATCH = "`selector` does not match template `labels`"


def label_selector_errors(field: str, selector: Obj | None) -> Iterator[FieldError]:
    """ValidateLabelSelector; none is fine."""
    if selector is None:
        return
    yield from labels_errors(f"{field}.matchLabels", selector.get("matchLabels"))
    for index, expression in enumerate(selector.get("matchExpressions") or ()):
        yield from requirement_errors(f"{field}.matchExpressions[{index}]", expression)


def requirement_errors(field: str, expression: Obj) -> Iterator[FieldError]:
    """One expression of a selector."""
    operator, values = expression.get("operator") or "", expression.get("values") or []
    if operator in ("In", "NotIn"):
        if not values:
            yield required(f"{field}.values", "must be specified when `operator` is 'In' or 'NotIn'")
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            yield forbidden(f"{field}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
    else:
        yield invalid(f"{field}.operator", operator, "not a valid selector operator")
    yield from by_check(f"{field}.key", expression.get("key") or "", names.qualified_name)
    for index, value in enumerate(values):
        yield from by_check(f"{field}.values[{index}]", value, names.label_value)


def selector_errors(selector: Obj | None, kind: str, field: str = "spec.selector") -> Iterator[FieldError]:
    """A workload's own selector: it must be there and must not be empty."""
    if selector is None:
        yield required(field)
        return
    yield from label_selector_errors(field, selector)
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        yield invalid(field, go_selector(selector), f"empty selector is invalid for {kind}")


def mismatch(selector: Obj | None, template: Obj, field: str) -> Iterator[FieldError]:
    """The labels of the template must be selected; an absent selector selects nothing."""
    labels = template["metadata"].get("labels")
    found = selector_of(selector)
    if not found.is_empty and not found.matches(labels or {}):
        yield invalid(f"{field}.metadata.labels", go_map(labels), MISMATCH)


def replica_template_errors(spec: Obj, field: str) -> Iterator[FieldError]:
    """ValidatePodTemplateSpecForReplicaSet."""
    template = spec["template"]
    try:
        yield from mismatch(spec.get("selector"), template, field)
    except ValueError:
        yield invalid("spec.selector", go_selector(spec.get("selector")), "invalid label selector")
        return
    yield from template_errors(template, field)
    yield from always_restarted(template, field, "ReplicaSet")


def always_restarted(template: Obj, field: str, kind: str) -> Iterator[FieldError]:
    """Pods that are kept running must be restarted and must not have a deadline."""
    policy = template["spec"].get("restartPolicy")
    if policy != "Always":
        yield unsupported(f"{field}.spec.restartPolicy", policy, ("Always",))
    if template["spec"].get("activeDeadlineSeconds") is not None:
        yield forbidden(f"{field}.spec.activeDeadlineSeconds", f"activeDeadlineSeconds in {kind} is not Supported")


def immutable_selector(new: Obj, old: Obj) -> Iterator[FieldError]:
    """The selector never changes once the object is there."""
    found = new["spec"].get("selector")
    yield from immutable("spec.selector", found, old["spec"].get("selector"), go_selector(found))

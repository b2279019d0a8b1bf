"""The page of `describe hpa`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.fields import go_quote
from minikctl.state.kinds.horizontalpodautoscaler import UNKNOWN, least_cell, most_cell, reference_cell, source_field
from minikctl.state.kinds.pages import annotations_block, events_block, labels_block
from minikctl.state.kinds.podspec.cells import count
from minikctl.state.kinds.podspec.describe.containers import time_text
from minikctl.state.objects import annotations_of, labels_of, name_of, namespace_of
from minikctl.state.text import Page

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]


def describe(hpa: Obj, view: View) -> str:
    """The whole page."""
    page, spec, status = Page(), hpa["spec"], hpa.get("status") or {}
    page.line(f"Name:\t{name_of(hpa)}")
    page.line(f"Namespace:\t{namespace_of(hpa)}")
    labels_block(page, "Labels", labels_of(hpa))
    annotations_block(page, "Annotations", annotations_of(hpa))
    page.line(f"CreationTimestamp:\t{time_text(hpa['metadata'].get('creationTimestamp'))}")
    page.line(f"Reference:\t{reference_cell(hpa, view)}")
    page.line("Metrics:\t( current / target )")
    found = status.get("currentMetrics") or []
    for index, metric in enumerate(spec.get("metrics") or ()):
        page.line(metric_line(metric, found[index] if index < len(found) else {}), 1)
    page.line(f"Min replicas:\t{least_cell(hpa, view)}")
    page.line(f"Max replicas:\t{most_cell(hpa, view)}")
    if spec.get("behavior") is not None:
        page.line("Behavior:")
        direction_lines(page, "Scale Up", spec["behavior"].get("scaleUp"))
        direction_lines(page, "Scale Down", spec["behavior"].get("scaleDown"))
    numbers = f"{count(status, 'currentReplicas')} current / {count(status, 'desiredReplicas')} desired"
    page.line(f"{(spec.get('scaleTargetRef') or {}).get('kind', '')} pods:\t{numbers}")
    condition_lines(page, status.get("conditions") or [])
    events_block(page, view, hpa)
    return str(page)


def metric_line(metric: Obj, status: Obj) -> str:
    """What is measured, how much of it there is and should be."""
    field = source_field(metric)
    source = metric.get(field)
    if source is None or field not in ("external", "pods", "object", "resource", "containerResource"):
        return f"<unknown metric type {go_quote(metric.get('type') or '')}>"
    target, current = source.get("target") or {}, (status.get(field) or {}).get("current") or {}
    if field in ("resource", "containerResource"):
        return resource_line(field, source, target, current, bool(status.get(field)))
    name = go_quote((source.get("metric") or {}).get("name") or "")
    average = f"{current.get('averageValue', UNKNOWN)} / {target.get('averageValue', '0')}"
    if field == "pods":
        return f"{name} on pods:\t{average}"
    about = name
    if field == "object":
        described = source.get("describedObject") or {}
        about = f"{name} on {described.get('kind', '')}/{described.get('name', '')}"
    averaged = target.get("type") == "AverageValue" if field == "object" else target.get("averageValue") is not None
    if averaged:
        return f"{about} (target average value):\t{average}"
    return f"{about} (target value):\t{current.get('value', UNKNOWN)} / {target.get('value', '0')}"


def resource_line(field: str, source: Obj, target: Obj, current: Obj, known: bool) -> str:
    """A resource of the pods, or of one of their containers."""
    about = f"resource {source.get('name', '')} on pods"
    if field == "containerResource":
        about = f'resource {source.get("name", "")} of container "{source.get("container", "")}" on pods'
    if target.get("averageValue") is not None:
        return f"{about}:\t{current.get('averageValue', '0') if known else UNKNOWN} / {target['averageValue']}"
    used, wanted = current.get("averageUtilization"), target.get("averageUtilization")
    shown = UNKNOWN if used is None else f"{used}% ({current.get('averageValue', '<nil>')})"
    limit = "<auto>" if wanted is None else f"{wanted}%"
    return f"{about}  (as a percentage of request):\t{shown} / {limit}"


def direction_lines(page: Page, label: str, rules: Obj | None) -> None:
    """How fast replicas may come or go."""
    if rules is None:
        return
    page.line(f"{label}:", 1)
    if rules.get("stabilizationWindowSeconds") is not None:
        page.line(f"Stabilization Window: {rules['stabilizationWindowSeconds']} seconds", 2)
    if rules.get("policies"):
        page.line(f"Select Policy: {rules.get('selectPolicy') or 'Max'}", 2)
        page.line("Policies:", 2)
        for policy in rules["policies"]:
            value, period = count(policy, "value"), count(policy, "periodSeconds")
            page.line(f"- Type: {policy.get('type', '')}\tValue: {value}\tPeriod: {period} seconds", 3)


def condition_lines(page: Page, conditions: list[Obj]) -> None:
    if not conditions:
        return
    page.line("Conditions:")
    page.line("Type\tStatus\tReason\tMessage", 1)
    page.line("----\t------\t------\t-------", 1)
    for condition in conditions:
        cells = [condition.get(field) or "" for field in ("type", "status", "reason", "message")]
        page.line("\t".join(cells), 1)

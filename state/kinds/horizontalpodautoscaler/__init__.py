"""HorizontalPodAutoscalers: RULES of the kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME, count
from minikctl.state.kinds.podspec.deferred import deferred

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

UNKNOWN = "<unknown>"
METRICS_SHOWN = 2


def reference_cell(hpa: Obj, view: View) -> str:
    target = hpa["spec"].get("scaleTargetRef") or {}
    return f"{target.get('kind', '')}/{target.get('name', '')}"


def targets_cell(hpa: Obj, view: View) -> str:
    """`cpu: 10%/50%, memory: 5Mi/20Mi + 1 more...`: current and wanted values."""
    metrics = hpa["spec"].get("metrics") or ()
    if not metrics:
        return "<none>"
    found = (hpa.get("status") or {}).get("currentMetrics") or []
    shown = [metric_text(metric, found[i] if i < len(found) else {}) for i, metric in enumerate(metrics)]
    text = ", ".join(shown[:METRICS_SHOWN])
    return f"{text} + {len(shown) - METRICS_SHOWN} more..." if len(shown) > METRICS_SHOWN else text


def source_field(metric: Obj) -> str:
    """The field that holds a metric's source: `resource` for type Resource."""
    kind = metric.get("type") or ""
    return kind[:1].lower() + kind[1:]


def metric_text(metric: Obj, status: Obj) -> str:
    """One metric: what it is now, and what it should be."""
    field = source_field(metric)
    source, current = metric.get(field), (status.get(field) or {}).get("current") or {}
    if source is None or field not in ("external", "pods", "object", "resource", "containerResource"):
        return "<unknown type>"
    target = source.get("target") or {}
    if field in ("resource", "containerResource"):
        return f"{source.get('name', '')}: {resource_values(target, current, bool(status.get(field)))}"
    if field == "pods":
        return f"{current.get('averageValue', UNKNOWN)}/{target.get('averageValue', '0')}"
    if target.get("averageValue") is not None:
        return f"{current.get('averageValue', UNKNOWN)}/{target['averageValue']} (avg)"
    return f"{current.get('value', UNKNOWN)}/{target.get('value', '0')}"


def resource_values(target: Obj, current: Obj, known: bool) -> str:
    """A resource's amount or its share of what is requested."""
    if target.get("averageValue") is not None:
        return f"{current.get('averageValue', '0') if known else UNKNOWN}/{target['averageValue']}"
    used, wanted = current.get("averageUtilization"), target.get("averageUtilization")
    return f"{UNKNOWN if used is None else f'{used}%'}/{'<auto>' if wanted is None else f'{wanted}%'}"


def least_cell(hpa: Obj, view: View) -> str:
    least = hpa["spec"].get("minReplicas")
    return "<unset>" if least is None else str(least)


def most_cell(hpa: Obj, view: View) -> int:
    return count(hpa["spec"], "maxReplicas")


def replicas_cell(hpa: Obj, view: View) -> int:
    return count(hpa.get("status") or {}, "currentReplicas")


RULES = Rules(
    columns=(
        NAME,
        Column("Reference", reference_cell),
        Column("Targets", targets_cell),
        Column("MinPods", least_cell),
        Column("MaxPods", most_cell),
        Column("Replicas", replicas_cell),
        AGE,
    ),
    defaults=deferred("horizontalpodautoscaler.writing", "defaults"),
    validate=deferred("horizontalpodautoscaler.writing", "validate"),
    describe=deferred("horizontalpodautoscaler.describe", "describe"),
    has_status=True,
)

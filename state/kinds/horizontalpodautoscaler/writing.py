"""Defaults and validation of HorizontalPodAutoscalers (autoscaling/v2 of v1.33)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minikctl.state import names
from minikctl.state.fields import FieldError, forbidden, invalid, required
from minikctl.state.kinds.horizontalpodautoscaler import source_field
from minikctl.state.kinds.podspec.amounts import canonical
from minikctl.state.kinds.podspec.validate.wording import by_check, unsupported

Obj = dict[str, Any]

UTILIZATION = 80
TYPES = ("Object", "Pods", "Resource", "External", "ContainerResource")
SELECT = ("Disabled", "Max", "Min")
POLICY_TYPES = ("Percent", "Pods")
DEFAULT_RULES: dict[str, Obj] = {
    "scaleUp": {
        "policies": [
            {"periodSeconds": 15, "type": "Pods", "value": 4},
            {"periodSeconds": 15, "type": "Percent", "value": 100},
        ],
        "selectPolicy": "Max",
        "stabilizationWindowSeconds": 0,
    },
    "scaleDown": {"policies": [{"periodSeconds": 15, "type": "Percent", "value": 100}], "selectPolicy": "Max"},
}


def defaults(hpa: Obj) -> None:
    """SetDefaults_HorizontalPodAutoscaler: one replica at least, 80% of the requested cpu."""
    spec = hpa.setdefault("spec", {})
    from_version_one(spec)
    if spec.get("minReplicas") is None:
        spec["minReplicas"] = 1
    if not spec.get("metrics"):
        target = {"averageUtilization": UTILIZATION, "type": "Utilization"}
        spec["metrics"] = [{"resource": {"name": "cpu", "target": target}, "type": "Resource"}]
    for metric in spec["metrics"]:
        target = (metric.get(source_field(metric)) or {}).get("target") or {}
        for field in ("averageValue", "value"):
            if target.get(field) is not None:
                target[field] = canonical(target[field])
    behavior = spec.get("behavior")
    if behavior:
        for direction, rules in DEFAULT_RULES.items():
            given = {key: value for key, value in (behavior.get(direction) or {}).items() if value is not None}
            behavior[direction] = {**rules, **given}
    status = hpa.setdefault("status", {})
    status.setdefault("currentMetrics", None)
    status.setdefault("desiredReplicas", 0)


def from_version_one(spec: Obj) -> None:
    """autoscaling/v1 knows only one metric: a share of the requested cpu."""
    if "targetCPUUtilizationPercentage" in spec:
        share = spec.pop("targetCPUUtilizationPercentage")
        if share is not None and not spec.get("metrics"):
            target = {"averageUtilization": share, "type": "Utilization"}
            spec["metrics"] = [{"resource": {"name": "cpu", "target": target}, "type": "Resource"}]


def validate(hpa: Obj) -> Iterator[FieldError]:
    """validateHorizontalPodAutoscalerSpec."""
    spec = hpa["spec"]
    least, most = spec.get("minReplicas"), spec.get("maxReplicas") or 0
    if least is not None and least < 1:
        yield invalid("spec.minReplicas", least, "must be greater than or equal to 1")
    if most < 1:
        yield invalid("spec.maxReplicas", most, "must be greater than 0")
    if least is not None and most < least:
        yield invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`")
    yield from target_errors(spec.get("scaleTargetRef") or {}, "spec.scaleTargetRef")
    for index, metric in enumerate(spec.get("metrics") or ()):
        yield from metric_errors(metric, f"spec.metrics[{index}]")
    for direction in ("scaleUp", "scaleDown"):
        rules = (spec.get("behavior") or {}).get(direction)
        if rules:
            yield from rules_errors(rules, f"spec.behavior.{direction}")


def target_errors(target: Obj, field: str) -> Iterator[FieldError]:
    """ValidateCrossVersionObjectReference."""
    for name in ("kind", "name"):
        if target.get(name):
            yield from by_check(f"{field}.{name}", target[name], names.path_segment)
        else:
            yield required(f"{field}.{name}")


def metric_errors(metric: Obj, field: str) -> Iterator[FieldError]:
    """A metric: its type, and that type's source."""
    kind = metric.get("type") or ""
    if not kind:
        yield required(f"{field}.type", "must specify a metric source type")
        return
    if kind not in TYPES:
        yield unsupported(f"{field}.type", kind, sorted(TYPES))
        return
    own = source_field(metric)
    source = metric.get(own)
    if source is None:
        yield required(f"{field}.{own}", "must populate information for the given metric source")
    else:
        yield from source_errors(own, source, f"{field}.{own}")
    for other in TYPES:
        name = other[:1].lower() + other[1:]
        if name != own and metric.get(name) is not None:
            why = "must populate the given metric source only"
            yield forbidden(f"{field}.{name}", why)


def source_errors(kind: str, source: Obj, field: str) -> Iterator[FieldError]:
    """What a metric is measured at, and the value that is wanted."""
    target = source.get("target") or {}
    if kind in ("resource", "containerResource"):
        if not source.get("name"):
            yield required(f"{field}.name", "must specify a resource name")
        if target.get("averageUtilization") is not None and target["averageUtilization"] < 1:
            yield invalid(f"{field}.target.averageUtilization", target["averageUtilization"], "must be greater than 0")
        if target.get("averageUtilization") is None and target.get("averageValue") is None:
            why = "must set either a target raw value or a target utilization"
            yield required(f"{field}.target.averageUtilization", why)
        if target.get("averageUtilization") is not None and target.get("averageValue") is not None:
            yield forbidden(
                f"{field}.target.averageValue", "may not set both a target raw value and a target utilization"
            )
    elif not (source.get("metric") or {}).get("name"):
        yield required(f"{field}.metric.name", "must specify a metric name")
    if not target.get("type"):
        yield required(f"{field}.target.type", "must specify a metric target type")


def rules_errors(rules: Obj, field: str) -> Iterator[FieldError]:
    """How fast replicas may come and go."""
    window = rules.get("stabilizationWindowSeconds")
    if window is not None and window < 0:
        yield invalid(f"{field}.stabilizationWindowSeconds", window, "must be greater than or equal to zero")
    if window is not None and window > 3600:
        yield invalid(f"{field}.stabilizationWindowSeconds", window, "must be less than or equal to 3600")
    if rules.get("selectPolicy") is not None and rules["selectPolicy"] not in SELECT:
        yield unsupported(f"{field}.selectPolicy", rules["selectPolicy"], SELECT)
    if not rules.get("policies"):
        yield required(f"{field}.policies", "must specify at least one Policy")
    for index, policy in enumerate(rules.get("policies") or ()):
        here = f"{field}.policies[{index}]"
        if policy.get("type") not in POLICY_TYPES:
            yield unsupported(f"{here}.type", policy.get("type") or "", POLICY_TYPES)
        for name in ("value", "periodSeconds"):
            if (policy.get(name) or 0) <= 0:
                yield invalid(f"{here}.{name}", policy.get(name) or 0, "must be greater than zero")
        if (policy.get("periodSeconds") or 0) > 1800:
            yield invalid(f"{here}.periodSeconds", policy["periodSeconds"], "must be less than or equal to 1800")

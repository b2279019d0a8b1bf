"""Objects in another version of their API than the one they are stored in, and back.

HorizontalPodAutoscalers are stored as autoscaling/v2 and Events as v1; they are served as autoscaling/v1 and
events.k8s.io/v1 too. Sources: the conversion functions of apis/autoscaling/v1 and apis/events/v1.
"""

from __future__ import annotations

import json
from typing import Any

from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import copy_tree

Obj = dict[str, Any]

# field of v1 -> field of events.k8s.io/v1
EVENT_NAMES = {
    "involvedObject": "regarding",
    "message": "note",
    "source": "deprecatedSource",
    "firstTimestamp": "deprecatedFirstTimestamp",
    "lastTimestamp": "deprecatedLastTimestamp",
    "count": "deprecatedCount",
    "reportingComponent": "reportingController",
}
ANNOTATION = "autoscaling.alpha.kubernetes.io/"
METRICS, CURRENT, CONDITIONS, BEHAVIOR = (
    f"{ANNOTATION}{name}" for name in ("metrics", "current-metrics", "conditions", "behavior")
)


def stored(kind: Kind, obj: Obj) -> Obj:
    """An object of any served version in the version of its kind; itself if it has that already."""
    version = obj.get("apiVersion", kind.api_version)
    if version == kind.api_version or version not in kind.versions:
        return obj
    read = {"autoscaling/v1": autoscaler_from_first, "events.k8s.io/v1": event_from_new}.get(version)
    return {**(read(obj) if read else obj), "apiVersion": kind.api_version}


def served(kind: Kind, obj: Obj, version: str) -> Obj:
    """A stored object in a version that a request asks for."""
    if version == kind.api_version or version not in kind.versions:
        return obj
    write = {"autoscaling/v1": autoscaler_to_first, "events.k8s.io/v1": event_to_new}.get(version)
    return {**(write(obj) if write else obj), "apiVersion": version}


def event_to_new(event: Obj) -> Obj:
    return {EVENT_NAMES.get(name, name): value for name, value in event.items()}


def event_from_new(event: Obj) -> Obj:
    old = {new: name for name, new in EVENT_NAMES.items()}
    return {old.get(name, name): value for name, value in event.items()}


def is_cpu(metric: Obj) -> bool:
    """Whether autoscaling/v1 has a field of its own for a metric: a share of the requested cpu."""
    resource = metric.get("resource") or {}
    share = (resource.get("target") or {}).get("averageUtilization")
    return metric.get("type") == "Resource" and resource.get("name") == "cpu" and share is not None


def autoscaler_to_first(hpa: Obj) -> Obj:
    """What autoscaling/v1 has no field for goes into annotations."""
    found = copy_tree(hpa)
    spec, status = found.get("spec", {}), found.get("status", {})
    metrics, current = spec.pop("metrics", None) or [], status.pop("currentMetrics", None) or []
    others = [metric for metric in metrics if not is_cpu(metric)]
    for metric in metrics:
        if is_cpu(metric):
            spec["targetCPUUtilizationPercentage"] = metric["resource"]["target"]["averageUtilization"]
    for metric in current:
        resource = metric.get("resource") or {}
        if metric.get("type") == "Resource" and resource.get("name") == "cpu":
            share = (resource.get("current") or {}).get("averageUtilization")
            if share is not None:
                status["currentCPUUtilizationPercentage"] = share
    notes = {
        METRICS: [first_metric(metric, "target", WANTED) for metric in others],
        CURRENT: [first_metric(metric, "current", FOUND) for metric in current],
        CONDITIONS: status.pop("conditions", None),
        BEHAVIOR: spec.pop("behavior", None),
    }
    kept = {name: json.dumps(value, separators=(",", ":")) for name, value in notes.items() if value}
    if kept:
        meta = found["metadata"]
        meta["annotations"] = {**(meta.get("annotations") or {}), **kept}
    status.setdefault("currentReplicas", 0)
    return dict(found)


def autoscaler_from_first(hpa: Obj) -> Obj:
    """The annotations become fields again."""
    found = copy_tree(hpa)
    meta, spec, status = found.get("metadata", {}), found.get("spec", {}), found.get("status", {})
    notes = meta.get("annotations") or {}
    read = {name: parsed(notes[name]) for name in (METRICS, CURRENT, CONDITIONS, BEHAVIOR) if name in notes}
    share = spec.pop("targetCPUUtilizationPercentage", None)
    status.pop("currentCPUUtilizationPercentage", None)
    metrics = [cpu_metric(share)] if share is not None else []
    metrics += [second_metric(metric, "target", WANTED) for metric in read.get(METRICS) or ()]
    current = [second_metric(metric, "current", FOUND) for metric in read.get(CURRENT) or ()]
    for place, name, value in (
        (spec, "metrics", metrics),
        (spec, "behavior", read.get(BEHAVIOR)),
        (status, "currentMetrics", current),
        (status, "conditions", read.get(CONDITIONS)),
    ):
        if value:
            place[name] = value
    left = {name: value for name, value in notes.items() if name not in read}
    if left:
        meta["annotations"] = left
    else:
        meta.pop("annotations", None)
    return dict(found)


# type of a metric -> its field; v2's place of a value -> its name in v1
SOURCES = {
    "Resource": "resource",
    "ContainerResource": "containerResource",
    "Pods": "pods",
    "Object": "object",
    "External": "external",
}
WANTED = {
    "averageUtilization": "targetAverageUtilization",
    "averageValue": "targetAverageValue",
    "value": "targetValue",
}
FOUND = {
    "averageUtilization": "currentAverageUtilization",
    "averageValue": "currentAverageValue",
    "value": "currentValue",
}


def first_metric(metric: Obj, place: str, names: dict[str, str]) -> Obj:
    """A metric of autoscaling/v2 as version 1 has it in its annotations; `place` is target or current."""
    source = SOURCES.get(metric.get("type", ""), "")
    inner = metric.get(source) or {}
    found = {name: inner[name] for name in ("name", "container") if name in inner}
    if "describedObject" in inner:
        found["target"] = inner["describedObject"]
    if "metric" in inner:
        found["metricName"] = inner["metric"].get("name", "")
        if inner["metric"].get("selector"):
            found["metricSelector" if source == "external" else "selector"] = inner["metric"]["selector"]
    renamed = {**names, "averageValue": "averageValue"} if source == "object" else names
    found |= {renamed[name]: value for name, value in (inner.get(place) or {}).items() if name in renamed}
    return {"type": metric.get("type", ""), source: found}


def second_metric(metric: Obj, place: str, names: dict[str, str]) -> Obj:
    """The way back."""
    source = SOURCES.get(metric.get("type", ""), "")
    inner = metric.get(source) or {}
    found = {name: inner[name] for name in ("name", "container") if name in inner}
    if "target" in inner:
        found["describedObject"] = inner["target"]
    if "metricName" in inner:
        selector = inner.get("metricSelector" if source == "external" else "selector")
        found["metric"] = {"name": inner["metricName"], **({"selector": selector} if selector else {})}
    old = {first: name for name, first in names.items()} | (
        {"averageValue": "averageValue"} if source == "object" else {}
    )
    values = {old[name]: value for name, value in inner.items() if name in old}
    if place == "target":
        kinds = {"averageUtilization": "Utilization", "averageValue": "AverageValue", "value": "Value"}
        values["type"] = next((kind for name, kind in kinds.items() if name in values), "")
    return {"type": metric.get("type", ""), source: {**found, place: values}}


def cpu_metric(share: int) -> Obj:
    target = {"averageUtilization": share, "type": "Utilization"}
    return {"resource": {"name": "cpu", "target": target}, "type": "Resource"}


def parsed(text: str) -> Any:
    """What an annotation holds; nothing if it is no JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return None

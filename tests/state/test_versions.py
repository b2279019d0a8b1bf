"""Objects in the versions that a server serves beside the one it stores."""

from __future__ import annotations

from typing import Any

from minikctl.state import versions
from minikctl.state.kinds import EVENT, HORIZONTAL_POD_AUTOSCALER, SERVICE

REQUESTS: dict[str, Any] = {
    "external": {
        "metric": {"name": "requests", "selector": {"matchLabels": {"app": "shop"}}},
        "target": {"averageValue": "30", "type": "AverageValue"},
    },
    "type": "External",
}
HITS: dict[str, Any] = {
    "object": {
        "describedObject": {"kind": "Ingress", "name": "shop"},
        "metric": {"name": "hits"},
        "target": {"value": "2k", "type": "Value"},
    },
    "type": "Object",
}
MEMORY: dict[str, Any] = {
    "resource": {"name": "memory", "target": {"averageUtilization": 70, "type": "Utilization"}},
    "type": "Resource",
}
HPA: dict[str, Any] = {
    "apiVersion": "autoscaling/v2",
    "kind": "HorizontalPodAutoscaler",
    "metadata": {"name": "shop"},
    "spec": {"maxReplicas": 5, "metrics": [versions.cpu_metric(80), MEMORY, REQUESTS, HITS]},
    "status": {"currentMetrics": None, "desiredReplicas": 0},
}


def test_the_share_of_cpu_has_a_field_of_its_own_and_the_rest_is_annotated() -> None:
    first = versions.served(HORIZONTAL_POD_AUTOSCALER, HPA, "autoscaling/v1")
    assert first["apiVersion"] == "autoscaling/v1"
    assert first["spec"] == {"maxReplicas": 5, "targetCPUUtilizationPercentage": 80}
    noted = first["metadata"]["annotations"]["autoscaling.alpha.kubernetes.io/metrics"]
    assert noted.startswith('[{"type":"Resource","resource":{"name":"memory","targetAverageUtilization":70}},')
    assert noted.endswith(
        '"object":{"target":{"kind":"Ingress","name":"shop"},"metricName":"hits","targetValue":"2k"}}]'
    )


def test_an_autoscaler_survives_the_way_there_and_back() -> None:
    first = versions.served(HORIZONTAL_POD_AUTOSCALER, HPA, "autoscaling/v1")
    back = versions.stored(HORIZONTAL_POD_AUTOSCALER, first)
    assert (back["apiVersion"], back["metadata"], back["spec"]) == (HPA["apiVersion"], HPA["metadata"], HPA["spec"])


def test_events_have_other_names_in_the_newer_version() -> None:
    event = {
        "apiVersion": "v1",
        "kind": "Event",
        "involvedObject": {"name": "a"},
        "message": "m",
        "reason": "R",
        "count": 2,
    }
    new = versions.served(EVENT, event, "events.k8s.io/v1")
    assert new == {
        "apiVersion": "events.k8s.io/v1",
        "kind": "Event",
        "regarding": {"name": "a"},
        "note": "m",
        "reason": "R",
        "deprecatedCount": 2,
    }
    assert versions.stored(EVENT, new) == event


def test_an_object_in_its_own_version_is_itself() -> None:
    svc = {"apiVersion": "v1", "kind": "Service"}
    assert versions.stored(SERVICE, svc) is svc
    assert versions.served(SERVICE, svc, "v1") is svc

"""Autoscalers give workloads the replicas that their load asks for."""

import pytest

from minikctl.state.kinds import DEPLOYMENT, HORIZONTAL_POD_AUTOSCALER, POD
from minikctl.state.metrics import put_load

LABELS = {"app": "web"}
REQUESTS = {"requests": {"cpu": "100m"}}
NO_API = (
    "unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: "
    "the server could not find the requested resource (get pods.metrics.k8s.io)"
)


def serve_metrics(stage):
    metadata = {"name": "metrics-server", "labels": {"k8s-app": "metrics-server"}}
    spec = {"containers": [{"name": "m", "image": "nginx"}]}
    stage.make(POD, "metrics-server", "kube-system", metadata=metadata, spec=spec)


def web(stage, **resources):
    one = {"name": "c", "image": "nginx", "resources": resources}
    template = {"metadata": {"labels": LABELS}, "spec": {"containers": [one]}}
    stage.make(DEPLOYMENT, "web", spec={"replicas": 1, "selector": {"matchLabels": LABELS}, "template": template})
    stage.wait(30)


def autoscaler(stage, **spec):
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    metric = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}}
    spec = {
        "scaleTargetRef": target,
        "minReplicas": 1,
        "maxReplicas": 10,
        "metrics": [{"type": "Resource", "resource": metric}],
        **spec,
    }
    stage.make(HORIZONTAL_POD_AUTOSCALER, "web", spec=spec)
    assert not stage.get(HORIZONTAL_POD_AUTOSCALER, "web").get("status", {}).get("conditions")
    stage.wait(15.1)  # a new one is first looked at when a period is over


def load(stage, cpu):
    with stage.cluster.transaction("load") as tx:
        put_load(tx, "Deployment", "web", "default", cpu=cpu)


def replicas(stage):
    return stage.get(DEPLOYMENT, "web")["spec"]["replicas"]


def conditions(stage):
    status = stage.get(HORIZONTAL_POD_AUTOSCALER, "web")["status"]
    return {one["type"]: (one["status"], one["reason"]) for one in status["conditions"]}


def told(stage):
    return stage.events(stage.get(HORIZONTAL_POD_AUTOSCALER, "web"))


@pytest.fixture
def served(stage):
    serve_metrics(stage)
    web(stage, **REQUESTS)
    return stage


def test_without_a_metrics_server_nothing_is_known(stage):
    web(stage, **REQUESTS)
    autoscaler(stage)
    assert conditions(stage) == {
        "AbleToScale": ("True", "SucceededGetScale"),
        "ScalingActive": ("False", "FailedGetResourceMetric"),
    }
    first = "invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: "
    assert told(stage) == [
        ("Warning", "FailedGetResourceMetric", f"failed to get cpu utilization: {NO_API}"),
        ("Warning", "FailedComputeMetricsReplicas", f"{first}failed to get cpu utilization: {NO_API}"),
    ]


def test_a_share_needs_requests(stage):
    serve_metrics(stage)
    web(stage)
    autoscaler(stage)
    [pod] = stage.list(POD)
    name = pod["metadata"]["name"]
    assert told(stage)[0][2] == f"failed to get cpu utilization: missing request for cpu in container c of Pod {name}"


def test_an_idle_workload_keeps_its_size(served):
    autoscaler(served)
    assert conditions(served)["ScalingActive"] == ("True", "ValidMetricFound")
    served.wait(400)
    assert replicas(served) == 1
    [metric] = served.get(HORIZONTAL_POD_AUTOSCALER, "web")["status"]["currentMetrics"]
    assert metric["resource"]["current"]["averageUtilization"] <= 2


def test_load_makes_replicas_and_its_end_takes_them_away_after_a_while(served):
    autoscaler(served)
    load(served, "300m")
    served.wait(180)
    assert replicas(served) in (6, 7)
    assert ("Normal", "SuccessfulRescale") in [one[:2] for one in told(served)]
    assert any("cpu resource utilization (percentage of request) above target" in text for _, _, text in told(served))
    load(served, "")
    served.wait(120)
    assert replicas(served) in (6, 7)
    assert conditions(served)["AbleToScale"] == ("True", "ScaleDownStabilized")
    served.wait(400)
    assert replicas(served) == 1
    assert told(served)[-1][2] == "New size: 1; reason: All metrics below target"


def test_growth_is_limited(served):
    autoscaler(served)
    load(served, "3")
    served.wait(16)
    assert replicas(served) == 4
    assert conditions(served)["ScalingLimited"] == ("True", "ScaleUpLimit")
    served.wait(120)
    assert replicas(served) == 10
    assert conditions(served)["ScalingLimited"] == ("True", "TooManyReplicas")


def test_a_target_that_is_not_there_is_told_of(stage):
    autoscaler(stage)
    assert told(stage) == [("Warning", "FailedGetScale", 'deployments.apps "web" not found')]
    assert conditions(stage) == {"AbleToScale": ("False", "FailedGetScale")}

"""LimitRanges give and refuse; ResourceQuotas count and refuse."""

import pytest

from minikctl.state.errors import ApiError
from minikctl.state.kinds import (
    CONFIG_MAP,
    DEPLOYMENT,
    LIMIT_RANGE,
    PERSISTENT_VOLUME_CLAIM,
    POD,
    REPLICA_SET,
    RESOURCE_QUOTA,
    SERVICE,
)


def one(name="c", **resources):
    return {"name": name, "image": "nginx", "resources": resources}


def limits(stage, **item):
    stage.make(LIMIT_RANGE, "limits", spec={"limits": [{"type": "Container", **item}]})


def quota(stage, name="q", **hard):
    spec = {"hard": {key.replace("__", "/").replace("_", "."): value for key, value in hard.items()}}
    stage.make(RESOURCE_QUOTA, name, spec=spec)


def status(stage, name="q"):
    return stage.get(RESOURCE_QUOTA, name)["status"]


def refused(stage, kind, name, **body):
    with pytest.raises(ApiError) as caught:
        stage.make(kind, name, **body)
    return caught.value.message


def test_limit_ranges_give_what_a_container_left_out(stage):
    limits(stage, default={"cpu": "1"}, defaultRequest={"cpu": "100m"})
    pod = stage.make(POD, "p", spec={"containers": [one()]})
    assert pod["spec"]["containers"][0]["resources"] == {"limits": {"cpu": "1"}, "requests": {"cpu": "100m"}}
    assert pod["metadata"]["annotations"] == {
        "kubernetes.io/limit-ranger": "LimitRanger plugin set: cpu request for container c; cpu limit for container c"
    }


def test_limit_ranges_refuse_what_is_outside_them(stage):
    limits(stage, max={"cpu": "2"}, min={"cpu": "100m"}, maxLimitRequestRatio={"cpu": "4"})
    spec = {"containers": [one(limits={"cpu": "3"}, requests={"cpu": "50m"})]}
    assert refused(stage, POD, "p", spec=spec) == (
        'pods "p" is forbidden: [minimum cpu usage per Container is 100m, but request is 50m, '
        "maximum cpu usage per Container is 2, but limit is 3, "
        "cpu max limit to request ratio per Container is 4, but provided ratio is 60.000000]"
    )


def test_limit_ranges_look_at_claims(stage):
    stage.make(LIMIT_RANGE, "limits", spec={"limits": [{"type": "PersistentVolumeClaim", "max": {"storage": "1Gi"}}]})
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "2Gi"}}}
    assert refused(stage, PERSISTENT_VOLUME_CLAIM, "data", spec=spec) == (
        'persistentvolumeclaims "data" is forbidden: '
        "maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 2Gi"
    )


def test_a_quota_shows_what_is_used(stage):
    quota(stage, pods="2", requests_cpu="1", configmaps="5", count__deployments_apps="1")
    assert status(stage) == {
        "hard": {"configmaps": "5", "count/deployments.apps": "1", "pods": "2", "requests.cpu": "1"},
        "used": {"configmaps": "1", "count/deployments.apps": "0", "pods": "0", "requests.cpu": "0"},
    }
    stage.make(POD, "p", spec={"containers": [one(requests={"cpu": "250m"})]})
    stage.make(CONFIG_MAP, "m")
    assert status(stage)["used"] == {
        "configmaps": "2",
        "count/deployments.apps": "0",
        "pods": "1",
        "requests.cpu": "250m",
    }
    stage.delete(POD, "p", grace=0)
    stage.wait(60)
    assert status(stage)["used"]["pods"] == "0"


def test_a_quota_refuses_what_exceeds_it(stage):
    quota(stage, pods="1", requests_cpu="1")
    stage.make(POD, "a", spec={"containers": [one(requests={"cpu": "600m"})]})
    assert refused(stage, POD, "b", spec={"containers": [one(requests={"cpu": "500m"})]}) == (
        'pods "b" is forbidden: exceeded quota: q, requested: pods=1,requests.cpu=500m, '
        "used: pods=1,requests.cpu=600m, limited: pods=1,requests.cpu=1"
    )


def test_a_quota_of_compute_wants_every_container_to_speak(stage):
    quota(stage, limits_cpu="4", limits_memory="4Gi")
    assert refused(stage, POD, "p", spec={"containers": [one("web"), one("side", limits={"cpu": "1"})]}) == (
        'pods "p" is forbidden: failed quota: q: must specify limits.cpu for: web; limits.memory for: side,web'
    )


def test_a_quota_with_a_scope_counts_only_pods_in_it(stage):
    stage.make(RESOURCE_QUOTA, "q", spec={"hard": {"pods": "0"}, "scopes": ["BestEffort"]})
    stage.make(POD, "busy", spec={"containers": [one(requests={"cpu": "1m"})]})
    assert "exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0" in refused(
        stage, POD, "idle", spec={"containers": [one()]}
    )


def test_services_are_counted_by_what_they_open(stage):
    quota(stage, services="5", services_nodeports="1", services_loadbalancers="0")
    spec = {"type": "NodePort", "ports": [{"port": 80, "name": "a"}, {"port": 81, "name": "b"}]}
    assert refused(stage, SERVICE, "s", spec=spec) == (
        'services "s" is forbidden: exceeded quota: q, '
        "requested: services.nodeports=2, used: services.nodeports=0, limited: services.nodeports=1"
    )


def test_a_deployment_tells_that_its_pods_are_refused(stage):
    quota(stage, pods="1")
    template = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}
    stage.make(DEPLOYMENT, "d", spec={"replicas": 2, "selector": {"matchLabels": {"a": "b"}}, "template": template})
    replicas = stage.list(REPLICA_SET)[0]
    found = [text for _, reason, text in stage.events(replicas) if reason == "FailedCreate"]
    assert found and found[0].endswith("exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1")
    conditions = {one["type"]: one["reason"] for one in stage.get(DEPLOYMENT, "d")["status"]["conditions"]}
    assert conditions["ReplicaFailure"] == "FailedCreate"

"""Budgets tell how many pods may be missed, and evictions keep to it."""

import pytest

from minikctl.state.errors import ApiError
from minikctl.state.eviction import evict
from minikctl.state.kinds import DEPLOYMENT, POD, POD_DISRUPTION_BUDGET

LABELS = {"app": "web"}


def deployment(stage, replicas=3):
    template = {"metadata": {"labels": LABELS}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}
    stage.make(
        DEPLOYMENT, "web", spec={"replicas": replicas, "selector": {"matchLabels": LABELS}, "template": template}
    )
    stage.wait(30)


def budget(stage, **spec):
    stage.make(POD_DISRUPTION_BUDGET, "web", spec={"selector": {"matchLabels": LABELS}, **spec})


def numbers(stage):
    status = stage.get(POD_DISRUPTION_BUDGET, "web")["status"]
    fields = ("expectedPods", "currentHealthy", "desiredHealthy", "disruptionsAllowed")
    return tuple(status[field] for field in fields)


def evicted(stage, pod):
    with stage.cluster.transaction("evict") as tx:
        evict(tx, pod)


@pytest.mark.parametrize(
    ("spec", "desired"),
    [
        ({"minAvailable": 2}, 2),
        ({"minAvailable": "50%"}, 2),
        ({"maxUnavailable": 1}, 2),
        ({"maxUnavailable": "10%"}, 2),
    ],
)
def test_a_budget_tells_how_many_pods_may_go(stage, spec, desired):
    deployment(stage)
    budget(stage, **spec)
    assert numbers(stage) == (3, 3, desired, 1)
    [condition] = stage.get(POD_DISRUPTION_BUDGET, "web")["status"]["conditions"]
    assert (condition["type"], condition["status"], condition["reason"]) == (
        "DisruptionAllowed",
        "True",
        "SufficientPods",
    )


def test_a_budget_without_pods_says_so(stage):
    budget(stage, minAvailable=1)
    assert stage.events(stage.get(POD_DISRUPTION_BUDGET, "web")) == [("Normal", "NoPods", "No matching pods found")]
    assert numbers(stage) == (0, 0, 1, 0)


def test_an_eviction_beyond_the_budget_is_refused(stage):
    deployment(stage)
    budget(stage, minAvailable=2)
    pods = stage.list(POD)
    evicted(stage, pods[0])
    with pytest.raises(ApiError) as caught:
        evicted(stage, pods[1])
    assert caught.value.code == 429
    assert caught.value.message == "Cannot evict pod as it would violate the pod's disruption budget."
    assert caught.value.causes[0].message == "The disruption budget web needs 2 healthy pods and has 2 currently"
    stage.wait(60)
    assert numbers(stage) == (3, 3, 2, 1)
    evicted(stage, pods[1])


def test_an_evicted_pod_tells_who_wanted_it_gone(stage):
    deployment(stage, 1)
    [pod] = stage.list(POD)
    evicted(stage, pod)
    found = stage.get(POD, pod["metadata"]["name"])
    [target] = [one for one in found["status"]["conditions"] if one["type"] == "DisruptionTarget"]
    assert (target["reason"], target["message"]) == ("EvictionByEvictionAPI", "Eviction API: evicting")


def test_a_pod_without_controller_is_told_of(stage):
    stage.make(
        POD, "lone", metadata={"name": "lone", "labels": LABELS}, spec={"containers": [{"name": "c", "image": "x"}]}
    )
    budget(stage, maxUnavailable=1)
    [(_, reason, text)] = stage.events(stage.get(POD_DISRUPTION_BUDGET, "web"))
    assert reason == "UnmanagedPods"
    assert "(selector: &LabelSelector{MatchLabels:map[string]string{app: web,}," in text

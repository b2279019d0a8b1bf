"""Nodes that fall silent, are cordoned, tainted or deleted, and what becomes of their pods."""

import pytest

from minikctl.state.kinds import DEPLOYMENT, NODE, POD
from minikctl.state.simulation import node_down, node_up

LABELS = {"app": "web"}
TAINT = {"key": "broken", "value": "yes", "effect": "NoExecute"}


@pytest.fixture
def web(stage):
    template = {"metadata": {"labels": LABELS}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}
    stage.make(DEPLOYMENT, "web", spec={"replicas": 2, "selector": {"matchLabels": LABELS}, "template": template})
    stage.wait(30)
    return stage


def on(stage, node):
    return [pod["metadata"]["name"] for pod in stage.list(POD) if pod["spec"].get("nodeName") == node]


def change(stage, name, **spec):
    with stage.cluster.transaction("change") as tx:
        node = tx.get(NODE, name)
        tx.replace(NODE, {**node, "spec": {**node["spec"], **spec}})


def taints(stage, node):
    return [(one["key"], one["effect"]) for one in stage.get(NODE, node)["spec"].get("taints") or ()]


def reasons(stage, kind, name):
    return [reason for _, reason, _ in stage.events(stage.get(kind, name))]


def test_pods_of_a_silent_node_are_deleted_after_their_five_minutes(web):
    [before] = on(web, "node-2")
    with web.cluster.transaction("down") as tx:
        node_down(tx, "node-2")
    web.wait(41)
    assert taints(web, "node-2") == [
        ("node.kubernetes.io/unreachable", "NoSchedule"),
        ("node.kubernetes.io/unreachable", "NoExecute"),
    ]
    web.wait(290)
    assert not web.get(POD, before)["metadata"].get("deletionTimestamp")
    web.wait(20)
    gone = web.get(POD, before)
    assert gone["metadata"].get("deletionTimestamp")
    assert len(on(web, "node-3")) == 2
    [target] = [one for one in gone["status"]["conditions"] if one["type"] == "DisruptionTarget"]
    assert (target["reason"], target["message"]) == (
        "DeletionByTaintManager",
        "Taint manager: deleting due to NoExecute taint",
    )


def test_a_node_that_comes_back_in_time_keeps_its_pods(web):
    [before] = on(web, "node-2")
    with web.cluster.transaction("down") as tx:
        node_down(tx, "node-2")
    web.wait(100)
    with web.cluster.transaction("up") as tx:
        node_up(tx, "node-2")
    web.wait(400)
    assert on(web, "node-2") == [before]
    told = [text for _, reason, text in web.events(web.get(POD, before)) if reason == "TaintManagerEviction"]
    assert told == [f"Cancelling deletion of Pod default/{before}"]


def test_a_taint_that_nobody_tolerates_empties_a_node_at_once(web):
    change(web, "node-2", taints=[TAINT])
    web.wait(40)
    assert on(web, "node-2") == []
    assert len(on(web, "node-3")) == 2


def test_a_pod_stays_as_long_as_it_tolerates(stage):
    tolerations = [{"key": "broken", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 60}]
    spec = {"containers": [{"name": "c", "image": "nginx"}], "nodeName": "node-2", "tolerations": tolerations}
    stage.make(POD, "p", spec=spec)
    stage.wait(30)
    change(stage, "node-2", taints=[TAINT])
    stage.wait(50)
    assert stage.get(POD, "p")
    stage.wait(20)
    assert stage.get(POD, "p") is None


def test_a_cordoned_node_has_a_taint(web):
    change(web, "node-2", unschedulable=True)
    assert taints(web, "node-2") == [("node.kubernetes.io/unschedulable", "NoSchedule")]
    change(web, "node-2", unschedulable=False)
    assert taints(web, "node-2") == []


def test_pods_of_a_deleted_node_follow_it(web):
    web.delete(NODE, "node-2")
    web.wait(30)
    assert len(on(web, "node-2")) == 1
    web.wait(30)
    assert on(web, "node-2") == []
    assert len(on(web, "node-3")) == 2

"""The scheduler's choices, and its words where there is none."""

from minikctl.state.kinds import DAEMON_SET, DEPLOYMENT, NODE, POD, PRIORITY_CLASS

LABELS = {"app": "web"}
NOT_HELPFUL = "Preemption is not helpful for scheduling"


def pod(stage, name, cpu="", labels=None, **spec):
    one = {"name": "c", "image": "nginx"}
    if cpu:
        one["resources"] = {"requests": {"cpu": cpu}}
    metadata = {"name": name, "labels": labels or LABELS}
    stage.make(POD, name, metadata=metadata, spec={"containers": [one], **spec})


def node_of(stage, name):
    return stage.get(POD, name)["spec"].get("nodeName")


def why(stage, name):
    conditions = stage.get(POD, name)["status"]["conditions"]
    return next(one.get("message") for one in conditions if one["type"] == "PodScheduled")


def label(stage, **zones):
    for name, zone in zones.items():
        with stage.cluster.transaction("label") as tx:
            node = tx.get(NODE, name.replace("_", "-"))
            labels = {**node["metadata"]["labels"], "zone": zone}
            tx.replace(NODE, {**node, "metadata": {**node["metadata"], "labels": labels}})


def test_a_pod_that_is_too_large_tells_why(stage):
    pod(stage, "big", "64")
    assert why(stage, "big") == (
        "0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, "
        f"2 Insufficient cpu. preemption: 0/3 nodes are available: 1 {NOT_HELPFUL}, "
        "2 No preemption victims found for incoming pod."
    )


def test_a_pod_that_fits_nowhere_by_its_selector_tells_why(stage):
    pod(stage, "p", nodeSelector={"disk": "ssd"})
    assert why(stage, "p") == (
        "0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, "
        f"2 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 {NOT_HELPFUL}."
    )


def test_a_daemon_pod_looks_at_its_own_node_only(stage):
    one = {"name": "c", "image": "nginx", "resources": {"requests": {"cpu": "64"}}}
    template = {"metadata": {"labels": LABELS}, "spec": {"containers": [one]}}
    stage.make(DAEMON_SET, "d", spec={"selector": {"matchLabels": LABELS}, "template": template})
    [first, _] = stage.list(POD)
    found = why(stage, first["metadata"]["name"])
    assert "1 Insufficient cpu" in found
    assert "1 node(s) didn't satisfy plugin(s) [NodeAffinity]" in found


def test_a_pod_takes_the_room_that_another_leaves(stage):
    for name in ("a", "b"):
        pod(stage, name, "3")
    pod(stage, "c", "3")
    assert node_of(stage, "c") is None
    stage.delete(POD, "a", grace=0)
    stage.wait(5)
    assert node_of(stage, "c")


def test_pods_that_avoid_each_other_go_apart(stage):
    term = {"labelSelector": {"matchLabels": LABELS}, "topologyKey": "kubernetes.io/hostname"}
    affinity = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    for name in ("a", "b", "c"):
        pod(stage, name, affinity=affinity)
    assert {node_of(stage, "a"), node_of(stage, "b")} == {"node-2", "node-3"}
    assert "2 node(s) didn't match pod anti-affinity rules" in why(stage, "c")
    pod(stage, "d")
    assert "2 node(s) didn't satisfy existing pods anti-affinity rules" in why(stage, "d")


def test_a_pod_goes_where_its_friend_is(stage):
    term = {"labelSelector": {"matchLabels": {"app": "db"}}, "topologyKey": "kubernetes.io/hostname"}
    affinity = {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    pod(stage, "web", affinity=affinity)
    assert "2 node(s) didn't match pod affinity rules" in why(stage, "web")
    pod(stage, "db", labels={"app": "db"})
    pod(stage, "again", affinity=affinity)
    assert node_of(stage, "again") == node_of(stage, "db")


def test_a_spread_keeps_domains_even(stage):
    label(stage, node_2="a", node_3="b")
    constraint = {
        "maxSkew": 1,
        "topologyKey": "zone",
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": LABELS},
    }
    for name in ("a", "b", "c", "d"):
        pod(stage, name, topologySpreadConstraints=[constraint])
    places = sorted(node_of(stage, name) for name in ("a", "b", "c", "d"))
    assert places == ["node-2", "node-2", "node-3", "node-3"]


def test_an_important_pod_takes_the_place_of_another(stage):
    stage.make(PRIORITY_CLASS, "high", "", value=1000)
    for name in ("a", "b"):
        pod(stage, name, "3")
    stage.wait(20)
    pod(stage, "vip", "3", priorityClassName="high")
    vip = stage.get(POD, "vip")
    promised = vip["status"]["nominatedNodeName"]
    assert why(stage, "vip") == (
        "0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, "
        "2 Insufficient cpu."
    )
    [victim] = [name for name in ("a", "b") if node_of(stage, name) == promised]
    texts = [text for _, reason, text in stage.events(stage.get(POD, victim)) if reason == "Preempted"]
    assert texts == [f"Preempted by pod {vip['metadata']['uid']} on node {promised}"]
    stage.wait(60)
    assert node_of(stage, "vip") == promised


def test_replicas_go_to_different_nodes(stage):
    template = {"metadata": {"labels": LABELS}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}
    stage.make(DEPLOYMENT, "web", spec={"replicas": 4, "selector": {"matchLabels": LABELS}, "template": template})
    places = sorted(one["spec"]["nodeName"] for one in stage.list(POD))
    assert places == ["node-2", "node-2", "node-3", "node-3"]

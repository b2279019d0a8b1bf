"""What a cluster tells, second by second: order and wording of Events and states as a real cluster has them.

Sources: the Events in the Kubernetes documentation's tasks and concepts (Deployments: "Updating a Deployment"; Pod
Lifecycle; Configure Liveness, Readiness and Startup Probes; Safely Drain a Node; Namespaces Walkthrough), and the
wording of pkg/controller/deployment/sync.go, pkg/controller/replicaset, pkg/kubelet/events of v1.33.
"""

import re

from minikctl.state.eviction import evict
from minikctl.state.kinds import DEPLOYMENT, EVENT, NAMESPACE, NODE, POD, REPLICA_SET

LABELS = {"app": "web"}


def template(image="nginx:1.27", **container):
    return {"metadata": {"labels": LABELS}, "spec": {"containers": [{"name": "c", "image": image, **container}]}}


def deployment(stage, replicas=3, namespace="default"):
    spec = {"replicas": replicas, "selector": {"matchLabels": LABELS}, "template": template()}
    stage.make(DEPLOYMENT, "web", namespace, spec=spec)


def set_image(stage, image):
    with stage.cluster.transaction("set image") as tx:
        found = tx.get(DEPLOYMENT, "web", "default")
        tx.replace(DEPLOYMENT, {**found, "spec": {**found["spec"], "template": template(image)}}, "default")


def steps(stage, kind, name, namespace="default"):
    """(reason, message) of the Events of an object, with digests and durations made plain."""
    found = [(reason, text) for _, reason, text in stage.events(stage.get(kind, name, namespace))]
    return [(reason, plain(text)) for reason, text in found]


def plain(text):
    text = re.sub(r"web-[0-9a-z]{8,10}(-[0-9a-z]{5})?", lambda m: "POD" if m.group(1) else "RS", text)
    text = re.sub(r"\b[0-9a-f]{8}-[0-9a-f-]{27}\b", "UID", text)
    return re.sub(r"\b[0-9.]+m?s\b", "TIME", text)


def reasons(stage, kind, name):
    return [reason for reason, _ in steps(stage, kind, name)]


def test_a_first_rollout(stage):
    deployment(stage)
    stage.wait(1)
    assert steps(stage, DEPLOYMENT, "web") == [("ScalingReplicaSet", "Scaled up replica set RS from 0 to 3")]
    [replicas] = stage.list(REPLICA_SET)
    assert steps(stage, REPLICA_SET, replicas["metadata"]["name"]) == [("SuccessfulCreate", "Created pod: POD")] * 3
    [first, *_] = stage.list(POD)
    name = first["metadata"]["name"]
    assert reasons(stage, POD, name) == ["Scheduled", "Pulling"]
    assert first["status"]["phase"] == "Pending"
    stage.wait(29)
    assert reasons(stage, POD, name) == ["Scheduled", "Pulling", "Pulled", "Created", "Started"]
    assert steps(stage, POD, name)[1:] == [
        ("Pulling", 'Pulling image "nginx:1.27"'),
        ("Pulled", steps(stage, POD, name)[2][1]),
        ("Created", "Created container: c"),
        ("Started", "Started container c"),
    ]


def test_a_rolling_update_goes_up_one_and_down_one(stage):
    deployment(stage)
    stage.wait(30)
    set_image(stage, "nginx:1.28")
    stage.wait(1)
    assert [text for _, text in steps(stage, DEPLOYMENT, "web")][1:] == ["Scaled up replica set RS from 0 to 1"]
    assert len(stage.list(POD)) == 4
    stage.wait(29)
    assert [text for _, text in steps(stage, DEPLOYMENT, "web")] == [
        "Scaled up replica set RS from 0 to 3",
        "Scaled up replica set RS from 0 to 1",
        "Scaled down replica set RS from 3 to 2",
        "Scaled up replica set RS from 1 to 2",
        "Scaled down replica set RS from 2 to 1",
        "Scaled up replica set RS from 2 to 3",
        "Scaled down replica set RS from 1 to 0",
    ]
    assert [pod["spec"]["containers"][0]["image"] for pod in stage.list(POD)] == ["nginx:1.28"] * 3


def test_a_crash_loop(stage):
    stage.make(POD, "p", spec={"containers": [{"name": "c", "image": "busybox", "command": ["false"]}]})
    stage.wait(1)
    assert reasons(stage, POD, "p") == ["Scheduled", "Pulling"]
    stage.wait(4)
    assert stage.get(POD, "p")["status"]["containerStatuses"][0]["restartCount"] == 1
    stage.wait(25)
    message = "Back-off restarting failed container c in pod p_default(UID)"
    assert ("BackOff", message) in steps(stage, POD, "p")
    state = stage.get(POD, "p")["status"]["containerStatuses"][0]["state"]
    assert state["waiting"]["reason"] == "CrashLoopBackOff"


def test_a_failing_liveness_probe(stage):
    probe = {"httpGet": {"path": "/nope", "port": 80}, "periodSeconds": 5}
    stage.make(POD, "p", spec={"containers": [{"name": "c", "image": "nginx", "livenessProbe": probe}]})
    stage.wait(5)
    assert steps(stage, POD, "p")[-1] == (
        "Unhealthy",
        "Liveness probe failed: HTTP probe failed with statuscode: 404",
    )
    stage.wait(25)
    assert ("Killing", "Container c failed liveness probe, will be restarted") in steps(stage, POD, "p")
    assert stage.get(POD, "p")["status"]["containerStatuses"][0]["restartCount"] >= 1


def test_a_drained_node(stage):
    deployment(stage, 2)
    stage.wait(30)
    with stage.cluster.transaction("cordon") as tx:
        node = tx.get(NODE, "node-2")
        tx.replace(NODE, {**node, "spec": {**node["spec"], "unschedulable": True}})
    [pod] = [one for one in stage.list(POD) if one["spec"]["nodeName"] == "node-2"]
    with stage.cluster.transaction("drain") as tx:
        evict(tx, pod)
    stage.wait(1)
    assert ("Killing", "Stopping container c") in [(reason, text) for _, reason, text in stage.events(pod)]
    stage.wait(29)
    assert [one["spec"]["nodeName"] for one in stage.list(POD)] == ["node-3", "node-3"]


def test_a_deleted_namespace(stage):
    stage.make(NAMESPACE, "team", "")
    slow = {"name": "c", "image": "busybox", "command": ["sleep", "1000"]}
    stage.make(POD, "slow", "team", spec={"containers": [slow]})
    stage.wait(20)
    stage.delete(NAMESPACE, "team")
    stage.wait(5)
    found = stage.get(NAMESPACE, "team")
    assert found["status"]["phase"] == "Terminating"
    told = {one["type"]: (one["status"], one["message"]) for one in found["status"]["conditions"]}
    assert told["NamespaceContentRemaining"] == (
        "True",
        "Some resources are remaining: pods. has 1 resource instances",
    )
    assert stage.list(POD, "team")[0]["metadata"]["deletionTimestamp"]
    stage.wait(30)
    assert stage.get(NAMESPACE, "team") is None
    assert stage.list(EVENT, "team") == []

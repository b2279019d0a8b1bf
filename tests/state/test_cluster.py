"""The facade: moments, transactions, time, undo, loading."""

from __future__ import annotations

from typing import Any

import pytest

from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.errors import ApiError
from minikctl.state.kinds import (
    CONFIG_MAP,
    DEPLOYMENT,
    ENDPOINT_SLICE,
    ENDPOINTS,
    EVENT,
    KINDS,
    NAMESPACE,
    NODE,
    POD,
    REPLICA_SET,
    SERVICE,
)
from minikctl.state.kinds.kind import rules
from minikctl.state.objects import copy_tree

START = 1_800_000_000.0


@pytest.fixture
def cluster() -> Cluster:
    return Cluster.in_memory(ScriptedClock(START), {"seed": "tests", "nodes": 3})


def deployment(name: str, replicas: int = 2) -> dict[str, Any]:
    labels = {"app": name}
    container = {"name": "c", "image": "nginx", "ports": [{"containerPort": 80}]}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
        },
    }


def service(name: str) -> dict[str, Any]:
    spec = {"selector": {"app": name}, "ports": [{"port": 80}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}


def config_map(name: str, **data: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


def create(cluster: Cluster, *manifests: dict[str, Any]) -> None:
    by_name = {kind.name: kind for kind in KINDS}
    with cluster.transaction("kubectl create") as tx:
        for manifest in manifests:
            tx.create(by_name[manifest["kind"]], manifest, "default")


def ready_addresses(cluster: Cluster, name: str) -> list[str]:
    (one,) = cluster.view().selected(ENDPOINT_SLICE, "default", {"kubernetes.io/service-name": name})
    return sorted(e["addresses"][0] for e in one["endpoints"] or () if e["conditions"]["ready"])


def test_a_new_cluster_shows_what_kubeadm_leaves_behind(cluster: Cluster) -> None:
    view = cluster.view()

    assert [obj["metadata"]["name"] for obj in view.list(NODE)] == ["node-1", "node-2", "node-3"]
    assert view.get(SERVICE, "kubernetes", "default")["spec"]["clusterIP"] == "10.96.0.1"
    assert view.get(SERVICE, "kube-dns", "kube-system")["spec"]["clusterIP"] == "10.96.0.10"
    assert len(view.selected(POD, "kube-system", {"k8s-app": "kube-dns"})) == 2
    assert len(view.selected(POD, "kube-system", {"k8s-app": "kube-proxy"})) == 3


def test_what_the_bootstrap_writes_has_all_its_defaults(cluster: Cluster) -> None:
    view = cluster.view()

    for kind in KINDS:
        for obj in view.list(kind):
            complete = copy_tree(obj)
            rules(kind).defaults(complete)
            assert complete == obj, f"{kind.name} {obj['metadata']['name']}"


def test_a_deployment_behind_a_service_gets_endpoints_as_time_passes(cluster: Cluster) -> None:
    create(cluster, deployment("web"), service("web"))
    assert ready_addresses(cluster, "web") == []

    cluster.clock.sleep(30)

    assert len(ready_addresses(cluster, "web")) == 2
    assert cluster.view().get(DEPLOYMENT, "web", "default")["status"]["availableReplicas"] == 2


def test_with_the_pace_instant_a_minute_has_passed_when_the_command_returns() -> None:
    cluster = Cluster.in_memory(ScriptedClock(START), {"seed": "tests", "pace": "instant"})

    create(cluster, deployment("web"), service("web"))

    assert len(ready_addresses(cluster, "web")) == 2
    stamps = [pod["status"]["startTime"] for pod in cluster.view().list(POD, "default")]
    assert stamps == ["2027-01-15T08:00:00Z"] * 2


def test_an_error_in_a_transaction_leaves_the_cluster_as_it_was(cluster: Cluster) -> None:
    before = cluster.documents()

    with pytest.raises(ApiError), cluster.transaction("kubectl create") as tx:
        tx.create(SERVICE, service("web"), "default")
        tx.create(SERVICE, service("web"), "default")

    assert cluster.documents() == before


def test_a_view_stays_as_it_was_when_the_cluster_goes_on(cluster: Cluster) -> None:
    view = cluster.view()

    create(cluster, config_map("later", a="b"))

    assert view.find(CONFIG_MAP, "later", "default") is None
    assert cluster.view().find(CONFIG_MAP, "later", "default") is not None


def test_settling_in_two_steps_equals_settling_in_one() -> None:
    def after(*steps: float) -> list[dict[str, Any]]:
        one = Cluster.in_memory(ScriptedClock(START), {"seed": "same", "nodes": 2})
        create(one, deployment("web", 3), service("web"))
        for seconds in steps:
            one.clock.sleep(seconds)
            one.view()
        return [*one.view().list(POD), *one.view().list(EVENT), *one.view().list(ENDPOINTS)]

    assert after(1.5, 0.7, 60) == after(62.2)


def test_deleting_a_deployment_takes_its_replica_sets_and_pods_along(cluster: Cluster) -> None:
    create(cluster, deployment("web"))
    cluster.clock.sleep(30)

    with cluster.transaction("kubectl delete") as tx:
        tx.delete(DEPLOYMENT, "web", "default")
    cluster.clock.sleep(40)

    assert cluster.view().list(REPLICA_SET, "default") == []
    assert cluster.view().list(POD, "default") == []


def test_a_namespace_goes_with_all_that_is_in_it(cluster: Cluster) -> None:
    with cluster.transaction("kubectl create") as tx:
        tx.create(NAMESPACE, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "dev"}})
    with cluster.transaction("kubectl create") as tx:
        tx.create(DEPLOYMENT, deployment("web"), "dev")
    cluster.clock.sleep(30)

    with cluster.transaction("kubectl delete") as tx:
        tx.delete(NAMESPACE, "dev")
    assert cluster.view().get(NAMESPACE, "dev")["status"]["phase"] == "Terminating"
    cluster.clock.sleep(60)

    assert cluster.view().find(NAMESPACE, "dev") is None
    assert [pod for pod in cluster.view().list(POD) if pod["metadata"]["namespace"] == "dev"] == []


def test_undo_brings_back_what_was_and_redo_what_came(cluster: Cluster) -> None:
    create(cluster, config_map("one", a="1"))
    create(cluster, config_map("two", a="2"))

    assert cluster.undo() == "kubectl create"
    assert cluster.view().find(CONFIG_MAP, "two", "default") is None
    assert cluster.undo() == "kubectl create"
    assert cluster.view().find(CONFIG_MAP, "one", "default") is None
    cluster.redo()
    assert cluster.view().find(CONFIG_MAP, "one", "default") is not None
    cluster.redo()
    assert cluster.view().get(CONFIG_MAP, "two", "default")["data"] == {"a": "2"}
    assert cluster.redo() is None


def test_undo_reaches_past_what_time_did(cluster: Cluster) -> None:
    before = {pod["metadata"]["name"] for pod in cluster.view().list(POD)}
    create(cluster, deployment("web"))
    cluster.clock.sleep(60)

    cluster.undo()

    assert {pod["metadata"]["name"] for pod in cluster.view().list(POD)} == before
    assert cluster.next_due() is None


def test_after_a_new_change_there_is_nothing_to_redo(cluster: Cluster) -> None:
    create(cluster, config_map("one", a="1"))
    cluster.undo()

    create(cluster, config_map("other", a="1"))

    assert cluster.redo() is None


def test_a_loaded_cluster_is_stored_verbatim_and_read_complete(cluster: Cluster) -> None:
    bare = service("plain") | {
        "metadata": {"name": "plain", "namespace": "default", "uid": "u", "resourceVersion": "7"}
    }

    cluster.load([bare])

    view = cluster.view()
    assert view.stored("services", "default/plain") == bare
    assert view.get(SERVICE, "plain", "default")["spec"]["sessionAffinity"] == "None"
    assert view.list(NODE) == []


def test_a_loaded_cluster_does_not_move_by_itself(cluster: Cluster) -> None:
    cluster.load([deployment("web"), service("web")])

    cluster.clock.sleep(3600)

    assert cluster.next_due() is None
    assert cluster.view().list(POD) == []
    assert cluster.view().list(ENDPOINTS) == []


def test_saving_and_loading_gives_the_same_cluster(cluster: Cluster) -> None:
    create(cluster, deployment("web"), service("web"))
    cluster.clock.sleep(30)
    cluster.view()
    create(cluster, config_map("one", a="1"))
    saved = cluster.documents()

    other = Cluster.in_memory(ScriptedClock(cluster.clock.now()), {"seed": "other"})
    other.load(saved)

    assert other.documents() == saved


def test_a_replace_with_an_old_resource_version_is_a_conflict(cluster: Cluster) -> None:
    create(cluster, config_map("one", a="1"))
    stale = cluster.view().get(CONFIG_MAP, "one", "default")
    with cluster.transaction("kubectl edit") as tx:
        tx.replace(CONFIG_MAP, {**stale, "data": {"a": "2"}})

    with pytest.raises(ApiError) as refused, cluster.transaction("kubectl replace") as tx:
        tx.replace(CONFIG_MAP, {**stale, "data": {"a": "3"}})

    assert refused.value.reason == "Conflict"
    assert refused.value.message == (
        'Operation cannot be fulfilled on configmaps "one": the object has been modified; '
        "please apply your changes to the latest version and try again"
    )


def test_a_rolling_update_ends_with_only_new_pods_and_two_revisions(cluster: Cluster) -> None:
    create(cluster, deployment("web", 3))
    cluster.clock.sleep(30)
    current = copy_tree(cluster.view().get(DEPLOYMENT, "web", "default"))
    current["spec"]["template"]["spec"]["containers"][0]["image"] = "nginx:1.27"

    with cluster.transaction("kubectl set image") as tx:
        tx.replace(DEPLOYMENT, current)
    cluster.clock.sleep(120)

    view = cluster.view()
    images = {pod["spec"]["containers"][0]["image"] for pod in view.list(POD, "default")}
    assert images == {"nginx:1.27"}
    assert view.get(DEPLOYMENT, "web", "default")["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "2"
    sizes = sorted(one["spec"]["replicas"] for one in view.list(REPLICA_SET, "default"))
    assert sizes == [0, 3]


def test_a_scale_keeps_the_order_of_loops_deterministic() -> None:
    def names(seed: str) -> list[str]:
        one = Cluster.in_memory(ScriptedClock(START), {"seed": seed})
        create(one, deployment("web", 4))
        return [pod["metadata"]["name"] for pod in one.view().list(POD, "default")]

    assert names("a") == names("a")
    assert names("a") != names("b")


def test_a_name_that_is_about_to_go_is_still_taken_and_says_so() -> None:
    cluster = Cluster.in_memory(ScriptedClock(START), {"seed": "x"})
    meta = {"name": "held", "finalizers": ["a.example/b"]}
    held = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta}
    with cluster.transaction("create") as tx:
        tx.create(CONFIG_MAP, held, "default")
    with cluster.transaction("delete") as tx:
        tx.delete(CONFIG_MAP, "held", "default")
    with pytest.raises(ApiError) as caught, cluster.transaction("again") as tx:
        tx.create(CONFIG_MAP, held, "default")
    assert caught.value.message == 'object is being deleted: configmaps "held" already exists'

"""Laws that hold for every cluster, tried on many small random ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from random import Random
from typing import Any

import pytest

from minikctl import cli
from minikctl.invocation import Surroundings
from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.files import MemoryFiles, make_folders
from minikctl.state.kinds import ENDPOINT_SLICE, KINDS, NODE, POD, SERVICE
from minikctl.state.kinds.kind import rules
from minikctl.state.network import dns
from minikctl.state.network.routing.reach import from_pod
from minikctl.state.objects import copy_tree, name_of, namespace_of, spec_of, status_of
from minikctl.state.traffic import serving

START = 1_800_000_000.0
APPS = ("web", "api", "db")
BY_NAME = {kind.name: kind for kind in KINDS}
Obj = dict[str, Any]


def manifests(random: Random) -> list[Obj]:
    """A few workloads and Services, some of which fit."""
    found: list[Obj] = []
    for app in random.sample(APPS, random.randint(1, 3)):
        port = random.choice((80, 8080))
        container: Obj = {
            "name": "c",
            "image": random.choice(("nginx", "busybox", "gcr.io/kuar-demo/kuard-amd64:blue")),
        }
        container["ports"] = [{"name": "http", "containerPort": port}]
        if random.random() < 0.4:
            container["readinessProbe"] = {"httpGet": {"path": "/", "port": "http"}, "periodSeconds": 2}
        if random.random() < 0.3:
            container["command"] = ["sh", "-c", f"sleep {random.randint(1, 40)}"]
        template = {"metadata": {"labels": {"app": app}}, "spec": {"containers": [container]}}
        spec = {"replicas": random.randint(0, 3), "selector": {"matchLabels": {"app": app}}, "template": template}
        kind = random.choice(("Deployment", "ReplicaSet", "StatefulSet"))
        found.append({"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": app}, "spec": spec})
    for app in random.sample(APPS, random.randint(1, 3)):
        body: Obj = {"ports": [{"port": 80, "targetPort": random.choice(("http", 80, 8080))}]}
        if random.random() < 0.9:
            body["selector"] = {"app": app}
        kind = random.choice(("ClusterIP", "ClusterIP", "NodePort", "LoadBalancer", "headless"))
        body.update({"clusterIP": "None"} if kind == "headless" else {"type": kind})
        if random.random() < 0.2:
            body["sessionAffinity"] = "ClientIP"
        found.append({"apiVersion": "v1", "kind": "Service", "metadata": {"name": app}, "spec": body})
    return found


def cluster_of(seed: int) -> Cluster:
    """A new cluster of one to three nodes with random objects in it; nothing has settled yet."""
    random = Random(seed)
    balancer = random.choice(("none", "pool"))
    settings = {"seed": str(seed), "nodes": random.randint(1, 3), "load_balancer": balancer}
    cluster = Cluster.in_memory(ScriptedClock(START), settings)
    with cluster.transaction("kubectl apply") as tx:
        for manifest in manifests(random):
            tx.create(BY_NAME[manifest["kind"]], manifest, "default")
    return cluster


def contents(cluster: Cluster) -> str:
    """All objects as text; reading brings the cluster up to its clock."""
    view = cluster.view()
    return json.dumps({kind.name: view.list(kind) for kind in KINDS}, sort_keys=True)


class Sink:
    """Takes what commands print."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str, /) -> None:
        self.text += text

    def flush(self) -> None:
        """Nothing is held back."""


class Nothing(BytesIO):
    def isatty(self) -> bool:
        return False


def typed(cluster: Cluster, *argv: str, stdin: str = "") -> str:
    """What a command line prints on a cluster."""
    out, files = Sink(), MemoryFiles()
    make_folders(files, "/work")
    around = Surroundings(
        out=out,
        err=out,
        stdin=Nothing(stdin.encode()),
        files=files,
        env={"MINIKCTL_ERA": "1.33"},
        cwd="/work",
        clock=cluster.clock,
        home="/work",
        cluster=cluster,
    )
    cli.run(argv, around)
    return out.text


def seeds(count: int) -> Callable[..., Any]:
    return pytest.mark.parametrize("seed", range(count))


@seeds(200)
def test_settling_twice_equals_settling_once(seed: int) -> None:
    cluster = cluster_of(seed)
    cluster.clock.sleep(200)
    once = contents(cluster)

    with cluster.transaction("nothing"):
        pass

    assert contents(cluster) == once


@seeds(40)
def test_looking_on_the_way_changes_nothing_of_what_comes(seed: int) -> None:
    looked, alone = cluster_of(seed), cluster_of(seed)
    for seconds in (0.5, 3.2, 40, 56.3):
        looked.clock.sleep(seconds)
        contents(looked)
    alone.clock.sleep(100)

    assert contents(looked) == contents(alone)


@seeds(20)
def test_storing_on_the_way_changes_nothing_of_what_comes(seed: int) -> None:
    stored, alone = cluster_of(seed), cluster_of(seed)
    for seconds in (0.5, 3.2, 40, 56.3):
        stored.clock.sleep(seconds)
        with stored.transaction("nothing"):
            pass
    alone.clock.sleep(100)

    assert [name_of(pod) for pod in stored.view().list(POD)] == [name_of(pod) for pod in alone.view().list(POD)]
    assert [status_of(pod) for pod in stored.view().list(POD)] == [status_of(pod) for pod in alone.view().list(POD)]


@seeds(20)
def test_applying_twice_changes_nothing(seed: int) -> None:
    cluster = Cluster.in_memory(ScriptedClock(START), {"seed": str(seed), "pace": "instant"})
    listed = json.dumps({"apiVersion": "v1", "kind": "List", "items": manifests(Random(seed))})
    typed(cluster, "apply", "-f", "-", stdin=listed)
    before = contents(cluster)

    said = typed(cluster, "apply", "-f", "-", stdin=listed)

    assert {line.rpartition(" ")[2] for line in said.splitlines()} == {"unchanged"}
    assert contents(cluster) == before


@seeds(20)
def test_what_was_read_was_not_modified(seed: int) -> None:
    cluster = cluster_of(seed)
    cluster.clock.sleep(60)
    before = contents(cluster)
    view = cluster.view()

    for kind in KINDS:
        for obj in view.list(kind):
            page = rules(kind).describe
            if page is not None:
                page(obj, view)
    for form in ("wide", "yaml", "json", "jsonpath={..name}"):
        typed(cluster, "get", "all,endpoints,endpointslices,events", "-A", "-o", form)
    typed(cluster, "describe", "all", "-A")

    assert contents(cluster) == before


@seeds(20)
def test_every_object_survives_being_put_back(seed: int) -> None:
    cluster = cluster_of(seed)
    cluster.clock.sleep(60)
    cluster.view()
    with cluster.transaction("nothing"):
        pass
    before = contents(cluster)

    with cluster.transaction("kubectl replace") as tx:
        for kind in (
            SERVICE,
            POD,
            *[BY_NAME[name] for name in ("Deployment", "ReplicaSet", "StatefulSet", "ConfigMap")],
        ):
            for obj in tx.list(kind, "default"):
                tx.replace(kind, copy_tree(obj), namespace_of(obj))

    assert contents(cluster) == before


@seeds(30)
def test_a_name_leads_to_the_service_and_a_connection_to_one_of_its_ready_pods(seed: int) -> None:
    cluster = cluster_of(seed)
    cluster.clock.sleep(60)
    view = cluster.view()
    client = view.selected(POD, "kube-system", {"k8s-app": "kube-dns"})[0]
    for svc in view.list(SERVICE, "default"):
        ready = ready_endpoints(cluster, svc)
        answer = dns.query(view, f"{name_of(svc)}.default.svc.cluster.local.", "A")
        found = [record.data for record in answer.answers]
        if spec_of(svc).get("clusterIP") == "None":
            assert sorted(found) == sorted({one.rpartition(":")[0] for one in ready})
            continue
        assert found == [spec_of(svc)["clusterIP"]]
        verdict, _, _ = from_pod(view, client, found[0], spec_of(svc)["ports"][0]["port"], "tcp", serving.listens)
        assert sorted(verdict.endpoints) == sorted(ready)
        assert verdict.verdict == ("DNAT" if ready else "REJECT")


def ready_endpoints(cluster: Cluster, svc: Obj) -> set[str]:
    """`address:port` of every ready endpoint in the slices of a Service."""
    label = {"kubernetes.io/service-name": name_of(svc)}
    return {
        f"{address}:{port['port']}"
        for one in cluster.view().selected(ENDPOINT_SLICE, namespace_of(svc), label)
        for port in one.get("ports") or ()
        for endpoint in one.get("endpoints") or ()
        if endpoint["conditions"].get("ready") is not False
        for address in endpoint["addresses"]
    }


@seeds(20)
def test_undoing_everything_gives_the_first_cluster(seed: int) -> None:
    cluster = Cluster.in_memory(ScriptedClock(START), {"seed": str(seed), "nodes": 2})
    first = unversioned(cluster)
    random = Random(seed)
    for manifest in manifests(random):
        with cluster.transaction(f"create {manifest['kind']}") as tx:
            tx.create(BY_NAME[manifest["kind"]], manifest, "default")
        cluster.clock.sleep(random.randint(0, 30))

    while cluster.undo():
        pass

    assert unversioned(cluster) == first


def unversioned(cluster: Cluster) -> str:
    """All objects without their resourceVersions."""
    view = cluster.view()
    found = [copy_tree(obj) for kind in KINDS for obj in view.list(kind)]
    for obj in found:
        obj["metadata"].pop("resourceVersion", None)
    return json.dumps(found, sort_keys=True)


def test_every_node_sees_the_same_clusters_services() -> None:
    cluster = cluster_of(3)
    cluster.clock.sleep(60)
    view = cluster.view()

    from minikctl.state.network.virtual import service_ports

    listed = [{port.name for port in service_ports(view, name_of(node))} for node in view.list(NODE)]

    assert all(names == listed[0] for names in listed)

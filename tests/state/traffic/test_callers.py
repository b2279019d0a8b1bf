"""Where connections end, and whom the server sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.execution import ExecRefused, exec_in_pod
from minikctl.state.kinds import POD, SERVICE
from minikctl.state.objects import status_of
from minikctl.state.simulation import node_down
from minikctl.state.traffic.caller import Caller
from minikctl.state.traffic.messages import Failure, Request

Obj = dict[str, Any]
NODE_1 = "192.168.49.2"


def pod(name: str, node: str, image: str, **spec: Any) -> Obj:
    found = {"nodeName": node, "containers": [{"name": "main", "image": image}], **spec}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": {"app": name}}, "spec": found}


def service(name: str, app: str, **spec: Any) -> Obj:
    found = {"selector": {"app": app}, "ports": [{"port": 80, "targetPort": 8080}], **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": found}


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    made = Cluster.in_memory(ScriptedClock(1_750_000_000.0), {"seed": "callers", "nodes": 2, "load_balancer": "pool"})
    with made.transaction("given") as tx:
        for name, node in (("near", "node-1"), ("far", "node-2")):
            tx.create(POD, pod(name, node, "registry.k8s.io/echoserver:1.10"), "default")
            tx.create(SERVICE, service(name, name, type="NodePort"), "default")
        tx.create(SERVICE, service("local", "far", type="LoadBalancer", externalTrafficPolicy="Local"), "default")
        tx.create(POD, pod("host", "node-1", "nginx", hostNetwork=True), "default")
    made.clock.sleep(60)
    return made


@pytest.fixture
def node_port(cluster: Cluster) -> Callable[[str], int]:
    return lambda name: int(cluster.view().get(SERVICE, name, "default")["spec"]["ports"][0]["nodePort"])


def address(cluster: Cluster, name: str) -> str:
    return str(status_of(cluster.view().get(POD, name, "default"))["podIP"])


def source(caller: Caller, host: str, port: int) -> str:
    return caller.open(host, port).source


def outside(cluster: Cluster) -> Caller:
    return Caller(cluster, address="192.168.49.1")


def test_a_server_sees_the_pod_that_calls_its_service(cluster: Cluster) -> None:
    assert source(Caller(cluster, pod="default/near"), "far", 80) == address(cluster, "near")


def test_a_pod_that_reaches_itself_comes_from_its_gateway(cluster: Cluster) -> None:
    assert source(Caller(cluster, pod="default/near"), "near.default", 80) == "10.244.0.1"


def test_a_node_masquerades_what_comes_in_by_a_node_port(cluster: Cluster, node_port: Any) -> None:
    assert source(outside(cluster), NODE_1, node_port("near")) == "10.244.0.1"
    assert source(outside(cluster), NODE_1, node_port("far")) == NODE_1


def test_the_policy_local_keeps_the_clients_address(cluster: Cluster, node_port: Any) -> None:
    assert source(outside(cluster), "192.168.49.3", node_port("local")) == "192.168.49.1"
    with pytest.raises(Failure) as failed:
        outside(cluster).open(NODE_1, node_port("local"))
    assert failed.value.kind == "timed out"


def test_a_node_reaches_node_ports_at_localhost(cluster: Cluster, node_port: Any) -> None:
    assert Caller(cluster, node="node-1").open("localhost", node_port("near")).pod == "default/near"


def test_a_node_reaches_pods_of_its_own_network_at_localhost(cluster: Cluster) -> None:
    assert Caller(cluster, node="node-1").open("localhost", 80).pod == "default/host"
    with pytest.raises(Failure) as failed:
        Caller(cluster, node="node-2").open("localhost", 80)
    assert failed.value.kind == "refused"


def get(caller: Caller, host: str, port: int, path: str) -> Any:
    return caller.http(Request("http", host, port, path, "GET", (("Host", host),)))


def test_kube_proxy_tells_its_health(cluster: Cluster) -> None:
    assert '"nodeEligible": true' in get(Caller(cluster, node="node-1"), "localhost", 10256, "/healthz").body


def test_load_balancers_are_told_where_the_endpoints_are(cluster: Cluster) -> None:
    port = int(cluster.view().get(SERVICE, "local", "default")["spec"]["healthCheckNodePort"])

    assert get(outside(cluster), "192.168.49.3", port, "/healthz").status == 200
    found = get(outside(cluster), NODE_1, port, "/healthz")
    assert found.status == 503
    assert '"localEndpoints": 0' in found.body


def test_nobody_answers_on_a_node_that_is_down() -> None:
    made = Cluster.in_memory(ScriptedClock(1_750_000_000.0), {"seed": "down", "nodes": 2})
    with made.transaction("given") as tx:
        tx.create(POD, pod("far", "node-2", "nginx"), "default")
    made.clock.sleep(60)
    with made.transaction("sim node-down") as tx:
        node_down(tx, "node-2")

    with pytest.raises(Failure) as failed:
        Caller(made, node="node-1").open(address(made, "far"), 80)
    assert failed.value.kind == "timed out"
    with pytest.raises(ExecRefused, match=r"dial tcp 192\.168\.49\.3:10250: connect: no route to host"):
        exec_in_pod(made, made.view().get(POD, "far", "default"), "", ["ls"], out=str, err=str)

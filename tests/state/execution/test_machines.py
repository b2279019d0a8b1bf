"""Programs run on nodes and on the workstation."""

from __future__ import annotations

import pytest

from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.errors import ApiError
from minikctl.state.execution import ExecRefused, run_on_node, workstation_place


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    return Cluster.in_memory(ScriptedClock(1_750_000_000.0), {"seed": "machines", "nodes": 2})


def on_node(cluster: Cluster, *argv: str, node: str = "node-1") -> tuple[int, str]:
    out: list[str] = []
    return run_on_node(cluster, node, argv, out=out.append, err=out.append), "".join(out)


def test_a_node_has_its_own_programs(cluster: Cluster) -> None:
    assert on_node(cluster, "sh", "-c", "iptables-save -t nat | grep -c KUBE-SERVICES")[0] == 0
    assert on_node(cluster, "hostname") == (0, "node-1\n")


def test_a_node_resolves_only_the_world_outside(cluster: Cluster) -> None:
    assert on_node(cluster, "cat", "/etc/resolv.conf") == (0, "nameserver 192.168.49.1\n")
    assert on_node(cluster, "getent", "hosts", "kubernetes.default.svc.cluster.local")[0] == 2


def test_a_node_reaches_cluster_ips(cluster: Cluster) -> None:
    assert on_node(cluster, "curl", "-sk", "https://10.96.0.1/healthz") == (0, "ok")


def test_the_control_plane_keeps_its_manifests(cluster: Cluster) -> None:
    _, text = on_node(cluster, "ls", "/etc/kubernetes/manifests")

    assert text.split() == ["etcd.yaml", "kube-apiserver.yaml", "kube-controller-manager.yaml", "kube-scheduler.yaml"]
    assert on_node(cluster, "ls", "/etc/kubernetes/manifests", node="node-2") == (0, "")


def test_files_of_a_node_stay(cluster: Cluster) -> None:
    on_node(cluster, "sh", "-c", "echo note > /root/note")

    assert on_node(cluster, "cat", "/root/note") == (0, "note\n")
    assert on_node(cluster, "cat", "/root/note", node="node-2")[0] == 1


def test_what_does_not_exist_is_refused(cluster: Cluster) -> None:
    with pytest.raises(ExecRefused) as refused:
        on_node(cluster, "nonsense")
    assert refused.value.code == 127
    with pytest.raises(ApiError, match='nodes "node-9" not found'):
        on_node(cluster, "ls", node="node-9")


def test_the_workstation_reaches_forwarded_ports_on_its_own_localhost(cluster: Cluster) -> None:
    out: list[str] = []
    place = workstation_place(cluster, out=out.append, err=out.append, local=lambda port: None)

    assert place.run(["curl", "-sS", "localhost:8080"]) == 7
    assert "".join(out).startswith("curl: (7) Failed to connect to localhost port 8080 after ")


def test_the_workstation_does_not_reach_pods(cluster: Cluster) -> None:
    out: list[str] = []
    place = workstation_place(cluster, out=out.append, err=out.append)

    assert place.run(["curl", "-s", "-m", "2", "10.244.0.2:8080"]) == 28

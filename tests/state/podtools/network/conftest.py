"""A small cluster with clients and servers, and a way to run programs in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.execution import exec_in_pod
from minikctl.state.kinds import POD, SERVICE

SLEEP = {"command": ["sleep", "1d"]}


class Ran(NamedTuple):
    """What a program printed and how it ended."""

    out: str
    err: str
    code: int


def pod(name: str, image: str, **more: Any) -> dict[str, Any]:
    spec = {"containers": [{"name": "main", "image": image, **more}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": {"app": name}}, "spec": spec}


def service(name: str, app: str, port: int = 80, target: int = 80) -> dict[str, Any]:
    spec = {"selector": {"app": app}, "ports": [{"port": port, "targetPort": target}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    made = Cluster.in_memory(ScriptedClock(1_750_000_000.0), {"seed": "network programs", "nodes": 2})
    with made.transaction("given") as tx:
        tx.create(POD, pod("web", "nginx:1.27", ports=[{"containerPort": 80}]), "default")
        tx.create(POD, pod("store", "redis:7"), "default")
        tx.create(POD, pod("old", "busybox:1.28", **SLEEP), "default")
        tx.create(POD, pod("new", "busybox:1.36", **SLEEP), "default")
        tx.create(POD, pod("bind", "registry.k8s.io/e2e-test-images/jessie-dnsutils:1.3", **SLEEP), "default")
        tx.create(POD, pod("curl", "curlimages/curl:8.5.0", **SLEEP), "default")
        tx.create(POD, pod("deb", "debian:12", **SLEEP), "default")
        tx.create(POD, pod("agnhost", "registry.k8s.io/e2e-test-images/agnhost:2.39"), "default")
        tx.create(POD, pod("tools", "nicolaka/netshoot", **SLEEP), "default")
        tx.create(SERVICE, service("web", "web"), "default")
        tx.create(SERVICE, service("empty", "nobody"), "default")
        tx.create(SERVICE, service("store", "store", 6379, 6379), "default")
    made.clock.sleep(90)
    return made


@pytest.fixture
def run(cluster: Cluster) -> Callable[..., Ran]:
    """`run("new", "nslookup web")`: a line of shell in a pod; a list is a program with its words."""

    def ran(name: str, line: str | list[str], **more: Any) -> Ran:
        out: list[str] = []
        err: list[str] = []
        found = cluster.view().get(POD, name, "default")
        argv = ["sh", "-c", line] if isinstance(line, str) else line
        code = exec_in_pod(cluster, found, "", argv, out=out.append, err=err.append, **more)
        return Ran("".join(out), "".join(err), code)

    return ran


@pytest.fixture
def address(cluster: Cluster) -> Callable[[str], str]:
    """The cluster IP of a Service."""
    return lambda name: str(cluster.view().get(SERVICE, name, "default")["spec"]["clusterIP"])

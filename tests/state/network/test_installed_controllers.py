"""Ingress controllers that somebody installs as workloads: who they are, what they take, where they are reached."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.errors import ApiError
from minikctl.state.kinds import DEPLOYMENT, INGRESS, INGRESS_CLASS, SERVICE
from minikctl.state.objects import status_of
from minikctl.state.traffic.caller import Caller
from minikctl.state.traffic.messages import Request

Obj = dict[str, Any]
HOST = "web.example.com"


def ingress(name: str, class_name: str | None, path: str = "/") -> Obj:
    backend = {"service": {"name": "web", "port": {"number": 80}}}
    rule = {"host": HOST, "http": {"paths": [{"path": path, "pathType": "Prefix", "backend": backend}]}}
    spec: Obj = {"rules": [rule], **({"ingressClassName": class_name} if class_name else {})}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": name}, "spec": spec}


def workload(name: str, image: str, args: list[str], ports: list[Obj]) -> Obj:
    labels = {"app": name}
    container = {"name": "main", "image": image, "args": args, "ports": ports}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
    spec = {"selector": {"matchLabels": labels}, "template": template}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": spec}


def service(name: str, port: int, target: Any, kind: str = "ClusterIP") -> Obj:
    spec = {"type": kind, "selector": {"app": name}, "ports": [{"port": port, "targetPort": target}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}


def new_cluster(**settings: Any) -> Cluster:
    made = Cluster.in_memory(ScriptedClock(1_750_000_000.0), {"seed": "controllers", "pace": "instant", **settings})
    with made.transaction("given") as tx:
        echo = workload("web", "registry.k8s.io/echoserver:1.10", [], [{"containerPort": 8080}])
        tx.create(DEPLOYMENT, echo, "default")
        tx.create(SERVICE, service("web", 80, 8080), "default")
    made.clock.sleep(30)
    return made


def with_traefik(args: list[str]) -> Cluster:
    cluster = new_cluster(load_balancer="pool")
    with cluster.transaction("traefik") as tx:
        ports = [{"name": "web", "containerPort": 8000}]
        tx.create(DEPLOYMENT, workload("edge", "docker.io/traefik:v3.3", args, ports), "default")
        tx.create(SERVICE, service("edge", 80, "web", "LoadBalancer"), "default")
        tx.create(
            INGRESS_CLASS,
            {
                "apiVersion": "networking.k8s.io/v1",
                "kind": "IngressClass",
                "metadata": {"name": "mine"},
                "spec": {"controller": "traefik.io/ingress-controller"},
            },
        )
        tx.create(INGRESS, ingress("web", "mine"), "default")
    cluster.clock.sleep(90)
    return cluster


def published(cluster: Cluster, name: str) -> list[Obj]:
    found: list[Obj] = (status_of(cluster.view().get(INGRESS, name, "default")).get("loadBalancer") or {}).get(
        "ingress"
    ) or []
    return found


def asked(cluster: Cluster, address: str, host: str = HOST, path: str = "/") -> Any:
    request = Request("http", address, 80, path, "GET", (("Host", host),))
    return Caller(cluster, address="203.0.113.9").http(request)


PUBLISHED = "--providers.kubernetesingress.ingressendpoint.publishedservice=default/edge"
ENTRY = ["--entrypoints.web.address=:8000", "--providers.kubernetesingress", PUBLISHED]


def test_a_controller_publishes_the_address_of_its_load_balancer() -> None:
    cluster = with_traefik(ENTRY)
    balancer = status_of(cluster.view().get(SERVICE, "edge", "default"))["loadBalancer"]["ingress"][0]["ip"]
    assert published(cluster, "web") == [{"ip": balancer}]


def test_traefik_publishes_nothing_unless_it_is_told_what() -> None:
    assert published(with_traefik(ENTRY[:2]), "web") == []


def test_requests_enter_through_the_load_balancer_and_leave_for_the_backend() -> None:
    cluster = with_traefik(ENTRY)
    address = published(cluster, "web")[0]["ip"]
    answer = asked(cluster, address)
    assert answer.status == 200
    assert "Hostname: web-" in answer.body


def test_each_product_has_its_own_page_for_what_it_does_not_know() -> None:
    cluster = with_traefik(ENTRY)
    answer = asked(cluster, published(cluster, "web")[0]["ip"], "other.example.com")
    assert (answer.status, answer.body) == (404, "404 page not found\n")


def test_a_controller_that_is_not_ready_takes_nothing() -> None:
    cluster = new_cluster()
    with cluster.transaction("broken") as tx:
        tx.create(DEPLOYMENT, workload("edge", "registry.example.com/nobody/traefik:none", ENTRY, []), "default")
        tx.create(INGRESS, ingress("web", "traefik"), "default")
    cluster.clock.sleep(60)
    assert published(cluster, "web") == []


@pytest.fixture(scope="module")
def nginx() -> Cluster:
    from importlib.resources import files

    text = files("minikctl.sample_manifests").joinpath("addons/ingress-nginx-kind.yaml").read_text(encoding="utf-8")
    cluster = new_cluster()
    with cluster.transaction("nginx") as tx:
        for document in yaml.safe_load_all(text):
            kind = tx.kind_of(document["apiVersion"], document["kind"])
            assert kind is not None
            tx.create(kind, document, document["metadata"].get("namespace", ""))
    cluster.clock.sleep(60)
    with cluster.transaction("first") as tx:
        tx.create(INGRESS, ingress("web", None), "default")
    cluster.clock.sleep(90)
    return cluster


def test_on_kind_the_address_is_localhost_and_the_host_port_leads_in(nginx: Cluster) -> None:
    assert published(nginx, "web") == [{"hostname": "localhost"}]
    answer = asked(nginx, "192.168.49.2")
    assert answer.status == 200
    assert [name for name, _ in answer.headers][:1] == ["Date"]


def test_the_webhook_denies_a_host_and_path_that_is_taken(nginx: Cluster) -> None:
    with pytest.raises(ApiError) as caught, nginx.transaction("again") as tx:
        tx.create(INGRESS, ingress("other", "nginx"), "default")
    assert str(caught.value).endswith(
        'admission webhook "validate.nginx.ingress.kubernetes.io" denied the request: '
        f'host "{HOST}" and path "/" is already defined in ingress default/web'
    )


def test_another_path_of_the_host_is_free(nginx: Cluster) -> None:
    with nginx.transaction("beside") as tx:
        tx.create(INGRESS, ingress("beside", "nginx", "/other"), "default")


def test_an_unreachable_webhook_fails_the_write() -> None:
    cluster = new_cluster()
    hook = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": "left-over"},
        "webhooks": [
            {
                "name": "validate.nginx.ingress.kubernetes.io",
                "admissionReviewVersions": ["v1"],
                "sideEffects": "None",
                "clientConfig": {"service": {"name": "gone", "namespace": "edge", "path": "/networking/v1/ingresses"}},
                "rules": [
                    {
                        "apiGroups": ["networking.k8s.io"],
                        "apiVersions": ["v1"],
                        "operations": ["CREATE", "UPDATE"],
                        "resources": ["ingresses"],
                    }
                ],
            }
        ],
    }
    with cluster.transaction("hook") as tx:
        kind = tx.kind_of(hook["apiVersion"], hook["kind"])
        assert kind is not None
        tx.create(kind, hook)
    with (
        pytest.raises(ApiError, match=r'failed calling webhook "validate\.nginx.*service "gone" not found'),
        cluster.transaction("refused") as tx,
    ):
        tx.create(INGRESS, ingress("web", "nginx"), "default")

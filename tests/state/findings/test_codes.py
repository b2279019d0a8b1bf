"""Every code has a cluster in which it is found, and one that is nearly the same in which nothing is."""

from __future__ import annotations

from typing import Any

import pytest

from minikctl.state.faults import manifests as make
from minikctl.state.objects import copy_tree
from tests.state.findings.conftest import Found

Obj = dict[str, Any]
LABELS = {"app": "web"}
NGINX = make.container("nginx", 80, "http")
CLASS = make.obj("networking.k8s.io/v1", "IngressClass", "nginx", "", spec={"controller": "k8s.io/ingress-nginx"})
PORT = {"port": 80, "targetPort": 80}
HOST = "web.example.com"
PREFIX = "nginx.ingress.kubernetes.io/"


def web(replicas: int = 2, kind: str = "Deployment", **more: Any) -> Obj:
    return make.workload(kind, "web", "default", LABELS, replicas, containers=[{**NGINX, **more}])


def svc(port: Obj = PORT, selector: dict[str, str] | None = LABELS, **spec: Any) -> Obj:
    return make.service("web", "default", selector, [port], **spec)


def client(host: str, namespace: str = "default", **pod: Any) -> Obj:
    env = [{"name": "TARGET_URL", "value": f"http://{host}/"}]
    one = {"name": "app", "image": "busybox:1.36", "command": ["sleep", "86400"], "env": env}
    return make.workload("Deployment", "client", namespace, {"app": "client"}, 1, **{"containers": [one], **pod})


def speaker(text: str) -> Obj:
    one = {"name": "app", "image": "busybox:1.36", "command": ["sh", "-c", text]}
    return make.workload("Deployment", "client", "default", {"app": "client"}, 1, containers=[one])


def named(target: str) -> Obj:
    return make.obj("v1", "Service", "out", "default", spec={"type": "ExternalName", "externalName": target})


def entrance(name: str = "web", path: str = "/", annotations: dict[str, str] | None = None, **spec: Any) -> Obj:
    found = make.ingress(name, "default", HOST, {path: ("web", 80)}, **spec)
    if annotations:
        found["metadata"]["annotations"] = annotations
    return found


def without_class() -> Obj:
    found = entrance()
    del found["spec"]["ingressClassName"]
    return found


def of_class(name: str) -> Obj:
    return entrance(ingressClassName=name)


def with_tls(secret: str = "cert", host: str = HOST) -> Obj:
    return entrance(tls=[{"hosts": [host], "secretName": secret}])


def probe(port: Any, path: str = "/") -> Obj:
    return {"readinessProbe": {"httpGet": {"port": port, "path": path}}}


def by_hand(service: str = "web", label: bool = True, port_name: str = "") -> Obj:
    found = make.slice_by_hand("web-1", "default", service, ["192.0.2.1"], 80, port_name)
    return found if label else {**found, "metadata": {"name": "web-1", "namespace": "default"}}


def policy(**rule: Any) -> Obj:
    return make.policy("only", "default", LABELS, policyTypes=["Ingress"], ingress=[rule])


def egress(*ports: Obj) -> Obj:
    rules = [{"to": [{"podSelector": {"matchLabels": LABELS}}]}, *([{"ports": list(ports)}] if ports else [])]
    return make.policy("out", "default", {"app": "client"}, policyTypes=["Egress"], egress=rules)


def of_peer(app: str) -> Obj:
    return {"from": [{"podSelector": {"matchLabels": {"app": app}}}]}


OTHER = make.namespace("shop")
ELSEWHERE = [
    OTHER,
    make.ingress("web", "shop", HOST, {"/shop": ("web", 80)}),
    make.service("web", "shop", LABELS, [PORT]),
]
ELSEWHERE.append(make.workload("Deployment", "web", "shop", LABELS, 1, containers=[NGINX]))
ALONE = copy_tree(ELSEWHERE)
ALONE[1]["spec"]["rules"][0]["host"] = "shop.example.com"
HEADLESS = {"clusterIP": "None"}
ONE_POD = [web(1), svc(type="NodePort", externalTrafficPolicy="Local")]
EVERYWHERE = [web(kind="DaemonSet"), svc(type="NodePort", externalTrafficPolicy="Local")]
IDLE = {"containers": [{"name": "app", "image": "busybox:1.36", "command": ["sleep", "86400"]}]}

# code, documents in which it is found, documents in which nothing is
CASES: tuple[tuple[str, list[Obj], list[Obj]], ...] = (
    ("SD01", [web(), svc(selector={"app": "wbe"})], [web(), svc()]),
    ("SD01", [web(0), svc()], [web(1), svc()]),
    ("SD02", [web(image="ngnix"), svc()], [web(), svc()]),
    (
        "SD03",
        [
            web(),
            make.obj(
                "v1",
                "Pod",
                "late",
                "default",
                metadata={"name": "late", "namespace": "default", "labels": LABELS},
                spec={"containers": [{**NGINX, "image": "ngnix"}]},
            ),
            svc(),
        ],
        [web(), svc()],
    ),
    ("SD04", [web(), svc({"port": 80, "targetPort": 8080})], [web(), svc({"port": 8080, "targetPort": 80})]),
    ("SD04", [web(), svc({"port": 80, "targetPort": "https"})], [web(), svc({"port": 80, "targetPort": "http"})]),
    ("SD05", [svc(selector=None)], [svc(selector=None), by_hand()]),
    ("SD06", [svc(selector=None), by_hand(label=False)], [svc(selector=None), by_hand()]),
    ("SD06", [svc(selector=None), by_hand("wbe")], [svc(selector=None), by_hand("web")]),
    (
        "SD06",
        [svc({**PORT, "name": "http"}, None), by_hand()],
        [svc({**PORT, "name": "http"}, None), by_hand("web", True, "http")],
    ),
    ("SD07", [named("192.0.2.1")], [named("db.example.com")]),
    ("SD07", [named("nothing.default.svc.cluster.local")], [named("kubernetes.default.svc.cluster.local")]),
    (
        "SD07",
        [
            {
                **named("db.example.com"),
                "spec": {"type": "ExternalName", "externalName": "db.example.com", "ports": [PORT]},
            }
        ],
        [named("db.example.com")],
    ),
    ("SD08", [OTHER, web(), svc(), client("web", "shop")], [OTHER, web(), svc(), client("web.default", "shop")]),
    ("SD11", ONE_POD, EVERYWHERE),
    ("SD12", [CLASS, web(), svc(), without_class()], [CLASS, web(), svc(), entrance()]),
    ("SD12", [CLASS, entrance()], [CLASS, web(), svc(), entrance()]),
    ("SD12", [CLASS, web(), svc({"port": 8080, "targetPort": "http"}), entrance()], [CLASS, web(), svc(), entrance()]),
    (
        "SD12",
        [CLASS, web(), svc(), with_tls()],
        [CLASS, web(), svc(), make.tls_secret("cert", "default", HOST), with_tls()],
    ),
    (
        "SD12",
        [CLASS, web(), svc(), make.tls_secret("cert", "default", "old.example.com"), with_tls()],
        [CLASS, web(), svc(), make.tls_secret("cert", "default", "*.example.com"), with_tls()],
    ),
    (
        "SD13",
        [web(), speaker("echo $WEB_SERVICE_HOST; sleep 1d"), svc()],
        [web(), svc(), speaker("echo $WEB_SERVICE_HOST; sleep 1d")],
    ),
    ("SD14", [web(), svc(), client("web", dnsPolicy="Default")], [web(), svc(), client("web")]),
    (
        "SD14",
        [web(), svc(), client("web", hostNetwork=True)],
        [web(), svc(), client("web", hostNetwork=True, dnsPolicy="ClusterFirstWithHostNet")],
    ),
    ("SD15", [web(**probe(8080)), svc()], [web(**probe("http")), svc()]),
    ("SD15", [web(**probe(80, "/healthz")), svc()], [web(**probe(80)), svc()]),
    (
        "SD16",
        [web(), svc({"port": 8080, "targetPort": 80}, **HEADLESS), client("web:8080")],
        [web(), svc({"port": 8080, "targetPort": 80}, **HEADLESS), client("web")],
    ),
    ("SD16", [web(), svc(sessionAffinity="ClientIP", **HEADLESS)], [web(), svc(**HEADLESS)]),
    (
        "SD17",
        [
            web(1),
            svc(internalTrafficPolicy="Local"),
            make.workload("DaemonSet", "all", "default", {"app": "all"}, 0, **IDLE),
        ],
        [web(kind="DaemonSet"), svc(internalTrafficPolicy="Local")],
    ),
    (
        "SD18",
        [web(), svc(), client("web"), policy(**of_peer("cliemt"))],
        [web(), svc(), client("web"), policy(**of_peer("client"))],
    ),
    (
        "SD18",
        [web(), svc(), client("web"), policy(ports=[{"port": 8080}])],
        [web(), svc(), client("web"), policy(ports=[{"port": 80}])],
    ),
    (
        "SD18",
        [web(), svc(), client("web"), egress()],
        [web(), svc(), client("web"), egress({"port": 53, "protocol": "UDP"})],
    ),
    (
        "SD19",
        [CLASS, web(), svc(), entrance(annotations={PREFIX + "ssl-redirct": "true"})],
        [CLASS, web(), svc(), entrance(annotations={PREFIX + "ssl-redirect": "true"})],
    ),
    (
        "SD19",
        [CLASS, web(), svc(), entrance(annotations={PREFIX + "limit-rps": "ten"})],
        [CLASS, web(), svc(), entrance(annotations={PREFIX + "limit-rps": "10"})],
    ),
    (
        "SD19",
        [CLASS, web(), svc(), entrance(annotations={"alb.ingress.kubernetes.io/scheme": "internal"})],
        [CLASS, web(), svc(), entrance(annotations={"example.com/owner": "us"})],
    ),
    (
        "SD20",
        [CLASS, web(), svc(), entrance(), entrance("other")],
        [CLASS, web(), svc(), entrance(), entrance("other", "/other")],
    ),
    ("SD21", [CLASS, web(), svc(), entrance(), *ELSEWHERE], [CLASS, web(), svc(), entrance(), *ALONE]),
    ("SD22", [CLASS, web(), svc(), of_class("ngnix")], [CLASS, web(), svc(), of_class("nginx")]),
)


@pytest.mark.parametrize(("code", "wrong", "right"), CASES, ids=[f"{one[0]}-{i}" for i, one in enumerate(CASES)])
def test_what_is_wrong_is_found_first_and_what_is_right_is_not(
    found: Found, code: str, wrong: list[Obj], right: list[Obj]
) -> None:
    assert [one.code for one in found(*wrong)][:1] == [code]
    assert found(*right) == []


def test_a_load_balancer_without_a_provider_stays_pending(found: Found) -> None:
    documents = [web(), svc(type="LoadBalancer")]
    assert [one.code for one in found(*documents, load_balancer="none")] == ["SD10"]
    assert found(*documents) == []


def test_a_class_without_its_controller_is_said_to_have_none(found: Found) -> None:
    (one,) = found(CLASS, web(), svc(), entrance(), ingress=[])
    assert (one.code, one.sentence) == ("SD22", "no controller runs for its class nginx (k8s.io/ingress-nginx)")


def test_node_ports_that_an_api_server_would_refuse_are_found_in_a_loaded_cluster() -> None:
    from minikctl.state.findings import problems
    from tests.state.findings.conftest import cluster_of

    def loaded(number: int, other: int) -> list[str]:
        cluster = cluster_of([])
        services = [svc({**PORT, "nodePort": number}, None, type="NodePort", clusterIP="10.96.1.1")]
        services.append(copy_tree(services[0]))
        services[1]["metadata"]["name"] = "web2"
        services[1]["spec"].update(ports=[{**PORT, "nodePort": other}], clusterIP="10.96.1.2")
        cluster.load(services, merge=True)
        return [one.code for one in problems(cluster.view()) if one.code != "SD05"]

    assert loaded(30001, 30001) == ["SD09"]
    assert loaded(80, 30001) == ["SD09"]
    assert loaded(30001, 30002) == []

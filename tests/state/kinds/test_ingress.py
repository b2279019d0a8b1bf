import pytest

from minikctl.state.kinds import INGRESS, INGRESS_CLASS
from minikctl.state.kinds.kind import rules

RULES = rules(INGRESS)


def backend(service="web", **port):
    return {"service": {"name": service, "port": port or {"number": 80}}}


def ingress(*rules, **spec):
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": "front", "namespace": "default"},
        "spec": {**({"rules": list(rules)} if rules else {}), **spec},
    }


def rule(host, *paths):
    return {"host": host, "http": {"paths": list(paths)}}


def path(text="/", kind="Prefix", to=None):
    return {"path": text, "pathType": kind, "backend": backend() if to is None else to}


def wrong(obj):
    return [error.text for error in RULES.validate(obj)]


def test_a_usual_ingress_is_fine():
    tls = [{"hosts": ["*.a.example"], "secretName": "cert"}]
    assert wrong(ingress(rule("*.a.example", path("/x", "Exact"), path("", "ImplementationSpecific")), tls=tls)) == []


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (ingress(), "spec: Invalid value: []networking.IngressRule(nil): either `defaultBackend` or `rules` must be specified"),
        (ingress(rule("a.b")), "spec.rules[0].http.paths: Required value"),
        (ingress(rule("a.b", {"backend": backend()})), "spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified"),
        (ingress(rule("a.b", path(kind="Regex"))), 'spec.rules[0].http.paths[0].pathType: Unsupported value: "Regex": supported values: "Exact", "ImplementationSpecific", "Prefix"'),
        (ingress(rule("a.b", path("a"))), 'spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path'),
        (ingress(rule("a.b", path("/a/.."))), "spec.rules[0].http.paths[0].path: Invalid value: \"/a/..\": cannot end with '/..'"),
        (ingress(rule("a.b", path("/%2F"))), "spec.rules[0].http.paths[0].path: Invalid value: \"/%2F\": must not contain '%2F'"),
        (ingress(rule("a.b", path(to={}))) , 'spec.rules[0].http.paths[0].backend: Invalid value: "": resource or service backend is required'),
        (ingress(defaultBackend=backend("")), "spec.defaultBackend.service.name: Required value"),
        (ingress(defaultBackend={"service": {"name": "a", "port": {}}}), "spec.defaultBackend: Required value: port name or number is required"),
        (ingress(defaultBackend={**backend(), "resource": {"kind": "K", "name": "n"}}), 'spec.defaultBackend: Invalid value: "": cannot set both resource and service backends'),
        (ingress(defaultBackend={"resource": {"kind": "K"}}), "spec.defaultBackend.resource.name: Required value"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_kubernetes_words(found, says):
    assert wrong(found) == ([says] if says else [])


def test_class_and_annotation_exclude_each_other_at_first():
    found = ingress(defaultBackend=backend(), ingressClassName="nginx")
    found["metadata"]["annotations"] = {"kubernetes.io/ingress.class": "nginx"}
    assert wrong(found) == [
        'annotations.kubernetes.io/ingress.class: Invalid value: "nginx": can not be set when the class field is also set'
    ]
    found["metadata"]["resourceVersion"] = "5"
    assert wrong(found) == []
    assert RULES.warnings(found) == [
        "annotation \"kubernetes.io/ingress.class\" is deprecated, please use 'spec.ingressClassName' instead"
    ]


@pytest.mark.parametrize(
    ("hosts", "shown"),
    [([], "*"), ([""], "*"), (["a", "b"], "a,b"), (["a", "b", "c"], "a,b,c"), (["a", "b", "c", "d", "e"], "a,b,c + 2 more...")],
)  # fmt: skip
def test_hosts_of_a_list(stand_in, hosts, shown):
    found = ingress(*[rule(host, path()) for host in hosts])
    assert RULES.columns[2].cell(found, stand_in()) == shown


def test_the_page(stand_in):
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {"ports": [{"name": "http", "port": 80}]},
    }
    endpoints = {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": "web-1", "namespace": "default", "labels": {"kubernetes.io/service-name": "web"}},
        "ports": [{"name": "http", "port": 8080}],
        "endpoints": [{"addresses": ["10.0.0.1"]}],
    }
    found = ingress(
        rule("a.example", path("/"), path("/none", to=backend("gone", name="x"))),
        {"host": "no-http.example"},
        tls=[{"hosts": ["a.example"], "secretName": "cert"}, {"hosts": ["b.example"]}],
        ingressClassName="nginx",
    )
    found["status"] = {"loadBalancer": {"ingress": [{"ip": "192.0.2.9"}, {"ip": "192.0.2.10"}]}}
    assert RULES.describe(found, stand_in([service, endpoints])) == (
        "Name:             front\n"
        "Labels:           <none>\n"
        "Namespace:        default\n"
        "Address:          192.0.2.10,192.0.2.9\n"
        "Ingress Class:    nginx\n"
        "Default backend:  <default>\n"
        "TLS:\n"
        "  cert terminates a.example\n"
        "  SNI routes b.example\n"
        "Rules:\n"
        "  Host        Path  Backends\n"
        "  ----        ----  --------\n"
        "  a.example   \n"
        "              /       web:80 (10.0.0.1:8080)\n"
        '              /none   gone:x (<error: services "gone" not found>)\n'
        "Annotations:  <none>\n"
        "Events:       <none>\n"
    )


def test_a_class_names_its_controller_for_good():
    one = {
        "metadata": {"name": "n"},
        "spec": {"controller": "k8s.io/ingress-nginx", "parameters": {"kind": "K", "name": "n"}},
    }
    known = rules(INGRESS_CLASS)
    known.defaults(one)
    assert one["spec"]["parameters"]["scope"] == "Cluster"
    assert list(known.validate(one)) == []
    assert [error.text for error in known.validate({"spec": {"controller": "nginx"}})] == [
        'spec.controller: Invalid value: "nginx": must be a domain-prefixed path (such as "acme.io/foo")'
    ]
    assert [error.text for error in known.validate_update({"spec": {"controller": "a/b"}}, one)] == [
        'spec.controller: Invalid value: "a/b": field is immutable'
    ]

"""What was probably meant."""

from __future__ import annotations

import pytest

from minikctl.state.findings import near
from minikctl.state.findings.annotations import FOREIGN, INVALID, KNOWN_ANNOTATION, NOBODYS, UNKNOWN, judged
from minikctl.state.findings.mentions import hosts_in

NGINX = "k8s.io/ingress-nginx"


@pytest.mark.parametrize(
    ("given", "meant"), [("wbe", "web"), ("hostname", "hostnames"), ("Web", "web"), ("fronted", "frontend")]
)
def test_a_slip_is_seen(given: str, meant: str) -> None:
    assert near.is_slip(given, meant) and near.nearest(given, ["database", meant]) == meant


def test_other_words_are_no_slips() -> None:
    assert not near.is_slip("empty", "web")
    assert near.nearest("cart", ["orders", "billing"]) == ""


def test_labels_are_near_with_a_mistyped_value_another_key_or_a_pair_too_many() -> None:
    assert near.slip_of({"app": "wbe"}, {"app": "web"})
    assert near.slip_of({"run": "web"}, {"app": "web"})
    assert near.slip_of({"app": "web", "tier": "x"}, {"app": "web"})
    assert near.slip_of({"app": "orders"}, {"app": "billing"}) is None
    assert near.slip_of({"app": "web"}, {"app": "web"}) is None


@pytest.mark.parametrize(
    ("key", "value", "controller", "verdict"),
    [
        ("nginx.ingress.kubernetes.io/rewrite-target", "/$1", NGINX, KNOWN_ANNOTATION),
        ("nginx.ingress.kubernetes.io/rewrite-traget", "/$1", NGINX, UNKNOWN),
        ("nginx.ingress.kubernetes.io/canary-weight", "much", NGINX, INVALID),
        ("nginx.ingress.kubernetes.io/backend-protocol", "https", NGINX, KNOWN_ANNOTATION),
        ("ngnix.ingress.kubernetes.io/rewrite-target", "/", NGINX, UNKNOWN),
        ("traefik.ingress.kubernetes.io/router.entrypoints", "web", NGINX, FOREIGN),
        ("traefik.ingress.kubernetes.io/router.entrypoints", "web", "traefik.io/ingress-controller", KNOWN_ANNOTATION),
        ("cert-manager.io/cluster-issuer", "letsencrypt", NGINX, KNOWN_ANNOTATION),
        ("cert-manager.io/cluster-isuer", "letsencrypt", NGINX, UNKNOWN),
        ("example.com/owner", "us", NGINX, NOBODYS),
        ("kubernetes.io/ingress.class", "nginx", NGINX, NOBODYS),
    ],
)
def test_known_unknown_invalid_and_foreign_annotations_are_told_apart(
    key: str, value: str, controller: str, verdict: str
) -> None:
    assert judged(key, value, controller) == verdict


@pytest.mark.parametrize(
    ("variable", "text", "expected"),
    [
        ("", "http://web.shop:8080/x", ["web.shop"]),
        ("", "postgres://me:secret@db/orders", ["db"]),
        ("", "until nslookup mydb; do sleep 2; done", ["mydb"]),
        ("", "wget -qO- web", ["web"]),
        ("DB_HOST", "db:5432", ["db"]),
        ("GREETING", "hello", []),
        ("", "echo done", []),
    ],
)
def test_host_names_are_seen_where_they_are_meant(variable: str, text: str, expected: list[str]) -> None:
    assert [host for host, _ in hosts_in(variable, text)] == expected

"""Which certificates servers show, and whether clients believe them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.traffic import tls

NOW = 1_750_000_000.0
YEAR = timedelta(days=365)


def named(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])


@lru_cache
def key(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32, b"."))


def made(subject: str, issuer: str, *names: str, until: timedelta = YEAR) -> str:
    began = datetime.fromtimestamp(NOW, UTC) - timedelta(days=2)
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(subject))
        .issuer_name(named(issuer))
        .public_key(key(subject).public_key())
        .serial_number(7)
        .not_valid_before(began)
        .not_valid_after(began + until)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False
        )
    return builder.sign(key(issuer), None).public_bytes(Encoding.PEM).decode()


def shown(*given: Any, **more: Any) -> tls.Shown:
    found = tls.of_pem(made(*given, **more))
    assert found is not None
    return found


def test_a_self_signed_certificate_is_believed_only_if_it_is_given() -> None:
    own = shown("web", "web")

    assert tls.problem(own, "", NOW) == "self-signed certificate"
    assert tls.problem(own, own.pem, NOW) == ""


def test_an_authority_vouches_for_what_it_has_signed() -> None:
    leaf = shown("web", "authority", "web.example")

    assert tls.problem(leaf, "", NOW) == "unable to get local issuer certificate"
    assert tls.problem(leaf, made("authority", "authority"), NOW) == ""
    assert tls.problem(leaf, made("other", "other"), NOW) == "unable to get local issuer certificate"


def test_certificates_expire() -> None:
    old = shown("web", "web", until=timedelta(days=1))

    assert tls.problem(old, old.pem, NOW) == "certificate has expired"


@pytest.mark.parametrize(
    ("names", "host", "fits"),
    [
        (("web.example",), "web.example", True),
        (("web.example",), "WEB.example", True),
        (("*.example",), "web.example", True),
        (("*.example",), "a.web.example", False),
        (("other",), "web", False),
        ((), "web", True),
        ((), "other", False),
    ],
)
def test_a_certificate_is_for_its_names(names: tuple[str, ...], host: str, fits: bool) -> None:
    assert tls.covers(shown("web", "web", *names), host) is fits


def test_what_cannot_be_read_is_no_certificate() -> None:
    assert tls.of_pem("nonsense") is None
    assert not tls.is_pem("nonsense")


def test_the_controllers_own_certificate_is_the_same_for_the_same_cluster() -> None:
    views = [Cluster.in_memory(ScriptedClock(NOW), {"seed": "tls", "nodes": 1}).view() for _ in range(2)]

    first, second = (tls.fake_certificate(view) for view in views)

    assert first == second
    assert first.common_name == "Kubernetes Ingress Controller Fake Certificate"
    assert first.is_self_signed

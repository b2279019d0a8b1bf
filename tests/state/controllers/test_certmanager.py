"""cert-manager: issuers, certificates, their Secrets, renewal, and Ingresses that ask for certificates."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import pytest
import yaml

from minikctl.state.clock import ScriptedClock, timestamp
from minikctl.state.cluster import Cluster
from minikctl.state.kinds import INGRESS, SECRET
from minikctl.state.network.ingress.certificates import parsed
from minikctl.state.objects import Obj, status_of

VERSION = "cert-manager.io/v1"


def create(cluster: Cluster, *documents: Obj) -> None:
    with cluster.transaction("given") as tx:
        for document in documents:
            kind = tx.kind_of(document["apiVersion"], document["kind"])
            assert kind is not None
            tx.create(kind, document, document["metadata"].get("namespace", "default"))


def get(cluster: Cluster, kind: str, name: str) -> Obj:
    view = cluster.view()
    found = view.kind_of(VERSION, kind)
    assert found is not None
    return view.get(found, name, "default")


def custom(kind: str, name: str, **spec: Any) -> Obj:
    return {"apiVersion": VERSION, "kind": kind, "metadata": {"name": name}, "spec": spec}


def certificate(name: str, issuer: str, **spec: Any) -> Obj:
    return custom("Certificate", name, secretName=f"{name}-tls", issuerRef={"name": issuer}, **spec)


def ready(obj: Obj) -> tuple[str, str]:
    """(status, reason) of the condition Ready."""
    found = next(one for one in status_of(obj)["conditions"] if one["type"] == "Ready")
    return found["status"], found["reason"]


@pytest.fixture
def cluster() -> Cluster:
    from importlib.resources import files

    made = Cluster.in_memory(ScriptedClock(1_750_000_000.0), {"seed": "certificates", "ingress": ["nginx"]})
    text = files("minikctl.sample_manifests").joinpath("addons/cert-manager.yaml").read_text(encoding="utf-8")
    create(made, *yaml.safe_load_all(text))
    made.clock.sleep(60)
    return made


def certificate_in(cluster: Cluster, name: str) -> Any:
    data = cluster.view().get(SECRET, name, "default")["data"]
    found = parsed(b64decode(data["tls.crt"]).decode())
    assert found is not None
    return found


def test_a_self_signed_issuer_is_ready_at_once(cluster: Cluster) -> None:
    create(cluster, custom("Issuer", "self", selfSigned={}))
    assert ready(get(cluster, "Issuer", "self")) == ("True", "IsReady")


def test_a_certificate_gets_its_secret_and_its_request(cluster: Cluster) -> None:
    create(cluster, custom("Issuer", "self", selfSigned={}), certificate("web", "self", dnsNames=["web.example.com"]))
    found = get(cluster, "Certificate", "web")
    assert ready(found) == ("True", "Ready")
    assert status_of(found)["revision"] == 1
    assert certificate_in(cluster, "web-tls").names == ("web.example.com",)
    assert ready(get(cluster, "CertificateRequest", "web-1")) == ("True", "Issued")


def test_an_authority_in_a_secret_signs_for_others(cluster: Cluster) -> None:
    create(
        cluster,
        custom("Issuer", "authority", ca={"secretName": "root-tls"}),
        certificate("web", "authority", dnsNames=["web.example.com"]),
    )
    assert ready(get(cluster, "Issuer", "authority")) == ("False", "ErrGetKeyPair")
    assert ready(get(cluster, "Certificate", "web")) == ("False", "DoesNotExist")
    create(
        cluster, custom("Issuer", "self", selfSigned={}), certificate("root", "self", isCA=True, commonName="My Root")
    )
    assert ready(get(cluster, "Issuer", "authority")) == ("True", "KeyPairVerified")
    assert ready(get(cluster, "Certificate", "web")) == ("True", "Ready")
    assert certificate_in(cluster, "web-tls").issuer == "CN=My Root"


def test_a_certificate_is_renewed_before_it_expires(cluster: Cluster) -> None:
    more = {"duration": "48h", "renewBefore": "12h"}
    create(cluster, custom("Issuer", "self", selfSigned={}), certificate("web", "self", dnsNames=["a.example"], **more))
    first = certificate_in(cluster, "web-tls")
    assert status_of(get(cluster, "Certificate", "web"))["renewalTime"] == timestamp(first.not_after - 12 * 3600)
    cluster.clock.sleep(35 * 3600)
    assert certificate_in(cluster, "web-tls") == first
    cluster.clock.sleep(2 * 3600)
    second = certificate_in(cluster, "web-tls")
    assert second.not_after > first.not_after
    assert status_of(get(cluster, "Certificate", "web"))["revision"] == 2


def test_a_secret_that_is_deleted_is_made_again(cluster: Cluster) -> None:
    create(cluster, custom("Issuer", "self", selfSigned={}), certificate("web", "self", dnsNames=["web.example.com"]))
    with cluster.transaction("delete") as tx:
        tx.delete(SECRET, "web-tls", "default")
    assert cluster.view().find(SECRET, "web-tls", "default") is not None


def test_an_ingress_with_the_annotation_gets_a_certificate(cluster: Cluster) -> None:
    create(cluster, custom("ClusterIssuer", "outside", acme={"server": "https://acme.example/directory"}))
    backend = {"service": {"name": "web", "port": {"number": 80}}}
    path = {"path": "/", "pathType": "Prefix", "backend": backend}
    ingress = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": "web", "annotations": {"cert-manager.io/cluster-issuer": "outside"}},
        "spec": {
            "ingressClassName": "nginx",
            "tls": [{"hosts": ["web.example.com"], "secretName": "web-cert"}],
            "rules": [{"host": "web.example.com", "http": {"paths": [path]}}],
        },
    }
    create(cluster, ingress)
    assert ready(get(cluster, "Certificate", "web-cert")) == ("True", "Ready")
    assert certificate_in(cluster, "web-cert").issuer == "CN=Local ACME Authority"
    with cluster.transaction("delete") as tx:
        tx.delete(INGRESS, "web", "default")
    view = cluster.view()
    kind = view.kind_of(VERSION, "Certificate")
    assert kind is not None and view.find(kind, "web-cert", "default") is None


def test_nothing_happens_where_nobody_runs_it() -> None:
    from importlib.resources import files

    cluster = Cluster.in_memory(ScriptedClock(1_750_000_000.0), {"seed": "certificates"})
    text = files("minikctl.sample_manifests").joinpath("addons/cert-manager.yaml").read_text(encoding="utf-8")
    create(cluster, *[one for one in yaml.safe_load_all(text) if one["kind"] == "CustomResourceDefinition"])
    create(cluster, custom("Issuer", "self", selfSigned={}))
    cluster.clock.sleep(60)
    assert not status_of(get(cluster, "Issuer", "self")).get("conditions")

"""Approved certificate requests are signed by the cluster's authority."""

from base64 import b64decode, b64encode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from minikctl.state.kinds import CERTIFICATE_SIGNING_REQUEST


def request(name):
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = x509.CertificateSigningRequestBuilder().subject_name(subject)
    signed = made.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    return b64encode(signed.public_bytes(Encoding.PEM)).decode()


@pytest.fixture
def asked(stage):
    spec = {
        "request": request("jane"),
        "signerName": "kubernetes.io/kube-apiserver-client",
        "usages": ["client auth"],
        "expirationSeconds": 86400,
    }
    stage.make(CERTIFICATE_SIGNING_REQUEST, "jane", "", spec=spec)
    return stage


def decide(stage, kind):
    condition = {"type": kind, "status": "True", "reason": f"Kubectl{kind}", "message": "decided"}
    with stage.cluster.transaction("approve") as tx:
        found = tx.get(CERTIFICATE_SIGNING_REQUEST, "jane")
        tx.replace(
            CERTIFICATE_SIGNING_REQUEST, {**found, "status": {"conditions": [condition]}}, subresource="approval"
        )


def status(stage):
    return stage.get(CERTIFICATE_SIGNING_REQUEST, "jane").get("status") or {}


def test_a_request_waits_for_approval(asked):
    assert "certificate" not in status(asked)


def test_an_approved_request_is_signed(asked):
    decide(asked, "Approved")
    made = x509.load_pem_x509_certificate(b64decode(status(asked)["certificate"]))
    assert made.subject.rfc4514_string() == "CN=jane"
    assert made.issuer.rfc4514_string() == "CN=kubernetes"
    assert (made.not_valid_after_utc - made.not_valid_before_utc).total_seconds() == 86400


def test_a_denied_request_is_not(asked):
    decide(asked, "Denied")
    assert "certificate" not in status(asked)

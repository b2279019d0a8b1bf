"""Certificates of Secrets: which host names they cover, as a client checks them."""

from __future__ import annotations

from base64 import b64decode
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state.kinds import SECRET

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]


class Certificate(NamedTuple):
    """What a client looks at."""

    pem: str
    common_name: str
    names: tuple[str, ...]  # DNS names and addresses of subjectAltName
    issuer: str
    not_before: float
    not_after: float
    self_signed: bool


def certificate_of(view: View, namespace: str, name: str) -> Certificate | None:
    """The certificate of a TLS Secret; None if Secret, certificate or key are missing or cannot be read."""
    secret = view.find(SECRET, name, namespace)
    data = (secret or {}).get("data") or {}
    if not data.get("tls.crt") or not data.get("tls.key"):
        return None
    try:
        return parsed(b64decode(data["tls.crt"]).decode())
    except ValueError:
        return None


@lru_cache(maxsize=64)
def parsed(pem: str) -> Certificate | None:
    """The first certificate of a PEM text; None if it cannot be read."""
    from cryptography import x509  # only where a certificate is looked at

    try:
        found = x509.load_pem_x509_certificate(pem.encode())
    except ValueError:
        return None
    names: list[str] = []
    try:
        extension = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = [*extension.get_values_for_type(x509.DNSName)]
        names += [str(one) for one in extension.get_values_for_type(x509.IPAddress)]
    except x509.ExtensionNotFound:
        pass
    common = found.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return Certificate(
        pem,
        str(common[0].value) if common else "",
        tuple(names),
        found.issuer.rfc4514_string(),
        found.not_valid_before_utc.timestamp(),
        found.not_valid_after_utc.timestamp(),
        found.issuer == found.subject,
    )


def covers(certificate: Certificate, host: str) -> bool:
    """Whether a certificate is for a host: its alternative names, a wildcard standing for one label."""
    for name in certificate.names:
        low = name.lower()
        if low == host or (low.startswith("*.") and host.partition(".")[2] == low[2:] and "." in host):
            return True
    return False

"""The cluster's certificate authority: one key of the seed, and the certificates that it signs."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from minikctl.state.chance import Chance

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from minikctl.state.view import View

Obj = dict[str, Any]

YEAR = 365 * 86400
BACKDATED = 300  # seconds, for clocks that go wrong
USAGES = {
    "digital signature": "digital_signature",
    "content commitment": "content_commitment",
    "key encipherment": "key_encipherment",
    "data encipherment": "data_encipherment",
    "key agreement": "key_agreement",
    "cert sign": "key_cert_sign",
    "crl sign": "crl_sign",
}
EXTENDED = {"server auth": "SERVER_AUTH", "client auth": "CLIENT_AUTH", "code signing": "CODE_SIGNING"}


def key_of(view: View) -> Ed25519PrivateKey:
    """The authority's key: the same in every cluster of a seed, and its signatures too."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # only where something is signed

    return Ed25519PrivateKey.from_private_bytes(Chance(str(view.settings["seed"])).bytes("authority/key"))


def authority_name() -> x509.Name:
    from cryptography import x509  # only where something is signed

    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "kubernetes")])


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


def issue(view: View, request: str, usages: list[str], seconds: int | None, now: float) -> str:
    """The certificate (base64 of its PEM) for a request (likewise); it is valid for a year where nothing is said."""
    from cryptography import x509  # only where something is signed
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import ExtendedKeyUsageOID

    asked = x509.load_pem_x509_csr(b64decode(request))
    number = Chance(str(view.settings["seed"])).number(f"authority/serial/{request}/{int(now)}", 1 << 126)
    builder = (
        x509.CertificateBuilder()
        .subject_name(asked.subject)
        .issuer_name(authority_name())
        .public_key(asked.public_key())
        .serial_number(number + 1)
        .not_valid_before(moment(now - BACKDATED))
        .not_valid_after(moment(now + (seconds or YEAR) - (0 if seconds is None else BACKDATED)))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(usages), critical=True)
    )
    purposes = [getattr(ExtendedKeyUsageOID, EXTENDED[one]) for one in usages if one in EXTENDED]
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    for extension in asked.extensions:
        if isinstance(extension.value, x509.SubjectAlternativeName):
            builder = builder.add_extension(extension.value, critical=extension.critical)
    signed = builder.sign(key_of(view), None)
    return b64encode(signed.public_bytes(Encoding.PEM)).decode()


def key_usage(usages: list[str]) -> x509.KeyUsage:
    from cryptography import x509  # only where something is signed

    flags = dict.fromkeys((*USAGES.values(), "encipher_only", "decipher_only"), False)
    flags.update({USAGES[one]: True for one in usages if one in USAGES})
    return x509.KeyUsage(**flags)

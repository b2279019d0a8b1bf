"""Certificates that an issuer inside the cluster signs: with a key of the seed, a Secret, or a local authority."""

from __future__ import annotations

from base64 import b64decode, b64encode
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from minikctl.state.authority import key_usage, moment
from minikctl.state.chance import Chance
from minikctl.state.values import NamedTuple

if TYPE_CHECKING:
    from cryptography import x509

    from minikctl.state.view import View

Obj = dict[str, Any]

AUTHORITY = "Local ACME Authority"  # who signs for issuers of type ACME and the like


class Signer(NamedTuple):
    """Who signs: the certificate (PEM) and private key; without a certificate the request's own key signs."""

    certificate: str
    key: Any


class Issued(NamedTuple):
    """What becomes a Secret, as base64 of PEM."""

    certificate: str
    key: str
    authority: str
    request: str
    not_before: float
    not_after: float


def own_key(view: View, purpose: str) -> Any:
    """A private key that is the same whenever a cluster of this seed asks for it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # only where something is signed

    return Ed25519PrivateKey.from_private_bytes(Chance(str(view.settings["seed"])).bytes(f"issuing/{purpose}"))


def local_authority(view: View) -> Signer:
    """The authority that stands for one outside, with its own root certificate."""
    from cryptography import x509  # only where something is signed
    from cryptography.hazmat.primitives.serialization import Encoding

    key = own_key(view, "authority")
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, AUTHORITY)])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(moment(0)).not_valid_after(moment(4102444800))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return Signer(builder.sign(key, None).public_bytes(Encoding.PEM).decode(), key)


def signer_of(secret: Obj | None) -> Signer | None:
    """The authority of a TLS Secret; None if certificate or key are missing or cannot be read."""
    from cryptography import x509  # only where something is signed
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    data = (secret or {}).get("data") or {}
    try:
        pem = b64decode(data["tls.crt"])
        x509.load_pem_x509_certificate(pem)
        return Signer(pem.decode(), load_pem_private_key(b64decode(data["tls.key"]), None))
    except (KeyError, ValueError, TypeError):
        return None


def names_of(spec: Obj) -> list[x509.GeneralName]:
    """The alternative names that a Certificate asks for."""
    from cryptography import x509  # only where something is signed

    found: list[x509.GeneralName] = [x509.DNSName(one) for one in spec.get("dnsNames") or ()]
    found += [x509.IPAddress(ip_address(one)) for one in spec.get("ipAddresses") or ()]
    found += [x509.UniformResourceIdentifier(one) for one in spec.get("uris") or ()]
    return found + [x509.RFC822Name(one) for one in spec.get("emailAddresses") or ()]


def issue(view: View, spec: Obj, purpose: str, signer: Signer | None, now: float, seconds: float) -> Issued:
    """A certificate for a Certificate's spec; `purpose` names key and serial number; no signer: signed by itself."""
    from cryptography import x509  # only where something is signed
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import ExtendedKeyUsageOID

    key = own_key(view, purpose)
    common = spec.get("commonName")
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)] if common else [])
    vouching = x509.load_pem_x509_certificate(signer.certificate.encode()) if signer is not None else None
    names = names_of(spec)
    asked = x509.CertificateSigningRequestBuilder().subject_name(subject)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(vouching.subject if vouching is not None else subject)
        .public_key(key.public_key())
        .serial_number(Chance(str(view.settings["seed"])).number(f"serial/{purpose}/{int(now)}", 1 << 126) + 1)
        .not_valid_before(moment(now))
        .not_valid_after(moment(now + seconds))
        .add_extension(x509.BasicConstraints(ca=bool(spec.get("isCA")), path_length=None), critical=True)
    )
    usages = list(spec.get("usages") or ("digital signature", "key encipherment"))
    if spec.get("isCA"):
        usages.append("cert sign")
    builder = builder.add_extension(key_usage(usages), critical=True)
    extended = {"server auth": ExtendedKeyUsageOID.SERVER_AUTH, "client auth": ExtendedKeyUsageOID.CLIENT_AUTH}
    purposes = [extended[one] for one in usages if one in extended]
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=not common)
        asked = asked.add_extension(x509.SubjectAlternativeName(names), critical=not common)
    signing = signer.key if signer is not None else key
    pure = isinstance(signing, (Ed25519PrivateKey, Ed448PrivateKey))
    pem = builder.sign(signing, None if pure else hashes.SHA256()).public_bytes(Encoding.PEM)
    return Issued(
        b64encode(pem).decode(),
        b64encode(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())).decode(),
        b64encode(signer.certificate.encode() if signer is not None else pem).decode(),
        b64encode(asked.sign(key, None).public_bytes(Encoding.PEM)).decode(),
        float(int(now)),
        float(int(now + seconds)),
    )

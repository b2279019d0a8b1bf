"""The certificates of a served cluster: a local authority, and the server's own, signed by it."""

from __future__ import annotations

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

NAMES = ("localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "minikctl")
DAYS = 3650


class Papers(NamedTuple):
    """Where the certificates lie."""

    authority: str
    certificate: str
    key: str


def papers(folder: str, now: float, addresses: tuple[str, ...] = ("127.0.0.1", "::1")) -> Papers:
    """The certificates of a folder, made if they are not there or have run out."""
    found = Papers(f"{folder}/ca.crt", f"{folder}/server.crt", f"{folder}/server.key")
    if not all(os.path.exists(path) for path in found) or has_run_out(found.certificate, now):
        os.makedirs(folder, 0o700, exist_ok=True)
        make(found, now, addresses)
    return found


def has_run_out(path: str, now: float) -> bool:
    from cryptography import x509

    with open(path, "rb") as file:
        try:
            return x509.load_pem_x509_certificate(file.read()).not_valid_after_utc.timestamp() < now + 86400
        except ValueError:
            return True


def make(where: Papers, now: float, addresses: tuple[str, ...]) -> None:
    """Draws new keys and signs new certificates."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    start = datetime.fromtimestamp(int(now), UTC) - timedelta(minutes=5)

    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    def begun(subject: str, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(named(subject))
            .issuer_name(named("minikctlCA"))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=DAYS))
        )

    authority = (
        begun("minikctlCA", authority_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    hosts: list[x509.GeneralName] = [x509.DNSName(name) for name in NAMES]
    hosts += [x509.IPAddress(ipaddress.ip_address(one)) for one in addresses]
    own = (
        begun("minikctl", key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    written(where.authority, authority.public_bytes(Encoding.PEM))
    written(where.certificate, own.public_bytes(Encoding.PEM))
    written(where.key, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def written(path: str, data: bytes) -> None:
    """A file that only its owner reads."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(number, "wb") as file:
        file.write(data)

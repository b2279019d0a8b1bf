"""`openssl req`: self-signed certificates and signing requests."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from minikctl.state.podtools.network.openssl import has, option, options, read_file, write
from minikctl.state.podtools.network.openssl.keys import new_key, pem_of
from minikctl.state.podtools.shell import Process

if TYPE_CHECKING:
    from cryptography.x509 import Name

DOTS = "." * 24 + "+" * 65 + "\n"
FIELDS = {
    "CN": "2.5.4.3", "O": "2.5.4.10", "OU": "2.5.4.11", "C": "2.5.4.6", "ST": "2.5.4.8", "L": "2.5.4.7",
    "emailAddress": "1.2.840.113549.1.9.1",
}  # fmt: skip


def req(shell: Process, words: list[str]) -> int:
    """`req -x509 -newkey rsa:2048 -nodes -keyout KEY -out CERT -days N -subj NAME -addext EXTENSION`."""
    subject = subject_of(option(words, "subj"))
    if subject is None:
        shell.err("req: Use -help for summary.\n" if not words else "problems making Certificate Request\n")
        return 1
    key = key_for(shell, words)
    if key is None:
        shell.err(f"Could not open file or uri for loading private key from {option(words, 'key')}\n")
        return 1
    from cryptography.hazmat.primitives.serialization import Encoding

    if has(words, "x509"):
        text = certificate(shell, words, subject, key).public_bytes(Encoding.PEM).decode()
    else:
        text = signing_request(words, subject, key).public_bytes(Encoding.PEM).decode()
    write(shell, option(words, "out"), text)
    return 0


def subject_of(text: str) -> Name | None:
    """`/CN=web/O=team`; None if it cannot be read."""
    from cryptography import x509

    if not text.startswith("/"):
        return None
    parts = []
    for part in re.split(r"(?<!\\)/", text[1:]):
        key, equals, value = part.partition("=")
        if not equals or key not in FIELDS:
            return None
        parts.append(x509.NameAttribute(x509.ObjectIdentifier(FIELDS[key]), value.replace("\\/", "/")))
    return x509.Name(parts)


def key_for(shell: Process, words: list[str]) -> Any:
    """The private key: made anew, or read; None if it cannot be read."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if has(words, "key") and not has(words, "newkey"):
        text = read_file(shell, option(words, "key"))
        return None if text is None else load_pem_private_key(text.encode(), None)
    kind = option(words, "newkey", "rsa:2048")
    shell.err(DOTS + "-----\n")
    key = new_key(shell, kind)
    write(shell, option(words, "keyout") or "privkey.pem", pem_of(key))
    return key


def certificate(shell: Process, words: list[str], subject: Name, key: Any) -> Any:
    """A self-signed certificate with the extensions that openssl adds."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    from minikctl.state.chance import Chance

    began = datetime.fromtimestamp(shell.clock.now() // 1, UTC)
    days = int(option(words, "days", "30") or 30)
    number = int.from_bytes(Chance(f"{subject.rfc4514_string()}/{shell.clock.now()}").bytes("serial")[:20], "big") >> 1
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    authority = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(number)
        .not_valid_before(began)
        .not_valid_after(began + timedelta(days=days))
        .add_extension(identifier, critical=False)
        .add_extension(authority, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    )
    names = alternative_names(words)
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(key, None if is_edwards(key) else hashes.SHA256())


def signing_request(words: list[str], subject: Name, key: Any) -> Any:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    names = alternative_names(words)
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(key, None if is_edwards(key) else hashes.SHA256())


def is_edwards(key: Any) -> bool:
    return "Ed25519" in type(key).__name__


def alternative_names(words: list[str]) -> list[Any]:
    """`-addext subjectAltName=DNS:a,IP:10.0.0.1`."""
    from ipaddress import ip_address

    from cryptography import x509

    found: list[Any] = []
    for text in options(words, "addext"):
        key, _, value = text.partition("=")
        if key.strip() != "subjectAltName":
            continue
        for part in value.split(","):
            kind, _, name = part.strip().partition(":")
            found.append(x509.IPAddress(ip_address(name)) if kind == "IP" else x509.DNSName(name))
    return found

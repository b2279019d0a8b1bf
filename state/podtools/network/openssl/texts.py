"""Certificates in OpenSSL's words: names, times, the whole page of `-text`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.podtools.network.curl.texts import openssl_time
from minikctl.state.traffic.tls import pairs

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

USAGES = (
    ("digital_signature", "Digital Signature"),
    ("content_commitment", "Non Repudiation"),
    ("key_encipherment", "Key Encipherment"),
    ("data_encipherment", "Data Encipherment"),
    ("key_agreement", "Key Agreement"),
    ("key_cert_sign", "Certificate Sign"),
    ("crl_sign", "CRL Sign"),
)
PURPOSES = {"serverAuth": "TLS Web Server Authentication", "clientAuth": "TLS Web Client Authentication"}


def name(found: Any) -> str:
    """`CN = web, O = team`."""
    return ", ".join(f"{key} = {value}" for key, value in pairs(found))


def colons(data: bytes) -> str:
    return ":".join(f"{one:02x}" for one in data)


def serial(found: Certificate) -> bytes:
    number = found.serial_number
    return number.to_bytes((number.bit_length() + 7) // 8 or 1, "big")


def algorithm(found: Certificate) -> str:
    known = {
        "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
        "1.3.101.112": "ED25519",
        "1.2.840.10045.4.3.2": "ecdsa-with-SHA256",
    }
    return known.get(found.signature_algorithm_oid.dotted_string, found.signature_algorithm_oid._name)


def wrapped(data: bytes, indent: int, width: int) -> str:
    """Bytes in lines of a width, all but the last ended by a colon."""
    rows = [data[start : start + width] for start in range(0, len(data), width)]
    lines = [" " * indent + colons(row) + ("" if row is rows[-1] else ":") for row in rows]
    return "".join(line + "\n" for line in lines)


def page(found: Certificate) -> str:
    """`openssl x509 -text`."""
    number = serial(found)
    short = len(number) <= 8
    shown = f" {found.serial_number} ({found.serial_number:#x})\n" if short else f"\n            {colons(number)}\n"
    return (
        "Certificate:\n    Data:\n        Version: 3 (0x2)\n"
        f"        Serial Number:{shown}"
        f"        Signature Algorithm: {algorithm(found)}\n"
        f"        Issuer: {name(found.issuer)}\n        Validity\n"
        f"            Not Before: {openssl_time(found.not_valid_before_utc.timestamp())}\n"
        f"            Not After : {openssl_time(found.not_valid_after_utc.timestamp())}\n"
        f"        Subject: {name(found.subject)}\n        Subject Public Key Info:\n"
        f"{key_text(found)}{extensions(found)}"
        f"    Signature Algorithm: {algorithm(found)}\n    Signature Value:\n{wrapped(found.signature, 8, 18)}"
    )


def key_text(found: Certificate) -> str:
    """The public key."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = found.public_key()
    if isinstance(key, RSAPublicKey):
        numbers = key.public_numbers()
        modulus = b"\0" + numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")
        return (
            "            Public Key Algorithm: rsaEncryption\n"
            f"                Public-Key: ({key.key_size} bit)\n                Modulus:\n{wrapped(modulus, 20, 15)}"
            f"                Exponent: {numbers.e} ({numbers.e:#x})\n"
        )
    try:
        raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    except ValueError:
        return "            Public Key Algorithm: id-ecPublicKey\n                Public-Key: (256 bit)\n"
    head = "            Public Key Algorithm: ED25519\n                ED25519 Public-Key:\n                pub:\n"
    return head + wrapped(raw, 20, 15)


def extensions(found: Certificate) -> str:
    """The extensions that are known."""
    from cryptography import x509

    lines = []
    for one in found.extensions:
        critical = "critical" if one.critical else ""
        value = one.value
        if isinstance(value, x509.SubjectKeyIdentifier):
            lines.append(("X509v3 Subject Key Identifier", critical, colons(value.digest).upper()))
        elif isinstance(value, x509.AuthorityKeyIdentifier) and value.key_identifier:
            lines.append(("X509v3 Authority Key Identifier", critical, colons(value.key_identifier).upper()))
        elif isinstance(value, x509.BasicConstraints):
            depth = f", pathlen:{value.path_length}" if value.path_length is not None else ""
            lines.append(("X509v3 Basic Constraints", critical, f"CA:{str(value.ca).upper()}{depth}"))
        elif isinstance(value, x509.SubjectAlternativeName):
            lines.append(("X509v3 Subject Alternative Name", critical, alternative_names(found)))
        elif isinstance(value, x509.KeyUsage):
            shown = [text for field, text in USAGES if getattr(value, field)]
            lines.append(("X509v3 Key Usage", critical, ", ".join(shown)))
        elif isinstance(value, x509.ExtendedKeyUsage):
            shown = [PURPOSES.get(usage._name, usage._name) for usage in value]
            lines.append(("X509v3 Extended Key Usage", critical, ", ".join(shown)))
    if not lines:
        return ""
    rows = [f"            {title}: {critical}\n                {text}\n" for title, critical, text in lines]
    return "        X509v3 extensions:\n" + "".join(rows)


def alternative_names(found: Certificate) -> str:
    """`DNS:a, IP Address:10.0.0.1`; "" if there are none."""
    from cryptography import x509

    try:
        value = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ""
    shown = [f"DNS:{one}" for one in value.get_values_for_type(x509.DNSName)]
    return ", ".join([*shown, *(f"IP Address:{one}" for one in value.get_values_for_type(x509.IPAddress))])

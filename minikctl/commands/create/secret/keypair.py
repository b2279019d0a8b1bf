"""Whether a certificate and a private key belong together: PEM and DER, as far as Go's tls.X509KeyPair looks."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from typing import NamedTuple

BLOCK = re.compile(rb"-----BEGIN ([^\n-]+)-----\r?\n(.*?)\n?-----END \1-----", re.S)
SEQUENCE, INTEGER, BITS, OCTETS, OID = 0x30, 0x02, 0x03, 0x04, 0x06
RSA, EC, ED25519 = bytes.fromhex("2a864886f70d010101"), bytes.fromhex("2a8648ce3d0201"), bytes.fromhex("2b6570")
CURVES = {  # object identifier: prime, order's generator and a, of y^2 = x^3 - 3x + b
    bytes.fromhex("2a8648ce3d030107"): (
        0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
        0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    ),
    bytes.fromhex("2b81040022"): (
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        0xAA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7,
        0x3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F,
    ),
}


class Item(NamedTuple):
    """One DER value."""

    tag: int
    data: bytes


def problem_of(cert: bytes, key: bytes) -> str:
    """What Go says of a pair that cannot be used, or ""."""
    certificates = [data for kind, data in blocks(cert) if kind == "CERTIFICATE"]
    others = [kind for kind, _ in blocks(cert)]
    if not certificates:
        return missing_certificate(others)
    keys = [(kind, data) for kind, data in blocks(key) if kind == "PRIVATE KEY" or kind.endswith(" PRIVATE KEY")]
    if not keys:
        return missing_key([kind for kind, _ in blocks(key)])
    try:
        public = public_key(certificates[0])
    except (ValueError, IndexError):
        return "failed to parse certificate"
    try:
        private = public_of_private(keys[0][1])
    except (ValueError, IndexError):
        return "failed to parse private key"
    if private[0] != public[0]:
        return "private key type does not match public key type"
    return "private key does not match public key" if private[1] and private[1] != public[1] else ""


def missing_certificate(kinds: list[str]) -> str:
    if not kinds:
        return "failed to find any PEM data in certificate input"
    if len(kinds) == 1 and kinds[0].endswith("PRIVATE KEY"):
        return (
            "failed to find certificate PEM data in certificate input, but did find a private key; "
            "PEM inputs may have been switched"
        )
    return f'failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [{" ".join(kinds)}]'  # noqa: E501


def missing_key(kinds: list[str]) -> str:
    if not kinds:
        return "failed to find any PEM data in key input"
    if len(kinds) == 1 and kinds[0] == "CERTIFICATE":
        return "found a certificate rather than a key in the PEM for the private key"
    shown = " ".join(kinds)
    return f'failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [{shown}]'  # noqa: E501


def blocks(text: bytes) -> Iterator[tuple[str, bytes]]:
    """(type, content) of each PEM block; headers inside a block are left out."""
    for match in BLOCK.finditer(text):
        body = match.group(2).rpartition(b"\n\n")[2]
        try:
            yield match.group(1).decode(), b64decode(b"".join(body.split()), validate=True)
        except ValueError:
            continue


def items(data: bytes) -> list[Item]:
    """The DER values one after the other. Raises ValueError or IndexError."""
    found, at = [], 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(data[at : at + size], "big"), at + size
        if at + length > len(data):
            raise ValueError("a value ends behind the data")
        found.append(Item(tag, data[at : at + length]))
        at += length
    return found


def public_key(certificate: bytes) -> tuple[str, bytes]:
    """(algorithm, key) of a certificate: RSA's modulus, an elliptic curve's point, Ed25519's bytes."""
    body = items(items(items(certificate)[0].data)[0].data)
    version = 1 if body[0].tag == 0xA0 else 0
    algorithm, bits = items(body[version + 5].data)
    kind, key = items(algorithm.data)[0].data, bits.data[1:]
    if kind == RSA:
        return "rsa", items(items(key)[0].data)[0].data.lstrip(b"\0")
    return ("ec" if kind == EC else "ed25519"), key


def public_of_private(data: bytes) -> tuple[str, bytes]:
    """(algorithm, public key) of a private key in PKCS 8, PKCS 1 or SEC 1; the key is empty if it is not told."""
    parts = items(items(data)[0].data)
    if len(parts) > 3 and parts[1].tag == INTEGER and parts[2].tag == INTEGER:
        return "rsa", parts[1].data.lstrip(b"\0")
    if parts[1].tag == OCTETS:
        return "ec", point_of(parts, b"")
    algorithm = items(parts[1].data)
    if algorithm[0].data == RSA:
        return public_of_private(parts[2].data)
    if algorithm[0].data == EC:
        return "ec", point_of(items(items(parts[2].data)[0].data), algorithm[1].data)
    return "ed25519", b""


def point_of(parts: list[Item], curve: bytes) -> bytes:
    """The public point of an elliptic curve's key: the one beside it, or worked out for the usual curves."""
    for part in parts[2:]:
        if part.tag == 0xA1:
            return items(part.data)[0].data[1:]
        if part.tag == 0xA0:
            curve = items(part.data)[0].data
    if curve not in CURVES:
        return b""
    prime, x, y = CURVES[curve]
    found = multiplied(int.from_bytes(parts[1].data, "big"), (x, y), prime)
    size = (prime.bit_length() + 7) // 8
    return b"\x04" + found[0].to_bytes(size, "big") + found[1].to_bytes(size, "big")


def multiplied(factor: int, point: tuple[int, int], prime: int) -> tuple[int, int]:
    """A point of a curve with a = -3, added to itself."""
    result: tuple[int, int] | None = None
    while factor:
        if factor & 1:
            result = point if result is None else added(result, point, prime)
        point, factor = added(point, point, prime), factor >> 1
    if result is None:
        raise ValueError("a private key cannot be zero")
    return result


def added(one: tuple[int, int], other: tuple[int, int], prime: int) -> tuple[int, int]:
    """The sum of two points of a curve with a = -3."""
    if one == other:
        slope = (3 * one[0] * one[0] - 3) * pow(2 * one[1], -1, prime) % prime
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, prime) % prime
    x = (slope * slope - one[0] - other[0]) % prime
    return x, (slope * (one[0] - x) - one[1]) % prime

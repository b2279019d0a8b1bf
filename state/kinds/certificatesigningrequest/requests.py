"""What a certificate request asks for: subject and alternative names, read from its DER."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import NamedTuple

SUBJECT_FIELDS = {
    "2.5.4.3": "CommonName",
    "2.5.4.5": "SerialNumber",
    "2.5.4.10": "Organization",
    "2.5.4.11": "OrganizationalUnit",
    "2.5.4.6": "Country",
    "2.5.4.7": "Locality",
    "2.5.4.8": "Province",
    "2.5.4.9": "StreetAddress",
    "2.5.4.17": "PostalCode",
}
EXTENSION_REQUEST = "1.2.840.113549.1.9.14"
ALTERNATIVE_NAMES = "2.5.29.17"
NAME_TAGS = {0x81: "email", 0x82: "dns", 0x86: "uri", 0x87: "ip"}


class Node(NamedTuple):
    """One element of DER: its tag and its content."""

    tag: int
    body: bytes


class Request(NamedTuple):
    """Subject by field name, alternative names by sort; each a list of texts."""

    subject: dict[str, list[str]]
    names: dict[str, list[str]]


def read_request(encoded: str) -> Request | None:
    """The request in a CertificateSigningRequest's spec (base64 of PEM), or None if there is none."""
    try:
        pem = base64.b64decode(encoded).decode()
        _head, _, rest = pem.partition("-----BEGIN CERTIFICATE REQUEST-----")
        body, end, _ = rest.partition("-----END CERTIFICATE REQUEST-----")
        if not end:
            return None
        return _request(base64.b64decode("".join(body.split())))
    except (binascii.Error, UnicodeDecodeError, IndexError, ValueError):
        return None


def _request(der: bytes) -> Request:
    info = next(children(next(children(der)).body))
    parts = list(children(info.body))
    subject: dict[str, list[str]] = {}
    for part in children(parts[1].body):
        for pair in children(part.body):
            kind, value = children(pair.body)
            name = SUBJECT_FIELDS.get(oid(kind.body))
            if name:
                subject.setdefault(name, []).append(value.body.decode(errors="replace"))
    names: dict[str, list[str]] = {}
    for attribute in parts[3:]:
        for entry in children(attribute.body):
            _add_names(entry, names)
    return Request(subject, names)


def _add_names(entry: Node, names: dict[str, list[str]]) -> None:
    kind, values = list(children(entry.body))[:2]
    if oid(kind.body) != EXTENSION_REQUEST:
        return
    for extensions in children(values.body):
        for extension in children(extensions.body):
            cells = list(children(extension.body))
            if oid(cells[0].body) == ALTERNATIVE_NAMES:
                for name in children(next(children(cells[-1].body)).body):
                    sort = NAME_TAGS.get(name.tag)
                    if sort:
                        names.setdefault(sort, []).append(address(name.body) if sort == "ip" else name.body.decode())


def children(data: bytes) -> Iterator[Node]:
    """The elements that stand one after the other."""
    at = 0
    while at < len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length & 0x80:
            width = length & 0x7F
            length, at = int.from_bytes(data[at : at + width], "big"), at + width
        yield Node(tag, data[at : at + length])
        at += length


def oid(body: bytes) -> str:
    """An object identifier in dotted form."""
    numbers, value = [], 0
    for byte in body:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(str(number) for number in (first, numbers[0] - 40 * first, *numbers[1:]))


def address(body: bytes) -> str:
    """An IP address."""
    if len(body) == 4:
        return ".".join(str(byte) for byte in body)
    import ipaddress  # rare

    return str(ipaddress.ip_address(body))

"""Writes a Swagger document as protobuf, for clients that read no other form of it (kubectl).

Field numbers: gnostic's openapiv2/OpenAPIv2.proto. Only definitions are written: nobody reads the paths.
"""

from __future__ import annotations

import json
from typing import Any

Obj = dict[str, Any]

DOCUMENT = {"swagger": 1, "info": 2, "paths": 8, "definitions": 9}
REF, FORMAT, DESCRIPTION, REQUIRED, ADDITIONAL, TYPE, ITEMS, PROPERTIES, EXTENSION = 1, 2, 4, 19, 21, 22, 23, 25, 31


def encoded(document: Obj) -> bytes:
    """The message `Document`."""
    info = field(1, document["info"]["title"]) + field(2, document["info"]["version"])
    named = b"".join(field(1, named_schema(name, schema)) for name, schema in document["definitions"].items())
    parts = (
        field(DOCUMENT["swagger"], document["swagger"]),
        field(DOCUMENT["info"], info),
        field(DOCUMENT["paths"], b""),
        field(DOCUMENT["definitions"], named),
    )
    return b"".join(parts)


def named_schema(name: str, schema: Obj) -> bytes:
    return field(1, name) + field(2, schema_message(schema))


def schema_message(schema: Obj) -> bytes:
    """The message `Schema`."""
    found = b""
    for number, key in ((REF, "$ref"), (FORMAT, "format"), (DESCRIPTION, "description")):
        if schema.get(key):
            found += field(number, str(schema[key]))
    for one in schema.get("required") or ():
        found += field(REQUIRED, str(one))
    held = schema.get("additionalProperties")
    if isinstance(held, dict):
        found += field(ADDITIONAL, field(1, schema_message(held)))
    elif isinstance(held, bool):
        found += field(ADDITIONAL, bytes([2 << 3, int(held)]))
    if schema.get("type"):
        found += field(TYPE, field(1, str(schema["type"])))
    items = schema.get("items")
    if isinstance(items, dict):
        found += field(ITEMS, field(1, schema_message(items)))
    properties = schema.get("properties") or {}
    if properties:
        found += field(PROPERTIES, b"".join(field(1, named_schema(*one)) for one in properties.items()))
    for key, value in schema.items():
        if key.startswith("x-"):
            found += field(EXTENSION, field(1, key) + field(2, field(2, json.dumps(value))))
    return found


def field(number: int, value: str | bytes) -> bytes:
    """A field that is a text or a message."""
    data = value.encode() if isinstance(value, str) else value
    return number_bytes(number << 3 | 2) + number_bytes(len(data)) + data


def number_bytes(number: int) -> bytes:
    """A varint."""
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)

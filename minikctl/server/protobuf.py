"""Decodes Kubernetes' protobuf by the field numbers of the shapes.

The envelope is runtime.Unknown (apimachinery's pkg/runtime/generated.proto): `k8s\\0`, then typeMeta (1: apiVersion 1,
kind 2), raw (2), contentEncoding (3), contentType (4). The wire format is that of protocol buffers (proto2).
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from typing import Any

from minikctl.state import clock
from minikctl.state.shapes import shape_of
from minikctl.state.shapes.meta import DeleteOptions
from minikctl.state.shapes.reading import Field, Type, fields, struct

Obj = dict[str, Any]

MAGIC = b"k8s\x00"
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
SIGN = 1 << 63


class Unreadable(ValueError):
    """Bytes that are no such message."""


def decoded(data: bytes) -> Obj:
    """The object in an envelope. Raises Unreadable."""
    if data[:4] != MAGIC:
        raise Unreadable("provided data does not appear to be a protobuf message, expected prefix k8s")
    api_version = kind = ""
    raw = b""
    for number, value in parts(data[4:]):
        if number == 1 and isinstance(value, bytes):
            named = dict(parts(value))
            api_version, kind = text(named.get(1, b"")), text(named.get(2, b""))
        elif number == 2 and isinstance(value, bytes):
            raw = value
    shape = DeleteOptions if kind == "DeleteOptions" else shape_of(api_version, kind)
    if shape is None:
        raise Unreadable(f'no kind "{kind}" is registered for version "{api_version}"')
    return {"kind": kind, "apiVersion": api_version, **message(raw, struct(shape))}


def parts(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """(field number, value) of each field of a message."""
    at, end = 0, len(data)
    while at < end:
        tag, at = varint(data, at)
        wire = tag & 7
        if wire == VARINT:
            value, at = varint(data, at)
            yield tag >> 3, value
            continue
        if wire == BYTES:
            size, at = varint(data, at)
        elif wire in (FIXED64, FIXED32):
            size = 8 if wire == FIXED64 else 4
        else:
            raise Unreadable(f"wire type {wire}")
        if at + size > end:
            raise Unreadable("unexpected EOF")
        yield tag >> 3, data[at : at + size]
        at += size


def varint(data: bytes, at: int) -> tuple[int, int]:
    """(number, the place after it)."""
    found = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise Unreadable("unexpected EOF")
        byte = data[at]
        at += 1
        found |= (byte & 0x7F) << shift
        if byte < 0x80:
            return found, at
        shift += 7


@cache
def by_number(shape: type) -> dict[int, Field]:
    """The fields of a shape by their numbers; kind and apiVersion are not on the wire."""
    return {
        one.number: one for one in fields(shape).values() if one.name not in ("kind", "apiVersion") or not is_top(shape)
    }


def is_top(shape: type) -> bool:
    """Whether a shape is a whole object, whose kind and version stand in the envelope."""
    from minikctl.state.shapes.meta import TypeMeta

    return TypeMeta in shape.__mro__


def message(data: bytes, kind: Type) -> Obj:
    """A message as an object; what has its empty value and is no pointer is left out, as in JSON."""
    assert kind.shape is not None, "a message has a shape"
    known = by_number(kind.shape)
    found: Obj = {}
    for number, value in parts(data):
        field = known.get(number)
        if field is not None:
            add(found, field, value)
    return found


def add(found: Obj, field: Field, value: int | bytes) -> None:
    """Puts one field of a message into the object."""
    form, item = field.type.form, field.type.item
    if form == "list" and item is not None:
        held = found.setdefault(field.name, [])
        if isinstance(value, bytes) and item.form in ("int32", "int64", "bool"):
            held.extend(scalar(one, item) for one in packed(value))
        else:
            held.append(single(value, item))
    elif form == "map" and item is not None:
        entry = dict(parts(value)) if isinstance(value, bytes) else {}
        found.setdefault(field.name, {})[text(entry.get(1, b""))] = single(entry.get(2, b""), item)
    else:
        read = single(value, field.type)
        if read is not None and (field.pointer or field.written or read not in ("", 0, False) or form == "struct"):
            found[field.name] = read


def packed(data: bytes) -> Iterator[int]:
    at = 0
    while at < len(data):
        value, at = varint(data, at)
        yield value


def single(value: int | bytes, kind: Type) -> Any:
    """One value of a type."""
    if kind.form == "struct":
        return message(value, kind) if isinstance(value, bytes) else {}
    if kind.form == "list" and kind.item is not None:  # a list inside a map is a message of its own
        return [single(one, kind.item) for _, one in parts(value)] if isinstance(value, bytes) else []
    return scalar(value, kind)


def scalar(value: int | bytes, kind: Type) -> Any:
    """A scalar of the shapes; times, quantities and the like are messages."""
    form = kind.form
    if isinstance(value, int):
        if form == "bool":
            return bool(value)
        return value - (SIGN << 1) if value >= SIGN else value
    if form == "string":
        return text(value)
    if form == "bytes":
        return b64encode(value).decode()
    if form == "float":
        from struct import unpack

        return unpack("<d" if len(value) == 8 else "<f", value)[0]
    return READERS[form](dict(parts(value))) if form in READERS else text(value)


def text(value: int | bytes) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def signed(value: int | bytes) -> int:
    found = value if isinstance(value, int) else 0
    return found - (SIGN << 1) if found >= SIGN else found


def read_time(found: dict[int, int | bytes]) -> str | None:
    """Timestamp: seconds 1, nanos 2. An empty one is a time that is not set."""
    return clock.timestamp(signed(found[1])) if 1 in found else None


def read_micro_time(found: dict[int, int | bytes]) -> str | None:
    if 1 not in found:
        return None
    return clock.micro_timestamp(signed(found[1]) + signed(found.get(2, 0)) / 1e9)


def read_duration(found: dict[int, int | bytes]) -> str:
    return clock.go_duration(signed(found.get(1, 0)) / 1e9)


def read_quantity(found: dict[int, int | bytes]) -> str:
    return text(found.get(1, b"0"))


def read_int_or_string(found: dict[int, int | bytes]) -> int | str:
    """type 1 (0: int, 1: string), intVal 2, strVal 3."""
    return text(found.get(3, b"")) if found.get(1) == 1 else signed(found.get(2, 0))


def read_raw(found: dict[int, int | bytes]) -> Any:
    """RawExtension and FieldsV1: JSON in field 1."""
    try:
        return json.loads(text(found.get(1, b"null")))
    except ValueError:
        return None


READERS = {
    "time": read_time,
    "microtime": read_micro_time,
    "duration": read_duration,
    "quantity": read_quantity,
    "intstr": read_int_or_string,
    "raw": read_raw,
    "json": read_raw,
}

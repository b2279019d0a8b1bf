"""ConfigMap: settings that pods read."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state import names
from minikctl.state.fields import FieldError, forbidden, invalid, too_long
from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.pages import events_block, heading
from minikctl.state.tables import AGE, NAME
from minikctl.state.text import Page

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]
Errors = Iterator[FieldError]

SIZE_LIMIT = 1024 * 1024  # bytes, of ConfigMaps and of Secrets
IMMUTABLE = "field is immutable when `immutable` is set"


def data_cell(one: Obj, view: View) -> int:
    return len(one.get("data") or ()) + len(one.get("binaryData") or ())


def describe(one: Obj, view: View) -> str:
    page = Page()
    heading(page, one)
    page.raw("\nData\n====\n")
    data, binary = one.get("data") or {}, one.get("binaryData") or {}
    for key in sorted(data):
        page.raw(f"{key}:\n----\n{data[key]}\n\n")
    page.raw("\nBinaryData\n====\n")
    for key in sorted(binary):
        page.line(f"{key}: {decoded_size(binary[key])} bytes")
    page.line()
    events_block(page, view, one)
    return str(page)


def decoded_size(text: str | None) -> int:
    """How many bytes a base64 text holds."""
    return len(b64decode(text or ""))


def validate(one: Obj) -> Errors:
    data, binary = one.get("data") or {}, one.get("binaryData") or {}
    for key in data:
        yield from key_errors(key, "data")
        if key in binary:
            yield invalid(f"data[{key}]", key, "duplicate of key present in binaryData")
    for key in binary:
        yield from key_errors(key, "binaryData")
    size = sum(len(value.encode()) for value in data.values()) + sum(decoded_size(value) for value in binary.values())
    if size > SIZE_LIMIT:
        yield too_long("", SIZE_LIMIT)


def key_errors(key: str, field: str) -> Errors:
    for message in names.config_key(key):
        yield invalid(f"{field}[{key}]", key, message)


def validate_update(new: Obj, old: Obj) -> Errors:
    """An immutable one stays immutable and as it is."""
    yield from immutable_errors(new, old, ("data", "binaryData"))


def immutable_errors(new: Obj, old: Obj, fields: tuple[str, ...]) -> Errors:
    if not old.get("immutable"):
        return
    if not new.get("immutable"):
        yield forbidden("immutable", IMMUTABLE)
    for field in fields:
        if (new.get(field) or {}) != (old.get(field) or {}):
            yield forbidden(field, IMMUTABLE)


RULES = Rules(
    columns=(NAME, Column("Data", data_cell, type="integer"), AGE),
    validate=validate,
    validate_update=validate_update,
    describe=describe,
)

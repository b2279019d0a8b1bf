"""Secret: settings that are not shown in lists and pages."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.fields import FieldError, invalid, required, too_long
from minikctl.state.kinds.configmap import SIZE_LIMIT, decoded_size, immutable_errors, key_errors
from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.pages import heading
from minikctl.state.objects import annotations_of
from minikctl.state.tables import AGE, NAME
from minikctl.state.text import Page

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]
Errors = Iterator[FieldError]

TOKEN = "kubernetes.io/service-account-token"
ACCOUNT_NAME = "kubernetes.io/service-account.name"
NEEDED = {  # what a type must hold
    "kubernetes.io/dockercfg": ".dockercfg",
    "kubernetes.io/dockerconfigjson": ".dockerconfigjson",
    "kubernetes.io/ssh-auth": "ssh-privatekey",
}
TLS_KEYS = ("tls.crt", "tls.key")
LOGIN_KEYS = ("username", "password")


def type_cell(secret: Obj, view: View) -> str:
    return secret.get("type") or ""


def data_cell(secret: Obj, view: View) -> int:
    return len(secret.get("data") or ())


def describe(secret: Obj, view: View) -> str:
    """Sizes only, but for a service account's token."""
    page = Page()
    heading(page, secret)
    page.raw(f"\nType:\t{secret.get('type') or ''}\n\nData\n====\n")
    data = secret.get("data") or {}
    for key in sorted(data):
        if key == "token" and secret.get("type") == TOKEN:
            page.line(f"{key}:\t{b64decode(data[key] or '').decode(errors='replace')}")
        else:
            page.line(f"{key}:\t{decoded_size(data[key])} bytes")
    return str(page)


def defaults(secret: Obj) -> None:
    """Opaque unless said otherwise; what `stringData` says is written into `data`."""
    secret["type"] = secret.get("type") or "Opaque"
    texts = secret.pop("stringData", None)
    if texts:
        data = secret["data"] = dict(secret.get("data") or {})
        data.update({key: b64encode(text.encode()).decode() for key, text in texts.items()})


def validate(secret: Obj) -> Errors:
    data = secret.get("data") or {}
    for key in data:
        yield from key_errors(key, "data")
    if sum(decoded_size(value) for value in data.values()) > SIZE_LIMIT:
        yield too_long("data", SIZE_LIMIT)
    yield from content_errors(secret, data)


def content_errors(secret: Obj, data: Obj) -> Errors:
    """What the type demands of the data (ValidateSecret)."""
    kind = secret.get("type")
    if kind == TOKEN and not annotations_of(secret).get(ACCOUNT_NAME):
        yield required(f"metadata.annotations[{ACCOUNT_NAME}]")
    elif kind in NEEDED:
        key = NEEDED[kind]
        if not data.get(key):
            yield required(f"data[{key}]")
        elif key.startswith(".docker") and not is_json(data[key]):
            yield invalid(f"data[{key}]", "<secret contents redacted>", json_error(data[key]))
    elif kind == "kubernetes.io/basic-auth":
        if not any(key in data for key in LOGIN_KEYS):
            for key in LOGIN_KEYS:
                yield required(f"data[{key}]")
    elif kind == "kubernetes.io/tls":
        for key in TLS_KEYS:
            if key not in data:
                yield required(f"data[{key}]")


def is_json(text: str) -> bool:
    return not json_error(text)


def json_error(text: str) -> str:
    """What Go's decoder says of a text that is no JSON; "" if it is."""
    content = b64decode(text).decode(errors="replace")
    try:
        json.loads(content)
    except ValueError as error:
        position = getattr(error, "pos", 0)
        if position >= len(content.rstrip()):
            return "unexpected end of JSON input"
        return f"invalid character '{content[position]}' looking for beginning of value"
    return ""


def validate_update(new: Obj, old: Obj) -> Errors:
    if new.get("type") != old.get("type"):
        yield invalid("type", new.get("type") or "", "field is immutable")
    yield from immutable_errors(new, old, ("data",))


RULES = Rules(
    columns=(NAME, Column("Type", type_cell), Column("Data", data_cell, type="integer"), AGE),
    defaults=defaults,
    validate=validate,
    validate_update=validate_update,
    describe=describe,
)

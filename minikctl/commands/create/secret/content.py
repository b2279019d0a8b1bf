"""What the types of `create secret` share: the data of a Secret, and its making."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from minikctl.commands.create.datasources import Item, hashed_name
from minikctl.errors import CommandError
from minikctl.generating import generated, metadata
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.state.fields import go_quote
from minikctl.state.kinds import SECRET
from minikctl.state.names import config_key

Obj = dict[str, Any]


def make(call: Invocation, name: str, options: Options, kind: str, items: Iterable[Item]) -> None:
    """Creates a Secret of a type with some items. Raises CommandError."""
    data = {key: b64encode(value).decode() for key, value in checked(items).items()}
    if options["append-hash"]:
        name = hashed_name(name, {"kind": "Secret", "type": kind, "name": name, "data": data})
    manifest = {"apiVersion": "v1", "kind": "Secret", "metadata": metadata(call, name), "data": data, "type": kind}
    generated(call, SECRET, manifest, options, "failed to create secret ")


def checked(items: Iterable[Item]) -> dict[str, bytes]:
    """The items by key. Raises CommandError for a bad key or one that was there."""
    found: dict[str, bytes] = {}
    for key, value in items:
        if problems := config_key(key):
            raise CommandError(f"{go_quote(key)} is not valid key name for a Secret {';'.join(problems)}")
        if key in found:
            raise CommandError(f"cannot add key {key}, another key by that name already exists")
        found[key] = value
    return found

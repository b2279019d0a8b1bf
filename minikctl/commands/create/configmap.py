"""`create configmap`: a ConfigMap from files or values."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from minikctl.commands.create.datasources import SOURCE_FLAGS, Item, hashed_name, items
from minikctl.errors import CommandError
from minikctl.generating import GENERATOR_FLAGS, generated, metadata, one_name
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.state.fields import go_quote
from minikctl.state.kinds import CONFIG_MAP
from minikctl.state.names import config_key

Obj = dict[str, Any]

FLAGS = (*GENERATOR_FLAGS, *SOURCE_FLAGS)
USAGE = "NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]"
HELP = "Make a ConfigMap from files, folders or values."
EXAMPLES = (
    ("A value", "kubectl create configmap settings --from-literal=color=blue"),
    ("A file; its name is the key", "kubectl create configmap settings --from-file=app.conf"),
)


def run(call: Invocation, args: list[str], options: Options) -> None:
    name = one_name(call, args)
    text: Obj = {}
    binary: Obj = {}
    for item in items(call, options):
        add(name, text, binary, item)
    if options["append-hash"]:
        shown: Obj = {"kind": "ConfigMap", "name": name, "data": text}
        name = hashed_name(name, {**shown, "binaryData": binary} if binary else shown)
    manifest = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata(call, name),
        "data": text,
        "binaryData": binary,
    }
    generated(call, CONFIG_MAP, manifest, options, "failed to create configmap: ")


def add(name: str, text: Obj, binary: Obj, item: Item) -> None:
    """Puts one item where it belongs: text, or bytes that are no text. Raises CommandError."""
    key, data = item
    if problems := config_key(key):
        raise CommandError(f"{go_quote(key)} is not a valid key name for a ConfigMap: {','.join(problems)}")
    for place, found in (("Data", text), ("BinaryData", binary)):
        if key in found:
            raise CommandError(
                f"cannot add key {go_quote(key)}, another key by that name already exists in {place} "
                f"for ConfigMap {go_quote(name)}"
            )
    try:
        text[key] = data.decode()
    except UnicodeDecodeError:
        binary[key] = b64encode(data).decode()

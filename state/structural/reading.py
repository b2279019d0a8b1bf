"""Reads a custom resource by its schema: unknown fields go, defaults come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minikctl.state import schema as builtin
from minikctl.state.objects import copy_tree
from minikctl.state.shapes.reading import struct
from minikctl.state.shapes.values import Unreadable

Obj = dict[str, Any]
Schema = Mapping[str, Any]
PRESERVE, EMBEDDED, INT_OR_STRING = (
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-embedded-resource",
    "x-kubernetes-int-or-string",
)
TYPE_META = ("apiVersion", "kind")


def schema_of(definition: Obj, version: str) -> Schema:
    """The schema of a version (`v1`) in a CustomResourceDefinition; {} if there is none."""
    for served in definition["spec"].get("versions") or ():
        if served["name"] == version:
            found: Schema = (served.get("schema") or {}).get("openAPIV3Schema") or {}
            return found
    return {}


def decoded(schema: Schema, data: Obj, kind: str, api_version: str) -> builtin.Decoded:
    """A manifest without what the schema does not know. Raises ApiError BadRequest if its metadata has wrong types."""
    reading = builtin.Reading()
    found, unknown = {}, list[str]()
    for name in sorted(data):
        if name == "metadata":
            found[name] = metadata(data[name], reading, kind, api_version)
            unknown += reading.strict
        elif name in TYPE_META:
            found[name] = data[name]
        elif name in properties(schema):
            found[name] = pruned(properties(schema)[name], data[name], name, unknown)
        elif schema.get(PRESERVE):
            found[name] = copy_tree(data[name])
        else:
            unknown.append(f'unknown field "{name}"')
    return builtin.Decoded(found, list(dict.fromkeys(unknown))[: builtin.MOST_STRICT_ERRORS], [])


def metadata(value: Any, reading: builtin.Reading, kind: str, api_version: str) -> Any:
    """metadata as every object has it."""
    from minikctl.state.shapes.meta import ObjectMeta  # only on writes

    try:
        found = reading.value(value, struct(ObjectMeta), "ObjectMeta", "metadata", "metadata")
    except Unreadable as problem:
        raise builtin.cannot_be_handled(kind, api_version, str(problem)) from None
    if reading.problem:
        raise builtin.cannot_be_handled(kind, api_version, reading.problem)
    return found if isinstance(found, dict) else {}


def properties(schema: Schema) -> Mapping[str, Any]:
    return schema.get("properties") or {}


def pruned(schema: Schema, value: Any, path: str, unknown: list[str]) -> Any:
    """A copy of a value with the fields that its schema names; the others are noted."""
    if isinstance(value, list):
        items = schema.get("items") or {}
        return [pruned(items, item, f"{path}[{index}]", unknown) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    found = {}
    extra = schema.get("additionalProperties")
    for name in sorted(value):
        here = f"{path}.{name}"
        if name in properties(schema):
            found[name] = pruned(properties(schema)[name], value[name], here, unknown)
        elif isinstance(extra, dict):
            found[name] = pruned(extra, value[name], here, unknown)
        elif extra or schema.get(PRESERVE) or (schema.get(EMBEDDED) and name in (*TYPE_META, "metadata")):
            found[name] = copy_tree(value[name])
        else:
            unknown.append(f'unknown field "{here}"')
    return found


def defaulted(schema: Schema, value: Any) -> None:
    """Fills in defaults, in place; a null that is not allowed counts as nothing where there is a default."""
    if isinstance(value, list):
        for item in value:
            defaulted(schema.get("items") or {}, item)
        return
    if not isinstance(value, dict):
        return
    for name, below in properties(schema).items():
        if "default" in below and (name not in value or (value[name] is None and not below.get("nullable"))):
            value[name] = copy_tree(below["default"])
        if value.get(name) is not None:
            defaulted(below, value[name])
    extra = schema.get("additionalProperties")
    if isinstance(extra, dict):
        for name in value.keys() - properties(schema).keys():
            if value[name] is None and "default" in extra and not extra.get("nullable"):
                value[name] = copy_tree(extra["default"])
            defaulted(extra, value[name])

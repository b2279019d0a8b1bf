"""What kubectl checks of a manifest before it is sent: apiVersion and kind, and that metadata can be read."""

from __future__ import annotations

from typing import Any

from minikctl.state.clock import parse_timestamp
from minikctl.state.gotext import json_line

TEXT, NUMBER, TRUTH, TIME, MAP, TEXTS = "string", "int64", "bool", "time", "map[string]string", "[]string"

META: dict[str, Any] = {
    "name": TEXT,
    "generateName": TEXT,
    "namespace": TEXT,
    "selfLink": TEXT,
    "uid": "types.UID",
    "resourceVersion": TEXT,
    "generation": NUMBER,
    "creationTimestamp": TIME,
    "deletionTimestamp": TIME,
    "deletionGracePeriodSeconds": NUMBER,
    "labels": MAP,
    "annotations": MAP,
    "finalizers": TEXTS,
    "ownerReferences": "[]v1.OwnerReference",
    "managedFields": "[]v1.ManagedFieldsEntry",
}
OWNER = {
    "apiVersion": TEXT,
    "kind": TEXT,
    "name": TEXT,
    "uid": "types.UID",
    "controller": TRUTH,
    "blockOwnerDeletion": TRUTH,
}
MANAGED = {"manager": TEXT, "operation": "v1.ManagedFieldsOperationType", "apiVersion": TEXT, "time": TIME}
MANAGED |= {"fieldsType": TEXT, "subresource": TEXT}
PARTS = {"[]v1.OwnerReference": ("OwnerReference", OWNER), "[]v1.ManagedFieldsEntry": ("ManagedFieldsEntry", MANAGED)}
GO_TIME = "2006-01-02T15:04:05Z07:00"


def schema_errors(value: Any) -> list[str]:
    """What the check of apiVersion and kind finds (kubectl's validation when the server checks the fields)."""
    if not isinstance(value, dict):
        return ["invalid object to validate"]
    found = []
    for field in ("apiVersion", "kind"):
        if value.get(field) is None:
            found.append(f"{field} not set")
        elif not isinstance(value[field], str):
            found.append(f"{field} isn't string type")
    if not found and value["kind"] == "List" and isinstance(value.get("items"), list):
        for item in value["items"]:
            found += schema_errors(item)
    return found


def schema_error(value: Any) -> str:
    """The same as one sentence, "" if nothing is wrong."""
    errors = list(dict.fromkeys(schema_errors(value)))
    if not errors:
        return ""
    text = errors[0] if len(errors) == 1 else "[" + ", ".join(errors) + "]"
    why = "if you choose to ignore these errors, turn validation off with --validate=false"
    return f"error validating data: {text}; {why}"


def decode_error(value: Any, text: str = "") -> str:
    """Why kubectl cannot take a value as an object, "" if it can; `text` is how it was written, if it was JSON."""
    if not isinstance(value, dict):
        return f"json: cannot unmarshal {json_kind(value)} into Go value of type unstructured.detector"
    kind = value.get("kind")
    if not isinstance(kind, str) or not kind or str(value.get("apiVersion", "")).count("/") > 1:
        return f"Object 'Kind' is missing in '{text or json_line(value)}'"
    version = value.get("apiVersion")
    if version is not None and not isinstance(version, str):
        return unfit(version, "metadataOnlyObject.apiVersion", "string")
    items = value.get("items")
    if kind.endswith("List") and items is not None and not isinstance(items, list):
        return unfit(items, "decodeList.items", "[]json.RawMessage")
    return metadata_error(value.get("metadata"))


def metadata_error(meta: Any) -> str:
    """What is wrong with the types in metadata, in Go's words; the first thing in order of the text."""
    if meta is None:
        return ""
    if not isinstance(meta, dict):
        return unfit(meta, "metadataOnlyObject.metadata", "v1.ObjectMeta")
    return struct_error(meta, META, "ObjectMeta", "metadata")


def struct_error(data: dict[str, Any], types: dict[str, Any], owner: str, trail: str) -> str:
    for field, value in data.items():
        if field in types and value is not None:
            problem = field_error(value, types[field], owner, f"{trail}.{field}")
            if problem:
                return problem
    return ""


def field_error(value: Any, go: str, owner: str, trail: str) -> str:
    """What is wrong with one field of a Go type."""
    name = f"{owner}.{trail}"
    if go == TIME:
        return unfit(value, name, "string") if not isinstance(value, str) else time_error(value)
    if go == NUMBER:
        fits = isinstance(value, int) and not isinstance(value, bool)
        return "" if fits else unfit(value, name, go, str(value) if isinstance(value, float) else "")
    if go == TRUTH:
        return "" if isinstance(value, bool) else unfit(value, name, go)
    if go == MAP:
        return unfit(value, name, go) if not isinstance(value, dict) else texts_error(value.values(), name)
    if go == TEXTS:
        return unfit(value, name, go) if not isinstance(value, list) else texts_error(value, name)
    if go in PARTS:
        return parts_error(value, go, name, trail)
    return "" if isinstance(value, str) else unfit(value, name, go)


def texts_error(values: Any, name: str) -> str:
    return next((unfit(value, name, TEXT) for value in values if value is not None and not isinstance(value, str)), "")


def parts_error(value: Any, go: str, name: str, trail: str) -> str:
    """What is wrong with a list of structs."""
    if not isinstance(value, list):
        return unfit(value, name, go)
    owner, types = PARTS[go]
    for item in value:
        problem = struct_error(item, types, owner, trail) if isinstance(item, dict) else ""
        if item is not None and not isinstance(item, dict):
            problem = unfit(item, name, go.removeprefix("[]"))
        if problem:
            return problem
    return ""


def time_error(text: str) -> str:
    try:
        parse_timestamp(text)
    except (ValueError, IndexError):
        return f'parsing time "{text}" as "{GO_TIME}": cannot parse "{text}" as "2006"'
    return ""


def unfit(value: Any, field: str, go: str, shown: str = "") -> str:
    """encoding/json's UnmarshalTypeError."""
    number = f" {shown}" if shown else ""
    return f"json: cannot unmarshal {json_kind(value)}{number} into Go struct field {field} of type {go}"


def json_kind(value: Any) -> str:
    """What Go calls a JSON value."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    names: dict[type, str] = {str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")

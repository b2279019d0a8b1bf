"""Why documents could not be loaded: the first one that is not shaped as its kind is."""

from __future__ import annotations

from typing import Any

from minikctl.state.errors import ApiError
from minikctl.state.loading import KEPT
from minikctl.state.schema import decode
from minikctl.state.view import View

Obj = dict[str, Any]

MAPPINGS = ("nodes", "runtime", "settings", "apiServer", *KEPT)


def first_misfit(documents: list[Any], view: View) -> str:
    """One sentence about the first document of a wrong shape, "" if all are well."""
    for document in documents:
        if not isinstance(document, dict):
            return "a document is not a Kubernetes object"
        items = document.get("items")
        if "items" in document and str(document.get("kind")).endswith("List"):
            found = first_misfit(items, view) if isinstance(items, list) else "the items of a List are not a list"
        else:
            found = misfit(document, view)
        if found:
            return found
    return ""


def misfit(obj: Obj, view: View) -> str:
    """What is wrong with one object's shape."""
    kind = view.kind_of(str(obj.get("apiVersion")), str(obj.get("kind")))
    if kind is None:
        return world_misfit(obj)
    try:
        decode(kind, obj)
    except ApiError as error:
        meta = obj.get("metadata")
        name = f" {meta.get('name')}" if isinstance(meta, dict) else ""
        return f"{kind.name}{name}: {error.message}"
    return ""


def world_misfit(obj: Obj) -> str:
    """What is wrong with a World document."""
    spec = obj.get("spec")
    if spec is not None and not isinstance(spec, dict):
        return "the spec of the World is not a mapping"
    for key, kind in (*((name, dict) for name in MAPPINGS), ("counter", int)):
        value = (spec or {}).get(key)
        if value is not None and not isinstance(value, kind):
            return f"spec.{key} of the World is not {'a mapping' if kind is dict else 'a number'}"
    return ""

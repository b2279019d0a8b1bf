"""The forms in which clients ask for objects: whole, as a Table, as metadata only.

Source: apiserver's endpoints/handlers/response.go and negotiation (accept headers `as=Table;g=meta.k8s.io;v=v1`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from minikctl.server.messages import Request
from minikctl.state import versions
from minikctl.state.kinds import KINDS
from minikctl.state.kinds.kind import Kind
from minikctl.state.tables import server_table, table

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

META = "meta.k8s.io/v1"
FIRST = ("kind", "apiVersion", "metadata", "spec", "data", "status")


def form_of(request: Request) -> str:
    """Table, PartialObjectMetadata, PartialObjectMetadataList, or "" for whole objects."""
    for wanted in request.header("accept").split(","):
        parts = dict(part.strip().partition("=")[::2] for part in wanted.split(";")[1:])
        media = wanted.split(";")[0].strip()
        if media not in ("application/json", "*/*", "application/*", ""):
            continue
        if parts.get("as") and parts.get("g") == "meta.k8s.io" and parts.get("v") in ("v1", "v1beta1"):
            return parts["as"]
        if not parts.get("as"):
            return ""
    return ""


def one(kind: Kind, obj: Obj, version: str) -> Obj:
    """An object as the server sends it: in the version of the request, kind and version first."""
    obj = versions.served(kind, obj, version)
    found: Obj = {"kind": kind.name, "apiVersion": version}
    for key, value in obj.items():
        if key not in found:
            found[key] = value
    return found


def partial(obj: Obj) -> Obj:
    return {"kind": "PartialObjectMetadata", "apiVersion": META, "metadata": obj.get("metadata", {})}


def single(view: View, kind: Kind, obj: Obj, version: str, form: str, include: str = "") -> Obj:
    """One object in the form that is asked for."""
    if form == "Table":
        rv = str(obj["metadata"].get("resourceVersion", ""))
        return tabled(view, kind, [obj], version, rv, include)
    if form == "PartialObjectMetadata":
        return partial(obj)
    return one(kind, obj, version)


def listed(
    view: View, kind: Kind, objects: Sequence[Obj], version: str, form: str, meta: Obj, include: str = ""
) -> Obj:
    """A list in the form that is asked for; `meta` is its metadata."""
    if form == "Table":
        found = tabled(view, kind, objects, version, "", include)
        found["metadata"] = meta
        return found
    if form == "PartialObjectMetadataList":
        return {"kind": form, "apiVersion": META, "metadata": meta, "items": [partial(obj) for obj in objects]}
    items = [one(kind, obj, version) for obj in objects]
    if kind in KINDS:
        for item in items:
            del item["kind"], item["apiVersion"]
    return {"kind": f"{kind.name}List", "apiVersion": version, "metadata": meta, "items": items}


def tabled(view: View, kind: Kind, objects: Sequence[Obj], version: str, rv: str, include: str) -> Obj:
    """The Table of objects."""
    whole = [one(kind, obj, version) for obj in objects] if include == "Object" else objects
    return server_table(table(kind, whole, view), rv, include or "Metadata")

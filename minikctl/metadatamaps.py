"""Labels and annotations of objects: read from pairs, refused if they would be overwritten, changed, listed."""

from __future__ import annotations

from typing import Any

from minikctl.arguments import Found
from minikctl.flags import (
    ALL_NAMESPACES,
    DRY_RUN,
    FIELD_SELECTOR,
    FILENAME,
    OUTPUT,
    SELECTOR,
)
from minikctl.grammar.flag import Flag
from minikctl.invocation import Invocation
from minikctl.state.objects import copy_tree

Obj = dict[str, Any]

MAP_FLAGS = (
    *ALL_NAMESPACES,
    *DRY_RUN,
    *FIELD_SELECTOR,
    *FILENAME,
    *OUTPUT,
    *SELECTOR,
    Flag("all", kind="bool", effect="Every object of the type."),
    Flag("list", kind="bool", effect="Print what there is."),
    Flag("local", kind="bool", effect="Change what the manifests say and print it; ask no server."),
    Flag("overwrite", kind="bool", effect="Allow to change what is there."),
    Flag("resource-version", effect="Change the object only if it has this version."),
)


def changed(obj: Obj, field: str, added: dict[str, str], removed: list[str], version: str) -> Obj:
    """The object with a map of its metadata changed."""
    found: Obj = copy_tree(obj)
    meta = found.setdefault("metadata", {})
    values = {**(meta.get(field) or {}), **added}
    meta[field] = {key: value for key, value in values.items() if key not in removed}
    if version:
        meta["resourceVersion"] = version
    return found


def merge_patch(item: Found, new: Obj, field: str, version: str) -> Obj:
    """The merge patch that a change of a map is."""
    before, after = item.obj["metadata"].get(field) or {}, new["metadata"][field]
    change: Obj = {key: value for key, value in after.items() if before.get(key) != value}
    change |= {key: None for key in before if key not in after}
    meta: Obj = {field: change} if change else {}
    if version:
        meta["resourceVersion"] = version
    return {"metadata": meta} if meta else {}


def print_list(call: Invocation, item: Found, new: Obj, field: str, is_single: bool) -> None:
    """--list."""
    if not is_single:
        call.line(f"Listing {field} for {item.kind.name}.{item.kind.group}/{item.name}:")
    for key, value in sorted(new["metadata"][field].items()):
        call.line(f"{'' if is_single else ' '}{key}={value}")

"""The fields of an object as paths, by the topology of the shapes: what managedFields speak of.

A path is a tuple of elements written as in FieldsV1: `f:spec`, `k:{"name":"web"}`, `v:"x"`. Source:
structured-merge-diff (fieldpath, typed).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from minikctl.state.shapes.reading import Type, fields
from minikctl.state.values import NamedTuple

Path = tuple[str, ...]
Paths = frozenset[Path]
KEY_DEFAULTS = {"protocol": "TCP"}  # the only fields of keys that the API has a default for


class Node(NamedTuple):
    """How a value is merged: as a whole (atomic), field by field, or item by item."""

    type: Type | None
    topology: str = ""
    keys: tuple[str, ...] = ()

    def is_leaf(self, value: Any) -> bool:
        """Whether the value is owned as a whole."""
        if isinstance(value, dict):
            return self.topology == "atomic" or (self.type is not None and self.type.form not in ("struct", "map"))
        if isinstance(value, list):
            return self.topology not in ("map", "set")
        return True

    def child(self, name: str) -> Node:
        """The node of a field, or of a map's value."""
        if self.type is None:
            return UNTYPED
        if self.type.form == "map":
            return Node(self.type.item)
        field = fields(self.type.shape).get(name) if self.type.shape is not None else None
        return Node(field.type, field.topology, field.keys) if field is not None else UNTYPED

    def item(self) -> Node:
        return Node(self.type.item if self.type is not None else None)


UNTYPED = Node(None)


def element_of(item: Any, node: Node) -> str:
    """The path element of a list's item."""
    if node.topology == "set":
        return "v:" + compact(item)
    keys = {key: item.get(key, KEY_DEFAULTS.get(key)) if isinstance(item, dict) else None for key in node.keys}
    return "k:" + compact({key: value for key, value in keys.items() if value is not None})


def compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)


def children(value: Any, node: Node) -> Iterator[tuple[str, Any, Node]]:
    """Path element, value and node of everything directly below a value that is no leaf."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield f"f:{name}", below, node.child(name)
    else:
        item_node = node.item()
        for item in value:
            yield element_of(item, node), item, item_node


def flat(value: Any, node: Node, base: Path = ()) -> dict[Path, Any]:
    """Everything below a value: leaves with their values, what has parts as `...`."""
    found: dict[Path, Any] = {}
    for element, below, child in children(value, node):
        path = (*base, element)
        if child.is_leaf(below):
            found[path] = below
        else:
            found[path] = ...
            found.update(flat(below, child, path))
    return found


def owned(value: Any, node: Node, base: Path = ()) -> Iterator[Path]:
    """The paths that applying a value owns: leaves, items, and what is empty."""
    for element, below, child in children(value, node):
        path = (*base, element)
        if child.is_leaf(below) or not below or element[0] == "k":
            yield path
        if not child.is_leaf(below):
            yield from owned(below, child, path)


def to_fields(paths: Paths) -> dict[str, Any]:
    """FieldsV1: paths as a tree; `.` marks what is owned itself beside its parts."""
    tree: dict[str, Any] = {}
    for path in sorted(paths):
        at = tree
        for element in path:
            at = at.setdefault(element, {})
        at["."] = {}
    return _pruned(tree)


def _pruned(tree: dict[str, Any]) -> dict[str, Any]:
    """A leaf is `{}` alone, without its dot."""
    found = {element: _pruned(below) for element, below in tree.items() if element != "."}
    return {".": {}, **found} if found and "." in tree else found


def from_fields(tree: dict[str, Any], base: Path = ()) -> Iterator[Path]:
    """The paths of FieldsV1."""
    for element, below in tree.items():
        if element == ".":
            yield base
        elif not below:
            yield (*base, element)
        else:
            yield from from_fields(below, (*base, element))


def in_order(paths: Paths) -> list[Path]:
    """Paths as sets are walked: at each level first what is owned, then what is below; fields before items."""
    return _ordered(sorted(paths, key=lambda path: [_rank(element) for element in path]), 0)


def _ordered(paths: list[Path], depth: int) -> list[Path]:
    here = [path for path in paths if len(path) == depth + 1]
    below: dict[str, list[Path]] = {}
    for path in paths:
        if len(path) > depth + 1:
            below.setdefault(path[depth], []).append(path)
    return here + [path for group in below.values() for path in _ordered(group, depth + 1)]


def _rank(element: str) -> tuple[int, str]:
    return "fkv".index(element[0]), element


def shown(path: Path) -> str:
    """A path as conflicts show it: `.spec.ports[port=80,protocol="TCP"].name`."""
    return "".join(_shown(element) for element in path)


def _shown(element: str) -> str:
    kind, text = element[0], element[2:]
    if kind == "f":
        return f".{text}"
    value = json.loads(text)
    if kind == "v":
        return f"[={compact(value)}]"
    return "[" + ",".join(f"{key}={compact(value[key])}" for key in sorted(value)) + "]"

"""Indexes by owner, label, selector, node, image: a loop finds the objects of a key without walking a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

Obj = dict[str, Any]


def _label_values(obj: Obj) -> Iterator[str]:
    meta = obj.get("metadata") or {}
    labels = meta.get("labels")
    if labels:
        namespace = meta.get("namespace") or ""
        for key, value in labels.items():
            yield f"{namespace}/{key}={value}"


def _owner_values(obj: Obj) -> Iterator[str]:
    for reference in (obj.get("metadata") or {}).get("ownerReferences") or ():
        yield reference.get("uid", "")


def _selector_values(obj: Obj) -> Iterator[str]:
    """One pair of the selector is enough to find it: a pod that matches has that pair."""
    selector = (obj.get("spec") or {}).get("selector")
    if isinstance(selector, dict):
        pairs = selector.get("matchLabels") if "matchLabels" in selector or "matchExpressions" in selector else selector
        namespace = (obj.get("metadata") or {}).get("namespace") or ""
        if isinstance(pairs, dict) and pairs:
            key = min(pairs)
            yield f"{namespace}/{key}={pairs[key]}"
        elif "matchExpressions" in selector or "matchLabels" in selector:
            yield f"{namespace}/*"


def _node_values(obj: Obj) -> Iterator[str]:
    yield (obj.get("spec") or {}).get("nodeName") or ""


def _involved_values(obj: Obj) -> Iterator[str]:
    subject = obj.get("involvedObject") or {}
    yield f"{subject.get('kind')}/{subject.get('namespace') or ''}/{subject.get('name')}"


def _image_values(obj: Obj) -> Iterator[str]:
    """What the images of a workload are called, without registry, folder and tag."""
    template = (obj.get("spec") or {}).get("template") or {}
    for container in (template.get("spec") or {}).get("containers") or ():
        yield (container.get("image") or "").rpartition("/")[2].partition("@")[0].partition(":")[0]


VALUES: dict[str, Callable[[Obj], Iterator[str]]] = {
    "labels": _label_values,
    "owner": _owner_values,
    "selector": _selector_values,
    "node": _node_values,
    "involved": _involved_values,
    "image": _image_values,
}


class Index:
    """Which keys of a table have which value."""

    __slots__ = ("_keys", "_values_of")

    def __init__(self, name: str, documents: Mapping[str, Obj]) -> None:
        self._values_of = VALUES[name]
        self._keys: dict[str, dict[str, None]] = {}
        for key, obj in documents.items():
            self._add(key, obj)

    def _add(self, key: str, obj: Obj) -> None:
        for value in self._values_of(obj):
            self._keys.setdefault(value, {})[key] = None

    def change(self, key: str, old: Obj | None, new: Obj | None) -> None:
        """Follows one change of the table."""
        if old is not None:
            for value in self._values_of(old):
                keys = self._keys.get(value)
                if keys is not None:
                    keys.pop(key, None)
        if new is not None:
            self._add(key, new)

    def keys(self, value: str) -> Iterable[str]:
        """The keys of the objects that have that value."""
        return self._keys.get(value, ())

    def count(self, value: str) -> int:
        return len(self._keys.get(value, ()))


class Indexes:
    """The indexes over one revision of the store; they follow commits instead of being made anew."""

    __slots__ = ("_made", "rev")

    def __init__(self, rev: int) -> None:
        self.rev = rev
        self._made: dict[tuple[str, str], Index] = {}

    def index(self, table: str, name: str, documents: Mapping[str, Obj]) -> Index:
        found = self._made.get((table, name))
        if found is None:
            found = self._made[table, name] = Index(name, documents)
        return found

    def follow(self, rev: int, changes: Iterable[tuple[str, str, Obj | None, Obj | None]]) -> None:
        """Applies a commit's changes: (table, key, old, new)."""
        for table, key, old, new in changes:
            for (indexed, _), index in self._made.items():
                if indexed == table:
                    index.change(key, old, new)
        self.rev = rev

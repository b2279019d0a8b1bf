"""Values as Go's fmt prints them with %v, which describe pages show as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def listing(values: Iterable[object] | None) -> str:
    """A slice: `[a b]`."""
    return "[" + " ".join([str(value) for value in values or ()]) + "]"


def mapping(values: Mapping[str, object] | None) -> str:
    """A map: `map[a:b c:d]`, sorted by key."""
    return "map[" + " ".join([f"{key}:{values[key]}" for key in sorted(values)]) + "]" if values else "map[]"


def boolean(value: Any) -> str:
    """A bool that may be absent: `true`, `false`."""
    return "true" if value else "false"


def title_boolean(value: Any) -> str:
    """A bool as kubectl's own pages write it: `True`, `False`."""
    return "True" if value else "False"


def local_reference(reference: Mapping[str, Any] | None) -> str:
    """A *LocalObjectReference: `&LocalObjectReference{Name:x,}` or `nil`."""
    return "nil" if reference is None else f"&LocalObjectReference{{Name:{reference.get('name', '')},}}"


def secret_reference(reference: Mapping[str, Any] | None) -> str:
    """A *SecretReference: `&SecretReference{Name:x,Namespace:y,}` or `nil`."""
    if reference is None:
        return "nil"
    return f"&SecretReference{{Name:{reference.get('name', '')},Namespace:{reference.get('namespace', '')},}}"

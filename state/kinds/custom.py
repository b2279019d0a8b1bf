"""The kinds that CustomResourceDefinitions add to a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minikctl.state.kinds.kind import Kind


def kind_of(definition: dict[str, Any]) -> Iterator[Kind]:
    """The kind of a CustomResourceDefinition, in its storage version; nothing if no version is served."""
    spec = definition.get("spec") or {}
    names = spec.get("names") or {}
    served = [version for version in spec.get("versions") or () if version.get("served")]
    if not served or not names.get("plural"):
        return
    stored = next((version for version in served if version.get("storage")), served[0])
    group = spec.get("group", "")
    subresources = tuple(sorted(stored.get("subresources") or {}))
    yield Kind(
        names.get("kind", ""),
        f"{group}/{stored['name']}",
        names["plural"],
        tuple(names.get("shortNames") or ()),
        spec.get("scope") != "Cluster",
        "",
        tuple(names.get("categories") or ()),
        subresources=subresources,
        versions=tuple(f"{group}/{version['name']}" for version in served if version is not stored),
    )

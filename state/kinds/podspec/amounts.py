"""Resource amounts in manifests, rewritten as the server writes them."""

from __future__ import annotations

from typing import Any

from minikctl.state import quantities


def canonical(value: object) -> str:
    """A quantity as the server prints it: `0.5` becomes `500m`; what is no quantity stays as it is."""
    try:
        return quantities.canonical(str(value))
    except ValueError:
        return str(value)


def canonical_list(resources: Any) -> None:
    """Rewrites a resource list in place; its amounts are rounded up to thousandths (SetDefaults_ResourceList)."""
    if not isinstance(resources, dict):
        return
    for name, value in resources.items():
        try:
            resources[name] = quantities.stored(str(value))
        except ValueError:
            resources[name] = str(value)

"""An object of the past as YAML; the present is shown by `get -o yaml`."""

from __future__ import annotations

from typing import Any

QUIET = ("managedFields",)


def as_yaml(obj: dict[str, Any]) -> str:
    """The object without what nobody reads, keys sorted as kubectl sorts them."""
    import yaml  # only where the past is looked at

    metadata = {key: value for key, value in obj["metadata"].items() if key not in QUIET}
    return str(yaml.safe_dump({**obj, "metadata": metadata}, default_flow_style=False, sort_keys=True))

"""`tui.yaml`: the settings of the screen; what is wrong in it is said, never fatal."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

KNOWN = ("ui.ascii", "ui.mouse", "ui.kill", "ui.animation", "ui.theme")


def read(text: str) -> tuple[dict[str, Any], list[str]]:
    """`ui.kill` -> true …, and complaints."""
    import yaml  # once, and only if the file is there

    try:
        data = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        return {}, [f"tui.yaml cannot be read: {str(error).splitlines()[0]}"]
    flat = flattened(data, "") if isinstance(data, dict) else {}
    complaints = [f'tui.yaml: unknown key "{key}"{nearest(key)}' for key in flat if key not in KNOWN]
    return {key: value for key, value in flat.items() if key in KNOWN}, complaints


def flattened(data: dict[str, Any], path: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in data.items():
        name = f"{path}{key}"
        found.update(flattened(value, f"{name}.") if isinstance(value, dict) else {name: value})
    return found


def nearest(key: str) -> str:
    found = get_close_matches(key, KNOWN, 1)
    return f'; did you mean "{found[0]}"?' if found else ""

"""`tui-state.json`: where the user was; a broken file is set aside and never stops the start."""

from __future__ import annotations

import json
import os
from typing import Any

NAME, ASIDE = "tui-state.json", "tui-state.broken.json"
MOST = 500  # lines of the bar
SHAPES: dict[str, type] = {
    "namespace": str,  # "": all
    "tab": str,
    "listed": str,
    "selected": str,
    "sort": str,
    "reverse": bool,
    "wide": bool,
    "theme": str,
    "workbench": bool,
    "lines": list,
    "recent": list,
}


def load(home: str) -> dict[str, Any]:
    """What is remembered; only what has the shape that is expected."""
    path = os.path.join(home, NAME)
    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
        if not isinstance(found, dict):
            raise ValueError(NAME)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        set_aside(home)
        return {}
    kept: dict[str, Any] = {key: value for key, value in found.items() if isinstance(value, SHAPES.get(key, ()))}
    for key in ("lines", "recent"):
        kept[key] = [one for one in kept.get(key, []) if isinstance(one, str)]
    return kept


def set_aside(home: str) -> None:
    """Keeps a broken file for whoever wants to look at it."""
    try:
        os.replace(os.path.join(home, NAME), os.path.join(home, ASIDE))
    except OSError:
        return


def save(home: str, state: dict[str, Any]) -> bool:
    """Writes it as a whole or not at all."""
    path = os.path.join(home, NAME)
    try:
        os.makedirs(home, exist_ok=True)
        with open(f"{path}.new", "w", encoding="utf-8") as file:
            json.dump({**state, "lines": state.get("lines", [])[-MOST:]}, file, indent=1)
        os.replace(f"{path}.new", path)
    except (OSError, TypeError, ValueError):
        return False
    return True

"""`keys.yaml`: other keys for actions, by the ids that the help shows; what is wrong in it is said, never fatal."""

from __future__ import annotations

from difflib import get_close_matches
from typing import NamedTuple

from textual.keys import Keys

from minikctl.tui.actions import ACTIONS

NAMES = {key.value for key in Keys} | {action for one in ACTIONS for action in one.keys.split(",")}
MODIFIERS = ("ctrl+", "shift+", "alt+")


class Keymap(NamedTuple):
    """id -> keys, and complaints with line numbers."""

    keys: dict[str, str] = {}  # noqa: RUF012 - never changed
    complaints: tuple[str, ...] = ()


def read(text: str) -> Keymap:
    """The lines `binding-id: key[,key]`; comments and blank lines are left out."""
    ids = {action.id for action in ACTIONS}
    keys: dict[str, str] = {}
    complaints = []
    for number, row in enumerate(text.splitlines(), 1):
        stripped = row.strip()
        if not stripped or stripped.startswith("#") or stripped == "---":
            continue
        name, colon, value = stripped.partition(":")
        wanted = [key.strip().strip("'\"") for key in value.partition(" #")[0].split(",")]
        if not colon or not any(wanted):
            complaints.append(f"keys.yaml line {number}: write  binding-id: key[,key]")
        elif name.strip() not in ids:
            complaints.append(f'keys.yaml line {number}: unknown id "{name.strip()}"{nearest(name.strip(), ids)}')
        else:
            unknown = [key for key in wanted if not is_key(key)]
            if unknown:
                complaints.append(f'keys.yaml line {number}: unknown key "{unknown[0]}"{nearest(unknown[0], NAMES)}')
            else:
                keys[name.strip()] = ",".join(wanted)
    return Keymap(keys, (*complaints, *conflicts(keys)))


def is_key(key: str) -> bool:
    """Whether a terminal can send it, as the toolkit writes it: `x`, `ctrl+x`, `f5`, `question_mark`."""
    for modifier in MODIFIERS:
        key = key.removeprefix(modifier)
    return len(key) == 1 or key in NAMES


def nearest(word: str, known: set[str]) -> str:
    """`; did you mean "app.undo"?`"""
    found = get_close_matches(word, sorted(known), 1)
    return f'; did you mean "{found[0]}"?' if found else ""


def conflicts(changed: dict[str, str]) -> list[str]:
    """Keys that mean two things in one place after a change."""
    found = []
    for action in ACTIONS:
        for key in changed.get(action.id, "").split(","):
            others = [
                other.id
                for other in ACTIONS
                if key
                and other.id != action.id
                and other.where == action.where
                and key in changed.get(other.id, other.keys).split(",")
            ]
            if others:
                found.append(f'keys.yaml: "{key}" is both {action.id} and {others[0]}')
    return found

"""Which words of a line name something that there is, at the moment of the key press."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from minikctl.complete import following, suggestions
from minikctl.complete.words import typed
from minikctl.shell.commands import PREFIXES

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings

NAMING = frozenset(("get", "describe", "delete", "logs", "exec", "edit", "scale", "attach", "port-forward", "top"))
PLAIN = re.compile(r"[a-z0-9][a-z0-9.,/-]*")


def standing(before: str, word: str, around: Surroundings, after: str = "") -> str:
    """`known`, `unknown`, or "" where nothing can be said; `before` and `after` are the line's rest."""
    if not PLAIN.fullmatch(word):
        return ""
    where = typed(before)
    words = list(where.words)
    if words[:1] and words[0] in PREFIXES:
        words = words[1:]
    if not words or words[0] not in NAMING or "--" in words or where.is_file:
        return ""
    rest = following(after)
    last = word.rpartition(",")[2]
    if word in {one.text for one in suggestions(words, word, around, after=rest)}:
        return "known"
    if not last or not suggestions(words, "", around, after=rest):
        return ""
    return "unknown"

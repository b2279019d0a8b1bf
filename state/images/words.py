"""The words of a command: flags and their values."""

from __future__ import annotations

from collections.abc import Sequence


def flag(words: Sequence[str], *names: str) -> str | None:
    """The value of the first of the flags that is there, after `=` or as the next word, with one dash or two."""
    for name in names:
        for at, word in enumerate(words):
            bare = word.lstrip("-")
            if word.startswith("-") and bare.partition("=")[0] == name:
                return bare.partition("=")[2] if "=" in bare else "".join(words[at + 1 : at + 2])
    return None


def port(words: Sequence[str], name: str, default: int) -> int:
    """The port that a flag names, `:8080` and `0.0.0.0:8080` included."""
    found = (flag(words, name) or "").rpartition(":")[2]
    return int(found) if found.isdigit() else default

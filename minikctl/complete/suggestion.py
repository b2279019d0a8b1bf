"""Suggestion: one thing that may be typed next."""

from __future__ import annotations

from typing import NamedTuple


class Suggestion(NamedTuple):
    """A whole word; `about` says what it is; after an `open` one no blank follows (`svc/`, `-o jsonpath=`)."""

    text: str
    about: str = ""
    open: bool = False

"""Go's text/template as far as templates over objects can use it, with kubectl's functions."""

from __future__ import annotations

from typing import Any

from minikctl.gotemplate.evaluate import ExecutionError, execute
from minikctl.gotemplate.functions import FUNCTIONS
from minikctl.gotemplate.parse import parse

__all__ = ["ExecutionError", "GoTemplate"]


class GoTemplate:
    """A parsed template. Raises ValueError, worded as Go's, if the text is none."""

    __slots__ = ("_strict", "_templates", "_text")

    def __init__(self, text: str, *, allow_missing: bool = True) -> None:
        self._text = text
        self._strict = not allow_missing
        self._templates = parse(text, FUNCTIONS)

    def text(self, data: Any) -> str:
        """What it prints of an object. Raises ExecutionError."""
        return execute(self._text, self._templates, data, strict=self._strict)

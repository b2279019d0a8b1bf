"""JSONPath as kubectl knows it: templates with braces, and the relaxed expressions of columns and sorting."""

from __future__ import annotations

import re

from minikctl.state.jsonpath import JsonPath, PathError, value_text

RELAXED = re.compile(r"\{\.?([^{}]+)\}\Z|\.?([^{}]+)\Z")

__all__ = ["JsonPath", "PathError", "relaxed", "value_text"]


def relaxed(expression: str) -> str:
    """`x.y`, `.x.y` or `{x.y}` as `{.x.y}` (kubectl's RelaxedJSONPathExpression). Raises ValueError."""
    if not expression:
        return expression
    match = RELAXED.match(expression)
    if match is None:
        raise ValueError(
            "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
        )
    return "{." + (match[1] if match[1] is not None else match[2]) + "}"

"""The values that templates work on: decoded JSON, Go's int beside int64, and the lack of a value."""

from __future__ import annotations

from typing import Any

from minikctl.state.gotext import go_type


class GoInt(int):
    """An int, as constants, lengths and indexes are; numbers of objects are int64."""


class _Missing:
    """reflect's zero Value: what a key that is not there gives. (A null is None.)"""

    def __repr__(self) -> str:
        return "<no value>"


MISSING = _Missing()


def type_of(value: Any) -> str:
    """The Go type of a value that is there."""
    return "int" if isinstance(value, GoInt) else go_type(value)


def truth(value: Any) -> bool:
    """Whether a value is true in the sense of `if`: not the zero of its type, not empty."""
    return value is not MISSING and bool(value)

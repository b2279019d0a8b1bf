"""Values of awk programs, which are text, numbers or both, and how control leaves a statement."""

from __future__ import annotations

import re
from typing import TypeAlias

Value: TypeAlias = "str | float | Numeric | None"
NUMBER = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


class Numeric(str):
    """Text from the input: compared as a number if it looks like one."""

    __slots__ = ()


class Next(Exception):
    """`next`."""


class NextFile(Exception):
    """`nextfile`."""


class Break(Exception):
    """`break`."""


class Continue(Exception):
    """`continue`."""


class Return(Exception):
    """`return`."""

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


class Exit(Exception):
    """`exit`."""

    def __init__(self, status: int | None, from_begin: bool) -> None:
        super().__init__()
        self.status, self.from_begin = status, from_begin


def number(value: Value) -> float:
    if isinstance(value, float):
        return value
    match = NUMBER.match(value) if value else None
    return float(match.group()) if match else 0.0


def looks_numeric(value: Value) -> bool:
    if value is None or isinstance(value, float):
        return True
    return isinstance(value, Numeric) and NUMBER.fullmatch(value.rstrip()) is not None


def text(value: Value, form: str = "%.6g") -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e16:
            return str(int(value))
        return form % value
    return str(value)


def truth(value: Value) -> bool:
    if looks_numeric(value):
        return number(value) != 0
    return value != ""

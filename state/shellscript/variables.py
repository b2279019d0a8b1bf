"""A shell's variables: values, arrays, what is exported or read-only, and the locals of functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Value: TypeAlias = "str | dict[str, str]"


class ShellError(Exception):
    """An expansion or an assignment fails; a shell that is not interactive ends."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class Variables:
    """Names and their values; an array is a dict from subscripts to values."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.values: dict[str, Value] = dict(environment)
        self.exported = set(environment)
        self.readonly: set[str] = set()
        self.associative: set[str] = set()
        self.frames: list[dict[str, tuple[Value | None, bool]]] = []

    def copy(self) -> Variables:
        same = Variables({})
        same.values = {name: dict(value) if isinstance(value, dict) else value for name, value in self.values.items()}
        same.exported, same.readonly = set(self.exported), set(self.readonly)
        same.associative = set(self.associative)
        same.frames = [dict(frame) for frame in self.frames]
        return same

    def get(self, name: str) -> str | None:
        """A variable's text (an array's first element)."""
        value = self.values.get(name)
        return value.get("0") if isinstance(value, dict) else value

    def array(self, name: str) -> dict[str, str]:
        """A variable as an array."""
        value = self.values.get(name)
        return {} if value is None else value if isinstance(value, dict) else {"0": value}

    def put(self, name: str, value: Value) -> None:
        if name in self.readonly:
            raise ShellError(f"{name}: readonly variable")
        there = self.values.get(name)
        if isinstance(there, dict) and isinstance(value, str):
            there["0"] = value
        else:
            self.values[name] = value

    def put_element(self, name: str, subscript: str, value: str) -> None:
        if name in self.readonly:
            raise ShellError(f"{name}: readonly variable")
        self.values[name] = {**self.array(name), subscript: value}

    def unset(self, name: str) -> None:
        if name in self.readonly:
            raise ShellError(f"{name}: cannot unset: readonly variable")
        self.values.pop(name, None)
        self.exported.discard(name)

    def environment(self) -> dict[str, str]:
        """What programs get."""
        found = {name: self.get(name) for name in self.values if name in self.exported}
        return {name: value for name, value in found.items() if value is not None}

    def make_local(self, name: str) -> None:
        """From now to the end of the function the name is its own."""
        frame = self.frames[-1]
        if name not in frame:
            frame[name] = (self.values.pop(name, None), name in self.exported)

    def leave(self) -> None:
        """The end of a function."""
        for name, (value, exported) in self.frames.pop().items():
            self.values.pop(name, None)
            if value is not None:
                self.values[name] = value
            (self.exported.add if exported else self.exported.discard)(name)

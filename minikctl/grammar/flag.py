"""What a flag of a kubectl command is: a row of a command's FLAGS."""

from __future__ import annotations

from typing import Any

from minikctl.state.values import NamedTuple

ZEROS: dict[str, Any] = {
    "bool": False,
    "string": "",
    "int": 0,
    "int32": 0,
    "duration": 0.0,
    "list": [],
    "repeated": [],
    "pairs": {},
}


class Flag(NamedTuple):
    """One flag.

    `kind`: bool, string, int (64 bits), int32, duration (seconds), list (comma separated, may be repeated), repeated
    (each value as it is), pairs (`key=value`, comma separated). `bare` is what the flag means when it has no value
    (pflag's NoOptDefVal); such a flag takes a value only after `=`.
    """

    name: str
    short: str = ""
    kind: str = "string"
    default: Any = None
    effect: str = ""
    bare: str = ""
    hidden: bool = False
    deprecated: str = ""
    required: bool = False

    @property
    def start(self) -> Any:
        """The value of a flag that was not given."""
        return ZEROS[self.kind] if self.default is None else self.default

    @property
    def alone(self) -> str:
        """What the flag means without a value, or "" if it needs one."""
        return self.bare or ("true" if self.kind == "bool" else "")

    @property
    def shown(self) -> str:
        """How messages name it: `-n, --namespace`."""
        return f"-{self.short}, --{self.name}" if self.short else f"--{self.name}"


class Options(dict[str, Any]):
    """The values of a command's flags by name; `given` holds the names of those that were typed."""

    __slots__ = ("dash", "given")

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(values)
        self.given: set[str] = set()
        self.dash = -1  # how many arguments stood before `--`; -1: there was none

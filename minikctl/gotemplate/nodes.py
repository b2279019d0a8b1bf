"""What Go templates are parsed into; each node writes itself as errors quote it (text/template/parse, node.go)."""

from __future__ import annotations

from typing import Any, NamedTuple

from minikctl.state.fields import go_quote


class Node(NamedTuple):
    """An operand: field, variable, name (of a function), dot, nil, bool, number, string, chain (fields of a pipe)."""

    kind: str
    position: int
    text: str  # as it is quoted
    names: tuple[str, ...] = ()  # field: a, b of .a.b; variable: $x, a of $x.a; chain: its fields
    value: Any = None  # bool, number, string; the Pipe or Node of a chain

    def __str__(self) -> str:
        if self.kind == "chain":
            inner = f"({self.value})" if isinstance(self.value, Pipe) else str(self.value)
            return inner + "".join("." + name for name in self.names)
        return self.text


class Command(NamedTuple):
    """A function with its arguments, or one operand."""

    position: int
    args: tuple[Node | Pipe, ...]

    def __str__(self) -> str:
        return " ".join([f"({arg})" if isinstance(arg, Pipe) else str(arg) for arg in self.args])


class Pipe(NamedTuple):
    """Commands, each given the result of the one before, and the variables that get the last."""

    position: int
    variables: tuple[str, ...]
    assigns: bool
    commands: tuple[Command, ...]

    def __str__(self) -> str:
        head = ", ".join(self.variables) + (" = " if self.assigns else " := ") if self.variables else ""
        return head + " | ".join([str(command) for command in self.commands])


class Action(NamedTuple):
    """`kind`: text, action, if, with, range, template, break, continue."""

    kind: str
    position: int
    text: str = ""  # text; the name of a template
    pipe: Pipe | None = None
    body: tuple[Action, ...] = ()
    otherwise: tuple[Action, ...] | None = None

    def __str__(self) -> str:
        if self.kind == "template":
            pipe = f" {self.pipe}" if self.pipe else ""
            return "{{template " + go_quote(self.text) + pipe + "}}"
        return "{{" + (f"{self.pipe}" if self.kind == "action" else f"{self.kind} {self.pipe}") + "}}"

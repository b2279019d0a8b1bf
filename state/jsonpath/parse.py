"""JSONPath templates read into nodes: the grammar and the errors of client-go's util/jsonpath."""

from __future__ import annotations

import re
from typing import NamedTuple

from minikctl.state.jsonpath.quotes import unquote

TERMINATORS = " \t\r\n.,[]$@{}"
DIGITS = "0123456789"
DICT_KEY = re.compile(r"'([^']*)'\Z")
SLICE = re.compile(r"(-?[0-9]*)(:-?[0-9]*)?(:-?[0-9]*)?\Z")
FILTER = re.compile(r"([^!<>=]+)([!<>=]+)(.+)\Z")


class Bound(NamedTuple):
    """One part of a slice; `derived`: it follows from the start, as in `[3]`."""

    value: int = 0
    known: bool = False
    derived: bool = False


class Node(NamedTuple):
    """`kind` is text, field, slice, filter, number, bool, wildcard, recursive, union, identifier or list."""

    kind: str
    text: str = ""  # text, field, identifier; the operator of a filter
    nodes: tuple[Node, ...] = ()  # list, union; left and right of a filter
    bounds: tuple[Bound, ...] = ()  # slice
    number: float | bool = 0  # number (int or float), bool


def parse(text: str) -> tuple[Node, ...]:
    """The nodes of a template: text outside braces, a list for each pair of braces. Raises ValueError."""
    found: list[Node] = []
    position = 0
    while position < len(text):
        brace = text.find("{", position)
        if brace < 0:
            found.append(Node("text", text[position:]))
            break
        if brace > position:
            found.append(Node("text", text[position:brace]))
        action = _Action(text, brace + 1)
        found.append(Node("list", nodes=tuple(action.nodes())))
        position = action.position
    return tuple(found)


def _parse_action(text: str) -> tuple[Node, ...]:
    """The nodes inside one pair of braces, given without them."""
    first = parse("{" + text + "}")[0]
    return first.nodes


class _Action:
    """Reads what stands between braces; `position` ends after the closing one."""

    __slots__ = ("found", "position", "text")

    def __init__(self, text: str, position: int) -> None:
        self.text = text
        self.position = position
        self.found: list[Node] = []

    def nodes(self) -> list[Node]:
        text = self.text
        while True:
            at = self.position
            char = text[at : at + 1]
            if char == "}":
                self.position += 1
                return self.found
            if char in ("", "\r", "\n"):
                raise ValueError("unclosed action")
            if text.startswith("[?(", at):
                self.filter()
            elif text.startswith("..", at):
                self.recursive()
            elif char in " @$":
                self.position += 1
            elif char == "[":
                self.array()
            elif char in "\"'":
                self.quoted(char)
            elif char == ".":
                self.position += 1
                self.field()
            elif char in "+-" or char.isdecimal():
                self.number()
            elif char == "_" or char.isalpha():
                self.identifier()
            else:
                shown = f" '{char}'" if char.isprintable() else ""
                raise ValueError(f"unrecognized character in action: U+{ord(char):04X}{shown}")

    def recursive(self) -> None:
        if self.found and self.found[-1].kind == "recursive":
            raise ValueError("invalid multiple recursive descent")
        self.position += 2
        self.found.append(Node("recursive"))
        char = self.text[self.position : self.position + 1]
        if char == "_" or char.isalpha() or char.isdecimal():
            self.field()

    def field(self) -> None:
        text, start = self.text, self.position
        while self.position < len(text) and text[self.position] not in TERMINATORS:
            self.position += 2 if text[self.position] == "\\" else 1
        self.position = min(self.position, len(text))
        name = text[start : self.position]
        self.found.append(Node("wildcard") if name == "*" else Node("field", name.replace("\\", "")))

    def identifier(self) -> None:
        text, start = self.text, self.position
        while self.position < len(text) and text[self.position] not in TERMINATORS:
            self.position += 1
        name = text[start : self.position]
        if name in ("true", "false"):
            self.found.append(Node("bool", number=name == "true"))
        else:
            self.found.append(Node("identifier", name))

    def number(self) -> None:
        text, start = self.text, self.position
        if text[start] in "+-":
            self.position += 1
        while self.position < len(text) and (text[self.position] == "." or text[self.position].isdecimal()):
            self.position += 1
        value = text[start : self.position]
        try:
            self.found.append(Node("number", number=float(value) if "." in value else int(value)))
        except ValueError:
            raise ValueError(f"cannot parse number {value}") from None

    def quoted(self, end: str) -> None:
        text, start = self.text, self.position
        self.position += 1
        while True:
            char = text[self.position : self.position + 1]
            self.position += 1
            if char in ("", "\n"):
                raise ValueError("unterminated quoted string")
            if char == end and text[self.position - 2] != "\\":
                break
        value = text[start : self.position]
        try:
            self.found.append(Node("text", unquote(value)))
        except ValueError as error:
            raise ValueError(f"unquote string {value} error {error}") from None

    def array(self) -> None:
        text, start = self.text, self.position + 1
        while text[self.position : self.position + 1] != "]":
            if text[self.position : self.position + 1] in ("", "\n"):
                raise ValueError("unterminated array")
            self.position += 1
        inner = text[start : self.position]
        self.position += 1
        if inner == "*":
            inner = ":"
        parts = inner.split(",")
        if len(parts) > 1:
            members = [Node("list", nodes=_parse_action(f"[{part.strip(' ')}]")) for part in parts]
            self.found.append(Node("union", nodes=tuple(members)))
        elif match := DICT_KEY.match(inner):
            self.found.extend(_parse_action("." + match[1]))
        elif match := SLICE.match(inner):
            self.found.append(Node("slice", bounds=_bounds(match)))
        else:
            raise ValueError(f"invalid array index {inner}")

    def filter(self) -> None:
        start = self.position + 3
        self.position = _end_of_filter(self.text, start)
        if self.text[self.position : self.position + 1] != "]":
            raise ValueError("unclosed array expect ]")
        inner = self.text[start : self.position - 1]
        self.position += 1
        if match := FILTER.match(inner):
            left, right = (Node("list", nodes=_parse_action(side)) for side in (match[1], match[3]))
            self.found.append(Node("filter", match[2], (left, right)))
        else:
            self.found.append(Node("filter", "exists", (Node("list", nodes=_parse_action(inner)),)))


def _end_of_filter(text: str, position: int) -> int:
    """The place after the bracket that closes a filter; one inside quotes does not count."""
    opened = closed = False
    quote = ""
    while True:
        char = text[position : position + 1]
        position += 1
        if char in ("", "\n"):
            raise ValueError("unterminated filter")
        if char in "\"'":
            if not opened:
                opened, quote = True, char
            elif text[position - 2] != "\\" and char == quote:
                closed = True
        elif char == ")" and opened == closed:
            return position


def _bounds(match: re.Match[str]) -> tuple[Bound, ...]:
    """The start, end and step of a slice; a lone start takes one element."""
    found: list[Bound] = []
    for index, part in enumerate(match.groups()):
        if part is None or part == "":
            found.append(Bound(found[0].value + 1, True, True) if index == 1 else Bound())
            continue
        digits = part[1:] if index else part
        if index and not digits:
            found.append(Bound())
            continue
        try:
            found.append(Bound(_fitting(int(digits)), True))
        except ValueError:
            raise ValueError(f"array index {digits} is not a number") from None
    return tuple(found)


def _fitting(number: int) -> int:
    if not -(2**63) <= number < 2**63:
        raise ValueError
    return number

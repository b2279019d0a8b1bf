"""JSON as Go reads it: a stream of values, and the words of encoding/json for what is wrong."""

from __future__ import annotations

import json
from typing import Any

BLANK = " \t\r\n"
HEX = "0123456789abcdefABCDEF"


class JsonError(ValueError):
    """A syntax error: Go's sentence and its offset (how many characters were read, the wrong one included)."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class CutOff(ValueError):
    """The text ends within a value."""

    def __init__(self) -> None:
        super().__init__("unexpected EOF")


def refuse_constant(name: str) -> Any:
    raise ValueError(name)


DECODER = json.JSONDecoder(parse_constant=refuse_constant, parse_int=lambda digits: whole(digits))


def whole(digits: str) -> int | float:
    """A number without fraction; what does not fit 64 bits is a float, as for unstructured objects."""
    value = int(digits)
    return value if -(1 << 63) <= value < 1 << 63 else float(digits)


def skipped(text: str, start: int) -> int:
    """Where the next value begins."""
    while start < len(text) and text[start] in BLANK:
        start += 1
    return start


def read_json(text: str, start: int) -> tuple[Any, int]:
    """(value, where it ends) of the value that begins at `start`. Raises JsonError or CutOff."""
    try:
        return DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        Scanner(text, start).value()
        raise JsonError("exceeded max depth", start) from None


class Scanner:
    """Walks through JSON like Go's scanner, only to say where and why it is wrong."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.at = start

    def peek(self) -> str:
        self.at = skipped(self.text, self.at)
        return self.char()

    def char(self) -> str:
        if self.at >= len(self.text):
            raise CutOff
        return self.text[self.at]

    def fail(self, where: str) -> JsonError:
        char = self.text[self.at]
        shown = {"'": "'\\''", '"': "'\"'"}.get(char, f"'{char}'" if char.isprintable() else repr(char))
        return JsonError(f"invalid character {shown} {where}", self.at + 1)

    def value(self) -> None:
        char = self.peek()
        if char == "{":
            self.items("}", True, "after object key:value pair")
        elif char == "[":
            self.items("]", False, "after array element")
        elif char == '"':
            self.string()
        elif char == "-" or char.isdigit():
            self.number()
        elif char in "tfn":
            self.literal({"t": "true", "f": "false", "n": "null"}[char])
        else:
            raise self.fail("looking for beginning of value")

    def items(self, close: str, keyed: bool, after: str) -> None:
        self.at += 1
        if self.peek() == close:
            self.at += 1
            return
        while True:
            if keyed:
                self.key()
            self.value()
            char = self.peek()
            if char == close:
                self.at += 1
                return
            if char != ",":
                raise self.fail(after)
            self.at += 1

    def key(self) -> None:
        if self.peek() != '"':
            raise self.fail("looking for beginning of object key string")
        self.string()
        if self.peek() != ":":
            raise self.fail("after object key")
        self.at += 1

    def string(self) -> None:
        self.at += 1
        while (char := self.char()) != '"':
            if char < " ":
                raise self.fail("in string literal")
            self.at += 1
            if char == "\\":
                self.escape()
        self.at += 1

    def escape(self) -> None:
        char = self.char()
        if char not in '"\\/bfnrtu':
            raise self.fail("in string escape code")
        self.at += 1
        if char == "u":
            for _ in range(4):
                if self.char() not in HEX:
                    raise self.fail("in \\u hexadecimal character escape")
                self.at += 1

    def number(self) -> None:
        if self.char() == "-":
            self.at += 1
            if not self.char().isdigit():
                raise self.fail("in numeric literal")
        self.digits(1 if self.char() == "0" else None)
        if self.text[self.at : self.at + 1] == ".":
            self.at += 1
            if not self.char().isdigit():
                raise self.fail("after decimal point in numeric literal")
            self.digits(None)
        if self.text[self.at : self.at + 1] in ("e", "E"):
            self.at += 1
            if self.char() in "+-":
                self.at += 1
            if not self.char().isdigit():
                raise self.fail("in exponent of numeric literal")
            self.digits(None)

    def digits(self, most: int | None) -> None:
        end = len(self.text) if most is None else self.at + most
        while self.at < end and self.text[self.at].isdigit():
            self.at += 1

    def literal(self, word: str) -> None:
        for index, expected in enumerate(word):
            if self.char() != expected:
                raise self.fail(f"in literal {word} (expecting '{expected}')" if index else "")
            self.at += 1

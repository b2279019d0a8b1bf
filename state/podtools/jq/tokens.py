"""The tokens of jq programs."""

from __future__ import annotations

import re

TOKEN = re.compile(
    r"(?P<space>(?:\s+|#[^\n]*)+)"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
    r"|(?P<field>\.[A-Za-z_]\w*)"
    r"|(?P<format>@\w+)"
    r"|(?P<variable>\$\w+)"
    r"|(?P<name>[A-Za-z_]\w*(?:::\w+)*)"
    r"|(?P<op>\?//|//=|\|=|\+=|-=|\*=|/=|%=|==|!=|<=|>=|//|\.\.|[-+*/%<>=|,.:;()\[\]{}?])"
)
KEYWORDS = {"if", "then", "elif", "else", "end", "and", "or", "not", "as", "def", "reduce", "foreach", "try", "catch"}
BINARY = {
    "|": (0, "right"),
    ",": (1, "left"),
    "//": (2, "right"),
    "=": (3, "none"),
    "|=": (3, "none"),
    "+=": (3, "none"),
    "-=": (3, "none"),
    "*=": (3, "none"),
    "/=": (3, "none"),
    "%=": (3, "none"),
    "//=": (3, "none"),
    "or": (4, "left"),
    "and": (5, "left"),
    "==": (6, "none"),
    "!=": (6, "none"),
    "<": (6, "none"),
    "<=": (6, "none"),
    ">": (6, "none"),
    ">=": (6, "none"),
    "+": (7, "left"),
    "-": (7, "left"),
    "*": (8, "left"),
    "/": (8, "left"),
    "%": (8, "left"),
}
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\\": "\\", "/": "/", '"': '"'}


class JqSyntaxError(Exception):
    """The program cannot be parsed."""

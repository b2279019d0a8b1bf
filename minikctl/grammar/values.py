"""The text of a flag's value read as its kind, refused in the words of Go's strconv and of pflag."""

from __future__ import annotations

from typing import Any

from minikctl.grammar.flag import Flag
from minikctl.state.clock import parse_duration

TRUE = {"1", "t", "T", "TRUE", "true", "True"}
FALSE = {"0", "f", "F", "FALSE", "false", "False"}
LIMITS = {"int": 63, "int32": 31}


def read_value(flag: Flag, text: str, before: Any, first: bool) -> Any:
    """The flag's value after `text` was given to it.

    `before` is the value so far; the first value of a list replaces its default. Raises ValueError with the reason.
    """
    if flag.kind == "string":
        return text
    if flag.kind == "bool":
        return boolean(text)
    if flag.kind in LIMITS:
        return integer(text, LIMITS[flag.kind])
    if flag.kind == "duration":
        return parse_duration(text)
    if flag.kind == "pairs":
        return ({} if first else before) | pairs(text)
    added = [text] if flag.kind == "repeated" else separated(text)
    return added if first else [*before, *added]


def boolean(text: str) -> bool:
    """Go's strconv.ParseBool."""
    if text in TRUE:
        return True
    if text in FALSE:
        return False
    raise ValueError(f"strconv.ParseBool: parsing {quoted(text)}: invalid syntax")


def integer(text: str, bits: int = 63) -> int:
    """Go's strconv.ParseInt with base 0: prefixes 0x, 0o, 0b and a leading 0 are understood."""
    digits = text.lstrip("+-") if text[:1] in "+-" and len(text) > 1 else text
    octal = len(digits) > 1 and digits[0] == "0" and digits[1] in "01234567_"
    try:
        if not digits.isascii() or digits != digits.strip() or digits.startswith(("+", "-")):
            raise ValueError
        value = int("0o" + digits[1:] if octal else digits, 0)
    except ValueError:
        raise ValueError(f"strconv.ParseInt: parsing {quoted(text)}: invalid syntax") from None
    value = -value if text.startswith("-") else value
    if not -(1 << bits) <= value < 1 << bits:
        raise ValueError(f"strconv.ParseInt: parsing {quoted(text)}: value out of range")
    return value


def separated(text: str) -> list[str]:
    """A comma separated list, read as one line of CSV as pflag does."""
    if '"' not in text:
        return text.split(",") if text else []
    items: list[str] = []
    rest = text
    while True:
        item, rest, more = csv_field(rest)
        items.append(item)
        if not more:
            return items


def csv_field(text: str) -> tuple[str, str, bool]:
    """(the first field, the rest, whether a comma followed)."""
    if not text.startswith('"'):
        item, comma, rest = text.partition(",")
        if '"' in item:
            raise ValueError(f'parse error on line 1, column {item.index(chr(34)) + 1}: bare " in non-quoted-field')
        return item, rest, bool(comma)
    item, position = "", 1
    while True:
        end = text.find('"', position)
        if end < 0:
            raise ValueError(f'parse error on line 1, column {len(text) + 1}: extraneous or missing " in quoted-field')
        item += text[position:end]
        follower = text[end + 1 : end + 2]
        if follower == '"':
            item, position = item + '"', end + 2
        elif follower in ("", ","):
            return item, text[end + 2 :], follower == ","
        else:
            raise ValueError(f'parse error on line 1, column {end + 2}: extraneous or missing " in quoted-field')


def pairs(text: str) -> dict[str, str]:
    """`a=1,b=2`, pflag's stringToString."""
    found = {}
    for item in separated(text) if text.count("=") != 1 else [text.strip('"')]:
        key, equals, value = item.partition("=")
        if not equals:
            raise ValueError(f"{item} must be formatted as key=value")
        found[key] = value
    return found


def quoted(text: str) -> str:
    """Go's strconv.Quote of a command line word."""
    from minikctl.state.fields import go_quote  # only for messages

    return go_quote(text)

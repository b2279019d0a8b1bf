"""Objects as YAML, byte for byte as sigs.k8s.io/yaml writes them (its go-yaml v2: yamlh, emitterc, resolve, sorter)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from minikctl.output import Obj, Options, Write, without_managed_fields
from minikctl.state.gotext import go_float

RESERVED = frozenset(
    """
    y Y yes Yes YES n N no No NO true True TRUE false False FALSE on On ON off Off OFF ~ null Null NULL
    .nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF
    """.split()  # noqa: SIM905
)
SIMPLE = re.compile(r"[A-Za-z_/][A-Za-z0-9_./=+-]*(?: [A-Za-z0-9_./=+-]+)*\Z")  # needs no closer look
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
BREAKS = "\n\r\x85\u2028\u2029"
INTEGER = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)\Z")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
SIXTIES = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\Z")
TIMESTAMP = re.compile(
    r"[0-9]{4}-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2}))"
    r"|(?: ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?))?\Z"
)
FIRST_INDICATORS = "#,[]{}&*!|>'\"%@`"
ESCAPES = {
    "\0": "0",
    "\a": "a",
    "\b": "b",
    "\t": "t",
    "\n": "n",
    "\v": "v",
    "\f": "f",
    "\r": "r",
    "\x1b": "e",
    '"': '"',
    "\\": "\\",
    "\x85": "N",
    "\u2028": "L",
    "\u2029": "P",
}
LONGEST_SIMPLE_KEY = 128
WIDTH = 80


def to_yaml(value: Any) -> str:
    """The YAML of an object, keys in go-yaml's order."""
    writer = _Writer()
    if isinstance(value, dict) and value:
        writer.mapping(value, "", "")
    elif isinstance(value, (list, tuple)) and value:
        writer.sequence(value, "", "")
    else:
        writer.parts.append(writer.ending(value, "", 0).lstrip(" "))
    return "".join(writer.parts)


class _Writer:
    """Collects the parts of one text; remembers how scalars are written and how sets of keys are ordered."""

    __slots__ = ("endings", "orders", "parts")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.endings: dict[str, str] = {}
        self.orders: dict[tuple[str, ...], list[tuple[str, str]]] = {}

    def mapping(self, value: dict[str, Any], indent: str, lead: str) -> None:
        """A block mapping; `lead` stands before its first key, `indent` before the others."""
        append, endings = self.parts.append, self.endings
        keys = tuple(value)
        order = self.orders.get(keys)
        if order is None:
            order = self.orders[keys] = [(key, string_text(key)) for key in ordered(keys)]
        for key, text in order:
            inner = value[key]
            if len(key) > LONGEST_SIMPLE_KEY // 4 and len(key.encode()) > LONGEST_SIMPLE_KEY:
                append(f"{lead}? {text}\n{indent}:")
                self.after_mark(inner, indent)
                lead = indent
                continue
            append(f"{lead}{text}:")
            lead = indent
            kind = type(inner)
            if kind is str:
                append(endings.get(inner) or self.ending(inner, indent, len(text) + 1))
            elif kind is dict and inner:
                append("\n")
                self.mapping(inner, indent + "  ", indent + "  ")
            elif kind is list and inner:
                append("\n")
                self.sequence(inner, indent, indent)
            else:
                append(self.ending(inner, indent, len(text) + 1))

    def sequence(self, value: Iterable[Any], indent: str, lead: str) -> None:
        """A block sequence, its dashes at the indent of what it belongs to."""
        for inner in value:
            self.parts.append(lead + "-")
            lead = indent
            self.after_mark(inner, indent)

    def after_mark(self, value: Any, indent: str) -> None:
        """What follows a dash, or the colon of a key that has a line of its own."""
        if isinstance(value, dict) and value:
            self.mapping(value, indent + "  ", " ")
        elif isinstance(value, (list, tuple)) and value:
            self.sequence(value, indent + "  ", " ")
        else:
            self.parts.append(self.ending(value, indent, 1))

    def ending(self, value: Any, indent: str, column: int) -> str:
        """What follows `key:` or `-`, `column` characters after the indent, for a value that is written on its line."""
        if isinstance(value, str):
            if "\n" in value and _may_be_block(value):
                return " " + _literal(value, indent + "  ")
            text = string_text(value)
            if " " not in text:
                found = self.endings[value] = f" {text}\n"
                return found
            return f" {_folded(text, len(indent) + column + 1, indent)}\n"
        if value is None:
            return " null\n"
        if isinstance(value, bool):
            return " true\n" if value else " false\n"
        if isinstance(value, float):
            return f" {_float_text(value)}\n"
        if isinstance(value, dict):
            return " {}\n"
        if isinstance(value, (list, tuple)):
            return " []\n"
        return f" {value}\n"


def _folded(text: str, column: int, indent: str) -> str:
    """A scalar as it is written, cut at single blanks beyond the eightieth column."""
    if column + len(text) <= WIDTH:
        return text
    style, last = text[0], len(text) - 1
    if style not in "'\"":
        style, last = "", len(text)
    parts, after_blank, start = [], False, 0
    for index, char in enumerate(text):
        at, column = column, column + 1
        if char != " ":
            after_blank = False
            continue
        follows_blank = text[index + 1] == " "
        inside = not style or 1 < index < last - 1
        if not after_blank and at > WIDTH and inside and (style == '"' or not follows_blank):
            parts.append(text[start:index])
            start, column = index + 1, len(indent) + 2
            if follows_blank:
                parts[-1] += f"\n{indent}  \\"
                column += 1
            else:
                parts[-1] += f"\n{indent}  "
        after_blank = True
    parts.append(text[start:])
    return "".join(parts)


def string_text(text: str) -> str:
    """A string on one line: plain, in single or in double quotes."""
    if SIMPLE.match(text) and text not in RESERVED:
        return text
    if "\n" in text or not text or resolves(text):
        return _double_quoted(text)
    if _may_be_plain(text):
        return text
    if has_special(text) or any(char in text for char in BREAKS):
        return _double_quoted(text)
    return "'" + text.replace("'", "''") + "'"


def has_special(text: str) -> bool:
    """Whether a text has a character that go-yaml calls not printable: then it must be in double quotes."""
    if CONTROL.search(text):
        return True
    return not text.isascii() and any(map(_is_special, text))


def _is_special(char: str) -> bool:
    number = ord(char)
    if number < 0xA0:
        return number > 0x7E or (number < 0x20 and char != "\n")
    return 0xD800 <= number < 0xE000 or number == 0xFEFF or number >= 0xFFFE


def resolves(text: str) -> bool:
    """Whether an unquoted text would be read as something else than a string (or by others, as a base 60 number)."""
    if text in RESERVED:
        return True
    first = text[0]
    if first == ".":
        return bool(FLOAT.match(text))
    if first not in "+-0123456789":
        return False
    plain = text.replace("_", "")
    if INTEGER.match(plain) and _fits(plain):
        return True
    return bool(FLOAT.match(plain) or SIXTIES.match(text) or _is_timestamp(text))


def _fits(text: str) -> bool:
    """Whether Go reads the integer in 64 bits (a longer decimal one is still a float)."""
    body = text.lstrip("+-").lower()
    base = {"0x": 16, "0b": 2, "0o": 8}.get(body[:2], 8 if body.startswith("0") and len(body) > 1 else 10)
    limit = 1 << (63 if text[0] == "-" else 64)
    return int(body.removeprefix("0o"), base) < limit


def _is_timestamp(text: str) -> bool:
    match = TIMESTAMP.match(text)
    if match is None:
        return False
    month, day, *rest = [int(found) for found in match.groups() if found is not None]
    days = (31, 29 if _is_leap(int(text[:4])) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not (1 <= month <= 12 and 1 <= day <= days[month - 1]):
        return False
    return not rest or (rest[0] < 24 and rest[1] < 60 and rest[2] < 60)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _may_be_plain(text: str) -> bool:
    """Whether the emitter lets a text without newlines stand without quotes in a block."""
    first = text[0]
    if text.startswith(("---", "...")) or first in FIRST_INDICATORS or first == " " or text[-1] == " ":
        return False
    if first in "?:-" and (len(text) == 1 or text[1] in " \t"):
        return False
    if text[-1] == ":" or ": " in text or " #" in text:
        return False
    return not has_special(text) and not any(char in text for char in BREAKS)


def _may_be_block(text: str) -> bool:
    """Whether the emitter lets a text of several lines stand as a literal block."""
    return not (text[-1] == " " or " \n" in text or has_special(text) or _has_odd_space(text))


def _has_odd_space(text: str) -> bool:
    """A blank before one of the rarer line breaks."""
    return any(" " + char in text for char in BREAKS[1:])


def _literal(text: str, indent: str) -> str:
    """A literal block: its header, then its lines; empty lines are not indented."""
    hint = "2" if text[0] in " " + BREAKS else ""
    if text[-1] not in BREAKS:
        chomp = "-"
    elif len(text) == 1 or text[-2] in BREAKS:
        chomp = "+"
    else:
        chomp = ""
    body = "".join([indent + line if line.strip("\n") else line for line in text.splitlines(keepends=True)])
    return f"|{hint}{chomp}\n{body}" + ("" if text.endswith("\n") else "\n")


def _double_quoted(text: str) -> str:
    shown = []
    for char in text:
        if char in ESCAPES:
            shown.append("\\" + ESCAPES[char])
        elif not _is_special(char):
            shown.append(char)
        else:
            shown.append(_by_number(ord(char)))
    return '"' + "".join(shown) + '"'


def _by_number(number: int) -> str:
    if number < 0x100:
        return f"\\x{number:02X}"
    return f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"


def _float_text(number: float) -> str:
    if number != number:
        return ".nan"
    if number in (float("inf"), float("-inf")):
        return ".inf" if number > 0 else "-.inf"
    return go_float(number)


def ordered(keys: Iterable[str]) -> list[str]:
    """Keys in go-yaml's order: numbers inside by value, letters after what is no letter."""
    found = sorted(keys)
    if all(map(str.isalpha, found)):
        return found
    from functools import cmp_to_key  # only for keys with digits or signs

    return sorted(found, key=cmp_to_key(_compare))


def _compare(left: str, right: str) -> int:
    return -1 if _comes_before(left, right) else 1 if _comes_before(right, left) else 0


def _comes_before(left: str, right: str) -> bool:
    for index, (one, other) in enumerate(zip(left, right, strict=False)):
        if one == other:
            continue
        if one.isalpha() and other.isalpha():
            return one < other
        if one.isalpha() or other.isalpha():
            return other.isalpha()
        start = _carried(left, index) if "0" in (one, other) else 0
        first, first_end = _number(left, index, start)
        second, second_end = _number(right, index, start)
        if first != second:
            return first < second
        if first_end != second_end:
            return first_end < second_end
        return one < other
    return len(left) < len(right)


def _carried(text: str, index: int) -> int:
    """1 if the digits before stand for a number above zero: then a zero counts."""
    for at in range(index - 1, -1, -1):
        if not text[at].isdigit():
            return 0
        if text[at] != "0":
            return 1
    return 0


def _number(text: str, index: int, value: int) -> tuple[int, int]:
    """The number that the digits from a place on say, and where they end."""
    while index < len(text) and text[index].isdigit():
        value = value * 10 + int(text[index])
        index += 1
    return value, index


class YamlPrinter:
    """Documents as YAML; from the second one on each follows a line of dashes."""

    __slots__ = ("_count", "_options")

    def __init__(self, options: Options) -> None:
        self._options = options
        self._count = 0

    def print(self, obj: Obj, write: Write) -> None:
        self._count += 1
        if self._count > 1:
            write("---\n")
        write(to_yaml(obj if self._options.show_managed_fields else without_managed_fields(obj)))


def printer(name: str, template: str, options: Options) -> YamlPrinter:
    return YamlPrinter(options)

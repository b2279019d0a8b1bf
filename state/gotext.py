"""Values as Go writes them: %v, %#v, floats, and the JSON of encoding/json."""

from __future__ import annotations

from collections.abc import Callable
from json.encoder import encode_basestring
from typing import Any

from minikctl.state.fields import go_quote

JSON_ESCAPED = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def go_float(number: float) -> str:
    """A float64 by %v (%g): the shortest digits, with an exponent below 1e-4 and from 1e+06 on."""
    if number != number:
        return "NaN"
    if number in (float("inf"), float("-inf")):
        return "+Inf" if number > 0 else "-Inf"
    digits, exponent = _digits(number)
    sign = "-" if str(number).startswith("-") else ""
    if exponent < -4 or exponent >= 6:
        return sign + _with_exponent(digits, exponent)
    return sign + _plain(digits, exponent)


def json_float(number: float) -> str:
    """A float64 as encoding/json writes it."""
    digits, exponent = _digits(number)
    sign = "-" if str(number).startswith("-") else ""
    if number and (exponent < -6 or exponent >= 21):
        text = _with_exponent(digits, exponent)
        if text[-4:-1] == "e-0":
            text = text[:-2] + text[-1]  # encoding/json: e-09 is written e-9
        return sign + text
    return sign + _plain(digits, exponent)


def _digits(number: float) -> tuple[str, int]:
    """The shortest digits of a number, and the exponent of the first one."""
    mantissa, _, exponent = f"{abs(number)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + ("" if fraction == "0" else fraction)
    power = len(whole) - 1 + int(exponent or 0)
    stripped = digits.lstrip("0")
    power -= len(digits) - len(stripped)
    return (stripped.rstrip("0") or "0"), (power if stripped else 0)


def _with_exponent(digits: str, exponent: int) -> str:
    head = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{head}e{'-' if exponent < 0 else '+'}{abs(exponent):02}"


def _plain(digits: str, exponent: int) -> str:
    if exponent < 0:
        return "0." + "0" * (-exponent - 1) + digits
    whole = digits[: exponent + 1].ljust(exponent + 1, "0")
    return whole + ("." + digits[exponent + 1 :] if len(digits) > exponent + 1 else "")


def go_value(value: Any) -> str:
    """A value by %v: `map[a:1 b:[x y]]`, maps by key."""
    if isinstance(value, str):
        return value
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return go_float(value)
    if isinstance(value, dict):
        return "map[" + " ".join([f"{key}:{go_value(value[key])}" for key in sorted(value)]) + "]"
    if isinstance(value, (list, tuple)):
        return "[" + " ".join([go_value(item) for item in value]) + "]"
    return str(value)


def go_syntax(value: Any) -> str:
    """A value by %#v, as Go source: `map[string]interface {}{"a":1}`."""
    if isinstance(value, str):
        return go_quote(value)
    if value is None:
        return "interface {}(nil)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return go_float(value)
    if isinstance(value, dict):
        inner = ", ".join([f"{go_quote(key)}:{go_syntax(value[key])}" for key in sorted(value)])
        return "map[string]interface {}{" + inner + "}"
    if isinstance(value, (list, tuple)):
        return "[]interface {}{" + ", ".join([go_syntax(item) for item in value]) + "}"
    return str(value)


def go_type(value: Any) -> str:
    """The Go type that a value of decoded JSON has."""
    if isinstance(value, bool):
        return "bool"
    for kind, name in TYPE_NAMES:
        if isinstance(value, kind):
            return name
    return "<nil>"


TYPE_NAMES: tuple[tuple[type, str], ...] = (
    (str, "string"),
    (int, "int64"),
    (float, "float64"),
    (dict, "map[string]interface {}"),
    (list, "[]interface {}"),
    (tuple, "[]interface {}"),
)


def json_text(text: str) -> str:
    """A string in quotes, with what encoding/json escapes besides JSON's own: <, >, & and two line separators."""
    quoted: str = encode_basestring(text)
    return quoted.translate(JSON_ESCAPED)


def json_scalar(value: Any) -> str:
    """The JSON of what is neither map nor list."""
    if isinstance(value, str):
        return json_text(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return json_float(value)
    return str(value)


def json_line(value: Any, *, ordered: bool = False) -> str:
    """JSON without blanks; maps by key unless `ordered` (then as they were built)."""
    if isinstance(value, dict):
        keys = value if ordered else sorted(value)
        inner = ",".join([f"{json_text(key)}:{json_line(value[key], ordered=ordered)}" for key in keys])
        return "{" + inner + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([json_line(item, ordered=ordered) for item in value]) + "]"
    return json_scalar(value)


def json_pages(value: Any, *, ordered: bool = False, indent: str = "    ") -> str:
    """JSON with four blanks a level, as MarshalIndent writes it."""
    parts: list[str] = []
    _indented(value, "\n", indent, ordered, parts.append, {})
    return "".join(parts)


def _indented(
    value: Any, line: str, indent: str, ordered: bool, append: Callable[[str], None], known: dict[str, str]
) -> None:
    """One value after its key; `line` is the line break with the indent that it stands in."""
    kind = type(value)
    if kind is str:
        append(known.get(value) or _remembered(value, known))
    elif not value and kind in (dict, list):
        append("{}" if kind is dict else "[]")
    elif kind is dict:
        inner, opening = line + indent, "{"
        for key in value if ordered else sorted(value):
            append(f"{opening}{inner}{known.get(key) or _remembered(key, known)}: ")
            _indented(value[key], inner, indent, ordered, append, known)
            opening = ","
        append(line + "}")
    elif kind is list:
        inner, opening = line + indent, "["
        for item in value:
            append(opening + inner)
            _indented(item, inner, indent, ordered, append, known)
            opening = ","
        append(line + "]")
    elif isinstance(value, (dict, list, tuple)):
        plain: Any = dict(value) if isinstance(value, dict) else list(value)
        _indented(plain, line, indent, ordered, append, known)
    else:
        append(json_scalar(value))


def _remembered(text: str, known: dict[str, str]) -> str:
    found = known[text] = json_text(text)
    return found

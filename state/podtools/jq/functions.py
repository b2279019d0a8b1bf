"""The builtin functions of jq that make one value of others."""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Callable
from typing import Any

from minikctl.state.clock import parse_timestamp, timestamp
from minikctl.state.podtools.jq.operators import add, plain
from minikctl.state.podtools.jq.printing import compact, formatted, text
from minikctl.state.podtools.jq.values import (
    ORDER,
    JqError,
    compared,
    described,
    is_true,
    kind,
    put,
    without,
)


def matches(subject: Any, pattern: str, flags: str) -> list[dict[str, Any]]:
    """The matches of a regular expression, as `match` describes them."""
    if not isinstance(subject, str):
        raise JqError(f"{described(subject)} cannot be matched, as it is not a string")
    options = (re.IGNORECASE if "i" in flags else 0) | (re.VERBOSE if "x" in flags else 0)
    options |= re.DOTALL if "s" in flags else 0
    try:
        regex = re.compile(re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", pattern), options)
    except re.error as failure:
        raise JqError(f"{pattern} (at offset 0) is not a valid regex: {failure.msg}") from failure
    names = {place: name for name, place in regex.groupindex.items()}
    found = []
    for match in regex.finditer(subject):
        captures = [
            {
                "offset": match.start(place),
                "length": len(match.group(place) or ""),
                "string": match.group(place),
                "name": names.get(place),
            }
            for place in range(1, regex.groups + 1)
        ]
        found.append(
            {"offset": match.start(), "length": len(match.group()), "string": match.group(), "captures": captures}
        )
        if "g" not in flags:
            break
    return found


def length(value: Any) -> Any:
    if value is None:
        return 0
    if isinstance(value, bool):
        raise JqError(f"{described(value)} has no length")
    return abs(value) if kind(value) == "number" else len(value)


def keys(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted(value)
    if isinstance(value, list):
        return list(range(len(value)))
    raise JqError(f"{described(value)} has no keys")


def has(value: Any, key: Any) -> bool:
    if isinstance(value, dict) and isinstance(key, str):
        return key in value
    if isinstance(value, list) and kind(key) == "number":
        return bool(0 <= key < len(value))
    raise JqError(f"Cannot check whether {kind(value)} has a {'string' if isinstance(key, str) else kind(key)} key")


def contains(value: Any, part: Any) -> bool:
    if isinstance(value, dict) and isinstance(part, dict):
        return all(key in value and contains(value[key], item) for key, item in part.items())
    if isinstance(value, list) and isinstance(part, list):
        return all(any(contains(own, item) for own in value if kind(own) == kind(item)) for item in part)
    if isinstance(value, str) and isinstance(part, str):
        return part in value
    if kind(value) == kind(part):
        return compared(value, part) == 0
    raise JqError(f"{described(value)} and {described(part)} cannot have their containment checked")


def to_number(value: Any) -> Any:
    if kind(value) == "number":
        return value
    try:
        return int(value) if re.fullmatch(r"-?\d+", value) else float(value)
    except (TypeError, ValueError) as failure:
        raise JqError(f"{described(value)} cannot be parsed as a number") from failure


def from_json(value: Any) -> Any:
    try:
        return json.loads(value)
    except (TypeError, ValueError) as failure:
        raise JqError(f"{value} (while parsing '{value}')") from failure


def text_only(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise JqError(f"{what} input must be a string")
    return value


def prefixed(value: Any, part: Any, start: bool) -> bool:
    name = "startswith" if start else "endswith"
    if not isinstance(value, str) or not isinstance(part, str):
        raise JqError(f"{name}() requires string inputs")
    return value.startswith(part) if start else value.endswith(part)


def split(value: Any, mark: Any) -> Any:
    if not isinstance(value, str) or not isinstance(mark, str):
        raise JqError("split input and separator must be strings")
    return [] if not value else value.split(mark) if mark else list(value)


def join(value: Any, mark: Any) -> str:
    for item in value:
        if isinstance(item, list | dict):
            raise JqError(f"{described(mark)} and {described(item)} cannot be added")
    return str(mark).join("" if item is None else text(item) for item in value)


def ordered(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise JqError(f"{described(value)} cannot be sorted, as it is not an array")
    return sorted(value, key=ORDER)


def unique(value: Any) -> list[Any]:
    found: list[Any] = []
    for item in ordered(value):
        if not found or compared(found[-1], item):
            found.append(item)
    return found


def total(value: Any) -> Any:
    result = None
    for item in value.values() if isinstance(value, dict) else value:
        result = add(result, item)
    return plain(result)


def flattened(value: Any, depth: Any = 1000) -> list[Any]:
    found: list[Any] = []
    for item in value:
        found += flattened(item, depth - 1) if isinstance(item, list) and depth > 0 else [item]
    return found


def indices(value: Any, part: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, str):
        return [at for at in range(len(value)) if value.startswith(part, at)]
    if isinstance(part, list):
        return [at for at in range(len(value)) if part and value[at : at + len(part)] == part]
    return [at for at, item in enumerate(value) if compared(item, part) == 0]


def deleted(value: Any, gone: Any) -> Any:
    for path in sorted(gone, key=ORDER, reverse=True):
        value = without(value, tuple(path))
    return value


def date_text(value: Any, form: str) -> str:
    if isinstance(value, list):
        year, month, day, hour, minute, second = (int(part) for part in value[:6])
        moment = parse_timestamp(f"{year:04}-{month + 1:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    elif kind(value) == "number":
        moment = float(value)
    else:
        raise JqError("strftime/1 requires parsed datetime inputs")
    return timestamp(moment) if form == "%Y-%m-%dT%H:%M:%SZ" else time.strftime(form, time.gmtime(moment))


def moment_of(value: Any) -> Any:
    try:
        return plain(parse_timestamp(value))
    except (TypeError, ValueError) as failure:
        raise JqError(f'date "{value}" does not match format "%Y-%m-%dT%H:%M:%SZ"') from failure


def plain_time(value: Any) -> list[Any]:
    fields = time.gmtime(value)
    return [fields[0], fields[1] - 1, fields[2], fields[3], fields[4], fields[5], (fields[6] + 1) % 7, fields[7] - 1]


FUNCTIONS: dict[tuple[str, int], Callable[..., Any]] = {
    ("not", 0): lambda value: not is_true(value),
    ("length", 0): length,
    ("utf8bytelength", 0): lambda value: len(value.encode()),
    ("keys", 0): keys,
    ("keys_unsorted", 0): lambda value: list(value) if isinstance(value, dict) else keys(value),
    ("has", 1): has,
    ("contains", 1): contains,
    ("add", 0): total,
    ("type", 0): kind,
    ("tostring", 0): text,
    ("tonumber", 0): to_number,
    ("tojson", 0): compact,
    ("fromjson", 0): from_json,
    ("sort", 0): ordered,
    ("unique", 0): unique,
    ("reverse", 0): lambda value: [] if value is None else value[::-1],
    ("min", 0): lambda value: min(value, key=ORDER, default=None),
    ("max", 0): lambda value: max(value, key=ORDER, default=None),
    ("flatten", 0): flattened,
    ("flatten", 1): flattened,
    ("floor", 0): math.floor,
    ("ceil", 0): math.ceil,
    ("round", 0): lambda value: math.floor(value + 0.5),
    ("sqrt", 0): lambda value: plain(math.sqrt(value)),
    ("pow", 2): lambda value, base, power: plain(float(base) ** power),
    ("log", 0): math.log,
    ("log10", 0): math.log10,
    ("log2", 0): math.log2,
    ("exp", 0): math.exp,
    ("isinfinite", 0): lambda value: math.isinf(value),
    ("isnan", 0): lambda value: math.isnan(value),
    ("infinite", 0): lambda value: math.inf,
    ("nan", 0): lambda value: math.nan,
    ("startswith", 1): lambda value, part: prefixed(value, part, True),
    ("endswith", 1): lambda value, part: prefixed(value, part, False),
    ("ltrimstr", 1): lambda value, part: value.removeprefix(part) if isinstance(value, str) else value,
    ("rtrimstr", 1): lambda value, part: value.removesuffix(part) if isinstance(value, str) else value,
    ("trim", 0): lambda value: text_only(value, "trim").strip(),
    ("ltrim", 0): lambda value: text_only(value, "trim").lstrip(),
    ("rtrim", 0): lambda value: text_only(value, "trim").rstrip(),
    ("ascii_downcase", 0): lambda value: text_only(value, "ascii_downcase").lower(),
    ("ascii_upcase", 0): lambda value: text_only(value, "ascii_upcase").upper(),
    ("explode", 0): lambda value: [ord(char) for char in value],
    ("implode", 0): lambda value: "".join(map(chr, value)),
    ("split", 1): split,
    ("split", 2): lambda value, pattern, flags: re.split(pattern, value),
    ("join", 1): join,
    ("test", 1): lambda value, pattern: bool(matches(value, pattern, "")),
    ("test", 2): lambda value, pattern, flags: bool(matches(value, pattern, flags or "")),
    ("indices", 1): indices,
    ("setpath", 2): lambda value, path, new: put(value, tuple(path), new),
    ("delpaths", 1): deleted,
    ("transpose", 0): lambda value: [
        [row[at] if at < len(row) else None for row in value] for at in range(max(map(len, value), default=0))
    ],
    ("strftime", 1): date_text,
    ("fromdateiso8601", 0): moment_of,
    ("mktime", 0): lambda value: moment_of(date_text(value, "%Y-%m-%dT%H:%M:%SZ")),
    ("gmtime", 0): plain_time,
    ("strptime", 1): lambda value, form: plain_time(moment_of(value)),
    ("debug", 0): lambda value: value,
    ("input_line_number", 0): lambda value: 0,
    ("ascii", 0): lambda value: chr(value),
    ("format", 1): lambda value, form: formatted("@" + form, value),
    ("splits", 0): lambda value: value,
    ("halt", 0): lambda value: value,
}

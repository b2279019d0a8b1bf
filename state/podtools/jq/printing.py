"""jq's output: JSON as jq writes it, and the `@` formats."""

from __future__ import annotations

import binascii
import json
import math
from typing import Any
from urllib.parse import quote

from minikctl.state.podtools.jq.values import JqError, described, kind


def number_text(value: Any) -> str:
    if isinstance(value, float):
        if math.isnan(value):
            return "null"
        if math.isinf(value):
            return "1.7976931348623157e+308" if value > 0 else "-1.7976931348623157e+308"
        if value.is_integer() and abs(value) < 1e17:
            return str(int(value)) if value else "0"
        return repr(value)
    return str(value)


def scalar(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true" if value else "false"
    return number_text(value)


def compact(value: Any, sorts: bool = False) -> str:
    if isinstance(value, list):
        return "[" + ",".join(compact(item, sorts) for item in value) + "]"
    if isinstance(value, dict):
        pairs = sorted(value.items()) if sorts else value.items()
        return "{" + ",".join(f"{scalar(key)}:{compact(item, sorts)}" for key, item in pairs) + "}"
    return scalar(value)


def pretty(value: Any, indent: str = "  ", sorts: bool = False, depth: int = 0) -> str:
    inner, outer = "\n" + indent * (depth + 1), "\n" + indent * depth
    if isinstance(value, list) and value:
        return "[" + ",".join(inner + pretty(item, indent, sorts, depth + 1) for item in value) + outer + "]"
    if isinstance(value, dict) and value:
        pairs = sorted(value.items()) if sorts else value.items()
        rows = [f"{inner}{scalar(key)}: {pretty(item, indent, sorts, depth + 1)}" for key, item in pairs]
        return "{" + ",".join(rows) + outer + "}"
    return compact(value)


def text(value: Any) -> str:
    return value if isinstance(value, str) else compact(value)


def cell(value: Any, form: str) -> str:
    if isinstance(value, list | dict):
        raise JqError(f"{described(value)} is not valid in a csv row")
    if value is None:
        return ""
    if not isinstance(value, str):
        return scalar(value)
    if form == "@csv":
        return '"' + value.replace('"', '""') + '"'
    found: str = value
    for char, escape in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        found = found.replace(char, escape)
    return found


def shell_word(value: Any) -> str:
    if isinstance(value, list | dict):
        raise JqError(f"{described(value)} can not be escaped for shell")
    return "'" + value.replace("'", "'\\''") + "'" if isinstance(value, str) else scalar(value)


def formatted(form: str, value: Any) -> str:
    """`@json`, `@csv`, `@base64d` …"""
    if form == "@text":
        return text(value)
    if form == "@json":
        return compact(value)
    if form in ("@csv", "@tsv"):
        if not isinstance(value, list):
            raise JqError(f"{described(value)} cannot be {form[1:]}-formatted, only array can be")
        return ("," if form == "@csv" else "\t").join(cell(item, form) for item in value)
    if form == "@sh":
        return " ".join(map(shell_word, value)) if isinstance(value, list) else shell_word(value)
    if form == "@uri":
        return quote(text(value), safe="-_.~")
    if form == "@html":
        escapes = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&#39;", '"': "&quot;"}
        return "".join(escapes.get(char, char) for char in text(value))
    if form == "@base64":
        return binascii.b2a_base64(text(value).encode("utf-8", "surrogateescape"), newline=False).decode()
    if form == "@base64d":
        return decoded(value)
    raise JqError(f"{form[1:]} is not a valid format")


def decoded(value: Any) -> str:
    body = text(value).rstrip("=")
    try:
        data = binascii.a2b_base64(body + "=" * (-len(body) % 4))
    except binascii.Error as error:
        raise JqError(f"{kind(value)} ({compact(value)}) is not valid base64 data") from error
    return data.decode("utf-8", "replace")

"""Refuses a config that does not fit its type, in the words that server-side apply has for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minikctl.state.errors import ApiError
from minikctl.state.kinds.kind import Kind
from minikctl.state.patches.problems import go_type
from minikctl.state.shapes import shape_of
from minikctl.state.shapes.reading import Type, fields, struct

Obj = dict[str, Any]
NUMBERS = ("int32", "int64", "float")
TEXTS = ("string", "bytes", "time", "microtime", "duration")


def check_typed(kind: Kind, config: Obj, api_version: str) -> None:
    """Raises ApiError if fields are unknown or have the wrong type; custom resources are not checked here."""
    shape = shape_of(api_version, kind.name) or shape_of(kind.api_version, kind.name)
    if shape is None:
        return
    found = list(problems(config, struct(shape), ""))
    if not found:
        return
    listed = found[0] if len(found) == 1 else "errors:" + "".join(f"\n  {problem}" for problem in found)
    meta = config.get("metadata") or {}
    who = f"{meta.get('namespace', '')}/{meta.get('name', '')}; {api_version}, Kind={kind.name}"
    raise ApiError(500, "", f"failed to create typed patch object ({who}): {listed}")


def problems(value: Any, kind: Type, path: str) -> Iterator[str]:
    """What does not fit, by path."""
    if value is None or kind.form in ("quantity", "intstr", "raw", "json"):
        return
    if kind.form == "struct" and kind.shape is not None:
        if not isinstance(value, dict):
            yield f"{path}: expected map, got {unfit(value)}"
            return
        known = fields(kind.shape)
        for name in sorted(value):
            if name not in known:
                yield f"{path}.{name}: field not declared in schema"
            else:
                yield from problems(value[name], known[name].type, f"{path}.{name}")
    elif kind.form == "map" and kind.item is not None:
        if not isinstance(value, dict):
            yield f"{path}: expected map, got {unfit(value)}"
            return
        for name in sorted(value):
            yield from problems(value[name], kind.item, f"{path}.{name}")
    elif kind.form == "list" and kind.item is not None:
        if not isinstance(value, list):
            yield f"{path}: expected list, got {unfit(value)}"
            return
        for index, item in enumerate(value):
            yield from problems(item, kind.item, f"{path}[{index}]")
    elif kind.form in NUMBERS and (isinstance(value, bool) or not isinstance(value, (int, float))):
        yield f"{path}: expected numeric (int or float), got {go_type(value)}"
    elif kind.form == "bool" and not isinstance(value, bool):
        yield f"{path}: expected boolean, got {go_type(value)}"
    elif kind.form in TEXTS and not isinstance(value, str):
        yield f"{path}: expected string, got {unfit(value)}"


def unfit(value: Any) -> str:
    """How a value of the wrong type is shown."""
    return f"&{{{str(value).lower() if isinstance(value, bool) else value}}}"

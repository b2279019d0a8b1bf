"""The columns of custom kinds: what a CustomResourceDefinition's additionalPrinterColumns show (tableconvertor)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minikctl.state.clock import age, parse_timestamp
from minikctl.state.jsonpath import JsonPath, PathError, value_text
from minikctl.state.kinds.kind import Column, Kind, Obj
from minikctl.state.view import View


def columns_of_version(definition: Obj, version: str) -> list[Column]:
    """The columns after the name that a version of a CustomResourceDefinition declares."""
    versions = (definition.get("spec") or {}).get("versions") or ()
    declared: Obj = next((found for found in versions if found.get("name") == version), {})
    return [_column(column) for column in declared.get("additionalPrinterColumns") or ()]


def definition_of(kind: Kind, view: View) -> Obj:
    """The CustomResourceDefinition that a kind comes from, {} if there is none."""
    return view.table("customresourcedefinitions").get(f"/{kind.resource}") or {}


def _column(declared: dict[str, Any]) -> Column:
    name, shown_type = declared.get("name", ""), declared.get("type", "string")
    wide = bool(declared.get("priority"))
    return Column(name, _cell_of(declared.get("jsonPath", ""), shown_type), wide, shown_type)


def _cell_of(path: str, shown_type: str) -> Callable[[Obj, View], object]:
    """How a cell is read: the first value that the path finds, as its type wants it."""
    parsed = JsonPath("{" + path + "}")

    def cell(obj: Obj, view: View) -> object:
        try:
            found = parsed.find(obj)
        except PathError:
            return None
        return _shown(found[0][0], shown_type, view.now) if found and found[0] else None

    return cell


def _shown(value: Any, shown_type: str, now: float) -> object:
    if shown_type == "string":
        return value_text(value)
    if shown_type == "boolean":
        return value_text(value) if isinstance(value, bool) else None
    if shown_type == "date":
        return _age(value, now) if isinstance(value, str) else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value) if shown_type == "integer" else value_text(value)


def _age(text: str, now: float) -> str:
    if not text:
        return "<unknown>"
    try:
        return age(now - parse_timestamp(text))
    except ValueError:
        return "<invalid>"

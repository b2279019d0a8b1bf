"""Reads what a patch made of an object, and refuses it as API servers refuse the result of a patch.

JSON and merge patches are applied to JSON, which is then decoded; strategic merge patches are applied to a tree, which
is then converted (apimachinery, runtime/converter.go), with words of its own for values of the wrong type.
"""

from __future__ import annotations

import json
from typing import Any

from minikctl.state import errors, fields, schema
from minikctl.state.errors import ApiError
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import copy_tree
from minikctl.state.patches.problems import go_text, go_type
from minikctl.state.patches.schemas import type_of
from minikctl.state.shapes.reading import Type
from minikctl.state.shapes.reading import fields as fields_of
from minikctl.state.shapes.values import Unfit, Unreadable, read_scalar

Obj = dict[str, Any]
KINDS = {"map[string]interface {}": "map", "[]interface {}": "slice"}
FITTING = {"string": "string", "int32": "int64", "int64": "int64", "bool": "bool", "float": "float64"}
NUMBERS = ("int32", "int64", "float")


def patched(kind: Kind, result: Obj, patch: Any, patch_type: str, validation: str) -> tuple[Obj, list[str]]:
    """The object that a patch made, as Go would write it, and warnings about fields it does not know.

    `patch_type` is json, merge or strategic; `validation` is Strict, Warn or Ignore (servers take Warn if a request
    does not say). Raises ApiError Invalid.
    """
    shape = type_of(kind, result.get("apiVersion", ""))
    if shape is None:
        return copy_tree(result), []
    shown = go_text(patch) if patch_type == "strategic" else json.dumps(result, separators=(",", ":"), sort_keys=True)
    problem = misfit(result, shape) if patch_type == "strategic" else ""
    reading = schema.Reading()
    try:
        found: Obj = reading.value(result, shape, "", "", "")
    except Unreadable as unreadable:
        raise refused(shown, problem or str(unreadable)) from None
    if problem or reading.problem:
        raise refused(shown, problem or reading.problem)
    if reading.strict and validation == "Strict":
        raise refused(shown, f"strict decoding error: {', '.join(reading.strict)}")
    return found, list(reading.strict) if validation == "Warn" else []


def refused(shown: str, why: str) -> ApiError:
    """` "" is invalid: patch: Invalid value: …`: such errors name neither kind nor object."""
    return errors.invalid("", "", "", [fields.invalid("patch", shown, why)])


def misfit(value: Any, kind: Type) -> str:
    """The first value that cannot be converted to its type, in the order of Go's fields; "" if all can."""
    form = kind.form
    if value is None:
        return ""
    if form == "struct" and kind.shape is not None:
        if not isinstance(value, dict):
            return f"cannot restore struct from: {go_kind(value)}"
        known = fields_of(kind.shape)
        return first(misfit(value[name], field.type) for name, field in known.items() if name in value)
    if form == "map" and kind.item is not None:
        item = kind.item
        if not isinstance(value, dict):
            return f"cannot restore map from {go_kind(value)}"
        return first(misfit(value[name], item) for name in sorted(value))
    if form == "list" and kind.item is not None:
        item = kind.item
        if not isinstance(value, list):
            return f"cannot restore slice from {go_kind(value)}"
        return first(misfit(below, item) for below in value)
    return scalar_misfit(value, kind)


def first(problems: Any) -> str:
    return next(filter(None, problems), "")


def scalar_misfit(value: Any, kind: Type) -> str:
    """Why a scalar cannot be converted; types with a notation of their own read it as JSON."""
    if kind.form in FITTING:
        return conversion(value, kind)
    try:
        read_scalar(value, kind.form)
    except Unreadable as problem:
        return str(problem)
    except Unfit as problem:
        target = problem.target or kind.go
        return problem.words or f"json: cannot unmarshal {problem.value} into Go value of type {target}"
    return ""


def conversion(value: Any, kind: Type) -> str:
    """Why Go's reflection does not convert a value: numbers to each other and to strings it could, but must not."""
    given = go_type(value)
    if given == FITTING[kind.form] or (given == "float64" and kind.form in NUMBERS and value == int(value)):
        return ""
    if (given in ("int64", "float64") and kind.form in NUMBERS) or (given == "int64" and kind.form == "string"):
        return f"cannot convert {given} to {kind.go}"
    return f"unrecognized type: {'float64' if kind.form == 'float' else kind.form}"


def go_kind(value: Any) -> str:
    """Go's kind of a decoded JSON value."""
    name = go_type(value)
    return KINDS.get(name, name)

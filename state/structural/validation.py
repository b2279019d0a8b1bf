"""Validates a custom resource by its schema; each error in the words of an API server."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from minikctl.state import fields
from minikctl.state.fields import FieldError
from minikctl.state.objects import same
from minikctl.state.shapes.values import number_text
from minikctl.state.structural.reading import EMBEDDED, INT_OR_STRING, properties

Schema = Mapping[str, Any]
TOP = ("apiVersion", "kind", "metadata")


def validate(schema: Schema, obj: dict[str, Any]) -> Iterator[FieldError]:
    """What is wrong with an object that was pruned and defaulted. Rules in CEL are not evaluated."""
    for name in schema.get("required") or ():
        if name not in obj:
            yield fields.required(name)
    for name in sorted(obj.keys() - set(TOP)):
        if name in properties(schema):
            yield from of_value(properties(schema)[name], obj[name], name)
    yield from of_combinations(schema, obj, "")


def of_value(schema: Schema, value: Any, path: str) -> Iterator[FieldError]:
    """The errors of one value and of everything below it."""
    found = type_error(schema, value, path)
    if found is not None:
        yield found
        return
    if value is None:
        return
    yield from of_choice(schema, value, path)
    if isinstance(value, dict):
        yield from of_object(schema, value, path)
    elif isinstance(value, list):
        yield from of_list(schema, value, path)
    elif isinstance(value, str):
        yield from of_text(schema, value, path)
    elif not isinstance(value, bool):
        yield from of_number(schema, value, path)
    yield from of_combinations(schema, value, path)


def type_error(schema: Schema, value: Any, path: str) -> FieldError | None:
    """Whether the value has another type than its schema wants."""
    given, wanted = type_of(value), schema.get("type")
    if given == "null" and (schema.get("nullable") or not wanted):
        return None
    if schema.get(INT_OR_STRING):
        if given in ("integer", "string"):
            return None
        wanted = "integer,string"
    if not wanted or given == wanted or (wanted == "number" and given == "integer"):
        return None
    if wanted == "integer" and given == "number" and value == int(value):
        return None
    return fields.type_invalid(path, given, f'{path} in body must be of type {wanted}: "{given}"')


def type_of(value: Any) -> str:
    """What OpenAPI calls a value's type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def of_choice(schema: Schema, value: Any, path: str) -> Iterator[FieldError]:
    allowed = schema.get("enum")
    if allowed and not any(same(value, option) for option in allowed):
        options = ", ".join(fields.go_value(option) for option in allowed)
        body = f"Unsupported value: {fields.go_value(value)}: supported values: {options}"
        yield FieldError("FieldValueNotSupported", path, body)


def of_object(schema: Schema, value: dict[str, Any], path: str) -> Iterator[FieldError]:
    for name in schema.get("required") or ():
        if name not in value:
            yield fields.required(f"{path}.{name}")
    least, most = schema.get("minProperties"), schema.get("maxProperties")
    if least is not None and len(value) < least:
        yield wrong(path, value, f"should have at least {least} properties")
    if most is not None and len(value) > most:
        yield fields.too_many(path, len(value), most)
    extra = schema.get("additionalProperties")
    for name in sorted(value):
        if name in properties(schema):
            yield from of_value(properties(schema)[name], value[name], f"{path}.{name}")
        elif isinstance(extra, dict):
            yield from of_value(extra, value[name], f"{path}.{name}")
    if schema.get(EMBEDDED):
        for name in ("apiVersion", "kind"):
            if not value.get(name):
                yield fields.required(f"{path}.{name}", "must not be empty")


def of_list(schema: Schema, value: list[Any], path: str) -> Iterator[FieldError]:
    least, most = schema.get("minItems"), schema.get("maxItems")
    if least is not None and len(value) < least:
        yield wrong(path, len(value), f"should have at least {least} items")
    if most is not None and len(value) > most:
        yield fields.too_many(path, len(value), most)
    for index, item in enumerate(value):
        yield from of_value(schema.get("items") or {}, item, f"{path}[{index}]")
    yield from of_repeats(schema, value, path)


def of_repeats(schema: Schema, value: list[Any], path: str) -> Iterator[FieldError]:
    """Sets and maps hold everything once."""
    kind, keys = schema.get("x-kubernetes-list-type"), schema.get("x-kubernetes-list-map-keys") or ()
    if kind not in ("set", "map"):
        return
    seen: list[Any] = []
    for index, item in enumerate(value):
        mark = item
        if kind == "map":
            mark = {key: item[key] for key in sorted(keys) if key in item} if isinstance(item, dict) else item
        if any(same(mark, other) for other in seen):
            shown = fields.GoText(map_text(mark)) if isinstance(mark, dict) else mark
            yield fields.duplicate(f"{path}[{index}]", shown)
        seen.append(mark)


def map_text(value: dict[str, Any]) -> str:
    """Go's %#v of a decoded object."""
    inner = ", ".join(f"{fields.go_quote(key)}:{fields.go_value(value[key])}" for key in sorted(value))
    return f"map[string]interface {{}}{{{inner}}}"


def of_text(schema: Schema, value: str, path: str) -> Iterator[FieldError]:
    least, most, pattern = schema.get("minLength"), schema.get("maxLength"), schema.get("pattern")
    if most is not None and len(value) > most:
        yield fields.too_long(path, most)
    if least is not None and len(value) < least:
        yield wrong(path, value, f"should be at least {least} chars long")
    if pattern and not matches(pattern, value):
        yield wrong(path, value, f"should match '{pattern}'")


def matches(pattern: str, value: str) -> bool:
    """Whether a pattern is found; what Python cannot read counts as found."""
    try:
        return re.search(pattern.replace("\\z", "\\Z"), value) is not None
    except re.error:
        return True


def of_number(schema: Schema, value: float, path: str) -> Iterator[FieldError]:
    most, least, factor = schema.get("maximum"), schema.get("minimum"), schema.get("multipleOf")
    if factor and value % factor:
        yield wrong(path, value, f"should be a multiple of {number_text(factor)}")
    if most is not None and (value > most or (schema.get("exclusiveMaximum") and value == most)):
        equal = "" if schema.get("exclusiveMaximum") else " or equal to"
        yield wrong(path, value, f"should be less than{equal} {number_text(most)}")
    if least is not None and (value < least or (schema.get("exclusiveMinimum") and value == least)):
        equal = "" if schema.get("exclusiveMinimum") else " or equal to"
        yield wrong(path, value, f"should be greater than{equal} {number_text(least)}")


def of_combinations(schema: Schema, value: Any, path: str) -> Iterator[FieldError]:
    """allOf, anyOf, oneOf, not."""
    for below in schema.get("allOf") or ():
        yield from of_value(below, value, path)
    any_of, one_of = schema.get("anyOf"), schema.get("oneOf")
    if schema.get(INT_OR_STRING):
        any_of = None
    if any_of and not any(fits(below, value) for below in any_of):
        yield combined(path, "must validate at least one schema (anyOf)")
    if one_of:
        count = sum(fits(below, value) for below in one_of)
        if count != 1:
            found = f"Found {count} valid alternatives" if count else "Found none valid"
            yield combined(path, f"must validate one and only one schema (oneOf). {found}")
    if schema.get("not") and fits(schema["not"], value):
        yield combined(path, "must not validate the schema (not)")


def fits(schema: Schema, value: Any) -> bool:
    return next(of_value(schema, value, ""), None) is None


def wrong(path: str, value: Any, said: str) -> FieldError:
    return fields.invalid(path, value, f"{path} in body {said}")


def combined(path: str, said: str) -> FieldError:
    """Such errors name the place in their text only."""
    return fields.invalid("<nil>", "", f'"{path}" {said}')

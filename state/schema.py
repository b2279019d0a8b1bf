"""Decodes manifests as an API server does: by the shapes, with Go's words for what does not fit.

Sources: apimachinery's serializer/json (strict errors), sigs.k8s.io/json (order and words of errors), client-go's types
(what is written though empty).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minikctl.state import errors
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import copy_tree
from minikctl.state.shapes import shape_of
from minikctl.state.shapes.reading import Field, Type, fields, struct
from minikctl.state.shapes.values import ABSENT, Unfit, Unreadable, read_scalar, word, zero
from minikctl.state.values import NamedTuple

Obj = dict[str, Any]
MOST_STRICT_ERRORS = 100  # sigs.k8s.io/json stops counting there
NILS = ("list", "map", "bytes", "raw", "json")  # forms whose empty value is written as null


class Decoded(NamedTuple):
    """What a server's decoder makes of a manifest."""

    obj: Obj  # as Go would write it again: no nulls, no unknown fields, nothing empty that Go leaves out
    strict_errors: list[str]  # unknown field "spec.ports[0].bogus": refused, told or ignored as fieldValidation says
    warnings: list[str]


def decode(kind: Kind, data: Mapping[str, Any]) -> Decoded:
    """Reads a manifest (never changed). Raises ApiError BadRequest where a value has the wrong type."""
    api_version, name = data.get("apiVersion") or kind.api_version, data.get("kind") or kind.name
    shape = shape_of(api_version, name) or shape_of(kind.api_version, kind.name)
    if shape is None:
        return Decoded(copy_tree(dict(data)), [], [])
    reading = Reading()
    try:
        obj = reading.value(dict(data), struct(shape), "", "", "")
    except Unreadable as problem:
        raise cannot_be_handled(name, api_version, str(problem)) from None
    if reading.problem:
        raise cannot_be_handled(name, api_version, reading.problem)
    found: Obj = obj
    return Decoded(found, list(reading.strict), [])


def cannot_be_handled(kind: str, api_version: str, why: str) -> errors.ApiError:
    """`Service in version "v1" cannot be handled as a Service: why`."""
    version = api_version.rpartition("/")[2]
    return errors.bad_request(f'{kind} in version "{version}" cannot be handled as a {kind}: {why}')


def strict_error(kind: str, api_version: str, problems: list[str]) -> errors.ApiError:
    """What fieldValidation=Strict answers to unknown and duplicate fields."""
    return cannot_be_handled(kind, api_version, f"strict decoding error: {', '.join(problems)}")


def written(kind: Kind, obj: Mapping[str, Any]) -> Obj:
    """A decoded object, changed by us since, as a server writes it: with `resources: {}`, `creationTimestamp: null` and
    null for lists that are always written, without what else is empty. Kinds that are not built in stay as they are.
    """
    found = decode(kind, obj).obj
    shape = shape_of(kind.api_version, kind.name)
    if shape is not None:
        write_nulls(found, struct(shape))
    return found


def write_nulls(data: Any, kind: Type) -> None:
    """Puts null, in place, where Go writes lists, maps and pointers that are not there (`endpoints: null`)."""
    if kind.form == "struct" and kind.shape is not None:
        for field in fields(kind.shape).values():
            if field.name in data:
                write_nulls(data[field.name], field.type)
            elif field.written and (field.pointer or field.type.form in NILS):
                data[field.name] = None
    elif kind.form in ("list", "map") and kind.item is not None and data:
        for item in data.values() if isinstance(data, dict) else data:
            write_nulls(item, kind.item)


class Reading:
    """One pass over a manifest: keys in order, the first wrong type, every unknown field.

    `owner` is Go's name of the struct whose field is read, `trail` the names down to it, `path` the same with indexes.
    """

    __slots__ = ("problem", "strict")

    def __init__(self) -> None:
        self.problem = ""
        self.strict: dict[str, None] = {}

    def value(self, data: Any, kind: Type, owner: str, trail: str, path: str) -> Any:
        """A value read as a type, or ABSENT if it does not fit (the first misfit is kept)."""
        form = kind.form
        if data is None:
            return ABSENT
        if form == "struct":
            if isinstance(data, dict):
                return self.struct(data, kind, trail, path)
        elif form == "list":
            if isinstance(data, list):
                return self.items(data, kind, owner, trail, path)
        elif form == "map":
            if isinstance(data, dict):
                return self.entries(data, kind, owner, trail, path)
        else:
            try:
                return read_scalar(data, form)
            except Unfit as misfit:
                target = misfit.target or kind.go
                if misfit.fatal:
                    raise Unreadable(unfit(misfit.value, target, owner, trail)) from None
                self.note(unfit(misfit.value, target, owner, trail) if not misfit.words else misfit.words)
                return ABSENT
        self.note(unfit(word(data), kind.go, owner, trail))
        return ABSENT

    def struct(self, data: Obj, kind: Type, trail: str, path: str) -> Obj:
        """An object with known fields."""
        assert kind.shape is not None
        known, found = fields(kind.shape), {}
        owner = kind.shape.__name__
        for name in sorted(data):
            field = known.get(name)
            here = f"{path}.{name}" if path else name
            if field is None:
                self.unknown(here)
                continue
            value = self.value(data[name], field.type, owner, f"{trail}.{name}" if trail else name, here)
            if value is not ABSENT and (field.pointer or field.written or not is_empty(value, field)):
                found[name] = value
        for field in known.values():
            if field.name not in found:
                value = missing(field)
                if value is not ABSENT:
                    found[field.name] = value
        return found

    def items(self, data: list[Any], kind: Type, owner: str, trail: str, path: str) -> list[Any]:
        """A list; a null in it is an empty item."""
        assert kind.item is not None
        found = []
        for index, item in enumerate(data):
            value = self.value(item, kind.item, owner, trail, f"{path}[{index}]")
            found.append(blank(kind.item) if value is ABSENT else value)
        return found

    def entries(self, data: Obj, kind: Type, owner: str, trail: str, path: str) -> Obj:
        """A map; a null in it is an empty value."""
        assert kind.item is not None
        found = {}
        for name in sorted(data):
            value = self.value(data[name], kind.item, owner, trail, f"{path}.{name}")
            found[name] = blank(kind.item) if value is ABSENT else value
        return found

    def note(self, problem: str) -> None:
        """Keeps the first misfit; Go goes on reading."""
        self.problem = self.problem or problem

    def unknown(self, path: str) -> None:
        """Keeps an unknown field, once."""
        if len(self.strict) < MOST_STRICT_ERRORS:
            self.strict[f'unknown field "{path}"'] = None


def unfit(value: str, go: str, owner: str, trail: str) -> str:
    """Go's words for a value of the wrong type (encoding/json's UnmarshalTypeError)."""
    if not trail:
        return f"json: cannot unmarshal {value} into Go value of type {go}"
    return f"json: cannot unmarshal {value} into Go struct field {owner}.{trail} of type {go}"


def is_empty(value: Any, field: Field) -> bool:
    """Whether Go leaves a field out that is not a pointer (`omitempty`)."""
    form = field.type.form
    if form in ("struct", "time", "microtime", "duration", "quantity", "raw", "json"):
        return False
    return value in ("", 0, False) or value == [] or value == {}


def missing(field: Field) -> Any:
    """What Go writes of a field that was not given, or ABSENT."""
    form = field.type.form
    if field.pointer or form in ("list", "map", "raw", "json", "bytes"):
        return ABSENT
    if form == "struct" or form in ("time", "microtime", "quantity", "duration"):
        return blank(field.type)
    return blank(field.type) if field.written else ABSENT


def blank(kind: Type) -> Any:
    """The empty value of a type, as Go writes it."""
    if kind.form == "struct":
        assert kind.shape is not None
        values = ((field.name, missing(field)) for field in fields(kind.shape).values())
        return {name: value for name, value in values if value is not ABSENT}
    return zero(kind.form)


class Explained(NamedTuple):
    """One field as `explain` shows it."""

    name: str
    type: str  # []ServicePort, map[string]string, integer
    required: bool
    is_struct: bool  # it has fields of its own


EXPLAINED = {
    "int32": "integer",
    "int64": "integer",
    "float": "number",
    "bool": "boolean",
    "string": "string",
    "bytes": "string",
}


def fields_of(kind: Kind, path: tuple[str, ...] = (), api_version: str = "") -> list[Explained] | None:
    """The fields below a path (`("spec", "ports")`), by name; [] below a scalar, None if there is no such path."""
    shape = shape_of(api_version or kind.api_version, kind.name)
    found: Type | None = struct(shape) if shape is not None else None
    for name in path:
        field = _innermost(found).get(name) if found is not None else None
        found = field.type if field is not None else None
    if found is None:
        return None
    listed = sorted(_innermost(found).values(), key=lambda field: field.name)
    return [_explained(field) for field in listed]


def field_of(kind: Kind, path: tuple[str, ...], api_version: str = "") -> Explained | None:
    """The field at a path, or None."""
    above = fields_of(kind, path[:-1], api_version) or ()
    return next((field for field in above if field.name == path[-1]), None)


def _explained(field: Field) -> Explained:
    return Explained(field.name, type_text(field.type), field.required, bool(_innermost(field.type)))


def _innermost(kind: Type) -> dict[str, Field]:
    """The fields of a struct, of a list's items or of a map's values."""
    while kind.item is not None:
        kind = kind.item
    return fields(kind.shape) if kind.shape is not None else {}


def type_text(kind: Type) -> str:
    """A type as `explain` names it, without the angle brackets."""
    if kind.form == "list" and kind.item is not None:
        return f"[]{type_text(kind.item)}"
    if kind.form == "map" and kind.item is not None:
        return f"map[string]{type_text(kind.item)}"
    return EXPLAINED.get(kind.form) or kind.go.rpartition(".")[2]

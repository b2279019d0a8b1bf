"""Reads the declarations of shapes: the text of an annotation becomes a Field, when its type is first needed."""

from __future__ import annotations

import sys
from functools import cache

from minikctl.state.values import NamedTuple

# how JSON of the types of `shape` is read: name -> (form, Go's name)
PRIMITIVES = {
    "str": ("string", "string"),
    "bool": ("bool", "bool"),
    "float": ("float", "float64"),
    "Int32": ("int32", "int32"),
    "Int64": ("int64", "int64"),
    "Bytes": ("bytes", "[]uint8"),
    "Time": ("time", "v1.Time"),
    "MicroTime": ("microtime", "v1.MicroTime"),
    "Duration": ("duration", "v1.Duration"),
    "Quantity": ("quantity", "resource.Quantity"),
    "IntOrString": ("intstr", "intstr.IntOrString"),
    "RawExtension": ("raw", "runtime.RawExtension"),
    "RawObject": ("raw", "v1.FieldsV1"),
    "JSON": ("json", "v1.JSON"),
}


class Type(NamedTuple):
    """What a value may be."""

    form: str  # struct, list, map, or a form of PRIMITIVES
    go: str  # Go's name of it: []v1.ServicePort
    shape: type | None = None  # of a struct
    item: Type | None = None  # of a list's items, of a map's values


class Field(NamedTuple):
    """One field of a struct."""

    name: str
    type: Type
    number: int  # on the wire
    required: bool
    pointer: bool
    written: bool  # even if it is empty
    strategy: tuple[str, ...]  # of strategic merge: merge, replace, retainKeys
    merge_key: str
    topology: str  # of server-side apply: set, map, atomic, "" (the default of its form)
    keys: tuple[str, ...]  # of a list that is a map


@cache
def fields(shape: type) -> dict[str, Field]:
    """All fields of a shape by their names in JSON, those of its bases first."""
    found: dict[str, Field] = {}
    for cls in reversed(shape.__mro__):
        for name, text in getattr(cls, "__annotations__", {}).items():
            field = _field(name, text, sys.modules[cls.__module__].__dict__)
            found[field.name] = field
    return found


def _field(name: str, text: str, names: dict[str, object]) -> Field:
    """The field that an annotation `Annotated[TYPE, "MARKS"]` declares."""
    start = text.index("[") + 1
    comma = max(text.rfind(", '"), text.rfind(', "'))
    declared, marks = text[start:comma].strip(), text[comma + 3 : -2].split()
    required = declared.startswith("Required[")
    if required:
        declared = declared[9:-1]
    values = dict(mark.split("=", 1) for mark in marks if "=" in mark)
    read = _type(declared, names)
    if "go" in values:
        read = read._replace(go=values["go"])
    merge_key = values.get("merge", "")
    strategy = tuple(mark for mark in ("merge", "replace", "retainKeys") if mark in marks or (mark in values))
    keys = tuple(values["keys"].split(",")) if "keys" in values else ()
    return Field(
        name=values.get("json", name),
        type=read,
        number=int(marks[0]),
        required=required,
        pointer="pointer" in marks,
        written=(required and "omitted" not in marks) or "always" in marks,
        strategy=strategy,
        merge_key=merge_key,
        topology="map" if keys else "set" if "set" in marks else "atomic" if "atomic" in marks else "",
        keys=keys,
    )


def _type(text: str, names: dict[str, object]) -> Type:
    """The type that a text names, looked up among the names of the module that says it."""
    if text.startswith("list["):
        item = _type(text[5:-1], names)
        return Type("list", f"[]{item.go}", None, item)
    if text.startswith("dict["):
        item = _type(text[text.index(",") + 1 : -1].strip(), names)
        return Type("map", f"map[string]{item.go}", None, item)
    if text in PRIMITIVES:
        form, go = PRIMITIVES[text]
        return Type(form, go)
    named = names[text]
    if named is str:
        return Type("string", f"{names.get('PACKAGE', 'v1')}.{text}")
    assert isinstance(named, type), f"{text} is neither a shape nor a string"
    package = sys.modules[named.__module__].__dict__.get("PACKAGE", "v1")
    return Type("struct", f"{package}.{text}", named)


def struct(shape: type) -> Type:
    """The type of a whole object."""
    package = sys.modules[shape.__module__].__dict__.get("PACKAGE", "v1")
    return Type("struct", f"{package}.{shape.__name__}", shape)

"""The fields of kinds as a tree: of built-in kinds by their shapes, of custom ones by their schemas."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.commands.explain.enums import ENUMS
from minikctl.state.shapes import shape_of
from minikctl.state.shapes.meta import ObjectMeta
from minikctl.state.shapes.reading import Type, struct
from minikctl.state.shapes.reading import fields as fields_of

if TYPE_CHECKING:
    from minikctl.state.kinds.kind import Kind
    from minikctl.state.view import View

Obj = dict[str, Any]

NAMES = {  # how the types of shapes are called in a server's OpenAPI document
    "string": "string",
    "bool": "boolean",
    "int32": "integer",
    "int64": "integer",
    "float64": "number",
    "float": "number",
    "bytes": "string",
    "time": "Time",
    "microtime": "MicroTime",
    "duration": "Duration",
    "quantity": "Quantity",
    "intstr": "IntOrString",
    "json": "JSON",
}


class Node:
    """A type: how it is called, and its fields, which are found when they are asked for."""

    __slots__ = ("_fields", "_find", "description", "enum", "name", "type")

    def __init__(
        self,
        type: str,
        find: Callable[[], dict[str, Field]],
        *,
        name: str = "",
        description: str = "",
        enum: tuple[str, ...] = (),
    ) -> None:
        self.type = type
        self.name = name  # of a struct; "" for everything else
        self.description = description
        self.enum = enum
        self._find = find
        self._fields: dict[str, Field] | None = None

    def fields(self) -> dict[str, Field]:
        if self._fields is None:
            self._fields = self._find()
        return self._fields


class Field(NamedTuple):
    """One field of a struct."""

    node: Node
    required: bool
    description: str = ""


def no_fields() -> dict[str, Field]:
    return {}


def builtin(kind: Kind, version: str) -> Node | None:
    """The tree of a kind that is built in."""
    shape = shape_of(version, kind.name)
    return of_type(struct(shape)) if shape is not None else None


def of_type(kind: Type, enum: tuple[str, ...] = ()) -> Node:
    """The tree of a type of a shape; lists and maps have the fields of what they hold."""
    inner = kind
    while inner.form in ("list", "map") and inner.item is not None:
        inner = inner.item
    if inner.form != "struct" or inner.shape is None:
        return Node(name_of(kind), no_fields, enum=enum)
    shape = inner.shape

    def find() -> dict[str, Field]:
        return {
            name: Field(of_type(field.type, ENUMS.get((shape.__name__, name), ())), field.required)
            for name, field in fields_of(shape).items()
        }

    is_map = kind.form == "map"
    return Node(name_of(kind), no_fields if is_map else find, name=shape.__name__)


def name_of(kind: Type) -> str:
    """`[]ServicePort`, `map[string]string`, `IntOrString`."""
    if kind.form == "list" and kind.item is not None:
        return f"[]{name_of(kind.item)}"
    if kind.form == "map" and kind.item is not None:
        return f"map[string]{name_of(kind.item)}"
    if kind.form == "struct" and kind.shape is not None:
        return kind.shape.__name__
    return NAMES.get(kind.form) or kind.go.rpartition(".")[2]


def custom(view: View, kind: Kind) -> Node:
    """The tree of a custom kind, by the schema of its definition."""
    from minikctl.state.kinds.customcolumns import definition_of  # only for custom kinds

    definition = definition_of(kind, view) or {}
    versions = (definition.get("spec") or {}).get("versions") or []
    schema = next((one.get("schema") or {} for one in versions if one.get("name") == kind.version), {})
    root = of_schema(schema.get("openAPIV3Schema") or {})
    fields = {
        "apiVersion": Field(Node("string", no_fields), False),
        "kind": Field(Node("string", no_fields), False),
        "metadata": Field(of_type(struct(ObjectMeta)), False),
    }
    return Node(kind.name, lambda: {**root.fields(), **fields}, name=kind.name, description=root.description)


def of_schema(schema: Obj) -> Node:
    """The tree of a JSON schema."""
    inner = schema
    while inner.get("type") == "array" and isinstance(inner.get("items"), dict):
        inner = inner["items"]

    def find() -> dict[str, Field]:
        required = inner.get("required") or ()
        return {
            name: Field(of_schema(below), name in required, below.get("description", ""))
            for name, below in (inner.get("properties") or {}).items()
        }

    enum = tuple(str(value) for value in schema.get("enum") or ())
    return Node(schema_type(schema), find, description=schema.get("description", ""), enum=enum)


def schema_type(schema: Obj) -> str:
    """How a schema's type is called."""
    if schema.get("x-kubernetes-int-or-string"):
        return "IntOrString"
    if schema.get("type") == "array":
        return f"[]{schema_type(schema.get('items') or {})}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"map[string]{schema_type(schema['additionalProperties'])}"
    kind = schema.get("type", "Object")
    return "Object" if kind == "object" else str(kind)

"""The fields of kinds as a tree: of built-in kinds by their shapes, of custom ones by their schemas."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.commands.explain.documentation import descriptions, documented, field_of, form_of
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
OLDER = {
    "struct": "Object",
    "time": "string",
    "microtime": "string",
    "duration": "string",
    "quantity": "string",
    "intstr": "string",
    "raw": "map[string]",
    "json": "",
}


class Node:
    """A type: how it is called, and its fields, which are found when they are asked for."""

    __slots__ = ("_fields", "_find", "descriptions", "enum", "name", "older", "type")

    def __init__(
        self,
        type: str,
        find: Callable[[], dict[str, Field]],
        *,
        name: str = "",
        older: str = "",
        descriptions: tuple[str, ...] = (),
        enum: tuple[str, ...] = (),
    ) -> None:
        self.type = type
        self.name = name  # of a struct; "" for everything else
        self.older = older  # the type as a Swagger document (OpenAPI v2) calls it
        self.descriptions = descriptions  # its own, its type's, that of what it holds
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
    return of_type(struct(shape), documented(version, kind.name)) if shape is not None else None


def of_type(kind: Type, schema: Obj, enum: tuple[str, ...] = ()) -> Node:
    """The tree of a type of a shape and what the API's document says of it; lists and maps have what they hold."""
    inner = kind
    while inner.form in ("list", "map") and inner.item is not None:
        inner = inner.item
    told = tuple(descriptions(schema or form_of(kind)))
    if enum and told:
        told = (told[0] + listing(enum), *told[1:])
    if inner.form != "struct" or inner.shape is None:
        return Node(name_of(kind), no_fields, older=older_name(kind), descriptions=told, enum=enum)
    shape = inner.shape

    def find() -> dict[str, Field]:
        found = {}
        for name, field in fields_of(shape).items():
            below = field_of(schema, name)
            values = ENUMS.get((shape.__name__, name), ())
            own = below.get("description", "")
            told = own + listing(values) if values and own else own
            found[name] = Field(of_type(field.type, below, values), field.required, told)
        return found

    is_map = kind.form == "map"
    return Node(
        name_of(kind),
        no_fields if is_map else find,
        name=shape.__name__,
        older=older_name(kind),
        descriptions=told,
    )


def listing(values: tuple[str, ...]) -> str:
    """What a server adds to the description of an enumeration (kube-openapi/pkg/generators/enum.go)."""
    return "\n\nPossible enum values:\n" + "\n".join(f' - `"{value}"`' for value in values)


def older_name(kind: Type) -> str:
    """`[]Object`, `map[string]string`, `string`: types by a Swagger document, where no type is called by its name."""
    if kind.form == "list" and kind.item is not None:
        return f"[]{older_name(kind.item)}"
    if kind.form == "map" and kind.item is not None:
        return f"map[string]{older_name(kind.item)}"
    return OLDER.get(kind.form) or NAMES.get(kind.form, "string")


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
    common = documented("v1", "Service")  # the server itself describes what all objects have, in the same words

    def find() -> dict[str, Field]:
        types = {
            "apiVersion": Type("string", "string"),
            "kind": Type("string", "string"),
            "metadata": struct(ObjectMeta),
        }
        shared = {name: (kind, field_of(common, name)) for name, kind in types.items()}
        return {
            **root.fields(),
            **{
                name: Field(of_type(kind, below), False, below.get("description", ""))
                for name, (kind, below) in shared.items()
            },
        }

    return Node(kind.name, find, name=kind.name, older="Object", descriptions=root.descriptions)


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
    return Node(
        schema_type(schema),
        find,
        older=schema_type(schema).replace("IntOrString", ""),
        descriptions=tuple(descriptions(schema)),
        enum=enum,
    )


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

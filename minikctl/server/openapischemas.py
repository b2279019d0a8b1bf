"""Schemas of OpenAPI documents: of built-in kinds by their shapes, of custom kinds by their definitions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from minikctl.commands.explain.documentation import definition
from minikctl.commands.explain.enums import ENUMS
from minikctl.state.kinds import KINDS
from minikctl.state.kinds.kind import Kind
from minikctl.state.shapes import MODULES, shape_of
from minikctl.state.shapes.meta import DeleteOptions, ObjectMeta
from minikctl.state.shapes.reading import Field, Type, fields, struct

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

MACHINERY = "io.k8s.apimachinery.pkg"
META = f"{MACHINERY}.apis.meta.v1"
PLAIN: dict[str, Obj] = {
    "string": {"type": "string"},
    "bool": {"type": "boolean"},
    "int32": {"type": "integer", "format": "int32"},
    "int64": {"type": "integer", "format": "int64"},
    "float": {"type": "number", "format": "double"},
    "bytes": {"type": "string", "format": "byte"},
}
NAMED: dict[str, tuple[str, Obj]] = {
    "time": (f"{META}.Time", {"type": "string", "format": "date-time"}),
    "microtime": (f"{META}.MicroTime", {"type": "string", "format": "date-time"}),
    "duration": (f"{META}.Duration", {"type": "string"}),
    "quantity": (f"{MACHINERY}.api.resource.Quantity", {"type": "string"}),
    "intstr": (f"{MACHINERY}.util.intstr.IntOrString", {"type": "string", "format": "int-or-string"}),
    "raw": (f"{MACHINERY}.runtime.RawExtension", {"type": "object"}),
    "json": ("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON", {}),
}
THIRD: dict[str, Obj] = {  # what OpenAPI v3 says otherwise
    "quantity": {"oneOf": [{"type": "string"}, {"type": "number"}]},
    "intstr": {"oneOf": [{"type": "integer"}, {"type": "string"}], "format": "int-or-string"},
}
ELSEWHERE = {
    "apiextensions.k8s.io": "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions",
    "apiregistration.k8s.io": "io.k8s.kube-aggregator.pkg.apis.apiregistration",
}


@cache
def homes() -> dict[str, str]:
    """module of shapes -> what the names of its types begin with."""
    found: dict[str, str] = {}
    for api_version, modules in MODULES.items():
        group, _, version = api_version.rpartition("/")
        base = ELSEWHERE.get(group) or f"io.k8s.api.{group.partition('.')[0] or 'core'}"
        for module in modules:
            found.setdefault(module, f"{base}.{version}")
    return {**found, "meta": META}


def type_name(shape: type) -> str:
    """`io.k8s.api.core.v1.ServicePort`; shapes that several kinds share are the core group's."""
    module = shape.__module__.rpartition(".")[2]
    return f"{homes().get(module, 'io.k8s.api.core.v1')}.{shape.__name__}"


def schema_name(kind: Kind, version: str) -> str:
    """The name of a kind's own schema."""
    shape = shape_of(version, kind.name)
    if shape is not None:
        return type_name(shape)
    group, _, short = version.rpartition("/")
    return ".".join([*reversed(group.split(".")), short, kind.name])


def gvk_of(kind: Kind, version: str) -> Obj:
    group, _, short = version.rpartition("/")
    return {"group": group, "version": short, "kind": kind.name}


def definitions_of(view: View, kinds: Iterable[Kind], version: str, base: str, *, third: bool) -> Obj:
    """The schemas of kinds and of all that they need, by name; `base` begins references."""
    writing = Writing(base, third)
    for kind in kinds:
        shape = shape_of(version, kind.name)
        name = schema_name(kind, version)
        if shape is not None:
            writing.struct(shape)
        elif kind not in KINDS:
            writing.found[name] = custom(view, kind, version, writing)
        else:
            writing.found[name] = {"type": "object"}
        writing.found[name] = {**writing.found[name], "x-kubernetes-group-version-kind": [gvk_of(kind, version)]}
    writing.struct(DeleteOptions)
    return dict(sorted(writing.found.items()))


def custom(view: View, kind: Kind, version: str, writing: Writing) -> Obj:
    """The schema of a custom kind: what its definition says, and what all objects have."""
    from minikctl.state.kinds.customcolumns import definition_of  # only for custom kinds

    found = definition_of(kind, view) or {}
    versions = (found.get("spec") or {}).get("versions") or []
    short = version.rpartition("/")[2]
    declared = next((one.get("schema") or {} for one in versions if one.get("name") == short), {})
    schema: Obj = {"type": "object", **(declared.get("openAPIV3Schema") or {})}
    metadata = {"description": described("io.k8s.api.core.v1.Service", "metadata"), **writing.pointed(ObjectMeta)}
    common: Obj = {"metadata": {key: value for key, value in metadata.items() if value}}
    for name in ("apiVersion", "kind"):
        common[name] = {"description": described("io.k8s.api.core.v1.Service", name), "type": "string"}
    return {**schema, "properties": {**(schema.get("properties") or {}), **common}}


def described(name: str, field: str = "") -> str:
    """What the API's document says of a type or of a field of it; "" where it is absent."""
    found = definition(name)
    if field:
        found = (found.get("properties") or {}).get(field) or {}
    return str(found.get("description") or "")


class Writing:
    """Collects schemas while references to them are made."""

    def __init__(self, base: str, third: bool) -> None:
        self.base = base
        self.third = third
        self.found: Obj = {}

    def pointed(self, shape: type) -> Obj:
        """A reference; version 3 allows nothing beside a bare one."""
        self.struct(shape)
        return self.reference(type_name(shape))

    def reference(self, name: str) -> Obj:
        reference = {"$ref": self.base + name}
        return {"allOf": [reference], "default": {}} if self.third else reference

    def struct(self, shape: type) -> None:
        """The schema of a shape."""
        name = type_name(shape)
        if name in self.found:
            return
        schema: Obj = {"type": "object"}
        self.found[name] = schema
        told = described(name)
        if told:
            schema["description"] = told
        own = fields(shape)
        schema["properties"] = {one: self.field(name, shape, field) for one, field in sorted(own.items())}
        required = sorted(one for one, field in own.items() if field.required)
        if required:
            schema["required"] = required
        original = definition(name)
        for key in ("x-kubernetes-map-type", "x-kubernetes-unions"):
            if key in original:
                schema[key] = original[key]

    def field(self, owner: str, shape: type, field: Field) -> Obj:
        """The schema of one field, with how it merges."""
        found = self.value(field.type)
        told = described(owner, field.name)
        values = ENUMS.get((shape.__name__, field.name), ())
        if values:
            found = {**found, "enum": list(values)}
            listed = "\n\nPossible enum values:\n" + "\n".join(f' - `"{value}"`' for value in values)
            told = told + listed if told else ""
        if told:
            found = {"description": told, **found}
        if field.strategy:
            merging = [word for word in ("merge", "retainKeys", "replace") if word in field.strategy]
            if field.merge_key and "merge" not in merging:
                merging.insert(0, "merge")
            found["x-kubernetes-patch-strategy"] = ",".join(merging)
        if field.merge_key:
            found["x-kubernetes-patch-merge-key"] = field.merge_key
        if field.type.form == "list" and field.topology:
            found["x-kubernetes-list-type"] = field.topology
            if field.keys:
                found["x-kubernetes-list-map-keys"] = list(field.keys)
        elif field.topology == "atomic":
            found["x-kubernetes-map-type"] = "atomic"
        return found

    def value(self, kind: Type) -> Obj:
        """The schema of a type."""
        form = kind.form
        if form == "struct" and kind.shape is not None:
            return self.pointed(kind.shape)
        if form == "list" and kind.item is not None:
            return {"type": "array", "items": self.item(kind.item)}
        if form == "map" and kind.item is not None:
            return {"type": "object", "additionalProperties": self.item(kind.item)}
        if form in NAMED:
            name, schema = NAMED[form]
            if kind.go == "v1.FieldsV1":
                name, schema = f"{META}.FieldsV1", {"type": "object"}
            if name not in self.found:
                told = described(name)
                shown = THIRD.get(form, schema) if self.third else schema
                self.found[name] = {**({"description": told} if told else {}), **shown}
            found = self.reference(name)
            found.pop("default", None)
            return found
        return dict(PLAIN.get(form, {"type": "string"}))

    def item(self, kind: Type) -> Obj:
        """What a list or map holds; plain values say what they are when they are absent."""
        found = self.value(kind)
        if self.third and kind.form in ("string", "bytes"):
            found["default"] = ""
        return found


__all__ = ["definitions_of", "gvk_of", "schema_name", "struct", "type_name"]

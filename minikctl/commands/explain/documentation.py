"""What the API says about its own fields, read from an installed package that carries its documentation.

The package is kubernetes-validate: its releases follow those of Kubernetes, and among its schemas is the API's own
document with every description as it was written, line breaks included. Nothing of it is imported.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from typing import Any

from minikctl.state.shapes.reading import Type

Obj = dict[str, Any]

PACKAGE = "kubernetes_validate"
DOCUMENT = "kubernetes-json-schema/v1.33.0-local/_definitions.json"
MISSING = "Descriptions of fields are in the package kubernetes-validate: pip install 'minikctl[explain]'"
MACHINERY = "io.k8s.apimachinery.pkg"
FORMS = {  # values that are a type of their own in the API's document
    "time": f"{MACHINERY}.apis.meta.v1.Time",
    "microtime": f"{MACHINERY}.apis.meta.v1.MicroTime",
    "intstr": f"{MACHINERY}.util.intstr.IntOrString",
    "quantity": f"{MACHINERY}.api.resource.Quantity",
}


@cache
def definitions() -> Obj:
    """The types of the API by their names; {} where the package is absent."""
    found = find_spec(PACKAGE)
    for folder in (found.submodule_search_locations or ()) if found else ():
        try:
            with open(f"{folder}/{DOCUMENT}", encoding="utf-8") as file:
                read = json.load(file)
        except OSError:
            continue
        return dict(read.get("$defs") or {})
    return {}


def definition(name: str) -> Obj:
    """A type by its name in the API's document; {} if there is none."""
    return definitions().get(name) or {}


def documented(api_version: str, kind: str) -> Obj:
    """The type of a built-in kind; {} if there is none."""
    group, _, version = api_version.rpartition("/")
    wanted = {"group": group, "version": version, "kind": kind}
    for found in definitions().values():
        if wanted in (found.get("x-kubernetes-group-version-kind") or ()):
            return dict(found)
    return {}


def pointed(schema: Obj) -> Obj:
    """What a schema points to with `$ref`; {} if it points nowhere."""
    return definition(str(schema.get("$ref", "")).rpartition("/")[2])


def struct_of(schema: Obj) -> Obj:
    """The fields of a struct, or of the structs in a list or map."""
    while schema and "properties" not in schema:
        schema = pointed(schema) or schema.get("items") or schema.get("additionalProperties") or {}
    return schema.get("properties") or {}


def field_of(schema: Obj, name: str) -> Obj:
    """What is said of one field of a struct, or of the structs in a list or map; {} if nothing is."""
    found: Obj = struct_of(schema).get(name) or {}
    return found


def descriptions(schema: Obj) -> list[str]:
    """All that is said of a field: itself, its type, what its lists and maps hold, outermost first.

    The rule is kubectl's own template for OpenAPI documents (kubectl/pkg/explain/v2/templates/plaintext.tmpl).
    """
    found = [schema["description"]] if schema.get("description") else []
    for below in (pointed(schema), schema.get("items"), schema.get("additionalProperties")):
        if isinstance(below, dict) and below:
            found += descriptions(below)
    return found


def form_of(kind: Type) -> Obj:
    """The document's type of a value that no field describes; {} for plain ones."""
    return definition(FORMS.get(kind.form, ""))

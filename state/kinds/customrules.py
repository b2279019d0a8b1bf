"""The rules of custom kinds: their schema prunes, defaults and validates (apiextensions-apiserver)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state import structural
from minikctl.state.kinds.customcolumns import definition_of
from minikctl.state.kinds.kind import Kind, Rules, rules

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.schema import Decoded
    from minikctl.state.view import View

Obj = dict[str, Any]


def custom_rules(kind: Kind, view: View) -> Rules:
    """The rules of a custom kind in the version that is stored."""
    definition = definition_of(kind, view)
    if not definition:
        return rules(kind)
    schema = structural.schema_of(definition, kind.version)

    def defaults(obj: Obj) -> None:
        structural.defaulted(schema, obj)

    def validate(obj: Obj) -> Iterator[FieldError]:
        return structural.validate(schema, obj)

    return Rules(defaults=defaults, validate=validate, spec_generation=True, has_status="status" in kind.subresources)


def decode(kind: Kind, manifest: Obj, view: View) -> Decoded:
    """A manifest as the server reads it: by the schema of the version it is written in. Raises BadRequest."""
    version = str(manifest.get("apiVersion") or kind.api_version)
    schema = structural.schema_of(definition_of(kind, view), version.rpartition("/")[2])
    return structural.decoded(schema, manifest, kind.name, version)

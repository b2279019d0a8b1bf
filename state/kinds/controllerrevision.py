"""ControllerRevisions: what a StatefulSet or a DaemonSet was like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME, count
from minikctl.state.objects import owner_of

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.view import View

Obj = dict[str, Any]


def controller_cell(obj: Obj, view: View) -> str:
    """`statefulset.apps/web`."""
    owner = owner_of(obj)
    if owner is None:
        return "<none>"
    group = owner.get("apiVersion", "").rpartition("/")[0]
    return f"{owner['kind']}{'.' if group else ''}{group}".lower() + f"/{owner['name']}"


def revision_cell(obj: Obj, view: View) -> int:
    return count(obj, "revision")


def validate(obj: Obj) -> Iterator[FieldError]:
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.podspec.validate.wording import negative

    yield from negative("revision", obj.get("revision"))
    if obj.get("data") is None:
        yield fields.required("data", "data is mandatory")


def validate_update(new: Obj, old: Obj) -> Iterator[FieldError]:
    from minikctl.state.fields import GoText  # only for writes
    from minikctl.state.kinds.podspec.validate.wording import immutable

    yield from immutable("data", new.get("data"), old.get("data"), GoText("runtime.RawExtension{...}"))


RULES = Rules(
    columns=(NAME, Column("Controller", controller_cell), Column("Revision", revision_cell), AGE),
    validate=validate,
    validate_update=validate_update,
)

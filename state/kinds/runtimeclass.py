"""RuntimeClasses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.view import View

Obj = dict[str, Any]


def handler_cell(obj: Obj, view: View) -> str:
    return obj.get("handler") or ""


def validate(obj: Obj) -> Iterator[FieldError]:
    from minikctl.state import names  # only for writes
    from minikctl.state.kinds.podspec.validate.wording import by_check

    yield from by_check("handler", obj.get("handler") or "", names.dns_label)


def validate_update(new: Obj, old: Obj) -> Iterator[FieldError]:
    from minikctl.state.kinds.podspec.validate.wording import immutable

    yield from immutable("handler", new.get("handler"), old.get("handler"))


RULES = Rules(columns=(NAME, Column("Handler", handler_cell), AGE), validate=validate, validate_update=validate_update)

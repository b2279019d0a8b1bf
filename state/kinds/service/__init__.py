"""Service: a stable address in front of pods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Rules
from minikctl.state.kinds.service.columns import COLUMNS
from minikctl.state.kinds.service.defaults import complete, defaults, prepare

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Obj = dict[str, Any]

# Reading services is the commonest thing there is: what only writes and `describe` need is imported by them.


def describe(service: Obj, view: View) -> str:
    from minikctl.state.kinds.service import page

    return page.describe(service, view)


def allocate(tx: Transaction, service: Obj, old: Obj | None) -> None:
    from minikctl.state.kinds.service import allocation

    allocation.allocate(tx, service, old)


def validate(service: Obj) -> Iterator[FieldError]:
    from minikctl.state.kinds.service import validation

    return validation.validate(service)


def validate_update(service: Obj, old: Obj) -> Iterator[FieldError]:
    from minikctl.state.kinds.service import validation

    return validation.validate_update(service, old)


def warnings(service: Obj) -> list[str]:
    from minikctl.state.kinds.service import validation

    return validation.warnings(service)


def name_errors(name: str) -> list[str]:
    from minikctl.state.names import dns_label_1035

    return dns_label_1035(name)


RULES = Rules(
    columns=COLUMNS,
    defaults=defaults,
    complete=complete,
    prepare=prepare,
    allocate=allocate,
    validate=validate,
    validate_update=validate_update,
    describe=describe,
    warnings=warnings,
    name_errors=name_errors,
    has_status=True,
)

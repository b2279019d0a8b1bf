"""Lease: who holds something, and since when; nodes show with it that they live."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.fields import FieldError, invalid
from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.tables import AGE, NAME

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]


def holder_cell(lease: Obj, view: View) -> str:
    return (lease.get("spec") or {}).get("holderIdentity") or ""


def describe(lease: Obj, view: View) -> str:
    from minikctl.state.kinds.generic import describe as generic  # only `describe` needs it

    return generic(lease, view)


def validate(lease: Obj) -> Iterator[FieldError]:
    spec = lease.get("spec") or {}
    if spec.get("leaseDurationSeconds") is not None and spec["leaseDurationSeconds"] <= 0:
        yield invalid("spec.leaseDurationSeconds", spec["leaseDurationSeconds"], "must be greater than 0")
    if spec.get("leaseTransitions") is not None and spec["leaseTransitions"] < 0:
        yield invalid("spec.leaseTransitions", spec["leaseTransitions"], "must be greater than or equal to 0")


RULES = Rules(columns=(NAME, Column("Holder", holder_cell), AGE), validate=validate, describe=describe)

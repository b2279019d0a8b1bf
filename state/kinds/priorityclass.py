"""PriorityClasses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME, count
from minikctl.state.objects import annotations_of, name_of
from minikctl.state.text import joined_pairs

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Obj = dict[str, Any]

HIGHEST = 1_000_000_000
SYSTEM = "system-"
POLICIES = ("PreemptLowerPriority", "Never")


def value_cell(obj: Obj, view: View) -> int:
    return count(obj, "value")


def default_cell(obj: Obj, view: View) -> str:
    return "true" if obj.get("globalDefault") else "false"


def policy_cell(obj: Obj, view: View) -> str:
    return obj.get("preemptionPolicy") or ""


def defaults(obj: Obj) -> None:
    obj.setdefault("value", 0)
    if not obj.get("preemptionPolicy"):
        obj["preemptionPolicy"] = "PreemptLowerPriority"


def allocate(tx: Transaction, obj: Obj, old: Obj | None) -> None:
    """The admission plugin Priority: there is one default class. Raises Forbidden."""
    from minikctl.state import errors  # only for writes
    from minikctl.state.kinds import PRIORITY_CLASS

    if not obj.get("globalDefault"):
        return
    for other in tx.list(PRIORITY_CLASS):
        if other.get("globalDefault") and name_of(other) != name_of(obj):
            why = f"PriorityClass {name_of(other)} is already marked as default. Only one default can exist"
            raise errors.forbidden("priorityclasses", "scheduling.k8s.io", name_of(obj), why)


def validate(obj: Obj) -> Iterator[FieldError]:
    """ValidatePriorityClass of v1.33."""
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.podspec.validate.wording import unsupported

    name, value = name_of(obj), count(obj, "value")
    if name.startswith(SYSTEM):
        if name not in ("system-cluster-critical", "system-node-critical"):
            reserved = f"priority class names with '{SYSTEM}' prefix are reserved for system use only"
            why = f"{reserved}. error: {name} is not a known system priority class"
            yield fields.forbidden("metadata.name", why)
    elif value > HIGHEST:
        why = f"maximum allowed value of a user defined priority is {HIGHEST}"
        yield fields.forbidden("value", why)
    if obj["preemptionPolicy"] not in POLICIES:
        yield unsupported("preemptionPolicy", obj["preemptionPolicy"], POLICIES)


def validate_update(new: Obj, old: Obj) -> Iterator[FieldError]:
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.podspec.validate.wording import immutable

    if new.get("value") != old.get("value"):
        yield fields.forbidden("value", "may not be changed in an update.")
    yield from immutable("preemptionPolicy", new.get("preemptionPolicy"), old.get("preemptionPolicy"))


def describe(obj: Obj, view: View) -> str:
    """kubectl's page."""
    from minikctl.state.kinds.pages import events_block  # only for pages
    from minikctl.state.text import Page

    page = Page()
    page.line(f"Name:\t{name_of(obj)}")
    page.line(f"Value:\t{count(obj, 'value')}")
    page.line(f"GlobalDefault:\t{default_cell(obj, view)}")
    page.line(f"PreemptionPolicy:\t{policy_cell(obj, view)}")
    page.line(f"Description:\t{obj.get('description') or ''}")
    page.line(f"Annotations:\t{joined_pairs(annotations_of(obj))}")
    events_block(page, view, obj)
    return str(page)


RULES = Rules(
    columns=(
        NAME,
        Column("Value", value_cell, type="integer"),
        Column("Global-Default", default_cell, type="boolean"),
        AGE,
        Column("PreemptionPolicy", policy_cell),
    ),
    defaults=defaults,
    allocate=allocate,
    validate=validate,
    validate_update=validate_update,
    describe=describe,
    spec_generation=True,
)

"""IPAddress: an address of the service ranges that is in use, and by what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.fields import FieldError, invalid, required
from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.pages import annotations_block, events_block, labels_block
from minikctl.state.network.addresses import normal
from minikctl.state.objects import annotations_of, labels_of, name_of
from minikctl.state.tables import NAME
from minikctl.state.text import Page

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]
Errors = Iterator[FieldError]


def parent_cell(one: Obj, view: View) -> str:
    """`services/default/web`."""
    parent = (one.get("spec") or {}).get("parentRef")
    if parent is None:
        return "<none>"
    group = f".{parent['group']}" if parent.get("group") else ""
    namespace = f"/{parent['namespace']}" if parent.get("namespace") else ""
    return f"{parent.get('resource', '')}{group}".lower() + f"{namespace}/{parent.get('name', '')}"


def describe(one: Obj, view: View) -> str:
    page = Page()
    page.line(f"Name:\t{name_of(one)}")
    labels_block(page, "Labels", labels_of(one))
    annotations_block(page, "Annotations", annotations_of(one))
    parent = (one.get("spec") or {}).get("parentRef")
    if parent is not None:
        page.line("Parent Reference:")
        for label in ("Group", "Resource", "Namespace", "Name"):
            page.line(f"{label}:\t{parent.get(label.lower()) or ''}", 1)
    events_block(page, view, one)
    return str(page)


def name_errors(name: str) -> list[str]:
    """The name is an address in canonical form."""
    found = normal(name)
    if not found:
        return ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"]
    return [] if found == name else [f'must be in canonical form ("{found}")']


def validate(one: Obj) -> Errors:
    parent = (one.get("spec") or {}).get("parentRef")
    if parent is None:
        yield required("spec.parentRef")
        return
    for field in ("resource", "name"):
        if not parent.get(field):
            yield required(f"spec.parentRef.{field}")


def validate_update(new: Obj, old: Obj) -> Errors:
    parent = (new.get("spec") or {}).get("parentRef")
    if parent != (old.get("spec") or {}).get("parentRef"):
        yield invalid("spec.parentRef", parent, "field is immutable")


RULES = Rules(
    columns=(NAME, Column("ParentRef", parent_cell)),
    validate=validate,
    validate_update=validate_update,
    name_errors=name_errors,
    describe=describe,
)

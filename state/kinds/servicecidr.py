"""ServiceCIDR: ranges from which Services get their addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state import names
from minikctl.state.fields import FieldError, GoText, invalid, required
from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.namespace import conditions_lines
from minikctl.state.kinds.pages import annotations_block, events_block, labels_block
from minikctl.state.network.addresses import range_of
from minikctl.state.objects import annotations_of, labels_of, name_of, status_of
from minikctl.state.tables import AGE, NAME
from minikctl.state.text import Page

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]
Errors = Iterator[FieldError]

ONE_OF_EACH = "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"


def cidrs_of(one: Obj) -> list[str]:
    return (one.get("spec") or {}).get("cidrs") or []


def cidrs_cell(one: Obj, view: View) -> str:
    return ",".join(cidrs_of(one))


def describe(one: Obj, view: View) -> str:
    page = Page()
    page.line(f"Name:\t{name_of(one)}")
    labels_block(page, "Labels", labels_of(one))
    annotations_block(page, "Annotations", annotations_of(one))
    page.line(f"CIDRs:\t{', '.join(cidrs_of(one))}")
    conditions = status_of(one).get("conditions") or []
    if conditions:
        page.line("Status:")
        conditions_lines(page, conditions)
    events_block(page, view, one)
    return str(page)


def prepare(one: Obj, old: Obj | None, now: float) -> None:
    if old is None:
        one["status"] = {}


def validate(one: Obj) -> Errors:
    cidrs = cidrs_of(one)
    if not cidrs:
        yield required("spec.cidrs", "at least one CIDR required")
        return
    if len(cidrs) > 2:
        shown = "&networking.ServiceCIDRSpec{CIDRs:[]string{" + ", ".join(f'"{text}"' for text in cidrs) + "}}"
        yield invalid("spec.cidrs", GoText(shown), "may only hold up to 2 values")
        return
    for index, text in enumerate(cidrs):
        for message in names.cidr(text):
            yield invalid(f"spec.cidrs[{index}]", text, message)
    families = [found.family for found in (range_of(text) for text in cidrs) if found]
    if len(families) == 2 and families[0] == families[1]:
        yield invalid("spec.cidrs", cidrs, ONE_OF_EACH)


def validate_update(new: Obj, old: Obj) -> Errors:
    """Only a range of the other family may be added."""
    cidrs, before = cidrs_of(new), cidrs_of(old)
    if len(cidrs) < len(before) or len(cidrs) > 2:
        yield invalid("spec.cidrs", cidrs, "field is immutable")
        return
    for index, text in enumerate(before):
        if cidrs[index] != text:
            yield invalid(f"spec.cidrs[{index}]", cidrs[index], "field is immutable")


RULES = Rules(
    columns=(NAME, Column("CIDRs", cidrs_cell), AGE),
    prepare=prepare,
    validate=validate,
    validate_update=validate_update,
    describe=describe,
    has_status=True,
)

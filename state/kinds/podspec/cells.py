"""Cells that lists of workloads share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from minikctl.state.clock import age_since
from minikctl.state.kinds.kind import Column
from minikctl.state.objects import name_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]


def name_cell(obj: Obj, view: View) -> str:
    return name_of(obj)


def age_cell(obj: Obj, view: View) -> str:
    return age_since(obj["metadata"].get("creationTimestamp"), view.now)


def template_of(obj: Obj) -> Obj:
    found: Obj = (obj.get("spec") or {}).get("template") or {}
    return found


def containers_of(template: Mapping[str, Any]) -> list[Obj]:
    found: list[Obj] = (template.get("spec") or {}).get("containers") or []
    return found


def names_cell(obj: Obj, view: View) -> str:
    """Names of the template's containers."""
    return ",".join([container.get("name", "") for container in containers_of(template_of(obj))])


def images_cell(obj: Obj, view: View) -> str:
    """Images of the template's containers."""
    return ",".join([container.get("image", "") for container in containers_of(template_of(obj))])


def selector_cell(obj: Obj, view: View) -> str:
    from minikctl.state.selectors import selector_text  # wide lists only show it

    return selector_text((obj.get("spec") or {}).get("selector"))


def count(holder: Mapping[str, Any], field: str) -> int:
    """A number that the server leaves out when it is 0."""
    return int(holder.get(field) or 0)


NAME = Column("Name", name_cell)
AGE = Column("Age", age_cell)
TEMPLATE_COLUMNS = (Column("Containers", names_cell, wide=True), Column("Images", images_cell, wide=True))
SELECTOR = Column("Selector", selector_cell, wide=True)

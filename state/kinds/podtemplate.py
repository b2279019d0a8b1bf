"""PodTemplates: a pod template on its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import NAME, containers_of
from minikctl.state.text import joined_pairs

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.view import View

Obj = dict[str, Any]


def names_cell(obj: Obj, view: View) -> str:
    return ",".join([container.get("name", "") for container in containers_of(obj.get("template") or {})])


def images_cell(obj: Obj, view: View) -> str:
    return ",".join([container.get("image", "") for container in containers_of(obj.get("template") or {})])


def labels_cell(obj: Obj, view: View) -> str:
    return joined_pairs(((obj.get("template") or {}).get("metadata") or {}).get("labels"))


def defaults(obj: Obj) -> None:
    from minikctl.state.kinds.podspec.defaults import template_defaults  # only for writes

    template_defaults(obj.setdefault("template", {}))


def validate(obj: Obj) -> Iterator[FieldError]:
    from minikctl.state.kinds.podspec.validate import template_errors  # only for writes

    yield from template_errors(obj["template"], "template")


RULES = Rules(
    columns=(
        NAME,
        Column("Containers", names_cell),
        Column("Images", images_cell),
        Column("Pod Labels", labels_cell),
    ),
    defaults=defaults,
    validate=validate,
    spec_generation=True,
)

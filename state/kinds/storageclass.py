"""StorageClasses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE
from minikctl.state.objects import annotations_of, name_of
from minikctl.state.text import joined_pairs

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.text import Page
    from minikctl.state.view import View

Obj = dict[str, Any]

DEFAULT = ("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class")
BINDING_MODES = ("Immediate", "WaitForFirstConsumer")


def is_default(obj: Obj) -> bool:
    return any(annotations_of(obj).get(key) == "true" for key in DEFAULT)


def name_cell(obj: Obj, view: View) -> str:
    return name_of(obj) + (" (default)" if is_default(obj) else "")


def provisioner_cell(obj: Obj, view: View) -> str:
    return obj.get("provisioner") or ""


def reclaim_cell(obj: Obj, view: View) -> str:
    return obj.get("reclaimPolicy") or "Delete"


def binding_cell(obj: Obj, view: View) -> str:
    return obj.get("volumeBindingMode") or "Immediate"


def expansion_cell(obj: Obj, view: View) -> str:
    return "true" if obj.get("allowVolumeExpansion") else "false"


def defaults(obj: Obj) -> None:
    for field, value in (("reclaimPolicy", "Delete"), ("volumeBindingMode", "Immediate")):
        if obj.get(field) is None:
            obj[field] = value


def validate(obj: Obj) -> Iterator[FieldError]:
    """ValidateStorageClass of v1.33."""
    from minikctl.state import fields, names  # only for writes
    from minikctl.state.kinds.podspec.validate.wording import by_check, unsupported

    if obj.get("provisioner"):
        yield from by_check("provisioner", obj["provisioner"].lower(), names.qualified_name)
    else:
        yield fields.required("provisioner")
    if obj["reclaimPolicy"] not in ("Delete", "Retain"):
        yield unsupported("reclaimPolicy", obj["reclaimPolicy"], ("Delete", "Retain"))
    if obj["volumeBindingMode"] not in BINDING_MODES:
        yield unsupported("volumeBindingMode", obj["volumeBindingMode"], BINDING_MODES)


def validate_update(new: Obj, old: Obj) -> Iterator[FieldError]:
    """Volumes that are there were made as the class said."""
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.podspec.validate.wording import immutable

    for field in ("parameters", "provisioner", "reclaimPolicy"):
        if new.get(field) != old.get(field):
            yield fields.forbidden(field, f"updates to {field} are forbidden.")
    yield from immutable("volumeBindingMode", new.get("volumeBindingMode"), old.get("volumeBindingMode"))


def describe(obj: Obj, view: View) -> str:
    """kubectl's page."""
    from minikctl.state.kinds.pages import events_block  # only for pages
    from minikctl.state.text import Page

    page = Page()
    page.line(f"Name:\t{name_of(obj)}")
    page.line(f"IsDefaultClass:\t{'Yes' if is_default(obj) else 'No'}")
    page.line(f"Annotations:\t{joined_pairs(annotations_of(obj))}")
    page.line(f"Provisioner:\t{provisioner_cell(obj, view)}")
    page.line(f"Parameters:\t{joined_pairs(obj.get('parameters'))}")
    expansion = obj.get("allowVolumeExpansion")
    page.line(f"AllowVolumeExpansion:\t{'<unset>' if expansion is None else bool(expansion)}")
    options_lines(page, obj.get("mountOptions"))
    for label, field in (("ReclaimPolicy", "reclaimPolicy"), ("VolumeBindingMode", "volumeBindingMode")):
        if obj.get(field) is not None:
            page.line(f"{label}:\t{obj[field]}")
    if obj.get("allowedTopologies") is not None:
        topology_lines(page, obj["allowedTopologies"])
    events_block(page, view, obj)
    return str(page)


def options_lines(page: Page, options: list[str] | None) -> None:
    if not options:
        page.line("MountOptions:\t<none>")
        return
    page.line("MountOptions:")
    for option in options:
        page.line(option, 1)


def topology_lines(page: Page, terms: list[Obj]) -> None:
    """Where volumes of the class may be made."""
    page.line("AllowedTopologies:\t" + ("" if terms else "<none>"))
    for index, term in enumerate(terms):
        found = term.get("matchLabelExpressions") or ()
        lines = [f"{item.get('key', '')} in [{', '.join(item.get('values') or ())}]" for item in found] or ["<none>"]
        for number, line in enumerate(lines):
            page.line((f"Term {index}:" if number == 0 else "") + f"\t{line}", 1)


RULES = Rules(
    columns=(
        Column("Name", name_cell),
        Column("Provisioner", provisioner_cell),
        Column("ReclaimPolicy", reclaim_cell),
        Column("VolumeBindingMode", binding_cell),
        Column("AllowVolumeExpansion", expansion_cell),
        AGE,
    ),
    defaults=defaults,
    validate=validate,
    validate_update=validate_update,
    describe=describe,
)

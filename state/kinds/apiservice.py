"""APIServices: which server answers for which group and version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME
from minikctl.state.objects import condition_of, name_of

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.view import View

Obj = dict[str, Any]


def service_cell(obj: Obj, view: View) -> str:
    """`Local` for what the API server itself serves."""
    service = (obj.get("spec") or {}).get("service")
    return "Local" if service is None else f"{service.get('namespace', '')}/{service.get('name', '')}"


def available_cell(obj: Obj, view: View) -> str:
    """`True`, or `False (Reason)`."""
    condition = condition_of(obj, "Available")
    if condition is None:
        return "Unknown"
    status = str(condition.get("status", ""))
    return status if status == "True" else f"{status} ({condition.get('reason') or ''})"


def defaults(obj: Obj) -> None:
    service = obj.setdefault("spec", {}).get("service")
    if service is not None and service.get("port") is None:
        service["port"] = 443
    obj.setdefault("status", {})


def validate(obj: Obj) -> Iterator[FieldError]:
    """ValidateAPIService: the name says group and version."""
    from minikctl.state import fields  # only for writes

    spec = obj["spec"]
    wanted = f"{spec.get('version') or ''}.{spec.get('group') or ''}"
    if name_of(obj) != wanted:
        why = f'must be `spec.version+"."+spec.group`: "{wanted}"'
        yield fields.invalid("metadata.name", name_of(obj), why)
    if not spec.get("version"):
        yield fields.required("spec.version")
    if (spec.get("groupPriorityMinimum") or 0) <= 0:
        why = "must be positive and less than 20000"
        yield fields.invalid("spec.groupPriorityMinimum", spec.get("groupPriorityMinimum") or 0, why)
    if (spec.get("versionPriority") or 0) <= 0:
        why = "must be positive and less than 1000"
        yield fields.invalid("spec.versionPriority", spec.get("versionPriority") or 0, why)
    service = spec.get("service")
    for field in ("namespace", "name"):
        if service is not None and not service.get(field):
            yield fields.required(f"spec.service.{field}")


def name_errors(name: str) -> list[str]:
    from minikctl.state import names  # only for writes

    return names.path_segment(name)


RULES = Rules(
    columns=(NAME, Column("Service", service_cell), Column("Available", available_cell), AGE),
    defaults=defaults,
    validate=validate,
    name_errors=name_errors,
    has_status=True,
)

"""ResourceQuotas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME
from minikctl.state.objects import name_of, namespace_of

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.view import View

Obj = dict[str, Any]

SCOPES = {
    "Terminating": (
        "Matches all pods that have an active deadline. "
        "These pods have a limited lifespan on a node before being actively terminated by the system."
    ),
    "NotTerminating": (
        "Matches all pods that do not have an active deadline. "
        "These pods usually include long running pods whose container command is not expected to terminate."
    ),
    "BestEffort": (
        "Matches all pods that do not have resource requirements set. These pods have a best effort quality of service."
    ),
    "NotBestEffort": (
        "Matches all pods that have at least one resource requirement set. "
        "These pods have a burstable or guaranteed quality of service."
    ),
    "PriorityClass": "",
    "CrossNamespacePodAffinity": "",
}
PAIRS = (("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating"))


def amounts_text(obj: Obj, of_limits: bool) -> str:
    """`pods: 3/10, requests.cpu: 0/2`; limits have a column of their own."""
    status = obj.get("status") or {}
    hard, used = status.get("hard") or {}, status.get("used") or {}
    chosen = [name for name in sorted(hard) if name.startswith("limits.") is of_limits]
    return ", ".join([f"{name}: {used.get(name, '0')}/{hard[name]}" for name in chosen])


def request_cell(obj: Obj, view: View) -> str:
    return amounts_text(obj, of_limits=False)


def limit_cell(obj: Obj, view: View) -> str:
    return amounts_text(obj, of_limits=True)


def defaults(obj: Obj) -> None:
    from minikctl.state.kinds.podspec.amounts import canonical_list  # only for writes

    canonical_list(obj.setdefault("spec", {}).get("hard"))
    obj.setdefault("status", {})


def validate(obj: Obj) -> Iterator[FieldError]:
    """ValidateResourceQuotaSpec of v1.33."""
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.podspec.validate.resources import amount_errors, is_counted, resource_name_errors
    from minikctl.state.kinds.podspec.validate.wording import go_strings

    spec = obj["spec"]
    for name, amount in sorted((spec.get("hard") or {}).items()):
        here = f"spec.hard[{name}]"
        yield from resource_name_errors(name, here)
        if "/" not in name and not is_counted(name):
            yield fields.invalid(here, name, "must be a standard resource for quota")
        yield from amount_errors(name, amount, here)
    scopes = spec.get("scopes") or []
    shown = go_strings(scopes, "[]core.ResourceQuotaScope")
    for scope in scopes:
        if scope not in SCOPES:
            yield fields.invalid("spec.scopes", shown, "unsupported scope")
    for pair in PAIRS:
        if set(pair) <= set(scopes):
            yield fields.invalid("spec.scopes", shown, "conflicting scopes")


def validate_update(new: Obj, old: Obj) -> Iterator[FieldError]:
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.podspec.validate.wording import IMMUTABLE, go_strings

    scopes = new["spec"].get("scopes") or []
    if set(scopes) != set(old["spec"].get("scopes") or ()):
        yield fields.invalid("spec.scopes", go_strings(scopes, "[]core.ResourceQuotaScope"), IMMUTABLE)


def describe(obj: Obj, view: View) -> str:
    """kubectl's page; it has no events."""
    from minikctl.state.text import Page  # only for pages

    page, spec, status = Page(), obj["spec"], obj.get("status") or {}
    page.line(f"Name:\t{name_of(obj)}")
    page.line(f"Namespace:\t{namespace_of(obj)}")
    scopes = sorted(spec.get("scopes") or ())
    if scopes:
        page.line(f"Scopes:\t{', '.join(scopes)}")
        for scope in scopes:
            if SCOPES.get(scope):
                page.line(f" * {SCOPES[scope]}")
    page.line("Resource\tUsed\tHard")
    page.line("--------\t----\t----")
    hard, used = status.get("hard") or {}, status.get("used") or {}
    for name in sorted(hard):
        page.line(f"{name}\t{in_form_of(str(used.get(name, '0')), str(hard[name]))}\t{hard[name]}")
    return str(page)


def in_form_of(used: str, hard: str) -> str:
    """What is used, written in the same form as what may be used."""
    from minikctl.state import quantities  # only for pages

    left, right = quantities.parse(used), quantities.parse(hard)
    if left.form == right.form:
        return used
    return str(quantities.Quantity(quantities.value(left) * quantities.NANO, right.form))


RULES = Rules(
    columns=(NAME, Column("Request", request_cell), Column("Limit", limit_cell), AGE),
    defaults=defaults,
    validate=validate,
    validate_update=validate_update,
    describe=describe,
    has_status=True,
)

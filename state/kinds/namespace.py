"""Namespace: a room for names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state import names
from minikctl.state.clock import parse_timestamp, rfc1123
from minikctl.state.fields import FieldError, invalid
from minikctl.state.kinds import LIMIT_RANGE, RESOURCE_QUOTA
from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.pages import annotations_block, labels_block
from minikctl.state.objects import annotations_of, labels_of, name_of, status_of
from minikctl.state.tables import AGE, NAME
from minikctl.state.text import Page

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]
Errors = Iterator[FieldError]

FINALIZER = "kubernetes"
STANDARD_FINALIZERS = (FINALIZER, "foregroundDeletion", "orphan")
SCOPE_HELP = {
    "Terminating": "Matches all pods that have an active deadline. "
    "These pods have a limited lifespan on a node before being actively terminated by the system.",
    "NotTerminating": "Matches all pods that do not have an active deadline. "
    "These pods usually include long running pods whose container command is not expected to terminate.",
    "BestEffort": "Matches all pods that do not have resource requirements set. "
    "These pods have a best effort quality of service.",
    "NotBestEffort": "Matches all pods that have at least one resource requirement set. "
    "These pods have a burstable or guaranteed quality of service.",
}
LIMIT_FIELDS = ("min", "max", "defaultRequest", "default", "maxLimitRequestRatio")


def status_cell(namespace: Obj, view: View) -> str:
    return status_of(namespace).get("phase") or ""


def defaults(namespace: Obj) -> None:
    """A namespace carries its own name as a label."""
    namespace.setdefault("spec", {})
    meta = namespace["metadata"]
    if meta.get("name"):
        meta["labels"] = {**(meta.get("labels") or {}), "kubernetes.io/metadata.name": meta["name"]}


def prepare(namespace: Obj, old: Obj | None, now: float) -> None:
    """A new namespace is active and has the finalizer; an update keeps the finalizers."""
    if old is None:
        namespace["status"] = {"phase": "Active"}
        finalizers = list(namespace["spec"].get("finalizers") or ())
        namespace["spec"] = {"finalizers": finalizers if FINALIZER in finalizers else [*finalizers, FINALIZER]}
    else:
        namespace["spec"] = {**namespace["spec"], "finalizers": list(old["spec"].get("finalizers") or ())}


def validate(namespace: Obj) -> Errors:
    for index, finalizer in enumerate(namespace["spec"].get("finalizers") or ()):
        for message in names.qualified_name(finalizer):
            yield invalid(f"spec.finalizers[{index}]", finalizer, message)
        if "/" not in finalizer and finalizer not in STANDARD_FINALIZERS:
            detail = "name is neither a standard finalizer name nor is it fully qualified"
            yield invalid(f"spec.finalizers[{index}]", finalizer, detail)


def describe(namespace: Obj, view: View) -> str:
    page, name = Page(), name_of(namespace)
    page.line(f"Name:\t{name}")
    labels_block(page, "Labels", labels_of(namespace))
    annotations_block(page, "Annotations", annotations_of(namespace))
    page.line(f"Status:\t{status_of(namespace).get('phase') or ''}")
    conditions_lines(page, status_of(namespace).get("conditions") or [])
    page.line()
    quotas_lines(page, view.list(RESOURCE_QUOTA, name))
    page.line()
    limits_lines(page, view.list(LIMIT_RANGE, name))
    return str(page)


def conditions_lines(page: Page, conditions: list[Obj]) -> None:
    """Conditions with the time of their last change."""
    if not conditions:
        return
    page.line("Conditions:")
    page.line("Type\tStatus\tLastTransitionTime\tReason\tMessage", 1)
    page.line("----\t------\t------------------\t------\t-------", 1)
    for condition in conditions:
        when = time_text(condition.get("lastTransitionTime"))
        cells = (condition.get("type", ""), condition.get("status", ""), when)
        page.line("\t".join([*cells, condition.get("reason", ""), condition.get("message", "")]), 1)


def time_text(text: str | None) -> str:
    """A timestamp as describe pages show it; Go's zero time where there is none."""
    return rfc1123(parse_timestamp(text)) if text else "Mon, 01 Jan 0001 00:00:00 +0000"


def quotas_lines(page: Page, quotas: list[Obj]) -> None:
    if not quotas:
        page.line("No resource quota.")
        return
    page.line("Resource Quotas")
    for quota in sorted(quotas, key=name_of):
        page.line(f"Name:\t{name_of(quota)}", 1)
        scopes = sorted((quota.get("spec") or {}).get("scopes") or ())
        if scopes:
            page.line(f"Scopes:\t{', '.join(scopes)}", 1)
        for scope in scopes:
            if scope in SCOPE_HELP:
                page.line(f"* {SCOPE_HELP[scope]}", 1)
        page.line("Resource\tUsed\tHard", 1)
        page.line("--------\t---\t---", 1)
        hard, used = status_of(quota).get("hard") or {}, status_of(quota).get("used") or {}
        for resource in sorted(hard):
            page.line(f"{resource}\t{used.get(resource, '0')}\t{hard[resource]}", 1)


def limits_lines(page: Page, ranges: list[Obj]) -> None:
    if not ranges:
        page.line("No LimitRange resource.")
        return
    page.line("Resource Limits")
    page.line(" Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio")
    page.line(" ----\t--------\t---\t---\t---------------\t-------------\t-----------------------")
    for one in ranges:
        for item in (one.get("spec") or {}).get("limits") or ():
            maps = [item.get(field) or {} for field in LIMIT_FIELDS]
            # kubectl: the order of resources is that of a Go map; sorted here
            for resource in sorted({name for found in maps for name in found}):
                cells = [str(found.get(resource, "-")) for found in maps]
                page.line("\t".join([f" {item.get('type', '')}", resource, *cells]))


RULES = Rules(
    columns=(NAME, Column("Status", status_cell), AGE),
    defaults=defaults,
    prepare=prepare,
    validate=validate,
    describe=describe,
    name_errors=names.dns_label,
    has_status=True,
)

"""IngressClass: which controller serves the Ingresses that name it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state import names
from minikctl.state.fields import FieldError, forbidden, invalid, not_supported, required, too_long
from minikctl.state.kinds.ingress import reference_errors
from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.pages import annotations_block, events_block, labels_block
from minikctl.state.objects import annotations_of, labels_of, name_of
from minikctl.state.tables import AGE, NAME
from minikctl.state.text import Page

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]
Errors = Iterator[FieldError]

CONTROLLER_LIMIT = 250
SCOPES = ("Cluster", "Namespace")


def controller_cell(one: Obj, view: View) -> str:
    return (one.get("spec") or {}).get("controller") or ""


def parameters_cell(one: Obj, view: View) -> str:
    """`Kind.group/name`."""
    found = (one.get("spec") or {}).get("parameters")
    if found is None:
        return "<none>"
    group = "" if found.get("apiGroup") is None else f".{found['apiGroup']}"
    return f"{found.get('kind', '')}{group}/{found.get('name', '')}"


def describe(one: Obj, view: View) -> str:
    page, spec = Page(), one.get("spec") or {}
    page.line(f"Name:\t{name_of(one)}")
    labels_block(page, "Labels", labels_of(one))
    annotations_block(page, "Annotations", annotations_of(one))
    page.line(f"Controller:\t{spec.get('controller') or ''}")
    parameters = spec.get("parameters")
    if parameters is not None:
        page.line("Parameters:")
        if parameters.get("apiGroup") is not None:
            page.line(f"APIGroup:\t{parameters['apiGroup']}", 1)
        page.line(f"Kind:\t{parameters.get('kind', '')}", 1)
        page.line(f"Name:\t{parameters.get('name', '')}", 1)
    events_block(page, view, one)
    return str(page)


def defaults(one: Obj) -> None:
    parameters = (one.get("spec") or {}).get("parameters")
    if parameters is not None and parameters.get("scope") is None:
        parameters["scope"] = "Cluster"


def validate(one: Obj) -> Errors:
    spec = one.get("spec") or {}
    controller = spec.get("controller") or ""
    if not controller:
        yield required("spec.controller")
    if len(controller.encode()) > CONTROLLER_LIMIT:
        yield too_long("spec.controller", CONTROLLER_LIMIT)
    for message in names.domain_prefixed_path(controller):
        yield invalid("spec.controller", controller, message)
    if spec.get("parameters") is not None:
        yield from parameters_errors(spec["parameters"], "spec.parameters")


def parameters_errors(parameters: Obj, at: str) -> Errors:
    yield from reference_errors(parameters, at)
    scope, namespace = parameters.get("scope"), parameters.get("namespace")
    if scope not in SCOPES:
        yield not_supported(f"{at}.scope", scope or "", SCOPES)
    elif scope == "Cluster" and namespace is not None:
        yield forbidden(f"{at}.namespace", "`parameters.scope` is set to 'Cluster'")
    elif scope == "Namespace":
        if namespace is None:
            yield required(f"{at}.namespace", "`parameters.scope` is set to 'Namespace'")
        for message in names.dns_label(namespace) if namespace is not None else ():
            yield invalid(f"{at}.namespace", namespace, message)


def validate_update(new: Obj, old: Obj) -> Errors:
    controller = (new.get("spec") or {}).get("controller") or ""
    if controller != ((old.get("spec") or {}).get("controller") or ""):
        yield invalid("spec.controller", controller, "field is immutable")


RULES = Rules(
    columns=(NAME, Column("Controller", controller_cell), Column("Parameters", parameters_cell), AGE),
    defaults=defaults,
    validate=validate,
    validate_update=validate_update,
    describe=describe,
    spec_generation=True,
)

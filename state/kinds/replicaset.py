"""ReplicaSets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME, SELECTOR, TEMPLATE_COLUMNS, count
from minikctl.state.objects import annotations_of, labels_of, name_of, namespace_of, owner_of

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.view import View

Obj = dict[str, Any]


def desired_cell(obj: Obj, view: View) -> int:
    return count(obj["spec"], "replicas")


def current_cell(obj: Obj, view: View) -> int:
    return count(obj.get("status") or {}, "replicas")


def ready_cell(obj: Obj, view: View) -> int:
    return count(obj.get("status") or {}, "readyReplicas")


def defaults(obj: Obj) -> None:
    from minikctl.state.kinds.podspec.defaults import template_defaults  # only for writes

    spec = obj.setdefault("spec", {})
    template_defaults(spec.setdefault("template", {}))
    if spec.get("replicas") is None:
        spec["replicas"] = 1
    obj.setdefault("status", {}).setdefault("replicas", 0)


def validate(obj: Obj) -> Iterator[FieldError]:
    """ValidateReplicaSetSpec of v1.33."""
    from minikctl.state.kinds.podspec.validate.selecting import replica_template_errors, selector_errors
    from minikctl.state.kinds.podspec.validate.wording import negative

    spec = obj["spec"]
    yield from negative("spec.replicas", spec.get("replicas"))
    yield from negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    yield from selector_errors(spec.get("selector"), "deployment")  # Kubernetes: the message names the wrong kind
    yield from replica_template_errors(spec, "spec.template")


def validate_update(new: Obj, old: Obj) -> Iterator[FieldError]:
    from minikctl.state.kinds.podspec.validate.selecting import immutable_selector

    yield from immutable_selector(new, old)


def describe(obj: Obj, view: View) -> str:
    """kubectl's page."""
    from minikctl.state.kinds.pages import annotations_block, events_block, labels_block  # only for pages
    from minikctl.state.kinds.podspec.conditions import conditions_block, pods_status
    from minikctl.state.kinds.podspec.describe.template import template_block
    from minikctl.state.selectors import selector_of, selector_text
    from minikctl.state.text import Page

    page, spec, status = Page(), obj["spec"], obj.get("status") or {}
    page.line(f"Name:\t{name_of(obj)}")
    page.line(f"Namespace:\t{namespace_of(obj)}")
    page.line(f"Selector:\t{selector_text(spec.get('selector'))}")
    labels_block(page, "Labels", labels_of(obj))
    annotations_block(page, "Annotations", annotations_of(obj))
    owner = owner_of(obj)
    if owner:
        page.line(f"Controlled By:\t{owner['kind']}/{owner['name']}")
    page.line(f"Replicas:\t{count(status, 'replicas')} current / {count(spec, 'replicas')} desired")
    page.line(f"Pods Status:\t{pods_status(obj, selector_of(spec.get('selector')), view)}")
    template_block(page, spec.get("template"))
    conditions_block(page, status)
    events_block(page, view, obj)
    return str(page)


RULES = Rules(
    columns=(
        NAME,
        Column("Desired", desired_cell, type="integer"),
        Column("Current", current_cell, type="integer"),
        Column("Ready", ready_cell, type="integer"),
        AGE,
        *TEMPLATE_COLUMNS,
        SELECTOR,
    ),
    defaults=defaults,
    validate=validate,
    validate_update=validate_update,
    describe=describe,
    spec_generation=True,
    has_status=True,
)

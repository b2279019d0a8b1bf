"""ReplicationControllers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME, TEMPLATE_COLUMNS, count
from minikctl.state.objects import annotations_of, labels_of, name_of, namespace_of
from minikctl.state.text import joined_pairs

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


def selector_cell(obj: Obj, view: View) -> str:
    return joined_pairs(obj["spec"].get("selector"))


def defaults(obj: Obj) -> None:
    """One replica; selector and labels come from the template's labels (SetDefaults_ReplicationController)."""
    from minikctl.state.kinds.podspec.defaults import template_defaults  # only for writes

    spec = obj.setdefault("spec", {})
    template = spec.get("template")
    if template is not None:
        template_defaults(template)
        labels = template["metadata"].get("labels")
        if labels and not spec.get("selector"):
            spec["selector"] = dict(labels)
        if labels and not labels_of(obj):
            obj["metadata"]["labels"] = dict(labels)
    if spec.get("replicas") is None:
        spec["replicas"] = 1
    obj.setdefault("status", {}).setdefault("replicas", 0)


def validate(obj: Obj) -> Iterator[FieldError]:
    """ValidateReplicationControllerSpec of v1.33."""
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.podspec.validate import template_errors
    from minikctl.state.kinds.podspec.validate.wording import negative, unsupported
    from minikctl.state.selectors import selector_of_labels

    spec = obj["spec"]
    yield from negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    if not spec.get("selector"):
        yield fields.required("spec.selector")
    yield from negative("spec.replicas", spec.get("replicas"))
    template = spec.get("template")
    if template is None:
        yield fields.required("spec.template")
        return
    labels = template["metadata"].get("labels") or {}
    if spec.get("selector") and not selector_of_labels(spec["selector"]).matches(labels):
        yield fields.invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`")
    yield from template_errors(template, "spec.template")
    if template["spec"]["restartPolicy"] != "Always":
        yield unsupported("spec.template.spec.restartPolicy", template["spec"]["restartPolicy"], ("Always",))
    if template["spec"].get("activeDeadlineSeconds") is not None:
        why = "activeDeadlineSeconds in ReplicationController is not Supported"
        yield fields.forbidden("spec.template.spec.activeDeadlineSeconds", why)


def describe(obj: Obj, view: View) -> str:
    """kubectl's page."""
    from minikctl.state.kinds.pages import annotations_block, events_block, labels_block  # only for pages
    from minikctl.state.kinds.podspec.conditions import conditions_block, pods_status
    from minikctl.state.kinds.podspec.describe.template import template_block
    from minikctl.state.selectors import selector_of_labels
    from minikctl.state.text import Page

    page, spec, status = Page(), obj["spec"], obj.get("status") or {}
    page.line(f"Name:\t{name_of(obj)}")
    page.line(f"Namespace:\t{namespace_of(obj)}")
    page.line(f"Selector:\t{joined_pairs(spec.get('selector'))}")
    labels_block(page, "Labels", labels_of(obj))
    annotations_block(page, "Annotations", annotations_of(obj))
    page.line(f"Replicas:\t{count(status, 'replicas')} current / {count(spec, 'replicas')} desired")
    page.line(f"Pods Status:\t{pods_status(obj, selector_of_labels(spec.get('selector')), view)}")
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
        Column("Selector", selector_cell, wide=True),
    ),
    defaults=defaults,
    validate=validate,
    describe=describe,
    spec_generation=True,
    has_status=True,
)

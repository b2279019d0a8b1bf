"""DaemonSets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME, SELECTOR, TEMPLATE_COLUMNS, count
from minikctl.state.objects import annotations_of, labels_of, name_of, namespace_of
from minikctl.state.text import joined_pairs

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.view import View

Obj = dict[str, Any]

GENERATION = "deprecated.daemonset.template.generation"
NUMBERS = ("currentNumberScheduled", "desiredNumberScheduled", "numberMisscheduled", "numberReady")
PAGE_NUMBERS = (
    ("Desired Number of Nodes Scheduled", "desiredNumberScheduled"),
    ("Current Number of Nodes Scheduled", "currentNumberScheduled"),
    ("Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"),
    ("Number of Nodes Scheduled with Available Pods", "numberAvailable"),
    ("Number of Nodes Misscheduled", "numberMisscheduled"),
)


def number_cell(field: str) -> Callable[[Obj, View], int]:
    return lambda obj, view: count(obj.get("status") or {}, field)


def node_selector_cell(obj: Obj, view: View) -> str:
    return joined_pairs((obj["spec"]["template"].get("spec") or {}).get("nodeSelector"))


def defaults(obj: Obj) -> None:
    """SetDefaults_DaemonSet of v1.33."""
    from minikctl.state.kinds.podspec.defaults import fill, template_defaults  # only for writes

    spec = obj.setdefault("spec", {})
    template_defaults(spec.setdefault("template", {}))
    strategy = spec["updateStrategy"] = spec.get("updateStrategy") or {}
    fill(strategy, "type", "RollingUpdate")
    if strategy["type"] == "RollingUpdate":
        rolling = strategy["rollingUpdate"] = strategy.get("rollingUpdate") or {}
        for field, value in (("maxUnavailable", 1), ("maxSurge", 0)):
            if rolling.get(field) is None:
                rolling[field] = value
    if spec.get("revisionHistoryLimit") is None:
        spec["revisionHistoryLimit"] = 10
    status = obj.setdefault("status", {})
    for field in NUMBERS:
        status.setdefault(field, 0)


def prepare(obj: Obj, old: Obj | None, now: float) -> None:
    """Counts changes of the template in an annotation (its old field spec.templateGeneration)."""
    generation = 1
    if old is not None:
        generation = template_generation(old) + (obj["spec"]["template"] != old["spec"]["template"])
    obj["metadata"]["annotations"] = {**annotations_of(obj), GENERATION: str(generation)}


def template_generation(obj: Obj) -> int:
    text = annotations_of(obj).get(GENERATION, "1")
    return int(text) if text.isdigit() else 1


def validate(obj: Obj) -> Iterator[FieldError]:
    """ValidateDaemonSetSpec of v1.33."""
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.podspec.validate import template_errors
    from minikctl.state.kinds.podspec.validate.selecting import MISMATCH, always_restarted, label_selector_errors
    from minikctl.state.kinds.podspec.validate.wording import go_map, go_selector, negative
    from minikctl.state.selectors import selector_of

    spec, template = obj["spec"], obj["spec"]["template"]
    selector = spec.get("selector")
    yield from label_selector_errors("spec.selector", selector)
    labels = template["metadata"].get("labels")
    try:
        if not selector_of(selector).matches(labels or {}):
            yield fields.invalid("spec.template.metadata.labels", go_map(labels), MISMATCH)
    except ValueError:
        pass  # said above
    if selector is not None and not selector.get("matchLabels") and not selector.get("matchExpressions"):
        yield fields.invalid("spec.selector", go_selector(selector), "empty selector is invalid for daemonset")
    yield from template_errors(template, "spec.template")
    yield from always_restarted(template, "spec.template", "DaemonSet")
    yield from negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    yield from strategy_errors(spec["updateStrategy"])
    yield from negative("spec.revisionHistoryLimit", spec.get("revisionHistoryLimit"))


def strategy_errors(strategy: Obj) -> Iterator[FieldError]:
    """How pods are replaced: exactly one of the two numbers is not 0."""
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.podspec.validate.wording import (
        go_int_or_string,
        int_or_percent,
        int_or_percent_value,
        over_hundred,
        unsupported,
    )

    where = "spec.updateStrategy.rollingUpdate"
    if strategy["type"] == "RollingUpdate":
        numbers = strategy["rollingUpdate"]
        for field in ("maxUnavailable", "maxSurge"):
            yield from int_or_percent(f"{where}.{field}", numbers[field])
        for field in ("maxUnavailable", "maxSurge"):
            yield from over_hundred(f"{where}.{field}", numbers[field])
        gone, more = int_or_percent_value(numbers["maxUnavailable"]), int_or_percent_value(numbers["maxSurge"])
        if gone and more:
            surge = go_int_or_string(numbers["maxSurge"])
            yield fields.invalid(f"{where}.maxSurge", surge, "may not be set when maxUnavailable is non-zero")
        elif not gone and not more:
            yield fields.required(f"{where}.maxUnavailable", "cannot be 0 when maxSurge is 0")
    elif strategy["type"] != "OnDelete":
        pointer = "(*apps.RollingUpdateDaemonSet)(nil)"
        shown = f"apps.DaemonSetUpdateStrategy{{Type:{fields.go_quote(strategy['type'])}, RollingUpdate:{pointer}}}"
        yield unsupported("spec.updateStrategy", fields.GoText(shown), ("RollingUpdate", "OnDelete"))


def validate_update(new: Obj, old: Obj) -> Iterator[FieldError]:
    from minikctl.state.kinds.podspec.validate.selecting import immutable_selector

    yield from immutable_selector(new, old)


def describe(obj: Obj, view: View) -> str:
    """kubectl's page."""
    from minikctl.state.kinds.pages import annotations_block, events_block, labels_block  # only for pages
    from minikctl.state.kinds.podspec.conditions import pods_status
    from minikctl.state.kinds.podspec.describe.template import template_block
    from minikctl.state.selectors import selector_of
    from minikctl.state.text import Page

    page, spec, status = Page(), obj["spec"], obj.get("status") or {}
    selector = selector_of(spec.get("selector"))
    page.line(f"Name:\t{name_of(obj)}")
    page.line(f"Namespace:\t{namespace_of(obj)}")
    page.line(f"Selector:\t{selector}")
    page.line(f"Node-Selector:\t{node_selector_cell(obj, view)}")
    labels_block(page, "Labels", labels_of(obj))
    annotations_block(page, "Annotations", annotations_of(obj))
    for label, field in PAGE_NUMBERS:
        page.line(f"{label}: {count(status, field)}")
    page.line(f"Pods Status:\t{pods_status(obj, selector, view)}")
    template_block(page, spec.get("template"))
    events_block(page, view, obj)
    return str(page)


RULES = Rules(
    columns=(
        NAME,
        Column("Desired", number_cell("desiredNumberScheduled"), type="integer"),
        Column("Current", number_cell("currentNumberScheduled"), type="integer"),
        Column("Ready", number_cell("numberReady"), type="integer"),
        Column("Up-to-date", number_cell("updatedNumberScheduled"), type="integer"),
        Column("Available", number_cell("numberAvailable"), type="integer"),
        Column("Node Selector", node_selector_cell),
        AGE,
        *TEMPLATE_COLUMNS,
        SELECTOR,
    ),
    defaults=defaults,
    prepare=prepare,
    validate=validate,
    validate_update=validate_update,
    describe=describe,
    spec_generation=True,
    has_status=True,
)

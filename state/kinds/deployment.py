"""Deployments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME, SELECTOR, TEMPLATE_COLUMNS, count
from minikctl.state.objects import annotations_of, labels_of, name_of, namespace_of, owner_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.view import View

Obj = dict[str, Any]
Objs = list[Obj]

HASH_LABEL = "pod-template-hash"
STRATEGIES = ("Recreate", "RollingUpdate")


def ready_cell(obj: Obj, view: View) -> str:
    """`1/3`: ready and desired replicas."""
    return f"{count(obj.get('status') or {}, 'readyReplicas')}/{count(obj['spec'], 'replicas')}"


def updated_cell(obj: Obj, view: View) -> int:
    return count(obj.get("status") or {}, "updatedReplicas")


def available_cell(obj: Obj, view: View) -> int:
    return count(obj.get("status") or {}, "availableReplicas")


def defaults(obj: Obj) -> None:
    """SetDefaults_Deployment of v1.33."""
    from minikctl.state.kinds.podspec.defaults import fill, template_defaults  # only for writes

    spec = obj.setdefault("spec", {})
    template_defaults(spec.setdefault("template", {}))
    for field, value in (("replicas", 1), ("revisionHistoryLimit", 10), ("progressDeadlineSeconds", 600)):
        if spec.get(field) is None:
            spec[field] = value
    if not spec.get("strategy"):
        spec["strategy"] = {}
    strategy = spec["strategy"]
    fill(strategy, "type", "RollingUpdate")
    if strategy["type"] == "RollingUpdate":
        rolling = strategy["rollingUpdate"] = strategy.get("rollingUpdate") or {}
        for field in ("maxUnavailable", "maxSurge"):
            if rolling.get(field) is None:
                rolling[field] = "25%"
    obj.setdefault("status", {})


def validate(obj: Obj) -> Iterator[FieldError]:
    """ValidateDeploymentSpec of v1.33."""
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.podspec.validate.selecting import replica_template_errors, selector_errors
    from minikctl.state.kinds.podspec.validate.wording import negative

    spec = obj["spec"]
    yield from negative("spec.replicas", spec.get("replicas"))
    yield from selector_errors(spec.get("selector"), "deployment")
    yield from replica_template_errors(spec, "spec.template")
    yield from strategy_errors(spec["strategy"])
    yield from negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    yield from negative("spec.revisionHistoryLimit", spec.get("revisionHistoryLimit"))
    deadline = spec.get("progressDeadlineSeconds")
    if deadline is not None:
        yield from negative("spec.progressDeadlineSeconds", deadline)
        if deadline <= (spec.get("minReadySeconds") or 0):
            yield fields.invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds")


def strategy_errors(strategy: Obj) -> Iterator[FieldError]:
    """How pods are replaced: type and numbers."""
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.podspec.validate.wording import (
        go_int_or_string,
        int_or_percent,
        int_or_percent_value,
        over_hundred,
        unsupported,
    )

    where = "spec.strategy.rollingUpdate"
    rolling = strategy.get("rollingUpdate")
    if strategy["type"] == "Recreate":
        if rolling is not None:
            yield fields.forbidden(where, "may not be specified when strategy `type` is 'Recreate'")
    elif strategy["type"] == "RollingUpdate":
        unavailable, surge = strategy["rollingUpdate"]["maxUnavailable"], strategy["rollingUpdate"]["maxSurge"]
        yield from int_or_percent(f"{where}.maxUnavailable", unavailable)
        yield from int_or_percent(f"{where}.maxSurge", surge)
        if int_or_percent_value(unavailable) == 0 and int_or_percent_value(surge) == 0:
            why = "may not be 0 when `maxSurge` is 0"
            yield fields.invalid(f"{where}.maxUnavailable", go_int_or_string(unavailable), why)
        yield from over_hundred(f"{where}.maxUnavailable", unavailable)
    else:
        pointer = "(*apps.RollingUpdateDeployment)(nil)"
        shown = f"apps.DeploymentStrategy{{Type:{fields.go_quote(strategy['type'])}, RollingUpdate:{pointer}}}"
        yield unsupported("spec.strategy", fields.GoText(shown), STRATEGIES)


def validate_update(new: Obj, old: Obj) -> Iterator[FieldError]:
    from minikctl.state.kinds.podspec.validate.selecting import immutable_selector

    yield from immutable_selector(new, old)


def replica_sets(obj: Obj, view: View) -> tuple[Objs, Objs]:
    """The Deployment's ReplicaSets: old ones, and the one with its template (none or one), oldest first."""
    from minikctl.state.kinds import REPLICA_SET  # only for pages and rollouts
    from minikctl.state.selectors import selector_of

    selector = selector_of(obj["spec"].get("selector"))
    mine = []
    for found in view.owned(REPLICA_SET, uid_of(obj)):
        owner = owner_of(found)
        if owner is not None and owner.get("uid") == uid_of(obj) and selector.matches(labels_of(found)):
            mine.append(found)
    mine.sort(key=lambda found: (found["metadata"].get("creationTimestamp") or "", name_of(found)))
    wanted = without_hash(obj["spec"]["template"])
    new = next((found for found in mine if without_hash(found["spec"]["template"]) == wanted), None)
    return [found for found in mine if found is not new], [new] if new else []


def without_hash(template: Obj) -> Obj:
    """A template as it was before a ReplicaSet's hash was added to its labels."""
    metadata = {key: value for key, value in (template.get("metadata") or {}).items() if value}
    labels = {key: value for key, value in (metadata.get("labels") or {}).items() if key != HASH_LABEL}
    return {**template, "metadata": {**metadata, "labels": labels}}


def replica_set_text(found: Objs) -> str:
    """`web-5d4 (3/3 replicas created)`."""
    shown = [
        f"{name_of(rs)} ({count(rs.get('status') or {}, 'replicas')}/{count(rs['spec'], 'replicas')} replicas created)"
        for rs in found
    ]
    return ", ".join(shown) or "<none>"


def describe(obj: Obj, view: View) -> str:
    """kubectl's page."""
    from minikctl.state.kinds.pages import annotations_block, events_block, labels_block  # only for pages
    from minikctl.state.kinds.podspec.conditions import conditions_block
    from minikctl.state.kinds.podspec.describe.containers import time_text
    from minikctl.state.kinds.podspec.describe.template import template_block
    from minikctl.state.selectors import selector_of
    from minikctl.state.text import Page

    page, spec, status = Page(), obj["spec"], obj.get("status") or {}
    page.line(f"Name:\t{name_of(obj)}")
    page.line(f"Namespace:\t{namespace_of(obj)}")
    page.line(f"CreationTimestamp:\t{time_text(obj['metadata'].get('creationTimestamp'))}")
    labels_block(page, "Labels", labels_of(obj))
    annotations_block(page, "Annotations", annotations_of(obj))
    page.line(f"Selector:\t{selector_of(spec.get('selector'))}")
    page.line(f"Replicas:\t{replicas_text(spec, status)}")
    page.line(f"StrategyType:\t{spec['strategy'].get('type', '')}")
    page.line(f"MinReadySeconds:\t{count(spec, 'minReadySeconds')}")
    rolling = spec["strategy"].get("rollingUpdate")
    if rolling is not None:
        unavailable, surge = rolling.get("maxUnavailable"), rolling.get("maxSurge")
        page.line(f"RollingUpdateStrategy:\t{unavailable} max unavailable, {surge} max surge")
    template_block(page, spec.get("template"))
    conditions_block(page, status)
    old, new = replica_sets(obj, view)
    if old or new:
        page.line(f"OldReplicaSets:\t{replica_set_text(old)}")
        page.line(f"NewReplicaSet:\t{replica_set_text(new)}")
    events_block(page, view, obj)
    return str(page)


def replicas_text(spec: Obj, status: Obj) -> str:
    """`3 desired | 3 updated | 3 total | 2 available | 1 unavailable`."""
    counted = (("updatedReplicas", "updated"), ("replicas", "total"), ("availableReplicas", "available"))
    shown = [f"{count(spec, 'replicas')} desired", *[f"{count(status, field)} {word}" for field, word in counted]]
    return " | ".join([*shown, f"{count(status, 'unavailableReplicas')} unavailable"])


RULES = Rules(
    columns=(
        NAME,
        Column("Ready", ready_cell),
        Column("Up-to-date", updated_cell),
        Column("Available", available_cell),
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

"""StatefulSets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME, TEMPLATE_COLUMNS, count
from minikctl.state.objects import annotations_of, labels_of, name_of, namespace_of

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.view import View

Obj = dict[str, Any]

MANAGEMENT = ("OrderedReady", "Parallel")
RETENTION = ("Retain", "Delete")
CHANGEABLE = (
    "replicas",
    "template",
    "updateStrategy",
    "minReadySeconds",
    "ordinals",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
)
UPDATE_RULE = (
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
    "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
)


def ready_cell(obj: Obj, view: View) -> str:
    return f"{count(obj.get('status') or {}, 'readyReplicas')}/{count(obj['spec'], 'replicas')}"


def defaults(obj: Obj) -> None:
    """SetDefaults_StatefulSet of v1.33."""
    from minikctl.state.kinds.podspec.defaults import fill, template_defaults  # only for writes

    spec = obj.setdefault("spec", {})
    template_defaults(spec.setdefault("template", {}))
    fill(spec, "podManagementPolicy", "OrderedReady")
    for field, value in (("replicas", 1), ("revisionHistoryLimit", 10)):
        if spec.get(field) is None:
            spec[field] = value
    strategy = spec["updateStrategy"] = spec.get("updateStrategy") or {}
    fill(strategy, "type", "RollingUpdate")
    if strategy["type"] == "RollingUpdate":
        rolling = strategy["rollingUpdate"] = strategy.get("rollingUpdate") or {}
        if rolling.get("partition") is None:
            rolling["partition"] = 0
    retention = spec["persistentVolumeClaimRetentionPolicy"] = spec.get("persistentVolumeClaimRetentionPolicy") or {}
    fill(retention, "whenDeleted", "Retain")
    fill(retention, "whenScaled", "Retain")
    for claim in spec.get("volumeClaimTemplates") or ():
        claim_template_defaults(claim)
    status = obj.setdefault("status", {})
    status.setdefault("replicas", 0)
    status.setdefault("availableReplicas", 0)


def claim_template_defaults(claim: Obj) -> None:
    """A claim in a StatefulSet is a whole object, its kind and status included."""
    from minikctl.state.kinds.podspec.defaults import claim_spec_defaults  # only for writes

    claim["apiVersion"], claim["kind"] = "v1", "PersistentVolumeClaim"
    claim.setdefault("metadata", {}).setdefault("creationTimestamp", None)
    claim_spec_defaults(claim.setdefault("spec", {}))
    claim["status"] = {"phase": "Pending", **(claim.get("status") or {})}


def validate(obj: Obj) -> Iterator[FieldError]:
    """ValidateStatefulSetSpec of v1.33; it does not look into the pod template's spec."""
    from minikctl.state import fields, names  # only for writes
    from minikctl.state.kinds.podspec.validate.selecting import always_restarted, mismatch, selector_errors
    from minikctl.state.kinds.podspec.validate.wording import (
        annotations_errors,
        by_check,
        go_selector,
        labels_errors,
        negative,
        unsupported,
    )

    spec, template = obj["spec"], obj["spec"]["template"]
    policy = spec["podManagementPolicy"]
    if policy not in MANAGEMENT:
        yield fields.invalid("spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'")
    yield from strategy_errors(spec["updateStrategy"])
    for field, value in sorted(spec["persistentVolumeClaimRetentionPolicy"].items()):
        if value not in RETENTION:
            yield unsupported(f"spec.persistentVolumeClaimRetentionPolicy.{field}", value, RETENTION)
    yield from negative("spec.replicas", spec.get("replicas"))
    yield from negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    yield from negative("spec.ordinals.start", (spec.get("ordinals") or {}).get("start"))
    if spec.get("serviceName"):
        yield from by_check("spec.serviceName", spec["serviceName"], names.dns_label)
    yield from selector_errors(spec.get("selector"), "statefulset")
    try:
        yield from mismatch(spec.get("selector"), template, "spec.template")
    except ValueError:
        yield fields.invalid("spec.selector", go_selector(spec.get("selector")), "")
    yield from labels_errors("spec.template.labels", template["metadata"].get("labels"))
    yield from annotations_errors("spec.template.annotations", template["metadata"].get("annotations"))
    yield from always_restarted(template, "spec.template", "StatefulSet")


def strategy_errors(strategy: Obj) -> Iterator[FieldError]:
    """How pods are replaced."""
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.podspec.validate.wording import negative

    rolling = strategy.get("rollingUpdate")
    if strategy["type"] == "OnDelete":
        if rolling is not None:
            shown = f"apps.RollingUpdateStatefulSetStrategy{{Partition:{rolling.get('partition') or 0}, "
            shown += "MaxUnavailable:(*intstr.IntOrString)(nil)}"
            why = "only allowed for updateStrategy 'RollingUpdate'"
            yield fields.invalid("spec.updateStrategy.rollingUpdate", fields.GoText(shown), why)
    elif strategy["type"] == "RollingUpdate":
        yield from negative("spec.updateStrategy.rollingUpdate.partition", (rolling or {}).get("partition"))
    else:
        pointer = "(*apps.RollingUpdateStatefulSetStrategy)(nil)"
        quoted = fields.go_quote(strategy["type"])
        shown = f"apps.StatefulSetUpdateStrategy{{Type:{quoted}, RollingUpdate:{pointer}}}"
        yield fields.invalid("spec.updateStrategy", fields.GoText(shown), "must be 'RollingUpdate' or 'OnDelete'")


def validate_update(new: Obj, old: Obj) -> Iterator[FieldError]:
    """Only some fields may change; claims in particular may not."""
    from minikctl.state import fields  # only for writes

    if any(
        new["spec"].get(field) != old["spec"].get(field)
        for field in {**new["spec"], **old["spec"]}
        if field not in CHANGEABLE
    ):
        yield fields.forbidden("spec", UPDATE_RULE)


def describe(obj: Obj, view: View) -> str:
    """kubectl's page."""
    from minikctl.state.kinds.pages import annotations_block, events_block, labels_block  # only for pages
    from minikctl.state.kinds.podspec.conditions import pods_status
    from minikctl.state.kinds.podspec.describe.claims import templates_block
    from minikctl.state.kinds.podspec.describe.containers import time_text
    from minikctl.state.kinds.podspec.describe.template import template_block
    from minikctl.state.selectors import selector_of
    from minikctl.state.text import Page

    page, spec, status = Page(), obj["spec"], obj.get("status") or {}
    selector = selector_of(spec.get("selector"))
    page.line(f"Name:\t{name_of(obj)}")
    page.line(f"Namespace:\t{namespace_of(obj)}")
    page.line(f"CreationTimestamp:\t{time_text(obj['metadata'].get('creationTimestamp'))}")
    page.line(f"Selector:\t{selector}")
    labels_block(page, "Labels", labels_of(obj))
    annotations_block(page, "Annotations", annotations_of(obj))
    page.line(f"Replicas:\t{count(spec, 'replicas')} desired | {count(status, 'replicas')} total")
    strategy = spec.get("updateStrategy") or {}
    page.line(f"Update Strategy:\t{strategy.get('type', '')}")
    rolling = strategy.get("rollingUpdate") or {}
    if rolling.get("partition") is not None:
        page.line(f"Partition:\t{rolling['partition']}", 1)
        if rolling.get("maxUnavailable") is not None:
            page.line(f"MaxUnavailable:\t{rolling['maxUnavailable']}", 1)
    page.line(f"Pods Status:\t{pods_status(obj, selector, view)}")
    template_block(page, spec.get("template"))
    templates_block(page, spec.get("volumeClaimTemplates"))
    events_block(page, view, obj)
    return str(page)


def name_errors(name: str) -> list[str]:
    from minikctl.state import names  # only for writes

    return names.dns_label(name)


RULES = Rules(
    columns=(NAME, Column("Ready", ready_cell), AGE, *TEMPLATE_COLUMNS),
    defaults=defaults,
    validate=validate,
    validate_update=validate_update,
    name_errors=name_errors,
    describe=describe,
    spec_generation=True,
    has_status=True,
)

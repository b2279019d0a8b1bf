"""Webhook configurations and admission policies: RULES by the kind's name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.view import View

Obj = dict[str, Any]


def webhooks_cell(obj: Obj, view: View) -> int:
    return len(obj.get("webhooks") or ())


def webhook_defaults(obj: Obj) -> None:
    """SetDefaults of webhooks: both kinds, but for what only mutating ones have."""
    for webhook in obj.get("webhooks") or ():
        for field, value in (
            ("failurePolicy", "Fail"),
            ("matchPolicy", "Equivalent"),
            ("namespaceSelector", {}),
            ("objectSelector", {}),
            ("timeoutSeconds", 10),
        ):
            if webhook.get(field) is None:
                webhook[field] = dict(value) if isinstance(value, dict) else value
        if obj.get("kind") == "MutatingWebhookConfiguration" and not webhook.get("reinvocationPolicy"):
            webhook["reinvocationPolicy"] = "Never"
        for rule in webhook.get("rules") or ():
            rule.setdefault("scope", "*")
        service = (webhook.get("clientConfig") or {}).get("service")
        if service is not None and service.get("port") is None:
            service["port"] = 443


def webhook_errors(obj: Obj) -> Iterator[FieldError]:
    """What every webhook must say."""
    from minikctl.state import fields, names  # only for writes
    from minikctl.state.kinds.podspec.validate.wording import by_check

    seen: set[str] = set()
    for index, webhook in enumerate(obj.get("webhooks") or ()):
        here, name = f"webhooks[{index}]", webhook.get("name") or ""
        if not name:
            yield fields.required(f"{here}.name")
        else:
            yield from by_check(f"{here}.name", name, names.dns_subdomain)
            if name.count(".") < 2:
                why = "should be a domain with at least three segments separated by dots"
                yield fields.invalid(f"{here}.name", name, why)
        if name in seen:
            yield fields.duplicate(f"{here}.name", name)
        seen.add(name)
        if webhook.get("sideEffects") not in ("None", "NoneOnDryRun"):
            if webhook.get("sideEffects"):
                from minikctl.state.kinds.podspec.validate.wording import unsupported

                yield unsupported(f"{here}.sideEffects", webhook["sideEffects"], ("None", "NoneOnDryRun"))
            else:
                yield fields.required(f"{here}.sideEffects", 'must specify one of "None", "NoneOnDryRun"')
        if not webhook.get("admissionReviewVersions"):
            yield fields.required(f"{here}.admissionReviewVersions", "must specify one of v1, v1beta1")


def validations_cell(obj: Obj, view: View) -> int:
    return len(obj["spec"].get("validations") or ())


def param_kind_cell(obj: Obj, view: View) -> str:
    kind = obj["spec"].get("paramKind")
    return "<unset>" if kind is None else f"{kind.get('apiVersion', '')}/{kind.get('kind', '')}"


def policy_defaults(obj: Obj) -> None:
    spec = obj.setdefault("spec", {})
    if not spec.get("failurePolicy"):
        spec["failurePolicy"] = "Fail"
    match = spec.get("matchConstraints")
    if match is not None:
        for field, value in (("matchPolicy", "Equivalent"), ("namespaceSelector", {}), ("objectSelector", {})):
            if match.get(field) is None:
                match[field] = dict(value) if isinstance(value, dict) else value
        for rule in match.get("resourceRules") or ():
            rule.setdefault("scope", "*")
    obj.setdefault("status", {})


def policy_cell(obj: Obj, view: View) -> str:
    return obj["spec"].get("policyName") or ""


def param_cell(obj: Obj, view: View) -> str:
    """`namespace/name`, or `*/name` where the namespace is left open."""
    reference = obj["spec"].get("paramRef")
    if not reference:
        return "<unset>"
    if reference.get("name"):
        return f"{reference.get('namespace') or '*'}/{reference['name']}"
    return "<unset>"


WEBHOOKS = Rules(
    columns=(NAME, Column("Webhooks", webhooks_cell, type="integer"), AGE),
    defaults=webhook_defaults,
    validate=webhook_errors,
    spec_generation=True,
)

RULES: dict[str, Rules] = {
    "MutatingWebhookConfiguration": WEBHOOKS,
    "ValidatingWebhookConfiguration": WEBHOOKS,
    "ValidatingAdmissionPolicy": Rules(
        columns=(
            NAME,
            Column("Validations", validations_cell, type="integer"),
            Column("ParamKind", param_kind_cell),
            AGE,
        ),
        defaults=policy_defaults,
        spec_generation=True,
        has_status=True,
    ),
    "ValidatingAdmissionPolicyBinding": Rules(
        columns=(NAME, Column("PolicyName", policy_cell), Column("ParamRef", param_cell), AGE),
        spec_generation=True,
    ),
}

"""What may stand in a Job, and what of it may change (pkg/apis/batch/validation of v1.33)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minikctl.state import names
from minikctl.state.fields import FieldError, GoText, go_quote, invalid, required, too_many
from minikctl.state.kinds.job.defaults import NAME_LABEL, OLD_NAME_LABEL, OLD_UID_LABEL, UID_LABEL
from minikctl.state.kinds.podspec.validate import template_errors
from minikctl.state.kinds.podspec.validate.selecting import MISMATCH, label_selector_errors
from minikctl.state.kinds.podspec.validate.wording import (
    go_map,
    go_selector,
    immutable,
    negative,
    unsupported,
)
from minikctl.state.objects import name_of, uid_of
from minikctl.state.selectors import selector_of

Obj = dict[str, Any]

NUMBERS = (
    "parallelism",
    "completions",
    "activeDeadlineSeconds",
    "backoffLimit",
    "ttlSecondsAfterFinished",
    "backoffLimitPerIndex",
    "maxFailedIndexes",
)
MODES = ("NonIndexed", "Indexed")
REPLACEMENTS = ("Failed", "TerminatingOrFailed")
ACTIONS = ("Count", "FailIndex", "FailJob", "Ignore")
OPERATORS = ("In", "NotIn")
MANY = 100_000
NEEDS_INDEX = "requires indexed completion mode"


def validate(job: Obj) -> Iterator[FieldError]:
    """ValidateJob."""
    spec = job["spec"]
    if not spec.get("manualSelector") and spec.get("selector") is not None:
        yield from generated_errors(job)
    yield from job_spec_errors(spec, "spec")
    selector = spec.get("selector")
    if selector is None:
        yield required("spec.selector")
    else:
        yield from label_selector_errors("spec.selector", selector)
    labels = spec["template"]["metadata"].get("labels")
    try:
        if not selector_of(selector).matches(labels or {}):
            yield invalid("spec.template.metadata.labels", go_map(labels), MISMATCH)
    except ValueError:
        pass  # said above
    yield from host_name_errors(job)


def host_name_errors(job: Obj) -> Iterator[FieldError]:
    """Pods of an indexed Job are named by it and their index."""
    spec = job["spec"]
    if spec.get("completionMode") == "Indexed" and (spec.get("completions") or 0) > 0:
        longest = f"{name_of(job)}-{spec['completions'] - 1}"
        if names.dns_label(longest):
            why = f"will not able to create pod with invalid DNS label: {longest}"
            yield invalid("metadata.name", name_of(job), why)


def generated_errors(job: Obj) -> Iterator[FieldError]:
    """The labels that the server gave the template are there and are its own."""
    field, labels = "spec.template.metadata", job["spec"]["template"]["metadata"].get("labels") or {}
    own = {OLD_UID_LABEL: uid_of(job), OLD_NAME_LABEL: name_of(job), UID_LABEL: uid_of(job), NAME_LABEL: name_of(job)}
    for key, value in own.items():
        if key not in labels:
            yield required(f"{field}.labels[{key}]", f"must be '{value}'")
        elif labels[key] != value:
            yield invalid(f"{field}.labels[{key}]", labels[key], f"must be '{value}'")
    try:
        if not selector_of(job["spec"]["selector"]).matches(own):
            yield invalid("spec.selector", go_selector(job["spec"]["selector"]), "`selector` not auto-generated")
    except ValueError:
        pass  # said by the selector's own check


def job_spec_errors(spec: Obj, field: str) -> Iterator[FieldError]:
    """validateJobSpec: all but the selector."""
    for number in NUMBERS:
        yield from negative(f"{field}.{number}", spec.get(number))
    if spec.get("maxFailedIndexes") is not None and spec.get("backoffLimitPerIndex") is None:
        yield required(f"{field}.backoffLimitPerIndex", "when maxFailedIndexes is specified")
    yield from mode_errors(spec, field)
    if spec.get("podFailurePolicy") is not None:
        yield from failure_policy_errors(spec, f"{field}.podFailurePolicy")
    yield from success_policy_errors(spec, f"{field}.successPolicy")
    yield from replacement_errors(spec, f"{field}.podReplacementPolicy")
    yield from template_errors(spec["template"], f"{field}.template")
    yield from restart_errors(spec, f"{field}.template.spec.restartPolicy")


def mode_errors(spec: Obj, field: str) -> Iterator[FieldError]:
    """Indexed or not, and what only goes with indexes."""
    mode = spec.get("completionMode") or "NonIndexed"
    if mode not in MODES:
        yield unsupported(f"{field}.completionMode", mode, MODES)
    if mode == "Indexed":
        if spec.get("completions") is None:
            yield required(f"{field}.completions", "when completion mode is Indexed")
        parallelism = spec.get("parallelism")
        if parallelism is not None and parallelism > MANY:
            why = f"must be less than or equal to {MANY} when completion mode is Indexed"
            yield invalid(f"{field}.parallelism", parallelism, why)
        failed = spec.get("maxFailedIndexes")
        if failed is not None and spec.get("completions") is not None and failed > spec["completions"]:
            yield invalid(f"{field}.maxFailedIndexes", failed, "must be less than or equal to completions")
    if mode == "NonIndexed":
        for name in ("backoffLimitPerIndex", "maxFailedIndexes"):
            if spec.get(name) is not None:
                yield invalid(f"{field}.{name}", spec[name], NEEDS_INDEX)


def failure_policy_errors(spec: Obj, field: str) -> Iterator[FieldError]:
    """What is to happen when pods fail in certain ways."""
    rules = spec["podFailurePolicy"].get("rules") or []
    if len(rules) > 20:
        yield too_many(f"{field}.rules", len(rules), 20)
    pods = spec["template"]["spec"]
    containers = {c.get("name") for c in [*(pods.get("containers") or ()), *(pods.get("initContainers") or ())]}
    for index, rule in enumerate(rules):
        yield from failure_rule_errors(spec, rule, f"{field}.rules[{index}]", containers)


def failure_rule_errors(spec: Obj, rule: Obj, field: str, containers: set[Any]) -> Iterator[FieldError]:
    action = rule.get("action") or ""
    if not action:
        yield required(f"{field}.action", "valid values: [" + " ".join(go_quote(name) for name in ACTIONS) + "]")
    elif action == "FailIndex":
        if spec.get("backoffLimitPerIndex") is None:
            yield invalid(f"{field}.action", action, "requires the backoffLimitPerIndex to be set")
    elif action not in ACTIONS:
        yield unsupported(f"{field}.action", action, ACTIONS)
    codes, conditions = rule.get("onExitCodes"), rule.get("onPodConditions") or ()
    if codes is not None:
        yield from exit_code_errors(codes, f"{field}.onExitCodes", containers)
    if codes is not None and conditions:
        yield omitted(field, "specifying both OnExitCodes and OnPodConditions is not supported")
    if codes is None and not conditions:
        yield omitted(field, "specifying one of OnExitCodes and OnPodConditions is required")


def omitted(field: str, why: str) -> FieldError:
    """An Invalid without its value (field.OmitValueType)."""
    return FieldError("FieldValueInvalid", field, f"Invalid value: {why}")


def exit_code_errors(codes: Obj, field: str, containers: set[Any]) -> Iterator[FieldError]:
    operator, values = codes.get("operator") or "", codes.get("values") or []
    if not operator:
        yield required(f"{field}.operator", "valid values: [" + " ".join(go_quote(name) for name in OPERATORS) + "]")
    elif operator not in OPERATORS:
        yield unsupported(f"{field}.operator", operator, OPERATORS)
    if codes.get("containerName") is not None and codes["containerName"] not in containers:
        why = "must be one of the container or initContainer names in the pod template"
        yield invalid(f"{field}.containerName", codes["containerName"], why)
    if not values:
        yield invalid(f"{field}.values", go_numbers(values), "at least one value is required")
    for index, value in enumerate(values):
        if operator == "In" and value == 0:
            yield invalid(f"{field}.values[{index}]", value, "must not be 0 for the In operator")
    if values != sorted(values):
        yield invalid(f"{field}.values", go_numbers(values), "must be ordered")


def go_numbers(values: list[int]) -> GoText:
    return GoText("[]int32{" + ", ".join(str(value) for value in values) + "}" if values else "[]int32(nil)")


def success_policy_errors(spec: Obj, field: str) -> Iterator[FieldError]:
    policy = spec.get("successPolicy")
    if policy is None:
        return
    if (spec.get("completionMode") or "NonIndexed") != "Indexed":
        yield invalid(field, GoText("batch.SuccessPolicy{...}"), NEEDS_INDEX)
    elif not policy.get("rules"):
        why = "at least one rules must be specified when the successPolicy is specified"
        yield required(f"{field}.rules", why)


def replacement_errors(spec: Obj, field: str) -> Iterator[FieldError]:
    """A failure policy can only judge pods that have ended."""
    policy = spec.get("podReplacementPolicy")
    allowed = REPLACEMENTS if spec.get("podFailurePolicy") is None else ("Failed",)
    if policy is not None and policy not in allowed:
        yield unsupported(field, policy, allowed)


def restart_errors(spec: Obj, field: str) -> Iterator[FieldError]:
    """Pods of a Job come to an end."""
    policy = spec["template"]["spec"].get("restartPolicy")
    if policy in ("Always", "", None):
        yield required(field, 'valid values: "OnFailure", "Never"')
    elif policy not in ("OnFailure", "Never"):
        yield unsupported(field, policy, ("OnFailure", "Never"))
    elif spec.get("podFailurePolicy") is not None and policy != "Never":
        yield invalid(field, policy, 'only "Never" is supported when podFailurePolicy is specified')


def validate_update(new: Obj, old: Obj) -> Iterator[FieldError]:
    """ValidateJobSpecUpdate: what makes the pods what they are never changes."""
    after, before = new["spec"], old["spec"]
    yield from completions_errors(after, before)
    yield from immutable(
        "spec.selector", after.get("selector"), before.get("selector"), go_selector(after.get("selector"))
    )
    yield from template_update_errors(new, old)
    for field in ("completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"):
        yield from immutable(f"spec.{field}", after.get(field), before.get(field))


def completions_errors(after: Obj, before: Obj) -> Iterator[FieldError]:
    """An indexed Job may be made longer or shorter together with its parallelism."""
    new, old = after.get("completions"), before.get("completions")
    indexed = before.get("completionMode") == "Indexed"
    if new == old or (indexed and new is not None and old is not None and new == after.get("parallelism")):
        return
    if indexed and new is not None:
        yield invalid("spec.completions", new, "can only be modified in tandem with spec.parallelism")
    else:
        yield from immutable("spec.completions", new, old)


def template_update_errors(new: Obj, old: Obj) -> Iterator[FieldError]:
    """While a Job is suspended and has never run, where its pods may go can still change."""
    after, before = new["spec"]["template"], old["spec"]["template"]
    waiting = before and old["spec"].get("suspend") and not (old.get("status") or {}).get("startTime")
    if waiting:
        before = with_directives(before, after)
    if after != before:
        labels = go_map(after["metadata"].get("labels"))
        shown = GoText(f"core.PodTemplateSpec{{ObjectMeta:v1.ObjectMeta{{Labels:{labels}}}, Spec:core.PodSpec{{...}}}}")
        yield from immutable("spec.template", after, before, shown)


def with_directives(before: Obj, after: Obj) -> Obj:
    """The old template with the new one's labels, annotations and scheduling directives."""
    spec = dict(before["spec"])
    for field in ("nodeSelector", "tolerations", "schedulingGates", "affinity"):
        spec.pop(field, None)
        if field in after["spec"]:
            spec[field] = after["spec"][field]
    return {**before, "metadata": after["metadata"], "spec": spec}

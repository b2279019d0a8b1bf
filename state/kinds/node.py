"""Node: a machine that runs pods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state import names
from minikctl.state.fields import FieldError, forbidden, invalid, not_supported
from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.objects import condition_of, copy_tree, labels_of, spec_of, status_of
from minikctl.state.tables import AGE, NAME

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]
Errors = Iterator[FieldError]

ROLE_PREFIX, ROLE_LABEL = "node-role.kubernetes.io/", "kubernetes.io/role"
EFFECTS = ("NoExecute", "NoSchedule", "PreferNoSchedule")
ONCE = ("podCIDRs", "podCIDR", "providerID")  # may be set once
FREE = ("unschedulable", "taints")  # may change
ONLY_FREE = (
    "node updates may only change labels, taints, or capacity "
    "(or configSource, if the DynamicKubeletConfig feature gate is enabled)"
)


def status_cell(node: Obj, view: View) -> str:
    """`Ready`, `NotReady,SchedulingDisabled`."""
    ready = condition_of(node, "Ready")
    found = "Unknown" if ready is None else "Ready" if ready.get("status") == "True" else "NotReady"
    return f"{found},SchedulingDisabled" if spec_of(node).get("unschedulable") else found


def roles_of(node: Obj) -> list[str]:
    """Roles, by the two kinds of label that give one; sorted."""
    roles = {key[len(ROLE_PREFIX) :] for key in labels_of(node) if key.startswith(ROLE_PREFIX)}
    roles.add(labels_of(node).get(ROLE_LABEL, ""))
    return sorted(roles - {""})


def roles_cell(node: Obj, view: View) -> str:
    return ",".join(roles_of(node)) or "<none>"


def info_of(node: Obj, field: str) -> str:
    found: str = (status_of(node).get("nodeInfo") or {}).get(field) or ""
    return found


def version_cell(node: Obj, view: View) -> str:
    return info_of(node, "kubeletVersion")


def address_of(node: Obj, kind: str) -> str:
    for address in status_of(node).get("addresses") or ():
        if address.get("type") == kind:
            return address.get("address") or ""
    return "<none>"


def internal_ip_cell(node: Obj, view: View) -> str:
    return address_of(node, "InternalIP")


def external_ip_cell(node: Obj, view: View) -> str:
    return address_of(node, "ExternalIP")


def image_cell(node: Obj, view: View) -> str:
    return info_of(node, "osImage") or "<unknown>"


def kernel_cell(node: Obj, view: View) -> str:
    return info_of(node, "kernelVersion") or "<unknown>"


def runtime_cell(node: Obj, view: View) -> str:
    return info_of(node, "containerRuntimeVersion") or "<unknown>"


def defaults(node: Obj) -> None:
    """What is there can be allocated unless the kubelet said otherwise."""
    node.setdefault("spec", {})
    status = node.get("status")
    if status and status.get("capacity") and status.get("allocatable") is None:
        status["allocatable"] = copy_tree(status["capacity"])


def describe(node: Obj, view: View) -> str:
    from minikctl.state.kinds.nodepage import describe as page  # sums resources: only `describe` needs it

    return page(node, view)


def validate(node: Obj) -> Errors:
    spec = spec_of(node)
    seen: set[tuple[str, str]] = set()
    for index, taint in enumerate(spec.get("taints") or ()):
        at, key, effect = f"spec.taints[{index}]", taint.get("key") or "", taint.get("effect") or ""
        for message in names.qualified_name(key):
            yield invalid(f"{at}.key", key, message)
        wrong = names.label_value(taint.get("value") or "")
        if wrong:
            yield invalid(f"{at}.value", taint["value"], ";".join(wrong))
        if effect not in EFFECTS:
            yield not_supported(f"{at}.effect", effect, EFFECTS)
        if (key, effect) in seen:
            yield FieldError("FieldValueDuplicate", at, duplicate_taint(taint))
        seen.add((key, effect))
    for index, cidr in enumerate(spec.get("podCIDRs") or ()):
        for message in names.cidr(cidr):
            yield invalid(f"spec.podCIDRs[{index}]", cidr, message)


def duplicate_taint(taint: Obj) -> str:
    shown = f'core.Taint{{Key:"{taint.get("key", "")}", Value:"{taint.get("value", "")}", '
    shown += f'Effect:"{taint.get("effect", "")}", TimeAdded:<nil>}}'
    return f"Duplicate value: {shown}: taints must be unique by key and effect pair"


def validate_update(new: Obj, old: Obj) -> Errors:
    """Of the spec only taints and unschedulable may change; addresses and provider may be set once."""
    spec, before = spec_of(new), spec_of(old)
    for field in ("podCIDRs", "providerID"):
        if before.get(field) and spec.get(field) != before[field]:
            shown = "podCIDR" if field == "podCIDRs" else field
            yield forbidden(f"spec.{field}", f'node updates may not change {shown} except from "" to valid')
    if fixed_part(spec) != fixed_part(before):
        yield forbidden("spec", ONLY_FREE)


def fixed_part(spec: Obj) -> Obj:
    return {key: value for key, value in spec.items() if key not in (*FREE, *ONCE)}


RULES = Rules(
    columns=(
        NAME,
        Column("Status", status_cell),
        Column("Roles", roles_cell),
        AGE,
        Column("Version", version_cell),
        Column("Internal-IP", internal_ip_cell, wide=True),
        Column("External-IP", external_ip_cell, wide=True),
        Column("OS-Image", image_cell, wide=True),
        Column("Kernel-Version", kernel_cell, wide=True),
        Column("Container-Runtime", runtime_cell, wide=True),
    ),
    defaults=defaults,
    validate=validate,
    validate_update=validate_update,
    describe=describe,
    has_status=True,
)

"""Requests and limits of containers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minikctl.state import names, quantities
from minikctl.state.fields import FieldError, duplicate, invalid, required
from minikctl.state.kinds.podspec.validate.wording import NEGATIVE, unsupported

Obj = dict[str, Any]

STANDARD = ("cpu", "memory", "ephemeral-storage")
COUNTED = frozenset(
    (
        *STANDARD,
        *(f"{side}.{name}" for side in ("requests", "limits") for name in STANDARD),
        "requests.storage",
        "pods",
        "resourcequotas",
        "services",
        "replicationcontrollers",
        "secrets",
        "persistentvolumeclaims",
        "configmaps",
        "services.nodeports",
        "services.loadbalancers",
    )
)  # what a quota knows
NOT_INTEGER = "must be an integer"


def requirements_errors(resources: Obj, field: str) -> Iterator[FieldError]:
    """ValidateResourceRequirements: names, amounts, and that no request exceeds its limit."""
    limits, requests = resources.get("limits") or {}, resources.get("requests") or {}
    for name in sorted(limits):
        yield from entry_errors(name, limits[name], f"{field}.limits[{name}]")
    for name in sorted(requests):
        yield from entry_errors(name, requests[name], f"{field}.requests[{name}]")
        yield from request_errors(name, requests[name], limits.get(name), field)
    huge = any(name.startswith("hugepages-") for name in {**limits, **requests})
    if huge and not {"cpu", "memory"} & {*limits, *requests}:
        yield FieldError("FieldValueForbidden", field, "Forbidden: HugePages require cpu or memory")


def overcommits(name: str) -> bool:
    """Whether a resource may be promised more often than it is there."""
    return "/" not in name and not name.startswith("hugepages-")


def request_errors(name: str, request: str, limit: str | None, field: str) -> Iterator[FieldError]:
    if not quantities.is_quantity(str(request)) or not quantities.is_quantity(str(limit or "0")):
        return
    if limit is None:
        if not overcommits(name):
            yield required(f"{field}.limits", "Limit must be set for non overcommitable resources")
        return
    order = quantities.compare(str(request), str(limit))
    if order and not overcommits(name):
        yield invalid(f"{field}.requests", str(request), f"must be equal to {name} limit of {limit}")
    elif order > 0:
        yield invalid(f"{field}.requests", str(request), f"must be less than or equal to {name} limit of {limit}")


def entry_errors(name: str, amount: str, field: str) -> Iterator[FieldError]:
    """One entry: a known or a qualified name, an amount that is not negative."""
    yield from resource_name_errors(name, field)
    if "/" not in name and name not in STANDARD and not name.startswith("hugepages-"):
        yield invalid(field, name, "must be a standard resource for containers")
    yield from amount_errors(name, amount, field)


def resource_name_errors(name: str, field: str) -> Iterator[FieldError]:
    """validateResourceName: a qualified name, or one of those that need no prefix."""
    wrong = names.qualified_name(name)
    for message in wrong:
        yield invalid(field, name, message)
    if not wrong and "/" not in name and not is_counted(name) and name != "storage":
        yield invalid(field, name, "must be a standard resource type or fully qualified")


def is_counted(name: str) -> bool:
    """Whether a quota may count a resource that has no prefix (IsStandardQuotaResourceName)."""
    return name in COUNTED or name.startswith(("hugepages-", "requests.hugepages-"))


def amount_errors(name: str, amount: str, field: str) -> Iterator[FieldError]:
    """ValidateResourceQuantityValue."""
    if not quantities.is_quantity(str(amount)):
        return
    found = quantities.parse(str(amount))
    if found.nanos < 0:
        yield invalid(field, str(amount), NEGATIVE)
    if whole_only(name) and found.nanos % quantities.NANO:
        yield invalid(field, str(amount), NOT_INTEGER)


def whole_only(name: str) -> bool:
    """Whether a resource is counted in whole numbers (IsIntegerResourceName)."""
    return "/" in name or name in WHOLE


WHOLE = frozenset(
    [
        "pods",
        "services",
        "replicationcontrollers",
        "resourcequotas",
        "secrets",
        "configmaps",
        "persistentvolumeclaims",
        "services.nodeports",
        "services.loadbalancers",
    ]
)


def resize_errors(container: Obj, field: str, restart_policy: str | None) -> Iterator[FieldError]:
    """What happens to a container when its resources are changed while it runs."""
    seen: set[str] = set()
    field = f"{field}.resizePolicy"
    for index, policy in enumerate(container.get("resizePolicy") or ()):
        name, restart = policy.get("resourceName") or "", policy.get("restartPolicy") or ""
        if name in seen:
            yield duplicate(f"{field}[{index}]", name)
        seen.add(name)
        if not name or not restart:
            yield required(field)
        if name and name not in ("cpu", "memory"):
            yield unsupported(field, name, ("cpu", "memory"))
        if restart and restart not in ("NotRequired", "RestartContainer"):
            yield unsupported(field, restart, ("NotRequired", "RestartContainer"))
        if restart_policy == "Never" and restart != "NotRequired":
            yield invalid(field, restart, "must be 'NotRequired' when `restartPolicy` is 'Never'")

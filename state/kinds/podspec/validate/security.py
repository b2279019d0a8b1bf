"""Security contexts of pods and containers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from minikctl.state.fields import FieldError, GoText, duplicate, forbidden, invalid, required
from minikctl.state.kinds.podspec.validate.volumes import descending_path
from minikctl.state.kinds.podspec.validate.wording import unsupported

Obj = dict[str, Any]

LARGEST_ID = 2**31 - 1
ID_RANGE = f"must be between 0 and {LARGEST_ID}, inclusive"
SECCOMP_TYPES = ("Localhost", "RuntimeDefault", "Unconfined")
GROUP_CHANGES = ("Always", "OnRootMismatch")
SYSCTL = r"^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$"


def pod_errors(context: Obj | None, spec: Obj, field: str) -> Iterator[FieldError]:
    """validatePodSpecSecurityContext."""
    if not context:
        return
    for name in ("fsGroup", "runAsUser", "runAsGroup"):
        yield from id_errors(context.get(name), f"{field}.{name}")
    for index, group in enumerate(context.get("supplementalGroups") or ()):
        yield from id_errors(group, f"{field}.supplementalGroups[{index}]")
    if spec.get("shareProcessNamespace") and spec.get("hostPID"):
        why = "ShareProcessNamespace and HostPID cannot both be enabled"
        yield invalid(f"{field}.shareProcessNamespace", True, why)
    yield from sysctl_errors(context.get("sysctls"), f"{field}.sysctls")
    change = context.get("fsGroupChangePolicy")
    if change is not None and change not in GROUP_CHANGES:
        yield unsupported(f"{field}.fsGroupChangePolicy", change, GROUP_CHANGES)
    yield from seccomp_errors(context.get("seccompProfile"), f"{field}.seccompProfile")


def id_errors(value: Any, field: str) -> Iterator[FieldError]:
    if value is not None and not 0 <= value <= LARGEST_ID:
        yield invalid(field, value, ID_RANGE)


def sysctl_errors(sysctls: list[Obj] | None, field: str) -> Iterator[FieldError]:
    seen: set[str] = set()
    for index, sysctl in enumerate(sysctls or ()):
        name, here = sysctl.get("name") or "", f"{field}[{index}].name"
        if not name:
            yield required(here)
        elif len(name) > 253 or not re.fullmatch(SYSCTL, name):
            yield invalid(here, name, f"must have at most 253 characters and match regex {SYSCTL}")
        elif name in seen:
            yield duplicate(here, name)
        seen.add(name)


def seccomp_errors(profile: Obj | None, field: str) -> Iterator[FieldError]:
    if profile is None:
        return
    kind, local = profile.get("type") or "", profile.get("localhostProfile")
    if not kind:
        yield required(f"{field}.type", "type is required when seccompProfile is set")
    elif kind not in SECCOMP_TYPES:
        yield unsupported(f"{field}.type", kind, SECCOMP_TYPES)
    if kind == "Localhost":
        if local is None:
            yield required(f"{field}.localhostProfile", "must be set when seccomp type is Localhost")
        else:
            yield from descending_path(local, f"{field}.localhostProfile")
    elif local is not None:
        shown = GoText(f'core.SeccompProfile{{Type:"{kind}", LocalhostProfile:(*string)(0xc000000000)}}')
        yield invalid(f"{field}.localhostProfile", shown, "can only be set when seccomp type is Localhost")


def container_errors(context: Obj | None, field: str) -> Iterator[FieldError]:
    """ValidateSecurityContext."""
    if not context:
        return
    for name in ("runAsUser", "runAsGroup"):
        yield from id_errors(context.get(name), f"{field}.{name}")
    mount = context.get("procMount")
    if mount is not None and mount not in ("Default", "Unmasked"):
        yield unsupported(f"{field}.procMount", mount, ("Default", "Unmasked"))
    yield from seccomp_errors(context.get("seccompProfile"), f"{field}.seccompProfile")
    if context.get("allowPrivilegeEscalation") is False:
        shown = GoText("core.SecurityContext{...}")
        if context.get("privileged"):
            why = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"
            yield invalid(field, shown, why)
        if "CAP_SYS_ADMIN" in ((context.get("capabilities") or {}).get("add") or ()):
            why = "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"
            yield invalid(field, shown, why)


def host_users_errors(spec: Obj, field: str) -> Iterator[FieldError]:
    """A pod with users of its own shares no other namespace with its node."""
    if spec.get("hostUsers") is not False:
        return
    for name, shown in (("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")):
        if spec.get(name):
            yield forbidden(f"{field}.{shown}", "when `hostUsers` is false")

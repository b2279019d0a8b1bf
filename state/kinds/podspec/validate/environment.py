"""Environment variables and where their values come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from minikctl.state import names, quantities
from minikctl.state.fields import FieldError, invalid, required
from minikctl.state.kinds.podspec.validate.wording import by_check, unsupported

Obj = dict[str, Any]

ENV_FIELDS = (
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
)
VOLUME_FIELDS = (
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
)
KNOWN_FIELDS = {
    *ENV_FIELDS,
    *VOLUME_FIELDS,
    "spec.host",
    "spec.restartPolicy",
    "spec.schedulerName",
    "status.phase",
}
RESOURCES = (
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
)
HUGE_PAGES = ("limits.hugepages-", "requests.hugepages-")
SIZES = ("1", *[f"1{unit}" for unit in ("k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")])
SOURCES = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef")
NAME_RULE = "a valid environment variable name must consist only of printable ASCII characters other than '='"


def variable_name(text: str) -> list[str]:
    """IsRelaxedEnvVarName, which v1.33 uses."""
    return [NAME_RULE] if re.search("[^ -~]|=", text) else []


def env_errors(variables: list[Obj] | None, field: str) -> Iterator[FieldError]:
    """ValidateEnv."""
    for index, variable in enumerate(variables or ()):
        here = f"{field}[{index}]"
        if variable.get("name"):
            yield from by_check(f"{here}.name", variable["name"], variable_name)
        else:
            yield required(f"{here}.name")
        if variable.get("valueFrom") is not None:
            yield from source_errors(variable["valueFrom"], f"{here}.valueFrom", bool(variable.get("value")))


def source_errors(source: Obj, field: str, has_value: bool) -> Iterator[FieldError]:
    """Exactly one source, and no value beside it."""
    given = [name for name in SOURCES if source.get(name) is not None]
    if source.get("fieldRef") is not None:
        yield from field_errors(source["fieldRef"], f"{field}.fieldRef", ENV_FIELDS)
    if source.get("resourceFieldRef") is not None:
        yield from resource_errors(source["resourceFieldRef"], f"{field}.resourceFieldRef")
    for name in ("configMapKeyRef", "secretKeyRef"):
        if source.get(name) is not None:
            yield from key_errors(source[name], f"{field}.{name}")
    if not given:
        why = "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"
        yield invalid(field, "", why)
    elif has_value:
        yield invalid(field, "", "may not be specified when `value` is not empty")
    elif len(given) > 1:
        yield invalid(field, "", "may not have more than one field specified at a time")


def field_errors(reference: Obj, field: str, allowed: tuple[str, ...]) -> Iterator[FieldError]:
    """validateObjectFieldSelector."""
    path = reference.get("fieldPath") or ""
    if not path:
        yield required(f"{field}.fieldPath")
        return
    version = reference.get("apiVersion") or "v1"
    if version != "v1":
        why = f"error converting fieldPath: unsupported pod version: {version}"
        yield invalid(f"{field}.fieldPath", path, why)
        return
    subscripted = re.fullmatch(r"(.*)\['(.*)'\]", path)
    holder = subscripted.group(1) if subscripted else path
    if holder not in KNOWN_FIELDS:
        why = f"error converting fieldPath: field label not supported: {path}"
        yield invalid(f"{field}.fieldPath", path, why)
    elif subscripted and holder == "metadata.annotations":
        yield from by_check(field, subscripted.group(2).lower(), names.qualified_name)
    elif subscripted and holder == "metadata.labels":
        yield from by_check(field, subscripted.group(2), names.qualified_name)
    elif subscripted:
        yield invalid(field, holder, "does not support subscript")
    elif holder not in allowed:
        yield unsupported(f"{field}.fieldPath", holder, allowed)


def resource_errors(reference: Obj, field: str, *, in_volume: bool = False) -> Iterator[FieldError]:
    """validateContainerResourceFieldSelector."""
    resource = reference.get("resource") or ""
    if in_volume and not reference.get("containerName"):
        yield required(f"{field}.containerName")
    elif not resource:
        yield required(f"{field}.resource")
    elif resource not in RESOURCES and not resource.startswith(HUGE_PAGES):
        yield unsupported(f"{field}.resource", resource, RESOURCES)
    yield from divisor_errors(resource, str(reference.get("divisor") or "0"), field)


def divisor_errors(resource: str, divisor: str, field: str) -> Iterator[FieldError]:
    """Amounts can be counted in certain units only."""
    if quantities.is_quantity(divisor) and quantities.parse(divisor).nanos == 0:
        return
    name = resource.partition(".")[2]
    what = {"cpu": "cpu", "memory": "memory", "ephemeral-storage": "local ephemeral storage"}.get(name)
    if name.startswith("hugepages-"):
        what = "hugepages"
    allowed = ("1m", "1") if name == "cpu" else SIZES
    if what and divisor not in allowed:
        shown = " and ".join(allowed) if name == "cpu" else ", ".join(allowed)
        why = f"only divisor's values {shown} are supported with the {what} resource"
        yield invalid(f"{field}.divisor", resource, why)


def key_errors(reference: Obj, field: str) -> Iterator[FieldError]:
    """A key of a ConfigMap or a Secret."""
    yield from by_check(f"{field}.name", reference.get("name") or "", names.dns_subdomain)
    if reference.get("key"):
        yield from by_check(f"{field}.key", reference["key"], names.config_key)
    else:
        yield required(f"{field}.key")


def env_from_errors(sources: list[Obj] | None, field: str) -> Iterator[FieldError]:
    """ValidateEnvFrom. Kubernetes: what is wrong with an item's sources is said of the list."""
    for index, source in enumerate(sources or ()):
        here = f"{field}[{index}]"
        if source.get("prefix"):
            yield from by_check(f"{here}.prefix", source["prefix"], variable_name)
        given = [name for name in ("configMapRef", "secretRef") if source.get(name) is not None]
        for name in given:
            if source[name].get("name"):
                yield from by_check(f"{here}.{name}.name", source[name]["name"], names.dns_subdomain)
            else:
                yield required(f"{here}.{name}.name")
        if not given:
            yield invalid(field, "", "must specify one of: `configMapRef` or `secretRef`")
        elif len(given) > 1:
            yield invalid(field, "", "may not have more than one field specified at a time")

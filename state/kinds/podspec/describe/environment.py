"""A container's environment on describe pages, with values that come from the pod itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from minikctl.state import quantities
from minikctl.state.objects import name_of, namespace_of

if TYPE_CHECKING:
    from minikctl.state.text import Page

Obj = dict[str, Any]
Resolver = Callable[[str], str]


def environment_block(page: Page, container: Obj, resolve: Resolver | None) -> None:
    """`Environment Variables from:` and `Environment:`; `resolve` gives the value of a field of the pod."""
    if container.get("envFrom"):
        page.line("Environment Variables from:", 2)
        for source in container["envFrom"]:
            page.line(source_text(source), 3)
    if not container.get("env"):
        page.line("Environment:\t<none>", 2)
        return
    page.line("Environment:", 2)
    for variable in container["env"]:
        for line in variable_lines(variable, container, resolve):
            page.line(line, 3)


def source_text(source: Obj) -> str:
    """`my-config  ConfigMap with prefix 'X_'  Optional: false`."""
    kind, reference = "", None
    if source.get("configMapRef") is not None:
        kind, reference = "ConfigMap", source["configMapRef"]
    elif source.get("secretRef") is not None:
        kind, reference = "Secret", source["secretRef"]
    reference = reference or {}
    prefix = f" with prefix '{source['prefix']}'" if source.get("prefix") else ""
    return f"{reference.get('name', '')}\t{kind}{prefix}\tOptional: {optional(reference)}"


def optional(reference: Obj) -> str:
    return "true" if reference.get("optional") else "false"


def variable_lines(variable: Obj, container: Obj, resolve: Resolver | None) -> list[str]:
    """The lines of one variable: several if its value has several."""
    name, source = variable.get("name", ""), variable.get("valueFrom")
    if source is None:
        first, *rest = (variable.get("value") or "").split("\n")
        return [f"{name}:\t{first}", *[f"\t{line}" for line in rest]]
    if source.get("fieldRef") is not None:
        field = source["fieldRef"]
        found = resolve(field.get("fieldPath", "")) if resolve else ""
        return [f"{name}:\t{found} ({field.get('apiVersion', 'v1')}:{field.get('fieldPath', '')})"]
    if source.get("resourceFieldRef") is not None:
        return [f"{name}:\t{resource_text(source['resourceFieldRef'], container)}"]
    if source.get("secretKeyRef") is not None:
        key = source["secretKeyRef"]
        where = f"<set to the key '{key.get('key', '')}' in secret '{key.get('name', '')}'>"
        return [f"{name}:\t{where}\tOptional: {optional(key)}"]
    if source.get("configMapKeyRef") is not None:
        key = source["configMapKeyRef"]
        where = f"<set to the key '{key.get('key', '')}' of config map '{key.get('name', '')}'>"
        return [f"{name}:\t{where}\tOptional: {optional(key)}"]
    return []


def resource_text(reference: Obj, container: Obj) -> str:
    """`1 (limits.cpu)`: an amount of the container in units of the divisor, rounded up."""
    resource = reference.get("resource", "")
    found = resource_value(resource, str(reference.get("divisor") or "0"), container.get("resources") or {})
    if found == "0" and resource in ("limits.cpu", "limits.memory"):
        found = "node allocatable"
    return f"{found} ({resource})"


def resource_value(resource: str, divisor: str, resources: Obj) -> str:
    """The amount as a whole number, or nothing for a resource that cannot be referred to."""
    holder, _, name = resource.partition(".")
    if holder not in ("limits", "requests"):
        return ""
    if name not in ("cpu", "memory", "ephemeral-storage") and not name.startswith("hugepages-"):
        return ""
    amount = quantities.parse(str((resources.get(holder) or {}).get(name, "0")))
    unit = quantities.parse(divisor)
    if unit.nanos == 0:
        unit = quantities.parse("1")
    measure = quantities.milli_value if name == "cpu" else quantities.value
    return str(-(-measure(amount) // measure(unit)))


def pod_resolver(pod: Obj) -> Resolver:
    """Values of the fields that kubectl itself can look up; it leaves all others blank."""
    known = {"metadata.name": name_of(pod), "metadata.namespace": namespace_of(pod)}
    return lambda path: known.get(path, "")

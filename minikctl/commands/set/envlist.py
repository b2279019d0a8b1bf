"""`set env --list`: the variables of containers, and what those that refer to something refer to."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from minikctl.arguments import Found
from minikctl.errors import CommandError, message_of
from minikctl.invocation import Invocation
from minikctl.state.errors import ApiError

Obj = dict[str, Any]


def print_variables(call: Invocation, item: Found, obj: Obj, containers: list[Obj], resolve: bool) -> None:
    """Prints the variables of containers. Raises CommandError if a reference cannot be followed."""
    is_lost = False
    for container in containers:
        call.line(f"# {item.kind.name} {item.name}, container {container['name']}")
        lost: dict[str, list[str]] = {}
        for one in container.get("env") or ():
            if not one.get("valueFrom"):
                call.line(f"{one['name']}={one.get('value', '')}")
                continue
            try:
                shown = f"{one['name']}={value_of(call, item, obj, one['valueFrom'])}" if resolve else ""
            except (ApiError, CommandError) as error:
                shown = ""
                lost.setdefault(message_of(error), []).append(one["name"])
            call.line(shown or f"# {one['name']} from {reference_text(one['valueFrom'])}")
        for text in sorted(lost):
            call.err(f"error retrieving reference for {', '.join(lost[text])}: {text}\n")
        is_lost = is_lost or bool(lost)
    if is_lost:
        raise CommandError(f"{item.kind.plural}/{item.name} failed to retrieve valueFrom references")


def reference_text(source: Obj) -> str:
    """What a variable refers to."""
    if one := source.get("configMapKeyRef"):
        return f"configmap {one.get('name', '')}, key {one['key']}"
    if one := source.get("secretKeyRef"):
        return f"secret {one.get('name', '')}, key {one['key']}"
    if one := source.get("fieldRef"):
        return f"field path {one['fieldPath']}"
    if one := source.get("resourceFieldRef"):
        container = one.get("containerName")
        return f"resource field {container + '/' if container else ''}{one['resource']}"
    return "invalid valueFrom"


def value_of(call: Invocation, item: Found, obj: Obj, source: Obj) -> str:
    """The value behind a reference. Raises ApiError, CommandError."""
    from minikctl.state.kinds import CONFIG_MAP, SECRET  # only with --resolve

    if one := source.get("configMapKeyRef"):
        data = call.view().get(CONFIG_MAP, one.get("name", ""), call.namespace).get("data") or {}
        return str(entry(data, one, "configmap"))
    if one := source.get("secretKeyRef"):
        data = call.view().get(SECRET, one.get("name", ""), call.namespace).get("data") or {}
        return b64decode(entry(data, one, "secret")).decode(errors="replace")
    if one := source.get("fieldRef"):
        found: Any = obj
        for step in str(one["fieldPath"]).split("."):
            found = found.get(step, "") if isinstance(found, dict) else ""
        return str(found)
    return reference_text(source)


def entry(data: Obj, reference: Obj, what: str) -> Any:
    """An entry of a ConfigMap or Secret. Raises CommandError."""
    if reference["key"] not in data:
        raise CommandError(f"key {reference['key']} not found in {what} {reference.get('name', '')}")
    return data[reference["key"]]

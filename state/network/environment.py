"""The variables of a container: of the Services it may know, then envFrom, then env (kubelet, MakeEnvironment)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import CONFIG_MAP, SECRET, SERVICE
from minikctl.state.objects import annotations_of, labels_of, name_of, namespace_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]


class MissingReference(Exception):
    """A container needs a ConfigMap, a Secret, or a key of one, that is not there; the text is the kubelet's."""


def service_variables(view: View, pod: Obj, before: str | None = None) -> dict[str, str]:
    """The variables of the Services that a pod's container sees if it starts now.

    `before`: an RFC 3339 timestamp; Services made later are left out (for containers that started then).
    The master Service is always there; others only of the pod's namespace and with enableServiceLinks.
    """
    links = spec_of(pod).get("enableServiceLinks", True) is not False
    namespace = namespace_of(pod)
    chosen: dict[str, Obj] = {}
    master = view.find(SERVICE, "kubernetes", "default")
    if master is not None:
        chosen["kubernetes"] = master
    if links:
        for svc in view.list(SERVICE, namespace):
            chosen[name_of(svc)] = svc
    found: dict[str, str] = {}
    for name in sorted(chosen):
        svc = chosen[name]
        created = svc["metadata"].get("creationTimestamp")
        if has_address(svc) and not (before and created and created > before):
            found.update(variables_of(svc))
    return found


def has_address(svc: Obj) -> bool:
    """Neither headless nor a mere name."""
    address = spec_of(svc).get("clusterIP")
    return bool(address) and address != "None" and spec_of(svc).get("type") != "ExternalName"


def shouted(name: str) -> str:
    return name.upper().replace("-", "_")


def variables_of(svc: Obj) -> Iterator[tuple[str, str]]:
    """One Service's variables: host and ports, then the Docker links form (kubelet/envvars)."""
    spec, name = spec_of(svc), shouted(name_of(svc))
    address, ports = spec["clusterIP"], spec.get("ports") or []
    yield f"{name}_SERVICE_HOST", address
    if not ports:
        return
    yield f"{name}_SERVICE_PORT", str(ports[0]["port"])
    for port in ports:
        if port.get("name"):
            yield f"{name}_SERVICE_PORT_{shouted(port['name'])}", str(port["port"])
    shown = f"[{address}]" if ":" in address else address
    for index, port in enumerate(ports):
        protocol = port.get("protocol", "TCP")
        url = f"{protocol.lower()}://{shown}:{port['port']}"
        if index == 0:
            yield f"{name}_PORT", url
        prefix = f"{name}_PORT_{port['port']}_{protocol}"
        yield prefix, url
        yield f"{prefix}_PROTO", protocol.lower()
        yield f"{prefix}_PORT", str(port["port"])
        yield f"{prefix}_ADDR", address


def container_environment(view: View, pod: Obj, container: Obj, services: Mapping[str, str]) -> dict[str, str]:
    """What `env` prints in a container, without what its image and runtime add. Raises MissingReference."""
    found: dict[str, str] = {}
    for source in container.get("envFrom") or ():
        found.update(_from_source(view, pod, source))
    for variable in container.get("env") or ():
        name = variable["name"]
        if "valueFrom" in variable:
            value = _from_field(view, pod, container, variable["valueFrom"])
            if value is None:
                continue
        else:
            value = expanded(variable.get("value", ""), found, services)
        found.pop(name, None)
        found[name] = value
    return {**found, **{key: value for key, value in services.items() if key not in found}}


def expanded(text: str, *mappings: Mapping[str, str]) -> str:
    """`$(NAME)` replaced, `$$` unescaped, unknown names left as they are (third_party/forked/golang/expansion)."""
    parts, position = [], 0
    while (start := text.find("$", position)) >= 0:
        parts.append(text[position:start])
        following = text[start + 1 : start + 2]
        end = text.find(")", start)
        if following == "$":
            parts.append("$")
            position = start + 2
        elif following == "(" and end > 0:
            name = text[start + 2 : end]
            known = [mapping[name] for mapping in mappings if name in mapping]
            parts.append(known[0] if known else text[start : end + 1])
            position = end + 1
        else:
            parts.append("$" + following)
            position = start + 1 + len(following)
    return "".join(parts) + text[position:]


def _from_source(view: View, pod: Obj, source: Obj) -> Iterator[tuple[str, str]]:
    prefix = source.get("prefix", "")
    for field, kind in (("configMapRef", CONFIG_MAP), ("secretRef", SECRET)):
        reference = source.get(field)
        if not reference:
            continue
        data = _data(view, kind, reference["name"], namespace_of(pod))
        if data is None:
            if not reference.get("optional"):
                raise MissingReference(f'{kind.name.lower()} "{reference["name"]}" not found')
            continue
        for key in sorted(data):
            yield prefix + key, data[key]


def _data(view: View, kind: Any, name: str, namespace: str) -> dict[str, str] | None:
    """A ConfigMap's or Secret's data as text."""
    found = view.find(kind, name, namespace)
    if found is None:
        return None
    data: dict[str, str] = found.get("data") or {}
    if kind is not SECRET:
        return data
    from base64 import b64decode  # only for Secrets

    return {key: b64decode(value).decode(errors="replace") for key, value in data.items()}


def _from_field(view: View, pod: Obj, container: Obj, source: Obj) -> str | None:
    for field, kind in (("configMapKeyRef", CONFIG_MAP), ("secretKeyRef", SECRET)):
        reference = source.get(field)
        if reference:
            return _key_of_data(view, kind, reference, namespace_of(pod))
    if "fieldRef" in source:
        return field_value(pod, source["fieldRef"].get("fieldPath", ""))
    if "resourceFieldRef" in source:
        return resource_value(pod, container, source["resourceFieldRef"])
    return ""


def _key_of_data(view: View, kind: Any, reference: Obj, namespace: str) -> str | None:
    data = _data(view, kind, reference["name"], namespace)
    word = "configmap" if kind is CONFIG_MAP else "secret"
    if data is None:
        if reference.get("optional"):
            return None
        raise MissingReference(f'{word} "{reference["name"]}" not found')
    if reference["key"] not in data:
        if reference.get("optional"):
            return None
        shown = "ConfigMap" if kind is CONFIG_MAP else "Secret"
        raise MissingReference(f"couldn't find key {reference['key']} in {shown} {namespace}/{reference['name']}")
    return str(data[reference["key"]])


def field_value(pod: Obj, path: str) -> str:
    """The downward API: a field of the pod as text."""
    for prefix, pairs in (("metadata.labels", labels_of(pod)), ("metadata.annotations", annotations_of(pod))):
        if path == prefix:
            return "\n".join(f'{key}="{pairs[key]}"' for key in sorted(pairs))
        if path.startswith(prefix + "['"):
            return pairs.get(path[len(prefix) + 2 : -2], "")
    status, spec = status_of(pod), spec_of(pod)
    simple: dict[str, str] = {
        "metadata.name": name_of(pod),
        "metadata.namespace": namespace_of(pod),
        "metadata.uid": pod["metadata"].get("uid", ""),
        "spec.nodeName": spec.get("nodeName", ""),
        "spec.serviceAccountName": spec.get("serviceAccountName", ""),
        "status.hostIP": status.get("hostIP", ""),
        "status.podIP": status.get("podIP", ""),
        "status.hostIPs": ",".join(one["ip"] for one in status.get("hostIPs") or ()),
        "status.podIPs": ",".join(one["ip"] for one in status.get("podIPs") or ()),
    }
    return simple.get(path, "")


def resource_value(pod: Obj, container: Obj, source: Obj) -> str:
    """A container's request or limit, rounded up in units of the divisor."""
    from minikctl.state import quantities  # only for such variables

    wanted = source.get("containerName")
    holder = container
    if wanted:
        holder = next((one for one in spec_of(pod).get("containers") or () if one["name"] == wanted), container)
    group, _, name = source.get("resource", "").partition(".")
    resources = (holder.get("resources") or {}).get(group) or {}
    text = resources.get(name) or {"cpu": "4", "memory": "16393244Ki"}.get(name, "0")
    divisor = str(source.get("divisor") or "1")
    amount = quantities.milli_value(quantities.parse(str(text)))
    unit = quantities.milli_value(quantities.parse(divisor if divisor != "0" else "1"))
    return str(-(-amount // max(unit, 1)))

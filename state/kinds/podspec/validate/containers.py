"""Containers of all sorts: names, images, ports, mounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minikctl.state import names
from minikctl.state.fields import FieldError, duplicate, forbidden, invalid, not_found, required
from minikctl.state.kinds.podspec.validate import environment, probes, resources, security
from minikctl.state.kinds.podspec.validate.volumes import Found, backsteps, descending_path
from minikctl.state.kinds.podspec.validate.wording import by_check, unsupported

Obj = dict[str, Any]

PULL_POLICIES = ("Always", "IfNotPresent", "Never")
MESSAGE_POLICIES = ("File", "FallbackToLogsOnError")
PROTOCOLS = ("SCTP", "TCP", "UDP")
PROPAGATIONS = ("Bidirectional", "HostToContainer", "None")
SIDECARS_ONLY = "may not be set for init containers without restartPolicy=Always"
EPHEMERAL_ALLOWED = frozenset(
    [
        "name",
        "image",
        "command",
        "args",
        "workingDir",
        "envFrom",
        "env",
        "volumeMounts",
        "volumeDevices",
        "terminationMessagePath",
        "terminationMessagePolicy",
        "imagePullPolicy",
        "securityContext",
        "stdin",
        "stdinOnce",
        "tty",
        "targetContainerName",
    ]
)
MORE_THAN_ONCE = "must be unique"


def containers_errors(spec: Obj, field: str, volumes: Found) -> Iterator[FieldError]:
    """The containers proper: there must be one, and names differ."""
    field = f"{field}.containers"
    if not spec.get("containers"):
        yield required(field)
        return
    seen: set[str] = set()
    for index, container in enumerate(spec["containers"]):
        here = f"{field}[{index}]"
        yield from common_errors(container, here, volumes, spec)
        yield from unique_name(container, here, seen)
        yield from probes.container_errors(container, here, grace_of(spec))
        if container.get("restartPolicy") is not None:
            yield forbidden(f"{here}.restartPolicy", "may not be set for non-init containers")
    yield from host_port_conflicts(spec["containers"], field)


def grace_of(spec: Obj) -> int:
    return int(spec.get("terminationGracePeriodSeconds") or 0)


def unique_name(container: Obj, field: str, seen: set[str]) -> Iterator[FieldError]:
    name = container.get("name") or ""
    if name in seen:
        yield duplicate(f"{field}.name", name)
    seen.add(name)


def init_containers_errors(spec: Obj, field: str, volumes: Found) -> Iterator[FieldError]:
    """Init containers; those with restartPolicy Always are sidecars and may have probes."""
    field = f"{field}.initContainers"
    seen = {container.get("name") or "" for container in spec.get("containers") or ()}
    for index, container in enumerate(spec.get("initContainers") or ()):
        here = f"{field}[{index}]"
        yield from common_errors(container, here, volumes, spec)
        policy = container.get("restartPolicy")
        if policy not in (None, "Always"):
            yield unsupported(f"{here}.restartPolicy", policy, ("Always",))
        if container.get("name"):
            yield from unique_name(container, here, seen)
        yield from host_port_conflicts([container], field)
        if policy == "Always":
            yield from probes.container_errors(container, here, grace_of(spec))
            continue
        for name in ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe"):
            if container.get(name) is not None:
                yield forbidden(f"{here}.{name}", SIDECARS_ONLY)


def ephemeral_containers_errors(spec: Obj, field: str, volumes: Found) -> Iterator[FieldError]:
    """Ephemeral containers: only some fields, and a target that exists."""
    field = f"{field}.ephemeralContainers"
    others = {c.get("name") or "" for c in [*(spec.get("containers") or ()), *(spec.get("initContainers") or ())]}
    seen = set(others)
    for index, container in enumerate(spec.get("ephemeralContainers") or ()):
        here = f"{field}[{index}]"
        yield from common_errors(container, here, volumes, spec)
        yield from image_space_errors(container, here)
        yield from unique_name(container, here, seen)
        target = container.get("targetContainerName")
        if target and target not in others:
            yield not_found(f"{here}.targetContainerName", target)
        for name in sorted(container):
            if name not in EPHEMERAL_ALLOWED and container[name]:
                yield forbidden(f"{here}.{name}", "cannot be set for an Ephemeral Container")


def image_space_errors(container: Obj, field: str) -> Iterator[FieldError]:
    """Only pods, not templates, refuse images with blanks around them."""
    image = container.get("image") or ""
    if image != image.strip():
        yield invalid(f"{field}.image", image, "must not have leading or trailing whitespace")


def common_errors(container: Obj, field: str, volumes: Found, spec: Obj) -> Iterator[FieldError]:
    """validateContainerCommon."""
    if container.get("name"):
        yield from by_check(f"{field}.name", container["name"], names.dns_label)
    else:
        yield required(f"{field}.name")
    if not container.get("image"):
        yield required(f"{field}.image")
    message_policy = container.get("terminationMessagePolicy")
    if message_policy not in MESSAGE_POLICIES:
        yield unsupported(f"{field}.terminationMessagePolicy", message_policy, MESSAGE_POLICIES)
    yield from ports_errors(container.get("ports"), f"{field}.ports")
    yield from environment.env_errors(container.get("env"), f"{field}.env")
    yield from environment.env_from_errors(container.get("envFrom"), f"{field}.envFrom")
    yield from mounts_errors(container, f"{field}.volumeMounts", volumes)
    yield from devices_errors(container, f"{field}.volumeDevices", volumes)
    if container.get("imagePullPolicy") not in PULL_POLICIES:
        yield unsupported(f"{field}.imagePullPolicy", container.get("imagePullPolicy"), PULL_POLICIES)
    yield from resources.requirements_errors(container.get("resources") or {}, f"{field}.resources")
    yield from resources.resize_errors(container, field, spec.get("restartPolicy"))
    yield from security.container_errors(container.get("securityContext"), f"{field}.securityContext")


def ports_errors(ports: list[Obj] | None, field: str) -> Iterator[FieldError]:
    """validateContainerPorts."""
    seen: set[str] = set()
    for index, port in enumerate(ports or ()):
        here = f"{field}[{index}]"
        name = port.get("name")
        if name:
            wrong = names.port_name(name)
            for message in wrong:
                yield invalid(f"{here}.name", name, message)
            if not wrong and name in seen:
                yield duplicate(f"{here}.name", name)
            seen.add(name)
        yield from number_errors(port, here)
        if port.get("protocol") not in PROTOCOLS:
            yield unsupported(f"{here}.protocol", port.get("protocol"), PROTOCOLS)


def number_errors(port: Obj, field: str) -> Iterator[FieldError]:
    if not port.get("containerPort"):
        yield required(f"{field}.containerPort")
    for name in ("containerPort", "hostPort"):
        value = port.get(name) or 0
        if value:
            for message in names.port_number(value):
                yield invalid(f"{field}.{name}", value, message)


def host_port_conflicts(containers: list[Obj], field: str) -> Iterator[FieldError]:
    """No two containers may ask for the same port of the node."""
    seen: set[str] = set()
    for index, container in enumerate(containers):
        for number, port in enumerate(container.get("ports") or ()):
            if not port.get("hostPort"):
                continue
            text = f"{port.get('protocol', '')}/{port.get('hostIP') or ''}/{port['hostPort']}"
            if text in seen:
                yield duplicate(f"{field}[{index}].ports[{number}].hostPort", text)
            seen.add(text)


def host_network_errors(spec: Obj, field: str, is_pod: bool) -> Iterator[FieldError]:
    """On the host's network a host port is the container's port; templates may leave it out."""
    if not spec.get("hostNetwork"):
        return
    for index, container in enumerate(spec.get("containers") or ()):
        for number, port in enumerate(container.get("ports") or ()):
            host, own = port.get("hostPort") or 0, port.get("containerPort")
            if (is_pod or host) and host != own:
                why = "must match `containerPort` when `hostNetwork` is true"
                yield invalid(f"{field}.containers[{index}].ports[{number}].hostPort", host, why)


def mounts_errors(container: Obj, field: str, volumes: Found) -> Iterator[FieldError]:
    """ValidateVolumeMounts."""
    devices = container.get("volumeDevices") or ()
    seen: set[str] = set()
    for index, mount in enumerate(container.get("volumeMounts") or ()):
        here, name, path = f"{field}[{index}]", mount.get("name") or "", mount.get("mountPath") or ""
        if not name:
            yield required(f"{here}.name")
        if name not in volumes.sources:
            yield not_found(f"{here}.name", name)
        if not path:
            yield required(f"{here}.mountPath")
        if path in seen:
            yield invalid(f"{here}.mountPath", path, MORE_THAN_ONCE)
        seen.add(path)
        if any(device.get("name") == name for device in devices):
            yield invalid(f"{here}.name", name, "must not already exist in volumeDevices")
        if any(device.get("devicePath") == path for device in devices):
            yield invalid(f"{here}.mountPath", path, "must not already exist as a path in volumeDevices")
        yield from sub_path_errors(mount, here, field)
        propagation = mount.get("mountPropagation")
        if propagation is not None and propagation not in PROPAGATIONS:
            yield unsupported(f"{field}.mountPropagation", propagation, PROPAGATIONS)
        privileged = (container.get("securityContext") or {}).get("privileged")
        if propagation == "Bidirectional" and not privileged:
            why = "Bidirectional mount propagation is available only to privileged containers"
            yield forbidden(f"{field}.mountPropagation", why)


def sub_path_errors(mount: Obj, field: str, list_field: str) -> Iterator[FieldError]:
    """Kubernetes: the path of these errors is that of the list, not of its item."""
    if mount.get("subPath"):
        yield from descending_path(mount["subPath"], f"{list_field}.subPath")
    if mount.get("subPathExpr"):
        if mount.get("subPath"):
            why = "subPathExpr and subPath are mutually exclusive"
            yield invalid(f"{field}.subPathExpr", mount["subPathExpr"], why)
        yield from descending_path(mount["subPathExpr"], f"{list_field}.subPathExpr")


def devices_errors(container: Obj, field: str, volumes: Found) -> Iterator[FieldError]:
    """ValidateVolumeDevices."""
    mounts = container.get("volumeMounts") or ()
    paths: set[str] = set()
    used: set[str] = set()
    for index, device in enumerate(container.get("volumeDevices") or ()):
        here, name, path = f"{field}[{index}]", device.get("name") or "", device.get("devicePath") or ""
        source = volumes.sources.get(name)
        if not name:
            yield required(f"{here}.name")
        if name in used:
            yield invalid(f"{here}.name", name, MORE_THAN_ONCE)
        if source is not None and not {"persistentVolumeClaim", "ephemeral"} & source.keys():
            why = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"
            yield invalid(f"{here}.name", name, why)
        if source is None:
            yield not_found(f"{here}.name", name)
        if not path:
            yield required(f"{here}.devicePath")
        if path in paths:
            yield invalid(f"{here}.devicePath", path, MORE_THAN_ONCE)
        if backsteps(path):
            yield invalid(f"{here}.devicePath", path, "can not contain backsteps ('..')")
        else:
            paths.add(path)
        if any(mount.get("name") == name for mount in mounts):
            yield invalid(f"{here}.name", name, "must not already exist in volumeMounts")
        if any(mount.get("mountPath") == path for mount in mounts):
            yield invalid(f"{here}.devicePath", path, "must not already exist as a path in volumeMounts")
        used.add(name)

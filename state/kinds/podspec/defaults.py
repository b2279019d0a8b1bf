"""Fields that the server fills in for every pod spec (core/v1 defaults.go of v1.33).

Structs that Go writes even when they are empty (`resources: {}`, `creationTimestamp: null`) are filled in here too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from minikctl.state.kinds.podspec.amounts import canonical, canonical_list
from minikctl.state.kinds.podspec.disabled import drop_disabled
from minikctl.state.kinds.podspec.images import pull_policy

Obj = dict[str, Any]

FILE_MODE = 0o644
PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def template_defaults(template: Obj) -> None:
    """A pod template, in place."""
    template.setdefault("metadata", {}).setdefault("creationTimestamp", None)
    pod_spec_defaults(template.setdefault("spec", {}))


def pod_spec_defaults(spec: Obj) -> None:
    """The spec of a pod or a template, in place."""
    if spec.get("containers") is None:
        spec["containers"] = None
    fill(spec, "dnsPolicy", "ClusterFirst")
    fill(spec, "restartPolicy", "Always")
    fill(spec, "schedulerName", "default-scheduler")
    if spec.get("securityContext") is None:
        spec["securityContext"] = {}
    if spec.get("terminationGracePeriodSeconds") is None:
        spec["terminationGracePeriodSeconds"] = 30
    mirror_service_account(spec)
    drop_false(spec, ("hostNetwork", "hostPID", "hostIPC"))
    containers = list(all_containers(spec))
    for container in containers:
        container_defaults(container)
    drop_disabled(spec, containers)
    for volume in spec.get("volumes") or ():
        volume_defaults(volume)
    canonical_list(spec.get("overhead"))


def mirror_service_account(spec: Obj) -> None:
    """`serviceAccount` is the old name of `serviceAccountName`; the server always writes both or none."""
    name = spec.get("serviceAccountName") or spec.get("serviceAccount")
    for key in ("serviceAccount", "serviceAccountName"):
        if name:
            spec[key] = name
        else:
            spec.pop(key, None)


def all_containers(spec: Obj) -> Iterator[Obj]:
    """Containers of all sorts: init containers, containers, ephemeral containers."""
    for field in ("initContainers", "containers", "ephemeralContainers"):
        yield from spec.get(field) or ()


def fill(obj: Obj, key: str, value: object) -> None:
    """Sets a field that is absent or has Go's zero value."""
    if not obj.get(key):
        obj[key] = value


def drop_false(obj: Obj, keys: tuple[str, ...]) -> None:
    """Removes booleans that Go leaves out when they are false."""
    for key in keys:
        if obj.get(key) in (False, None):
            obj.pop(key, None)


def container_defaults(container: Obj) -> None:
    """A container, in place."""
    fill(container, "imagePullPolicy", pull_policy(container.get("image") or ""))
    fill(container, "terminationMessagePath", "/dev/termination-log")
    fill(container, "terminationMessagePolicy", "File")
    resources = container.get("resources")
    if resources is None:
        resources = container["resources"] = {}
    for field in ("limits", "requests"):
        canonical_list(resources.get(field))
    for port in container.get("ports") or ():
        fill(port, "protocol", "TCP")
        if not port.get("hostPort"):
            port.pop("hostPort", None)
    for variable in container.get("env") or ():
        env_defaults(variable)
    for field in PROBES:
        if container.get(field) is not None:
            probe_defaults(container[field])
    lifecycle = container.get("lifecycle") or {}
    for field in ("postStart", "preStop"):
        handler_defaults(lifecycle.get(field))
    for mount in container.get("volumeMounts") or ():
        drop_false(mount, ("readOnly",))
    drop_false(container, ("stdin", "stdinOnce", "tty"))


def env_defaults(variable: Obj) -> None:
    """An environment variable: the reference it takes its value from."""
    if variable.get("value") == "":
        del variable["value"]
    source = variable.get("valueFrom") or {}
    field_ref_defaults(source.get("fieldRef"))
    resource_ref_defaults(source.get("resourceFieldRef"))


def field_ref_defaults(reference: Obj | None) -> None:
    if reference is not None:
        fill(reference, "apiVersion", "v1")


def resource_ref_defaults(reference: Obj | None) -> None:
    if reference is not None:
        reference["divisor"] = canonical(reference.get("divisor") or "0")


def probe_defaults(probe: Obj) -> None:
    """A probe's numbers and its handler."""
    fill(probe, "timeoutSeconds", 1)
    fill(probe, "periodSeconds", 10)
    fill(probe, "successThreshold", 1)
    fill(probe, "failureThreshold", 3)
    if not probe.get("initialDelaySeconds"):
        probe.pop("initialDelaySeconds", None)
    handler_defaults(probe)


def handler_defaults(handler: Obj | None) -> None:
    """What a probe or a lifecycle hook does."""
    if not handler:
        return
    if handler.get("httpGet") is not None:
        fill(handler["httpGet"], "path", "/")
        fill(handler["httpGet"], "scheme", "HTTP")
    if handler.get("grpc") is not None and handler["grpc"].get("service") is None:
        handler["grpc"]["service"] = ""


def volume_defaults(volume: Obj) -> None:
    """A volume, in place; one that names no source is an emptyDir."""
    if not any(value is not None for key, value in volume.items() if key != "name"):
        volume["emptyDir"] = {}
    for source, default in VOLUME_DEFAULTS.items():
        if volume.get(source) is not None:
            default(volume[source])


def host_path_defaults(source: Obj) -> None:
    if source.get("type") is None:
        source["type"] = ""


def mode_defaults(source: Obj) -> None:
    if source.get("defaultMode") is None:
        source["defaultMode"] = FILE_MODE


def downward_defaults(source: Obj) -> None:
    mode_defaults(source)
    downward_items(source)


def downward_items(source: Obj) -> None:
    for item in source.get("items") or ():
        field_ref_defaults(item.get("fieldRef"))
        resource_ref_defaults(item.get("resourceFieldRef"))


def projected_defaults(source: Obj) -> None:
    mode_defaults(source)
    for projection in source.get("sources") or ():
        token = projection.get("serviceAccountToken")
        if token is not None and token.get("expirationSeconds") is None:
            token["expirationSeconds"] = 3600
        if projection.get("downwardAPI") is not None:
            downward_items(projection["downwardAPI"])


def empty_dir_defaults(source: Obj) -> None:
    if source.get("sizeLimit") is not None:
        source["sizeLimit"] = canonical(source["sizeLimit"])


def ephemeral_defaults(source: Obj) -> None:
    template = source.get("volumeClaimTemplate")
    if template is not None:
        template.setdefault("metadata", {}).setdefault("creationTimestamp", None)
        claim_spec_defaults(template.setdefault("spec", {}))


def image_defaults(source: Obj) -> None:
    fill(source, "pullPolicy", pull_policy(source.get("reference") or ""))


def iscsi_defaults(source: Obj) -> None:
    fill(source, "iscsiInterface", "default")


def rbd_defaults(source: Obj) -> None:
    fill(source, "pool", "rbd")
    fill(source, "user", "admin")
    fill(source, "keyring", "/etc/ceph/keyring")


def azure_disk_defaults(source: Obj) -> None:
    fill(source, "cachingMode", "ReadWrite")
    fill(source, "kind", "Shared")
    fill(source, "fsType", "ext4")
    source.setdefault("readOnly", False)


def scale_io_defaults(source: Obj) -> None:
    fill(source, "storageMode", "ThinProvisioned")
    fill(source, "fsType", "xfs")


VOLUME_DEFAULTS: dict[str, Callable[[Obj], None]] = {
    "hostPath": host_path_defaults,
    "emptyDir": empty_dir_defaults,
    "secret": mode_defaults,
    "configMap": mode_defaults,
    "downwardAPI": downward_defaults,
    "projected": projected_defaults,
    "ephemeral": ephemeral_defaults,
    "image": image_defaults,
    "iscsi": iscsi_defaults,
    "rbd": rbd_defaults,
    "azureDisk": azure_disk_defaults,
    "scaleIO": scale_io_defaults,
}


def claim_spec_defaults(spec: Obj) -> None:
    """The spec of a PersistentVolumeClaim or of a template for one."""
    fill(spec, "volumeMode", "Filesystem")
    resources = spec.setdefault("resources", {})
    for field in ("limits", "requests"):
        canonical_list(resources.get(field))
    if spec.get("dataSource") and not spec.get("dataSourceRef"):
        spec["dataSourceRef"] = dict(spec["dataSource"])

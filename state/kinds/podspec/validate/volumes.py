"""Volumes of a pod."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from minikctl.state import names, quantities
from minikctl.state.fields import FieldError, duplicate, forbidden, invalid, required
from minikctl.state.kinds.podspec.validate import environment
from minikctl.state.kinds.podspec.validate.wording import by_check, unsupported

Obj = dict[str, Any]
Check = Callable[[Obj, str], Iterator[FieldError]]

MODE_RANGE = "must be a number between 0 and 0777 (octal), both inclusive"
NO_BACKSTEPS = "must not contain '..'"
HOST_PATH_TYPES = (
    "",
    "BlockDevice",
    "CharDevice",
    "Directory",
    "DirectoryOrCreate",
    "File",
    "FileOrCreate",
    "Socket",
)
ORDER = [
    "emptyDir",
    "hostPath",
    "gitRepo",
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "secret",
    "nfs",
    "iscsi",
    "glusterfs",
    "flocker",
    "persistentVolumeClaim",
    "rbd",
    "cinder",
    "cephfs",
    "quobyte",
    "downwardAPI",
    "fc",
    "flexVolume",
    "configMap",
    "azureFile",
    "vsphereVolume",
    "photonPersistentDisk",
    "portworxVolume",
    "azureDisk",
    "storageos",
    "projected",
    "scaleIO",
    "csi",
    "ephemeral",
    "image",
]


class Found:
    """The volumes that are in order, by name: what mounts may refer to."""

    __slots__ = ("sources",)

    def __init__(self) -> None:
        self.sources: dict[str, Obj] = {}


def volumes_errors(volumes: list[Obj] | None, field: str, found: Found, pod_name: str = "") -> Iterator[FieldError]:
    """ValidateVolumes; fills in what was found."""
    made = {f"{pod_name}-{v.get('name')}" for v in volumes or () if pod_name and v.get("ephemeral") is not None}
    for index, volume in enumerate(volumes or ()):
        here, name = f"{field}[{index}]", volume.get("name") or ""
        wrong = [*source_errors(volume, here, pod_name)]
        if name:
            wrong += by_check(f"{here}.name", name, names.dns_label)
        else:
            wrong.append(required(f"{here}.name"))
        if name in found.sources:
            wrong.append(duplicate(f"{here}.name", name))
        yield from wrong
        if not wrong:
            found.sources[name] = {key: value for key, value in volume.items() if value is not None}
        claim = (volume.get("persistentVolumeClaim") or {}).get("claimName")
        if claim in made:
            why = "must not reference a PVC that gets created for an ephemeral volume"
            yield invalid(f"{here}.persistentVolumeClaim.claimName", claim, why)


def source_errors(volume: Obj, field: str, pod_name: str) -> Iterator[FieldError]:
    """validateVolumeSource: one sort of volume, and that one in order."""
    given = [name for name in ORDER if volume.get(name) is not None]
    if not given:
        yield required(field, "must specify a volume type")
    for index, name in enumerate(given):
        if index:
            yield forbidden(f"{field}.{name}", "may not specify more than 1 volume type")
        elif name in CHECKS:
            yield from CHECKS[name](volume[name], f"{field}.{name}")
    if given[:1] == ["ephemeral"] and pod_name and volume.get("name"):
        claim = f"{pod_name}-{volume['name']}"
        for message in names.dns_subdomain(claim):
            yield invalid(f"{field}.name", volume["name"], f'PVC name "{claim}": {message}')


def needs(*wanted: str) -> Check:
    """A sort of volume of which only these fields are looked at: they must be there."""

    def check(source: Obj, field: str) -> Iterator[FieldError]:
        for name in wanted:
            if not source.get(name):
                yield required(f"{field}.{name}")

    return check


def empty_dir(source: Obj, field: str) -> Iterator[FieldError]:
    limit = str(source.get("sizeLimit") or "0")
    if quantities.is_quantity(limit) and quantities.parse(limit).nanos < 0:
        yield forbidden(f"{field}.sizeLimit", "SizeLimit field must be a valid resource quantity")


def host_path(source: Obj, field: str) -> Iterator[FieldError]:
    if not source.get("path"):
        yield required(f"{field}.path")
        return
    if backsteps(source["path"]):
        yield invalid(f"{field}.path", source["path"], NO_BACKSTEPS)
    if source.get("type") not in (None, *HOST_PATH_TYPES):
        yield unsupported(f"{field}.type", source["type"], HOST_PATH_TYPES)


def nfs(source: Obj, field: str) -> Iterator[FieldError]:
    yield from needs("server", "path")(source, field)
    if source.get("path") and not source["path"].startswith("/"):
        yield invalid(f"{field}.path", source["path"], "must be an absolute path")


def keyed(name: str) -> Check:
    """A volume that shows the keys of a Secret or a ConfigMap as files."""

    def check(source: Obj, field: str) -> Iterator[FieldError]:
        if not source.get(name):
            yield required(f"{field}.{name}")
        yield from mode_errors(source.get("defaultMode"), f"{field}.defaultMode")
        yield from items_errors(source.get("items"), f"{field}.items")

    return check


def mode_errors(mode: Any, field: str) -> Iterator[FieldError]:
    if mode is not None and not 0 <= mode <= 0o777:
        yield invalid(field, mode, MODE_RANGE)


def items_errors(items: list[Obj] | None, field: str) -> Iterator[FieldError]:
    for index, item in enumerate(items or ()):
        here = f"{field}[{index}]"
        if not item.get("key"):
            yield required(f"{here}.key")
        if not item.get("path"):
            yield required(f"{here}.path")
        yield from local_path(item.get("path") or "", f"{here}.path")
        yield from mode_errors(item.get("mode"), f"{here}.mode")


def backsteps(path: str) -> bool:
    return ".." in path.split("/")


def descending_path(path: str, field: str) -> Iterator[FieldError]:
    """validateLocalDescendingPath: a relative path that never goes up."""
    if path.startswith("/"):
        yield invalid(field, path, "must be a relative path")
    if backsteps(path):
        yield invalid(field, path, NO_BACKSTEPS)


def local_path(path: str, field: str) -> Iterator[FieldError]:
    """validateLocalNonReservedPath: as before, and not beginning with two dots."""
    yield from descending_path(path, field)
    if path.startswith("..") and not path.startswith("../"):
        yield invalid(field, path, "must not start with '..'")


def downward(source: Obj, field: str) -> Iterator[FieldError]:
    yield from mode_errors(source.get("defaultMode"), f"{field}.defaultMode")
    for item in source.get("items") or ():
        yield from downward_item(item, field)


def downward_item(item: Obj, field: str) -> Iterator[FieldError]:
    """Kubernetes: the path of these errors is that of the volume, not of its item."""
    if not item.get("path"):
        yield required(f"{field}.path")
    yield from local_path(item.get("path") or "", f"{field}.path")
    if item.get("fieldRef") is not None:
        yield from environment.field_errors(item["fieldRef"], f"{field}.fieldRef", environment.VOLUME_FIELDS)
        if item.get("resourceFieldRef") is not None:
            yield invalid(field, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously")
    elif item.get("resourceFieldRef") is not None:
        reference = f"{field}.resourceFieldRef"
        yield from environment.resource_errors(item["resourceFieldRef"], reference, in_volume=True)
    else:
        yield required(field, "one of fieldRef and resourceFieldRef is required")
    yield from mode_errors(item.get("mode"), f"{field}.mode")


def projected(source: Obj, field: str) -> Iterator[FieldError]:
    """validateProjectedVolumeSource."""
    yield from mode_errors(source.get("defaultMode"), f"{field}.defaultMode")
    for index, projection in enumerate(source.get("sources") or ()):
        here = f"{field}.sources[{index}]"
        given = [name for name in PROJECTIONS if projection.get(name) is not None]
        if not given:
            yield required(here, "must specify a projected volume type")  # Kubernetes: no list of what there is
        for number, name in enumerate(given):
            if number:
                yield forbidden(f"{here}.{name}", "may not specify more than 1 volume type per source")
            else:
                yield from PROJECTIONS[name](projection[name], f"{here}.{name}")


def named_projection(source: Obj, field: str) -> Iterator[FieldError]:
    if not source.get("name"):
        yield required(f"{field}.name")
    yield from items_errors(source.get("items"), f"{field}.items")


def downward_projection(source: Obj, field: str) -> Iterator[FieldError]:
    for item in source.get("items") or ():
        yield from downward_item(item, field)


def token_projection(source: Obj, field: str) -> Iterator[FieldError]:
    seconds = source.get("expirationSeconds") or 0
    if seconds < 600:
        yield invalid(f"{field}.expirationSeconds", seconds, "may not specify a duration less than 10 minutes")
    if seconds > 1 << 32:
        yield invalid(f"{field}.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds")
    if not source.get("path"):
        yield required(f"{field}.path")


def anything(source: Obj, field: str) -> Iterator[FieldError]:
    return iter(())


PROJECTIONS: dict[str, Check] = {
    "secret": named_projection,
    "downwardAPI": downward_projection,
    "configMap": named_projection,
    "serviceAccountToken": token_projection,
    "clusterTrustBundle": anything,
}

CHECKS: dict[str, Check] = {
    "emptyDir": empty_dir,
    "hostPath": host_path,
    "gitRepo": needs("repository"),
    "gcePersistentDisk": needs("pdName"),
    "awsElasticBlockStore": needs("volumeID"),
    "secret": keyed("secretName"),
    "configMap": keyed("name"),
    "nfs": nfs,
    "iscsi": needs("targetPortal", "iqn"),
    "glusterfs": needs("endpoints", "path"),
    "persistentVolumeClaim": needs("claimName"),
    "rbd": needs("monitors", "image"),
    "cinder": needs("volumeID"),
    "cephfs": needs("monitors"),
    "downwardAPI": downward,
    "flexVolume": needs("driver"),
    "azureFile": needs("secretName", "shareName"),
    "azureDisk": needs("diskName", "diskURI"),
    "vsphereVolume": needs("volumePath"),
    "csi": needs("driver"),
    "ephemeral": needs("volumeClaimTemplate"),
    "projected": projected,
    "image": needs("reference"),
}

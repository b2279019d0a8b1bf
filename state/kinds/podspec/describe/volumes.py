"""Volumes on describe pages: of pods, of pod templates and of PersistentVolumes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from minikctl.state import quantities
from minikctl.state.kinds.podspec.describe.golang import (
    boolean,
    listing,
    local_reference,
    mapping,
    secret_reference,
)

if TYPE_CHECKING:
    from minikctl.state.text import Page

Obj = dict[str, Any]
Lines = list[str]

ATTRIBUTE_LIMIT = 140


class Shape:
    """How one sort of volume is shown: what it is, and its fields as (label, field name or function)."""

    __slots__ = ("about", "fields")

    def __init__(self, about: str, *fields: tuple[str, str | Callable[[Obj], str]]) -> None:
        self.about = about
        self.fields = fields

    def lines(self, source: Obj) -> Lines:
        shown = [f"Type:\t{self.about}"]
        for label, field in self.fields:
            value = plain(source.get(field)) if isinstance(field, str) else field(source)
            shown.append(f"{label}\t{value}")
        return shown


def plain(value: object) -> str:
    """A field as %v prints it where absent means the zero value of a string."""
    return "" if value is None else str(value)


def flag(field: str) -> Callable[[Obj], str]:
    return lambda source: boolean(source.get(field))


def number(field: str) -> Callable[[Obj], str]:
    return lambda source: str(source.get(field) or 0)


def or_text(field: str, absent: str) -> Callable[[Obj], str]:
    return lambda source: absent if source.get(field) is None else str(source[field])


def items(field: str) -> Callable[[Obj], str]:
    return lambda source: listing(source.get(field))


def local_secret(source: Obj) -> str:
    return local_reference(source.get("secretRef"))


def far_secret(source: Obj) -> str:
    return secret_reference(source.get("secretRef"))


def size_limit(source: Obj) -> str:
    limit = source.get("sizeLimit")
    if limit is None or quantities.parse(str(limit)).nanos <= 0:
        return "<unset>"
    return str(limit)


READ_ONLY = ("ReadOnly:", flag("readOnly"))
FS_TYPE = ("FSType:", "fsType")
ISCSI = "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)"
RBD = "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)"
CEPHFS = "CephFS (a CephFS mount on the host that shares a pod's lifetime)"
GLUSTERFS = "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)"
CINDER = "Cinder (a Persistent Disk resource in OpenStack)"
FLEX = "FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)"
AZURE_FILE = "AzureFile (an Azure File Service mount on the host and bind mount to the pod)"
SCALE_IO = "ScaleIO (a persistent volume backed by a block device in ScaleIO)"
STORAGE_OS = "StorageOS (a StorageOS Persistent Disk resource)"


def iscsi(secret: Callable[[Obj], str]) -> Shape:
    return Shape(
        ISCSI,
        ("TargetPortal:", "targetPortal"),
        ("IQN:", "iqn"),
        ("Lun:", number("lun")),
        ("ISCSIInterface", "iscsiInterface"),  # kubectl: no colon
        FS_TYPE,
        READ_ONLY,
        ("Portals:", items("portals")),
        ("DiscoveryCHAPAuth:", flag("chapAuthDiscovery")),
        ("SessionCHAPAuth:", flag("chapAuthSession")),
        ("SecretRef:", secret),
        ("InitiatorName:", or_text("initiatorName", "<none>")),
    )


def rbd(secret: Callable[[Obj], str]) -> Shape:
    return Shape(
        RBD,
        ("CephMonitors:", items("monitors")),
        ("RBDImage:", "image"),
        FS_TYPE,
        ("RBDPool:", "pool"),
        ("RadosUser:", "user"),
        ("Keyring:", "keyring"),
        ("SecretRef:", secret),
        READ_ONLY,
    )


def cephfs(secret: Callable[[Obj], str]) -> Shape:
    return Shape(
        CEPHFS,
        ("Monitors:", items("monitors")),
        ("Path:", "path"),
        ("User:", "user"),
        ("SecretFile:", "secretFile"),
        ("SecretRef:", secret),
        READ_ONLY,
    )


def cinder(secret: Callable[[Obj], str]) -> Shape:
    return Shape(CINDER, ("VolumeID:", "volumeID"), FS_TYPE, READ_ONLY, ("SecretRef:", secret))


def flex(secret: Callable[[Obj], str]) -> Shape:
    return Shape(
        FLEX,
        ("Driver:", "driver"),
        FS_TYPE,
        ("SecretRef:", secret),
        READ_ONLY,
        ("Options:", lambda source: mapping(source.get("options"))),
    )


SCALE_IO_START = (
    ("Gateway:", "gateway"),
    ("System:", "system"),
    ("Protection Domain:", "protectionDomain"),
    ("Storage Pool:", "storagePool"),
    ("Storage Mode:", "storageMode"),
    ("VolumeName:", "volumeName"),
)

SHAPES: dict[str, Shape] = {
    "hostPath": Shape(
        "HostPath (bare host directory volume)", ("Path:", "path"), ("HostPathType:", or_text("type", "<none>"))
    ),
    "emptyDir": Shape(
        "EmptyDir (a temporary directory that shares a pod's lifetime)",
        ("Medium:", "medium"),
        ("SizeLimit:", size_limit),
    ),
    "gcePersistentDisk": Shape(
        "GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)",
        ("PDName:", "pdName"),
        FS_TYPE,
        ("Partition:", number("partition")),
        READ_ONLY,
    ),
    "awsElasticBlockStore": Shape(
        "AWSElasticBlockStore (a Persistent Disk resource in AWS)",
        ("VolumeID:", "volumeID"),
        FS_TYPE,
        ("Partition:", number("partition")),
        READ_ONLY,
    ),
    "gitRepo": Shape(
        "GitRepo (a volume that is pulled from git when the pod is created)",
        ("Repository:", "repository"),
        ("Revision:", "revision"),
    ),
    "secret": Shape(
        "Secret (a volume populated by a Secret)", ("SecretName:", "secretName"), ("Optional:", flag("optional"))
    ),
    "configMap": Shape(
        "ConfigMap (a volume populated by a ConfigMap)", ("Name:", "name"), ("Optional:", flag("optional"))
    ),
    "nfs": Shape(
        "NFS (an NFS mount that lasts the lifetime of a pod)", ("Server:", "server"), ("Path:", "path"), READ_ONLY
    ),
    "iscsi": iscsi(local_secret),
    "glusterfs": Shape(GLUSTERFS, ("EndpointsName:", "endpoints"), ("Path:", "path"), READ_ONLY),
    "persistentVolumeClaim": Shape(
        "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
        ("ClaimName:", "claimName"),
        READ_ONLY,
    ),
    "rbd": rbd(local_secret),
    "quobyte": Shape(
        "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)",
        ("Registry:", "registry"),
        ("Volume:", "volume"),
        READ_ONLY,
    ),
    "azureDisk": Shape(
        "AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)",
        ("DiskName:", "diskName"),
        ("DiskURI:", "diskURI"),
        ("Kind: ", "kind"),
        FS_TYPE,
        ("CachingMode:", "cachingMode"),
        READ_ONLY,
    ),
    "vsphereVolume": Shape(
        "vSphereVolume (a Persistent Disk resource in vSphere)",
        ("VolumePath:", "volumePath"),
        FS_TYPE,
        ("StoragePolicyName:", "storagePolicyName"),
    ),
    "cinder": cinder(local_secret),
    "photonPersistentDisk": Shape(
        "PhotonPersistentDisk (a Persistent Disk resource in photon platform)", ("PdID:", "pdID"), FS_TYPE
    ),
    "portworxVolume": Shape("PortworxVolume (a Portworx Volume resource)", ("VolumeID:", "volumeID")),
    "scaleIO": Shape(SCALE_IO, *SCALE_IO_START, FS_TYPE, READ_ONLY),
    "cephfs": cephfs(local_secret),
    "storageos": Shape(
        STORAGE_OS, ("VolumeName:", "volumeName"), ("VolumeNamespace:", "volumeNamespace"), FS_TYPE, READ_ONLY
    ),
    "fc": Shape(
        "FC (a Fibre Channel disk)",
        ("TargetWWNs:", lambda source: ", ".join(source.get("targetWWNs") or ())),
        ("LUN:", or_text("lun", "<none>")),
        FS_TYPE,
        READ_ONLY,
    ),
    "azureFile": Shape(AZURE_FILE, ("SecretName:", "secretName"), ("ShareName:", "shareName"), READ_ONLY),
    "flexVolume": flex(local_secret),
    "flocker": Shape(
        "Flocker (a Flocker volume mounted by the Flocker agent)",
        ("DatasetName:", "datasetName"),
        ("DatasetUUID:", "datasetUUID"),
    ),
    "csi": Shape("CSI (a Container Storage Interface (CSI) volume source)", ("Driver:", "driver"), FS_TYPE, READ_ONLY),
    "image": Shape(
        "Image (a container image or OCI artifact)", ("Reference:", "reference"), ("PullPolicy:", "pullPolicy")
    ),
}

PERSISTENT_SHAPES: dict[str, Shape] = {
    "iscsi": iscsi(far_secret),
    "rbd": rbd(far_secret),
    "cephfs": cephfs(far_secret),
    "cinder": cinder(far_secret),
    "flexVolume": flex(far_secret),
    "glusterfs": Shape(
        GLUSTERFS,
        ("EndpointsName:", "endpoints"),
        ("EndpointsNamespace:", or_text("endpointsNamespace", "<unset>")),
        ("Path:", "path"),
        READ_ONLY,
    ),
    "scaleIO": Shape(
        SCALE_IO,
        *SCALE_IO_START,
        ("SecretName:", lambda source: (source.get("secretRef") or {}).get("name", "")),
        ("SecretNamespace:", lambda source: (source.get("secretRef") or {}).get("namespace", "")),
        FS_TYPE,
        READ_ONLY,
    ),
    "local": Shape("LocalVolume (a persistent volume backed by local storage on a node)", ("Path:", "path")),
    "azureFile": Shape(
        AZURE_FILE,
        ("SecretName:", "secretName"),
        ("SecretNamespace:", "secretNamespace"),
        ("ShareName:", "shareName"),
        READ_ONLY,
    ),
    "csi": Shape(
        "CSI (a Container Storage Interface (CSI) volume source)",
        ("Driver:", "driver"),
        FS_TYPE,
        ("VolumeHandle:", "volumeHandle"),
        READ_ONLY,
    ),
}


def volumes_block(page: Page, volumes: list[Obj] | None, space: str = "") -> None:
    """`Volumes:`; `space` indents it as part of a pod template."""
    if not volumes:
        page.line(f"{space}Volumes:\t<none>")
        return
    page.line(f"{space}Volumes:")
    for volume in volumes:
        page.line(f"{' ' if space else ''}{volume['name']}:", 1)
        volume_lines(page, volume)


def volume_lines(page: Page, volume: Obj) -> None:
    """What a volume of a pod is made of."""
    for name, shape in SHAPES.items():
        if volume.get(name) is not None:
            show(page, shape, name, volume[name])
            return
    if volume.get("downwardAPI") is not None:
        downward(page, volume["downwardAPI"])
    elif volume.get("projected") is not None:
        projected(page, volume["projected"])
    elif volume.get("ephemeral") is not None:
        from minikctl.state.kinds.podspec.describe.claims import ephemeral  # rare

        ephemeral(page, volume["ephemeral"])
    else:
        page.line("<unknown>", 1)


def source_lines(page: Page, spec: Obj) -> None:
    """What a PersistentVolume is made of."""
    for name, shape in {**SHAPES, **PERSISTENT_SHAPES}.items():
        if spec.get(name) is not None:
            show(page, shape, name, spec[name])
            return
    page.line("<unknown>", 1)


def show(page: Page, shape: Shape, name: str, source: Obj) -> None:
    for line in shape.lines(source):
        page.line(line, 2)
    if name == "csi":
        attributes(page, source.get("volumeAttributes"))


def attributes(page: Page, values: Mapping[str, str] | None) -> None:
    """A CSI volume's attributes; kubectl indents each piece of these lines anew."""
    if not values:
        page.line("VolumeAttributes:\t<none>", 2)
        return
    for index, key in enumerate(sorted(values)):
        line = f"{key}={values[key]}"
        if len(line) > ATTRIBUTE_LIMIT:
            line = line[:ATTRIBUTE_LIMIT] + "..."
        page.line(("VolumeAttributes:" if index == 0 else "    ") + f"\t    {line}", 2)


def downward(page: Page, source: Obj) -> None:
    page.line("Type:\tDownwardAPI (a volume populated by information about the pod)", 2)
    page.line("Items:", 2)
    for item in source.get("items") or ():
        if item.get("fieldRef") is not None:
            page.line(f"{item['fieldRef'].get('fieldPath', '')} -> {item.get('path', '')}", 3)
        if item.get("resourceFieldRef") is not None:
            page.line(f"{item['resourceFieldRef'].get('resource', '')} -> {item.get('path', '')}", 3)


def projected(page: Page, source: Obj) -> None:
    page.line("Type:\tProjected (a volume that contains injected data from multiple sources)", 2)
    for projection in source.get("sources") or ():
        for line in projection_lines(projection):
            page.line(line, 2)


def projection_lines(projection: Obj) -> Lines:
    """The lines of one source of a projected volume."""
    for field, label in (("secret", "SecretName"), ("downwardAPI", ""), ("configMap", "ConfigMapName")):
        found = projection.get(field)
        if found is None:
            continue
        if not label:
            return ["DownwardAPI:\ttrue"]
        return [f"{label}:\t{found.get('name', '')}", f"Optional:\t{boolean(found.get('optional'))}"]
    if projection.get("serviceAccountToken") is not None:
        return [f"TokenExpirationSeconds:\t{projection['serviceAccountToken'].get('expirationSeconds', 0)}"]
    return []

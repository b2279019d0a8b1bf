"""Volumes of the cluster."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import ObjectMeta, TypeMeta
from minikctl.state.shapes.references import NodeSelector, ObjectReference, SecretReference
from minikctl.state.shapes.shape import Int32, Quantity, Shape, Time
from minikctl.state.shapes.volumes import (
    AWSElasticBlockStoreVolumeSource,
    AzureDiskVolumeSource,
    FCVolumeSource,
    FlockerVolumeSource,
    GCEPersistentDiskVolumeSource,
    HostPathVolumeSource,
    NFSVolumeSource,
    PhotonPersistentDiskVolumeSource,
    PortworxVolumeSource,
    QuobyteVolumeSource,
    VsphereVirtualDiskVolumeSource,
)

# structs that are inlined in JSON but nested on the wire: (type, base) -> field number
EMBEDDED = {("PersistentVolumeSpec", "PersistentVolumeSource"): 2}

PersistentVolumeAccessMode = str
PersistentVolumeMode = str
PersistentVolumePhase = str
PersistentVolumeReclaimPolicy = str


class GlusterfsPersistentVolumeSource(Shape, total=False):
    endpoints: Annotated[Required[str], "1"]
    path: Annotated[Required[str], "2"]
    readOnly: Annotated[bool, "3"]
    endpointsNamespace: Annotated[str, "4 pointer"]


class RBDPersistentVolumeSource(Shape, total=False):
    monitors: Annotated[Required[list[str]], "1"]
    image: Annotated[Required[str], "2"]
    fsType: Annotated[str, "3"]
    pool: Annotated[str, "4"]
    user: Annotated[str, "5"]
    keyring: Annotated[str, "6"]
    secretRef: Annotated[SecretReference, "7 pointer atomic"]
    readOnly: Annotated[bool, "8"]


class ISCSIPersistentVolumeSource(Shape, total=False):
    targetPortal: Annotated[Required[str], "1"]
    iqn: Annotated[Required[str], "2"]
    lun: Annotated[Required[Int32], "3"]
    iscsiInterface: Annotated[str, "4"]
    fsType: Annotated[str, "5"]
    readOnly: Annotated[bool, "6"]
    portals: Annotated[list[str], "7"]
    chapAuthDiscovery: Annotated[bool, "8"]
    chapAuthSession: Annotated[bool, "11"]
    secretRef: Annotated[SecretReference, "10 pointer atomic"]
    initiatorName: Annotated[str, "12 pointer"]


class CinderPersistentVolumeSource(Shape, total=False):
    volumeID: Annotated[Required[str], "1"]
    fsType: Annotated[str, "2"]
    readOnly: Annotated[bool, "3"]
    secretRef: Annotated[SecretReference, "4 pointer atomic"]


class CephFSPersistentVolumeSource(Shape, total=False):
    monitors: Annotated[Required[list[str]], "1"]
    path: Annotated[str, "2"]
    user: Annotated[str, "3"]
    secretFile: Annotated[str, "4"]
    secretRef: Annotated[SecretReference, "5 pointer atomic"]
    readOnly: Annotated[bool, "6"]


class FlexPersistentVolumeSource(Shape, total=False):
    driver: Annotated[Required[str], "1"]
    fsType: Annotated[str, "2"]
    secretRef: Annotated[SecretReference, "3 pointer atomic"]
    readOnly: Annotated[bool, "4"]
    options: Annotated[dict[str, str], "5"]


class AzureFilePersistentVolumeSource(Shape, total=False):
    secretName: Annotated[Required[str], "1"]
    shareName: Annotated[Required[str], "2"]
    readOnly: Annotated[bool, "3"]
    secretNamespace: Annotated[str, "4 pointer always"]


class ScaleIOPersistentVolumeSource(Shape, total=False):
    gateway: Annotated[Required[str], "1"]
    system: Annotated[Required[str], "2"]
    secretRef: Annotated[Required[SecretReference], "3 pointer atomic"]
    sslEnabled: Annotated[bool, "4"]
    protectionDomain: Annotated[str, "5"]
    storagePool: Annotated[str, "6"]
    storageMode: Annotated[str, "7"]
    volumeName: Annotated[str, "8"]
    fsType: Annotated[str, "9"]
    readOnly: Annotated[bool, "10"]


class LocalVolumeSource(Shape, total=False):
    path: Annotated[Required[str], "1"]
    fsType: Annotated[str, "2 pointer"]


class StorageOSPersistentVolumeSource(Shape, total=False):
    volumeName: Annotated[str, "1"]
    volumeNamespace: Annotated[str, "2"]
    fsType: Annotated[str, "3"]
    readOnly: Annotated[bool, "4"]
    secretRef: Annotated[ObjectReference, "5 pointer atomic"]


class CSIPersistentVolumeSource(Shape, total=False):
    driver: Annotated[Required[str], "1"]
    volumeHandle: Annotated[Required[str], "2"]
    readOnly: Annotated[bool, "3"]
    fsType: Annotated[str, "4"]
    volumeAttributes: Annotated[dict[str, str], "5"]
    controllerPublishSecretRef: Annotated[SecretReference, "6 pointer atomic"]
    nodeStageSecretRef: Annotated[SecretReference, "7 pointer atomic"]
    nodePublishSecretRef: Annotated[SecretReference, "8 pointer atomic"]
    controllerExpandSecretRef: Annotated[SecretReference, "9 pointer atomic"]
    nodeExpandSecretRef: Annotated[SecretReference, "10 pointer atomic"]


class PersistentVolumeSource(Shape, total=False):
    gcePersistentDisk: Annotated[GCEPersistentDiskVolumeSource, "1 pointer"]
    awsElasticBlockStore: Annotated[AWSElasticBlockStoreVolumeSource, "2 pointer"]
    hostPath: Annotated[HostPathVolumeSource, "3 pointer"]
    glusterfs: Annotated[GlusterfsPersistentVolumeSource, "4 pointer"]
    nfs: Annotated[NFSVolumeSource, "5 pointer"]
    rbd: Annotated[RBDPersistentVolumeSource, "6 pointer"]
    iscsi: Annotated[ISCSIPersistentVolumeSource, "7 pointer"]
    cinder: Annotated[CinderPersistentVolumeSource, "8 pointer"]
    cephfs: Annotated[CephFSPersistentVolumeSource, "9 pointer"]
    fc: Annotated[FCVolumeSource, "10 pointer"]
    flocker: Annotated[FlockerVolumeSource, "11 pointer"]
    flexVolume: Annotated[FlexPersistentVolumeSource, "12 pointer"]
    azureFile: Annotated[AzureFilePersistentVolumeSource, "13 pointer"]
    vsphereVolume: Annotated[VsphereVirtualDiskVolumeSource, "14 pointer"]
    quobyte: Annotated[QuobyteVolumeSource, "15 pointer"]
    azureDisk: Annotated[AzureDiskVolumeSource, "16 pointer"]
    photonPersistentDisk: Annotated[PhotonPersistentDiskVolumeSource, "17 pointer"]
    portworxVolume: Annotated[PortworxVolumeSource, "18 pointer"]
    scaleIO: Annotated[ScaleIOPersistentVolumeSource, "19 pointer"]
    local: Annotated[LocalVolumeSource, "20 pointer"]
    storageos: Annotated[StorageOSPersistentVolumeSource, "21 pointer"]
    csi: Annotated[CSIPersistentVolumeSource, "22 pointer"]


class VolumeNodeAffinity(Shape, total=False):
    required: Annotated[NodeSelector, "1 pointer atomic"]


class PersistentVolumeSpec(PersistentVolumeSource, total=False):
    capacity: Annotated[dict[str, Quantity], "1 go=v1.ResourceList"]
    accessModes: Annotated[list[PersistentVolumeAccessMode], "3"]
    claimRef: Annotated[ObjectReference, "4 pointer"]
    persistentVolumeReclaimPolicy: Annotated[PersistentVolumeReclaimPolicy, "5"]
    storageClassName: Annotated[str, "6"]
    mountOptions: Annotated[list[str], "7"]
    volumeMode: Annotated[PersistentVolumeMode, "8 pointer"]
    nodeAffinity: Annotated[VolumeNodeAffinity, "9 pointer"]
    volumeAttributesClassName: Annotated[str, "10 pointer"]


class PersistentVolumeStatus(Shape, total=False):
    phase: Annotated[PersistentVolumePhase, "1"]
    message: Annotated[str, "2"]
    reason: Annotated[str, "3"]
    lastPhaseTransitionTime: Annotated[Time, "4 pointer"]


class PersistentVolume(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[PersistentVolumeSpec, "2"]
    status: Annotated[PersistentVolumeStatus, "3"]

"""Volumes of pods, and claims."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import LabelSelector, ObjectMeta, TypeMeta
from minikctl.state.shapes.references import LocalObjectReference, TypedLocalObjectReference, TypedObjectReference
from minikctl.state.shapes.shape import Int32, Int64, Quantity, Shape, Time

# structs that are inlined in JSON but nested on the wire: (type, base) -> field number
EMBEDDED = {
    ("ConfigMapVolumeSource", "LocalObjectReference"): 1,
    ("SecretProjection", "LocalObjectReference"): 1,
    ("ConfigMapProjection", "LocalObjectReference"): 1,
    ("Volume", "VolumeSource"): 2,
}

AzureDataDiskCachingMode = str
AzureDataDiskKind = str
ClaimResourceStatus = str
ConditionStatus = str
HostPathType = str
PersistentVolumeAccessMode = str
PersistentVolumeClaimConditionType = str
PersistentVolumeClaimModifyVolumeStatus = str
PersistentVolumeClaimPhase = str
PersistentVolumeMode = str
PullPolicy = str
StorageMedium = str


class HostPathVolumeSource(Shape, total=False):
    path: Annotated[Required[str], "1"]
    type: Annotated[HostPathType, "2 pointer"]


class EmptyDirVolumeSource(Shape, total=False):
    medium: Annotated[StorageMedium, "1"]
    sizeLimit: Annotated[Quantity, "2 pointer"]


class GCEPersistentDiskVolumeSource(Shape, total=False):
    pdName: Annotated[Required[str], "1"]
    fsType: Annotated[str, "2"]
    partition: Annotated[Int32, "3"]
    readOnly: Annotated[bool, "4"]


class AWSElasticBlockStoreVolumeSource(Shape, total=False):
    volumeID: Annotated[Required[str], "1"]
    fsType: Annotated[str, "2"]
    partition: Annotated[Int32, "3"]
    readOnly: Annotated[bool, "4"]


class GitRepoVolumeSource(Shape, total=False):
    repository: Annotated[Required[str], "1"]
    revision: Annotated[str, "2"]
    directory: Annotated[str, "3"]


class KeyToPath(Shape, total=False):
    key: Annotated[Required[str], "1"]
    path: Annotated[Required[str], "2"]
    mode: Annotated[Int32, "3 pointer"]


class SecretVolumeSource(Shape, total=False):
    secretName: Annotated[str, "1"]
    items: Annotated[list[KeyToPath], "2"]
    defaultMode: Annotated[Int32, "3 pointer"]
    optional: Annotated[bool, "4 pointer"]


class NFSVolumeSource(Shape, total=False):
    server: Annotated[Required[str], "1"]
    path: Annotated[Required[str], "2"]
    readOnly: Annotated[bool, "3"]


class ISCSIVolumeSource(Shape, total=False):
    targetPortal: Annotated[Required[str], "1"]
    iqn: Annotated[Required[str], "2"]
    lun: Annotated[Required[Int32], "3"]
    iscsiInterface: Annotated[str, "4"]
    fsType: Annotated[str, "5"]
    readOnly: Annotated[bool, "6"]
    portals: Annotated[list[str], "7"]
    chapAuthDiscovery: Annotated[bool, "8"]
    chapAuthSession: Annotated[bool, "11"]
    secretRef: Annotated[LocalObjectReference, "10 pointer atomic"]
    initiatorName: Annotated[str, "12 pointer"]


class GlusterfsVolumeSource(Shape, total=False):
    endpoints: Annotated[Required[str], "1"]
    path: Annotated[Required[str], "2"]
    readOnly: Annotated[bool, "3"]


class PersistentVolumeClaimVolumeSource(Shape, total=False):
    claimName: Annotated[Required[str], "1"]
    readOnly: Annotated[bool, "2"]


class RBDVolumeSource(Shape, total=False):
    monitors: Annotated[Required[list[str]], "1"]
    image: Annotated[Required[str], "2"]
    fsType: Annotated[str, "3"]
    pool: Annotated[str, "4"]
    user: Annotated[str, "5"]
    keyring: Annotated[str, "6"]
    secretRef: Annotated[LocalObjectReference, "7 pointer atomic"]
    readOnly: Annotated[bool, "8"]


class FlexVolumeSource(Shape, total=False):
    driver: Annotated[Required[str], "1"]
    fsType: Annotated[str, "2"]
    secretRef: Annotated[LocalObjectReference, "3 pointer atomic"]
    readOnly: Annotated[bool, "4"]
    options: Annotated[dict[str, str], "5"]


class CinderVolumeSource(Shape, total=False):
    volumeID: Annotated[Required[str], "1"]
    fsType: Annotated[str, "2"]
    readOnly: Annotated[bool, "3"]
    secretRef: Annotated[LocalObjectReference, "4 pointer atomic"]


class CephFSVolumeSource(Shape, total=False):
    monitors: Annotated[Required[list[str]], "1"]
    path: Annotated[str, "2"]
    user: Annotated[str, "3"]
    secretFile: Annotated[str, "4"]
    secretRef: Annotated[LocalObjectReference, "5 pointer atomic"]
    readOnly: Annotated[bool, "6"]


class FlockerVolumeSource(Shape, total=False):
    datasetName: Annotated[str, "1"]
    datasetUUID: Annotated[str, "2"]


class ObjectFieldSelector(Shape, total=False):
    apiVersion: Annotated[str, "1"]
    fieldPath: Annotated[Required[str], "2"]


class ResourceFieldSelector(Shape, total=False):
    containerName: Annotated[str, "1"]
    resource: Annotated[Required[str], "2"]
    divisor: Annotated[Quantity, "3"]


class DownwardAPIVolumeFile(Shape, total=False):
    path: Annotated[Required[str], "1"]
    fieldRef: Annotated[ObjectFieldSelector, "2 pointer atomic"]
    resourceFieldRef: Annotated[ResourceFieldSelector, "3 pointer atomic"]
    mode: Annotated[Int32, "4 pointer"]


class DownwardAPIVolumeSource(Shape, total=False):
    items: Annotated[list[DownwardAPIVolumeFile], "1"]
    defaultMode: Annotated[Int32, "2 pointer"]


class FCVolumeSource(Shape, total=False):
    targetWWNs: Annotated[list[str], "1"]
    lun: Annotated[Int32, "2 pointer"]
    fsType: Annotated[str, "3"]
    readOnly: Annotated[bool, "4"]
    wwids: Annotated[list[str], "5"]


class AzureFileVolumeSource(Shape, total=False):
    secretName: Annotated[Required[str], "1"]
    shareName: Annotated[Required[str], "2"]
    readOnly: Annotated[bool, "3"]


class ConfigMapVolumeSource(LocalObjectReference, total=False):
    items: Annotated[list[KeyToPath], "2"]
    defaultMode: Annotated[Int32, "3 pointer"]
    optional: Annotated[bool, "4 pointer"]


class VsphereVirtualDiskVolumeSource(Shape, total=False):
    volumePath: Annotated[Required[str], "1"]
    fsType: Annotated[str, "2"]
    storagePolicyName: Annotated[str, "3"]
    storagePolicyID: Annotated[str, "4"]


class QuobyteVolumeSource(Shape, total=False):
    registry: Annotated[Required[str], "1"]
    volume: Annotated[Required[str], "2"]
    readOnly: Annotated[bool, "3"]
    user: Annotated[str, "4"]
    group: Annotated[str, "5"]
    tenant: Annotated[str, "6"]


class AzureDiskVolumeSource(Shape, total=False):
    diskName: Annotated[Required[str], "1"]
    diskURI: Annotated[Required[str], "2"]
    cachingMode: Annotated[AzureDataDiskCachingMode, "3 pointer"]
    fsType: Annotated[str, "4 pointer"]
    readOnly: Annotated[bool, "5 pointer"]
    kind: Annotated[AzureDataDiskKind, "6 pointer"]


class PhotonPersistentDiskVolumeSource(Shape, total=False):
    pdID: Annotated[Required[str], "1"]
    fsType: Annotated[str, "2"]


class SecretProjection(LocalObjectReference, total=False):
    items: Annotated[list[KeyToPath], "2"]
    optional: Annotated[bool, "4 pointer"]


class DownwardAPIProjection(Shape, total=False):
    items: Annotated[list[DownwardAPIVolumeFile], "1"]


class ConfigMapProjection(LocalObjectReference, total=False):
    items: Annotated[list[KeyToPath], "2"]
    optional: Annotated[bool, "4 pointer"]


class ServiceAccountTokenProjection(Shape, total=False):
    audience: Annotated[str, "1"]
    expirationSeconds: Annotated[Int64, "2 pointer"]
    path: Annotated[Required[str], "3"]


class ClusterTrustBundleProjection(Shape, total=False):
    name: Annotated[str, "1 pointer"]
    signerName: Annotated[str, "2 pointer"]
    labelSelector: Annotated[LabelSelector, "3 pointer atomic"]
    optional: Annotated[bool, "5 pointer"]
    path: Annotated[Required[str], "4"]


class VolumeProjection(Shape, total=False):
    secret: Annotated[SecretProjection, "1 pointer"]
    downwardAPI: Annotated[DownwardAPIProjection, "2 pointer"]
    configMap: Annotated[ConfigMapProjection, "3 pointer"]
    serviceAccountToken: Annotated[ServiceAccountTokenProjection, "4 pointer"]
    clusterTrustBundle: Annotated[ClusterTrustBundleProjection, "5 pointer"]


class ProjectedVolumeSource(Shape, total=False):
    sources: Annotated[list[VolumeProjection], "1 always"]
    defaultMode: Annotated[Int32, "2 pointer"]


class PortworxVolumeSource(Shape, total=False):
    volumeID: Annotated[Required[str], "1"]
    fsType: Annotated[str, "2"]
    readOnly: Annotated[bool, "3"]


class ScaleIOVolumeSource(Shape, total=False):
    gateway: Annotated[Required[str], "1"]
    system: Annotated[Required[str], "2"]
    secretRef: Annotated[Required[LocalObjectReference], "3 pointer atomic"]
    sslEnabled: Annotated[bool, "4"]
    protectionDomain: Annotated[str, "5"]
    storagePool: Annotated[str, "6"]
    storageMode: Annotated[str, "7"]
    volumeName: Annotated[str, "8"]
    fsType: Annotated[str, "9"]
    readOnly: Annotated[bool, "10"]


class StorageOSVolumeSource(Shape, total=False):
    volumeName: Annotated[str, "1"]
    volumeNamespace: Annotated[str, "2"]
    fsType: Annotated[str, "3"]
    readOnly: Annotated[bool, "4"]
    secretRef: Annotated[LocalObjectReference, "5 pointer atomic"]


class CSIVolumeSource(Shape, total=False):
    driver: Annotated[Required[str], "1"]
    readOnly: Annotated[bool, "2 pointer"]
    fsType: Annotated[str, "3 pointer"]
    volumeAttributes: Annotated[dict[str, str], "4"]
    nodePublishSecretRef: Annotated[LocalObjectReference, "5 pointer atomic"]


class VolumeResourceRequirements(Shape, total=False):
    limits: Annotated[dict[str, Quantity], "1 go=v1.ResourceList"]
    requests: Annotated[dict[str, Quantity], "2 go=v1.ResourceList"]


class PersistentVolumeClaimSpec(Shape, total=False):
    accessModes: Annotated[list[PersistentVolumeAccessMode], "1"]
    selector: Annotated[LabelSelector, "4 pointer atomic"]
    resources: Annotated[VolumeResourceRequirements, "2"]
    volumeName: Annotated[str, "3"]
    storageClassName: Annotated[str, "5 pointer"]
    volumeMode: Annotated[PersistentVolumeMode, "6 pointer"]
    dataSource: Annotated[TypedLocalObjectReference, "7 pointer atomic"]
    dataSourceRef: Annotated[TypedObjectReference, "8 pointer"]
    volumeAttributesClassName: Annotated[str, "9 pointer"]


class PersistentVolumeClaimTemplate(Shape, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[Required[PersistentVolumeClaimSpec], "2"]


class EphemeralVolumeSource(Shape, total=False):
    volumeClaimTemplate: Annotated[PersistentVolumeClaimTemplate, "1 pointer"]


class ImageVolumeSource(Shape, total=False):
    reference: Annotated[str, "1"]
    pullPolicy: Annotated[PullPolicy, "2"]


class VolumeSource(Shape, total=False):
    hostPath: Annotated[HostPathVolumeSource, "1 pointer"]
    emptyDir: Annotated[EmptyDirVolumeSource, "2 pointer"]
    gcePersistentDisk: Annotated[GCEPersistentDiskVolumeSource, "3 pointer"]
    awsElasticBlockStore: Annotated[AWSElasticBlockStoreVolumeSource, "4 pointer"]
    gitRepo: Annotated[GitRepoVolumeSource, "5 pointer"]
    secret: Annotated[SecretVolumeSource, "6 pointer"]
    nfs: Annotated[NFSVolumeSource, "7 pointer"]
    iscsi: Annotated[ISCSIVolumeSource, "8 pointer"]
    glusterfs: Annotated[GlusterfsVolumeSource, "9 pointer"]
    persistentVolumeClaim: Annotated[PersistentVolumeClaimVolumeSource, "10 pointer"]
    rbd: Annotated[RBDVolumeSource, "11 pointer"]
    flexVolume: Annotated[FlexVolumeSource, "12 pointer"]
    cinder: Annotated[CinderVolumeSource, "13 pointer"]
    cephfs: Annotated[CephFSVolumeSource, "14 pointer"]
    flocker: Annotated[FlockerVolumeSource, "15 pointer"]
    downwardAPI: Annotated[DownwardAPIVolumeSource, "16 pointer"]
    fc: Annotated[FCVolumeSource, "17 pointer"]
    azureFile: Annotated[AzureFileVolumeSource, "18 pointer"]
    configMap: Annotated[ConfigMapVolumeSource, "19 pointer"]
    vsphereVolume: Annotated[VsphereVirtualDiskVolumeSource, "20 pointer"]
    quobyte: Annotated[QuobyteVolumeSource, "21 pointer"]
    azureDisk: Annotated[AzureDiskVolumeSource, "22 pointer"]
    photonPersistentDisk: Annotated[PhotonPersistentDiskVolumeSource, "23 pointer"]
    projected: Annotated[ProjectedVolumeSource, "26 pointer"]
    portworxVolume: Annotated[PortworxVolumeSource, "24 pointer"]
    scaleIO: Annotated[ScaleIOVolumeSource, "25 pointer"]
    storageos: Annotated[StorageOSVolumeSource, "27 pointer"]
    csi: Annotated[CSIVolumeSource, "28 pointer"]
    ephemeral: Annotated[EphemeralVolumeSource, "29 pointer"]
    image: Annotated[ImageVolumeSource, "30 pointer"]


class Volume(VolumeSource, total=False):
    name: Annotated[Required[str], "1"]


class PersistentVolumeClaimCondition(Shape, total=False):
    type: Annotated[Required[PersistentVolumeClaimConditionType], "1"]
    status: Annotated[Required[ConditionStatus], "2"]
    lastProbeTime: Annotated[Time, "3"]
    lastTransitionTime: Annotated[Time, "4"]
    reason: Annotated[str, "5"]
    message: Annotated[str, "6"]


class ModifyVolumeStatus(Shape, total=False):
    targetVolumeAttributesClassName: Annotated[str, "1"]
    status: Annotated[Required[PersistentVolumeClaimModifyVolumeStatus], "2"]


class PersistentVolumeClaimStatus(Shape, total=False):
    phase: Annotated[PersistentVolumeClaimPhase, "1"]
    accessModes: Annotated[list[PersistentVolumeAccessMode], "2"]
    capacity: Annotated[dict[str, Quantity], "3 go=v1.ResourceList"]
    conditions: Annotated[list[PersistentVolumeClaimCondition], "4 merge=type keys=type"]
    allocatedResources: Annotated[dict[str, Quantity], "5 go=v1.ResourceList"]
    allocatedResourceStatuses: Annotated[
        dict[str, ClaimResourceStatus], "7 go=map[v1.ResourceName]v1.ClaimResourceStatus"
    ]
    currentVolumeAttributesClassName: Annotated[str, "8 pointer"]
    modifyVolumeStatus: Annotated[ModifyVolumeStatus, "9 pointer"]


class PersistentVolumeClaim(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[PersistentVolumeClaimSpec, "2"]
    status: Annotated[PersistentVolumeClaimStatus, "3"]

"""The kinds of storage.k8s.io/v1."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import LabelSelector, ObjectMeta, TypeMeta
from minikctl.state.shapes.persistentvolumes import PersistentVolumeSpec
from minikctl.state.shapes.references import TopologySelectorTerm
from minikctl.state.shapes.shape import Int32, Int64, Quantity, Shape, Time

FSGroupPolicy = str
PersistentVolumeReclaimPolicy = str
VolumeBindingMode = str
VolumeLifecycleMode = str


class StorageClass(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    provisioner: Annotated[Required[str], "2"]
    parameters: Annotated[dict[str, str], "3"]
    reclaimPolicy: Annotated[PersistentVolumeReclaimPolicy, "4 pointer"]
    mountOptions: Annotated[list[str], "5"]
    allowVolumeExpansion: Annotated[bool, "6 pointer"]
    volumeBindingMode: Annotated[VolumeBindingMode, "7 pointer"]
    allowedTopologies: Annotated[list[TopologySelectorTerm], "8"]


class TokenRequest(Shape, total=False):
    audience: Annotated[Required[str], "1"]
    expirationSeconds: Annotated[Int64, "2 pointer"]


class CSIDriverSpec(Shape, total=False):
    attachRequired: Annotated[bool, "1 pointer"]
    podInfoOnMount: Annotated[bool, "2 pointer"]
    volumeLifecycleModes: Annotated[list[VolumeLifecycleMode], "3 set"]
    storageCapacity: Annotated[bool, "4 pointer"]
    fsGroupPolicy: Annotated[FSGroupPolicy, "5 pointer"]
    tokenRequests: Annotated[list[TokenRequest], "6"]
    requiresRepublish: Annotated[bool, "7 pointer"]
    seLinuxMount: Annotated[bool, "8 pointer"]
    nodeAllocatableUpdatePeriodSeconds: Annotated[Int64, "9 pointer"]


class CSIDriver(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[Required[CSIDriverSpec], "2"]


class VolumeNodeResources(Shape, total=False):
    count: Annotated[Int32, "1 pointer"]


class CSINodeDriver(Shape, total=False):
    name: Annotated[Required[str], "1"]
    nodeID: Annotated[Required[str], "2"]
    topologyKeys: Annotated[list[str], "3 always"]
    allocatable: Annotated[VolumeNodeResources, "4 pointer"]


class CSINodeSpec(Shape, total=False):
    drivers: Annotated[Required[list[CSINodeDriver]], "1 merge=name keys=name"]


class CSINode(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[Required[CSINodeSpec], "2"]


class CSIStorageCapacity(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    nodeTopology: Annotated[LabelSelector, "2 pointer atomic"]
    storageClassName: Annotated[Required[str], "3"]
    capacity: Annotated[Quantity, "4 pointer"]
    maximumVolumeSize: Annotated[Quantity, "5 pointer"]


class VolumeAttachmentSource(Shape, total=False):
    persistentVolumeName: Annotated[str, "1 pointer"]
    inlineVolumeSpec: Annotated[PersistentVolumeSpec, "2 pointer"]


class VolumeAttachmentSpec(Shape, total=False):
    attacher: Annotated[Required[str], "1"]
    source: Annotated[Required[VolumeAttachmentSource], "2"]
    nodeName: Annotated[Required[str], "3"]


class VolumeError(Shape, total=False):
    time: Annotated[Time, "1"]
    message: Annotated[str, "2"]
    errorCode: Annotated[Int32, "3 pointer"]


class VolumeAttachmentStatus(Shape, total=False):
    attached: Annotated[Required[bool], "1"]
    attachmentMetadata: Annotated[dict[str, str], "2"]
    attachError: Annotated[VolumeError, "3 pointer"]
    detachError: Annotated[VolumeError, "4 pointer"]


class VolumeAttachment(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[Required[VolumeAttachmentSpec], "2"]
    status: Annotated[VolumeAttachmentStatus, "3"]

"""Nodes."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import ObjectMeta, TypeMeta
from minikctl.state.shapes.references import Taint
from minikctl.state.shapes.shape import Int32, Int64, Quantity, Shape, Time

ConditionStatus = str
NodeAddressType = str
NodeConditionType = str
NodePhase = str
UID = str
UniqueVolumeName = str


class ConfigMapNodeConfigSource(Shape, total=False):
    namespace: Annotated[Required[str], "1"]
    name: Annotated[Required[str], "2"]
    uid: Annotated[UID, "3 go=types.UID"]
    resourceVersion: Annotated[str, "4"]
    kubeletConfigKey: Annotated[Required[str], "5"]


class NodeConfigSource(Shape, total=False):
    configMap: Annotated[ConfigMapNodeConfigSource, "2 pointer"]


class NodeSpec(Shape, total=False):
    podCIDR: Annotated[str, "1"]
    podCIDRs: Annotated[list[str], "7 merge set"]
    providerID: Annotated[str, "3"]
    unschedulable: Annotated[bool, "4"]
    taints: Annotated[list[Taint], "5"]
    configSource: Annotated[NodeConfigSource, "6 pointer"]
    externalID: Annotated[str, "2"]


class NodeCondition(Shape, total=False):
    type: Annotated[Required[NodeConditionType], "1"]
    status: Annotated[Required[ConditionStatus], "2"]
    lastHeartbeatTime: Annotated[Time, "3"]
    lastTransitionTime: Annotated[Time, "4"]
    reason: Annotated[str, "5"]
    message: Annotated[str, "6"]


class NodeAddress(Shape, total=False):
    type: Annotated[Required[NodeAddressType], "1"]
    address: Annotated[Required[str], "2"]


class DaemonEndpoint(Shape, total=False):
    Port: Annotated[Required[Int32], "1"]


class NodeDaemonEndpoints(Shape, total=False):
    kubeletEndpoint: Annotated[DaemonEndpoint, "1"]


class NodeSwapStatus(Shape, total=False):
    capacity: Annotated[Int64, "1 pointer"]


class NodeSystemInfo(Shape, total=False):
    machineID: Annotated[Required[str], "1"]
    systemUUID: Annotated[Required[str], "2"]
    bootID: Annotated[Required[str], "3"]
    kernelVersion: Annotated[Required[str], "4"]
    osImage: Annotated[Required[str], "5"]
    containerRuntimeVersion: Annotated[Required[str], "6"]
    kubeletVersion: Annotated[Required[str], "7"]
    kubeProxyVersion: Annotated[Required[str], "8"]
    operatingSystem: Annotated[Required[str], "9"]
    architecture: Annotated[Required[str], "10"]
    swap: Annotated[NodeSwapStatus, "11 pointer"]


class ContainerImage(Shape, total=False):
    names: Annotated[list[str], "1 always"]
    sizeBytes: Annotated[Int64, "2"]


class AttachedVolume(Shape, total=False):
    name: Annotated[Required[UniqueVolumeName], "1"]
    devicePath: Annotated[Required[str], "2"]


class NodeConfigStatus(Shape, total=False):
    assigned: Annotated[NodeConfigSource, "1 pointer"]
    active: Annotated[NodeConfigSource, "2 pointer"]
    lastKnownGood: Annotated[NodeConfigSource, "3 pointer"]
    error: Annotated[str, "4"]


class NodeRuntimeHandlerFeatures(Shape, total=False):
    recursiveReadOnlyMounts: Annotated[bool, "1 pointer"]
    userNamespaces: Annotated[bool, "2 pointer"]


class NodeRuntimeHandler(Shape, total=False):
    name: Annotated[str, "1 always"]
    features: Annotated[NodeRuntimeHandlerFeatures, "2 pointer"]


class NodeFeatures(Shape, total=False):
    supplementalGroupsPolicy: Annotated[bool, "1 pointer"]


class NodeStatus(Shape, total=False):
    capacity: Annotated[dict[str, Quantity], "1 go=v1.ResourceList"]
    allocatable: Annotated[dict[str, Quantity], "2 go=v1.ResourceList"]
    phase: Annotated[NodePhase, "3"]
    conditions: Annotated[list[NodeCondition], "4 merge=type keys=type"]
    addresses: Annotated[list[NodeAddress], "5 merge=type keys=type"]
    daemonEndpoints: Annotated[NodeDaemonEndpoints, "6"]
    nodeInfo: Annotated[NodeSystemInfo, "7"]
    images: Annotated[list[ContainerImage], "8"]
    volumesInUse: Annotated[list[UniqueVolumeName], "9"]
    volumesAttached: Annotated[list[AttachedVolume], "10"]
    config: Annotated[NodeConfigStatus, "11 pointer"]
    runtimeHandlers: Annotated[list[NodeRuntimeHandler], "12"]
    features: Annotated[NodeFeatures, "13 pointer"]


class Node(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[NodeSpec, "2"]
    status: Annotated[NodeStatus, "3"]

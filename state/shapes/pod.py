"""Pods and their templates."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.containers import (
    AppArmorProfile,
    Container,
    EphemeralContainer,
    ResourceRequirements,
    SeccompProfile,
    SELinuxOptions,
    WindowsSecurityContextOptions,
)
from minikctl.state.shapes.meta import LabelSelector, ObjectMeta, TypeMeta
from minikctl.state.shapes.references import LocalObjectReference, NodeSelector, NodeSelectorTerm, Toleration
from minikctl.state.shapes.shape import Int32, Int64, Quantity, Shape, Time
from minikctl.state.shapes.volumes import Volume

ConditionStatus = str
DNSPolicy = str
NodeInclusionPolicy = str
OSName = str
PodConditionType = str
PodFSGroupChangePolicy = str
PodPhase = str
PodQOSClass = str
PodResizeStatus = str
PodSELinuxChangePolicy = str
PreemptionPolicy = str
RecursiveReadOnlyMode = str
ResourceHealthStatus = str
ResourceID = str
ResourceName = str
RestartPolicy = str
Signal = str
SupplementalGroupsPolicy = str
UnsatisfiableConstraintAction = str


class Sysctl(Shape, total=False):
    name: Annotated[Required[str], "1"]
    value: Annotated[Required[str], "2"]


class PodSecurityContext(Shape, total=False):
    seLinuxOptions: Annotated[SELinuxOptions, "1 pointer"]
    windowsOptions: Annotated[WindowsSecurityContextOptions, "8 pointer"]
    runAsUser: Annotated[Int64, "2 pointer"]
    runAsGroup: Annotated[Int64, "6 pointer"]
    runAsNonRoot: Annotated[bool, "3 pointer"]
    supplementalGroups: Annotated[list[Int64], "4"]
    supplementalGroupsPolicy: Annotated[SupplementalGroupsPolicy, "12 pointer"]
    fsGroup: Annotated[Int64, "5 pointer"]
    sysctls: Annotated[list[Sysctl], "7"]
    fsGroupChangePolicy: Annotated[PodFSGroupChangePolicy, "9 pointer"]
    seccompProfile: Annotated[SeccompProfile, "10 pointer"]
    appArmorProfile: Annotated[AppArmorProfile, "11 pointer"]
    seLinuxChangePolicy: Annotated[PodSELinuxChangePolicy, "13 pointer"]


class PreferredSchedulingTerm(Shape, total=False):
    weight: Annotated[Required[Int32], "1"]
    preference: Annotated[Required[NodeSelectorTerm], "2 atomic"]


class NodeAffinity(Shape, total=False):
    requiredDuringSchedulingIgnoredDuringExecution: Annotated[NodeSelector, "1 pointer atomic"]
    preferredDuringSchedulingIgnoredDuringExecution: Annotated[list[PreferredSchedulingTerm], "2"]


class PodAffinityTerm(Shape, total=False):
    labelSelector: Annotated[LabelSelector, "1 pointer atomic"]
    namespaces: Annotated[list[str], "2"]
    topologyKey: Annotated[Required[str], "3"]
    namespaceSelector: Annotated[LabelSelector, "4 pointer atomic"]
    matchLabelKeys: Annotated[list[str], "5"]
    mismatchLabelKeys: Annotated[list[str], "6"]


class WeightedPodAffinityTerm(Shape, total=False):
    weight: Annotated[Required[Int32], "1"]
    podAffinityTerm: Annotated[Required[PodAffinityTerm], "2"]


class PodAffinity(Shape, total=False):
    requiredDuringSchedulingIgnoredDuringExecution: Annotated[list[PodAffinityTerm], "1"]
    preferredDuringSchedulingIgnoredDuringExecution: Annotated[list[WeightedPodAffinityTerm], "2"]


class PodAntiAffinity(Shape, total=False):
    requiredDuringSchedulingIgnoredDuringExecution: Annotated[list[PodAffinityTerm], "1"]
    preferredDuringSchedulingIgnoredDuringExecution: Annotated[list[WeightedPodAffinityTerm], "2"]


class Affinity(Shape, total=False):
    nodeAffinity: Annotated[NodeAffinity, "1 pointer"]
    podAffinity: Annotated[PodAffinity, "2 pointer"]
    podAntiAffinity: Annotated[PodAntiAffinity, "3 pointer"]


class HostAlias(Shape, total=False):
    ip: Annotated[Required[str], "1"]
    hostnames: Annotated[list[str], "2"]


class PodDNSConfigOption(Shape, total=False):
    name: Annotated[str, "1"]
    value: Annotated[str, "2 pointer"]


class PodDNSConfig(Shape, total=False):
    nameservers: Annotated[list[str], "1"]
    searches: Annotated[list[str], "2"]
    options: Annotated[list[PodDNSConfigOption], "3"]


class PodReadinessGate(Shape, total=False):
    conditionType: Annotated[Required[PodConditionType], "1"]


class TopologySpreadConstraint(Shape, total=False):
    maxSkew: Annotated[Required[Int32], "1"]
    topologyKey: Annotated[Required[str], "2"]
    whenUnsatisfiable: Annotated[Required[UnsatisfiableConstraintAction], "3"]
    labelSelector: Annotated[LabelSelector, "4 pointer atomic"]
    minDomains: Annotated[Int32, "5 pointer"]
    nodeAffinityPolicy: Annotated[NodeInclusionPolicy, "6 pointer"]
    nodeTaintsPolicy: Annotated[NodeInclusionPolicy, "7 pointer"]
    matchLabelKeys: Annotated[list[str], "8"]


class PodOS(Shape, total=False):
    name: Annotated[Required[OSName], "1"]


class PodSchedulingGate(Shape, total=False):
    name: Annotated[Required[str], "1"]


class PodResourceClaim(Shape, total=False):
    name: Annotated[Required[str], "1"]
    resourceClaimName: Annotated[str, "3 pointer"]
    resourceClaimTemplateName: Annotated[str, "4 pointer"]


class PodSpec(Shape, total=False):
    volumes: Annotated[list[Volume], "1 merge=name retainKeys keys=name"]
    initContainers: Annotated[list[Container], "20 merge=name keys=name"]
    containers: Annotated[Required[list[Container]], "2 merge=name keys=name"]
    ephemeralContainers: Annotated[list[EphemeralContainer], "34 merge=name keys=name"]
    restartPolicy: Annotated[RestartPolicy, "3"]
    terminationGracePeriodSeconds: Annotated[Int64, "4 pointer"]
    activeDeadlineSeconds: Annotated[Int64, "5 pointer"]
    dnsPolicy: Annotated[DNSPolicy, "6"]
    nodeSelector: Annotated[dict[str, str], "7 atomic"]
    serviceAccountName: Annotated[str, "8"]
    serviceAccount: Annotated[str, "9"]
    automountServiceAccountToken: Annotated[bool, "21 pointer"]
    nodeName: Annotated[str, "10"]
    hostNetwork: Annotated[bool, "11"]
    hostPID: Annotated[bool, "12"]
    hostIPC: Annotated[bool, "13"]
    shareProcessNamespace: Annotated[bool, "27 pointer"]
    securityContext: Annotated[PodSecurityContext, "14 pointer"]
    imagePullSecrets: Annotated[list[LocalObjectReference], "15 merge=name keys=name"]
    hostname: Annotated[str, "16"]
    subdomain: Annotated[str, "17"]
    affinity: Annotated[Affinity, "18 pointer"]
    schedulerName: Annotated[str, "19"]
    tolerations: Annotated[list[Toleration], "22"]
    hostAliases: Annotated[list[HostAlias], "23 merge=ip keys=ip"]
    priorityClassName: Annotated[str, "24"]
    priority: Annotated[Int32, "25 pointer"]
    dnsConfig: Annotated[PodDNSConfig, "26 pointer"]
    readinessGates: Annotated[list[PodReadinessGate], "28"]
    runtimeClassName: Annotated[str, "29 pointer"]
    enableServiceLinks: Annotated[bool, "30 pointer"]
    preemptionPolicy: Annotated[PreemptionPolicy, "31 pointer"]
    overhead: Annotated[dict[str, Quantity], "32 go=v1.ResourceList"]
    topologySpreadConstraints: Annotated[
        list[TopologySpreadConstraint], "33 merge=topologyKey keys=topologyKey,whenUnsatisfiable"
    ]
    setHostnameAsFQDN: Annotated[bool, "35 pointer"]
    os: Annotated[PodOS, "36 pointer"]
    hostUsers: Annotated[bool, "37 pointer"]
    schedulingGates: Annotated[list[PodSchedulingGate], "38 merge=name keys=name"]
    resourceClaims: Annotated[list[PodResourceClaim], "39 merge=name retainKeys keys=name"]
    resources: Annotated[ResourceRequirements, "40 pointer"]


class PodCondition(Shape, total=False):
    type: Annotated[Required[PodConditionType], "1"]
    observedGeneration: Annotated[Int64, "7"]
    status: Annotated[Required[ConditionStatus], "2"]
    lastProbeTime: Annotated[Time, "3"]
    lastTransitionTime: Annotated[Time, "4"]
    reason: Annotated[str, "5"]
    message: Annotated[str, "6"]


class HostIP(Shape, total=False):
    ip: Annotated[Required[str], "1"]


class PodIP(Shape, total=False):
    ip: Annotated[Required[str], "1"]


class ContainerStateWaiting(Shape, total=False):
    reason: Annotated[str, "1"]
    message: Annotated[str, "2"]


class ContainerStateRunning(Shape, total=False):
    startedAt: Annotated[Time, "1"]


class ContainerStateTerminated(Shape, total=False):
    exitCode: Annotated[Required[Int32], "1"]
    signal: Annotated[Int32, "2"]
    reason: Annotated[str, "3"]
    message: Annotated[str, "4"]
    startedAt: Annotated[Time, "5"]
    finishedAt: Annotated[Time, "6"]
    containerID: Annotated[str, "7"]


class ContainerState(Shape, total=False):
    waiting: Annotated[ContainerStateWaiting, "1 pointer"]
    running: Annotated[ContainerStateRunning, "2 pointer"]
    terminated: Annotated[ContainerStateTerminated, "3 pointer"]


class VolumeMountStatus(Shape, total=False):
    name: Annotated[Required[str], "1"]
    mountPath: Annotated[Required[str], "2"]
    readOnly: Annotated[bool, "3"]
    recursiveReadOnly: Annotated[RecursiveReadOnlyMode, "4 pointer"]


class LinuxContainerUser(Shape, total=False):
    uid: Annotated[Required[Int64], "1"]
    gid: Annotated[Required[Int64], "2"]
    supplementalGroups: Annotated[list[Int64], "3"]


class ContainerUser(Shape, total=False):
    linux: Annotated[LinuxContainerUser, "1 pointer"]


class ResourceHealth(Shape, total=False):
    resourceID: Annotated[Required[ResourceID], "1"]
    health: Annotated[ResourceHealthStatus, "2"]


class ResourceStatus(Shape, total=False):
    name: Annotated[Required[ResourceName], "1"]
    resources: Annotated[list[ResourceHealth], "2 keys=resourceID"]


class ContainerStatus(Shape, total=False):
    name: Annotated[Required[str], "1"]
    state: Annotated[ContainerState, "2"]
    lastState: Annotated[ContainerState, "3"]
    ready: Annotated[Required[bool], "4"]
    restartCount: Annotated[Required[Int32], "5"]
    image: Annotated[Required[str], "6"]
    imageID: Annotated[Required[str], "7"]
    containerID: Annotated[str, "8"]
    started: Annotated[bool, "9 pointer"]
    allocatedResources: Annotated[dict[str, Quantity], "10 go=v1.ResourceList"]
    resources: Annotated[ResourceRequirements, "11 pointer"]
    volumeMounts: Annotated[list[VolumeMountStatus], "12 merge=mountPath keys=mountPath"]
    user: Annotated[ContainerUser, "13 pointer"]
    allocatedResourcesStatus: Annotated[list[ResourceStatus], "14 merge=name keys=name"]
    stopSignal: Annotated[Signal, "15 pointer"]


class PodResourceClaimStatus(Shape, total=False):
    name: Annotated[Required[str], "1"]
    resourceClaimName: Annotated[str, "2 pointer"]


class PodStatus(Shape, total=False):
    observedGeneration: Annotated[Int64, "17"]
    phase: Annotated[PodPhase, "1"]
    conditions: Annotated[list[PodCondition], "2 merge=type keys=type"]
    message: Annotated[str, "3"]
    reason: Annotated[str, "4"]
    nominatedNodeName: Annotated[str, "11"]
    hostIP: Annotated[str, "5"]
    hostIPs: Annotated[list[HostIP], "16 merge=ip"]
    podIP: Annotated[str, "6"]
    podIPs: Annotated[list[PodIP], "12 merge=ip keys=ip"]
    startTime: Annotated[Time, "7 pointer"]
    initContainerStatuses: Annotated[list[ContainerStatus], "10"]
    containerStatuses: Annotated[list[ContainerStatus], "8"]
    qosClass: Annotated[PodQOSClass, "9"]
    ephemeralContainerStatuses: Annotated[list[ContainerStatus], "13"]
    resize: Annotated[PodResizeStatus, "14"]
    resourceClaimStatuses: Annotated[list[PodResourceClaimStatus], "15 merge=name retainKeys keys=name"]


class Pod(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[PodSpec, "2"]
    status: Annotated[PodStatus, "3"]


class PodTemplateSpec(Shape, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[PodSpec, "2"]


class PodTemplate(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    template: Annotated[PodTemplateSpec, "2"]

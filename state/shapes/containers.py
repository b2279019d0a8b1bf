"""Containers of pods."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.references import ConfigMapKeySelector, LocalObjectReference, SecretKeySelector
from minikctl.state.shapes.shape import Int32, Int64, IntOrString, Quantity, Shape
from minikctl.state.shapes.volumes import ObjectFieldSelector, ResourceFieldSelector

# structs that are inlined in JSON but nested on the wire: (type, base) -> field number
EMBEDDED = {
    ("ConfigMapEnvSource", "LocalObjectReference"): 1,
    ("SecretEnvSource", "LocalObjectReference"): 1,
    ("Probe", "ProbeHandler"): 1,
    ("EphemeralContainer", "EphemeralContainerCommon"): 1,
}

AppArmorProfileType = str
Capability = str
ContainerRestartPolicy = str
MountPropagationMode = str
ProcMountType = str
Protocol = str
PullPolicy = str
RecursiveReadOnlyMode = str
ResourceName = str
ResourceResizeRestartPolicy = str
SeccompProfileType = str
Signal = str
TerminationMessagePolicy = str
URIScheme = str


class ContainerPort(Shape, total=False):
    name: Annotated[str, "1"]
    hostPort: Annotated[Int32, "2"]
    containerPort: Annotated[Required[Int32], "3"]
    protocol: Annotated[Protocol, "4"]
    hostIP: Annotated[str, "5"]


class ConfigMapEnvSource(LocalObjectReference, total=False):
    optional: Annotated[bool, "2 pointer"]


class SecretEnvSource(LocalObjectReference, total=False):
    optional: Annotated[bool, "2 pointer"]


class EnvFromSource(Shape, total=False):
    prefix: Annotated[str, "1"]
    configMapRef: Annotated[ConfigMapEnvSource, "2 pointer"]
    secretRef: Annotated[SecretEnvSource, "3 pointer"]


class EnvVarSource(Shape, total=False):
    fieldRef: Annotated[ObjectFieldSelector, "1 pointer atomic"]
    resourceFieldRef: Annotated[ResourceFieldSelector, "2 pointer atomic"]
    configMapKeyRef: Annotated[ConfigMapKeySelector, "3 pointer atomic"]
    secretKeyRef: Annotated[SecretKeySelector, "4 pointer atomic"]


class EnvVar(Shape, total=False):
    name: Annotated[Required[str], "1"]
    value: Annotated[str, "2"]
    valueFrom: Annotated[EnvVarSource, "3 pointer"]


class ResourceClaim(Shape, total=False):
    name: Annotated[Required[str], "1"]
    request: Annotated[str, "2"]


class ResourceRequirements(Shape, total=False):
    limits: Annotated[dict[str, Quantity], "1 go=v1.ResourceList"]
    requests: Annotated[dict[str, Quantity], "2 go=v1.ResourceList"]
    claims: Annotated[list[ResourceClaim], "3 keys=name"]


class ContainerResizePolicy(Shape, total=False):
    resourceName: Annotated[Required[ResourceName], "1"]
    restartPolicy: Annotated[Required[ResourceResizeRestartPolicy], "2"]


class VolumeMount(Shape, total=False):
    name: Annotated[Required[str], "1"]
    readOnly: Annotated[bool, "2"]
    recursiveReadOnly: Annotated[RecursiveReadOnlyMode, "7 pointer"]
    mountPath: Annotated[Required[str], "3"]
    subPath: Annotated[str, "4"]
    mountPropagation: Annotated[MountPropagationMode, "5 pointer"]
    subPathExpr: Annotated[str, "6"]


class VolumeDevice(Shape, total=False):
    name: Annotated[Required[str], "1"]
    devicePath: Annotated[Required[str], "2"]


class ExecAction(Shape, total=False):
    command: Annotated[list[str], "1"]


class HTTPHeader(Shape, total=False):
    name: Annotated[Required[str], "1"]
    value: Annotated[Required[str], "2"]


class HTTPGetAction(Shape, total=False):
    path: Annotated[str, "1"]
    port: Annotated[Required[IntOrString], "2"]
    host: Annotated[str, "3"]
    scheme: Annotated[URIScheme, "4"]
    httpHeaders: Annotated[list[HTTPHeader], "5"]


class TCPSocketAction(Shape, total=False):
    port: Annotated[Required[IntOrString], "1"]
    host: Annotated[str, "2"]


class GRPCAction(Shape, total=False):
    port: Annotated[Required[Int32], "1"]
    service: Annotated[str, "2 pointer always"]


class ProbeHandler(Shape, total=False):
    exec: Annotated[ExecAction, "1 pointer"]
    httpGet: Annotated[HTTPGetAction, "2 pointer"]
    tcpSocket: Annotated[TCPSocketAction, "3 pointer"]
    grpc: Annotated[GRPCAction, "4 pointer"]


class Probe(ProbeHandler, total=False):
    initialDelaySeconds: Annotated[Int32, "2"]
    timeoutSeconds: Annotated[Int32, "3"]
    periodSeconds: Annotated[Int32, "4"]
    successThreshold: Annotated[Int32, "5"]
    failureThreshold: Annotated[Int32, "6"]
    terminationGracePeriodSeconds: Annotated[Int64, "7 pointer"]


class SleepAction(Shape, total=False):
    seconds: Annotated[Required[Int64], "1"]


class LifecycleHandler(Shape, total=False):
    exec: Annotated[ExecAction, "1 pointer"]
    httpGet: Annotated[HTTPGetAction, "2 pointer"]
    tcpSocket: Annotated[TCPSocketAction, "3 pointer"]
    sleep: Annotated[SleepAction, "4 pointer"]


class Lifecycle(Shape, total=False):
    postStart: Annotated[LifecycleHandler, "1 pointer"]
    preStop: Annotated[LifecycleHandler, "2 pointer"]
    stopSignal: Annotated[Signal, "3 pointer"]


class Capabilities(Shape, total=False):
    add: Annotated[list[Capability], "1"]
    drop: Annotated[list[Capability], "2"]


class SELinuxOptions(Shape, total=False):
    user: Annotated[str, "1"]
    role: Annotated[str, "2"]
    type: Annotated[str, "3"]
    level: Annotated[str, "4"]


class WindowsSecurityContextOptions(Shape, total=False):
    gmsaCredentialSpecName: Annotated[str, "1 pointer"]
    gmsaCredentialSpec: Annotated[str, "2 pointer"]
    runAsUserName: Annotated[str, "3 pointer"]
    hostProcess: Annotated[bool, "4 pointer"]


class SeccompProfile(Shape, total=False):
    type: Annotated[Required[SeccompProfileType], "1"]
    localhostProfile: Annotated[str, "2 pointer"]


class AppArmorProfile(Shape, total=False):
    type: Annotated[Required[AppArmorProfileType], "1"]
    localhostProfile: Annotated[str, "2 pointer"]


class SecurityContext(Shape, total=False):
    capabilities: Annotated[Capabilities, "1 pointer"]
    privileged: Annotated[bool, "2 pointer"]
    seLinuxOptions: Annotated[SELinuxOptions, "3 pointer"]
    windowsOptions: Annotated[WindowsSecurityContextOptions, "10 pointer"]
    runAsUser: Annotated[Int64, "4 pointer"]
    runAsGroup: Annotated[Int64, "8 pointer"]
    runAsNonRoot: Annotated[bool, "5 pointer"]
    readOnlyRootFilesystem: Annotated[bool, "6 pointer"]
    allowPrivilegeEscalation: Annotated[bool, "7 pointer"]
    procMount: Annotated[ProcMountType, "9 pointer"]
    seccompProfile: Annotated[SeccompProfile, "11 pointer"]
    appArmorProfile: Annotated[AppArmorProfile, "12 pointer"]


class Container(Shape, total=False):
    name: Annotated[Required[str], "1"]
    image: Annotated[str, "2"]
    command: Annotated[list[str], "3"]
    args: Annotated[list[str], "4"]
    workingDir: Annotated[str, "5"]
    ports: Annotated[list[ContainerPort], "6 merge=containerPort keys=containerPort,protocol"]
    envFrom: Annotated[list[EnvFromSource], "19"]
    env: Annotated[list[EnvVar], "7 merge=name keys=name"]
    resources: Annotated[ResourceRequirements, "8"]
    resizePolicy: Annotated[list[ContainerResizePolicy], "23"]
    restartPolicy: Annotated[ContainerRestartPolicy, "24 pointer"]
    volumeMounts: Annotated[list[VolumeMount], "9 merge=mountPath keys=mountPath"]
    volumeDevices: Annotated[list[VolumeDevice], "21 merge=devicePath keys=devicePath"]
    livenessProbe: Annotated[Probe, "10 pointer"]
    readinessProbe: Annotated[Probe, "11 pointer"]
    startupProbe: Annotated[Probe, "22 pointer"]
    lifecycle: Annotated[Lifecycle, "12 pointer"]
    terminationMessagePath: Annotated[str, "13"]
    terminationMessagePolicy: Annotated[TerminationMessagePolicy, "20"]
    imagePullPolicy: Annotated[PullPolicy, "14"]
    securityContext: Annotated[SecurityContext, "15 pointer"]
    stdin: Annotated[bool, "16"]
    stdinOnce: Annotated[bool, "17"]
    tty: Annotated[bool, "18"]


class EphemeralContainerCommon(Shape, total=False):
    name: Annotated[Required[str], "1"]
    image: Annotated[str, "2"]
    command: Annotated[list[str], "3"]
    args: Annotated[list[str], "4"]
    workingDir: Annotated[str, "5"]
    ports: Annotated[list[ContainerPort], "6 merge=containerPort keys=containerPort,protocol"]
    envFrom: Annotated[list[EnvFromSource], "19"]
    env: Annotated[list[EnvVar], "7 merge=name keys=name"]
    resources: Annotated[ResourceRequirements, "8"]
    resizePolicy: Annotated[list[ContainerResizePolicy], "23"]
    restartPolicy: Annotated[ContainerRestartPolicy, "24 pointer"]
    volumeMounts: Annotated[list[VolumeMount], "9 merge=mountPath keys=mountPath"]
    volumeDevices: Annotated[list[VolumeDevice], "21 merge=devicePath keys=devicePath"]
    livenessProbe: Annotated[Probe, "10 pointer"]
    readinessProbe: Annotated[Probe, "11 pointer"]
    startupProbe: Annotated[Probe, "22 pointer"]
    lifecycle: Annotated[Lifecycle, "12 pointer"]
    terminationMessagePath: Annotated[str, "13"]
    terminationMessagePolicy: Annotated[TerminationMessagePolicy, "20"]
    imagePullPolicy: Annotated[PullPolicy, "14"]
    securityContext: Annotated[SecurityContext, "15 pointer"]
    stdin: Annotated[bool, "16"]
    stdinOnce: Annotated[bool, "17"]
    tty: Annotated[bool, "18"]


class EphemeralContainer(EphemeralContainerCommon, total=False):
    targetContainerName: Annotated[str, "2"]

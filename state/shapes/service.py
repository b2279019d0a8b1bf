"""Services and Endpoints."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import Condition, ObjectMeta, TypeMeta
from minikctl.state.shapes.references import ObjectReference
from minikctl.state.shapes.shape import Int32, IntOrString, Shape

ConditionStatus = str
IPFamily = str
IPFamilyPolicy = str
LoadBalancerIPMode = str
Protocol = str
ServiceAffinity = str
ServiceExternalTrafficPolicy = str
ServiceInternalTrafficPolicy = str
ServiceType = str


class ServicePort(Shape, total=False):
    name: Annotated[str, "1"]
    protocol: Annotated[Protocol, "2"]
    appProtocol: Annotated[str, "6 pointer"]
    port: Annotated[Required[Int32], "3"]
    targetPort: Annotated[IntOrString, "4"]
    nodePort: Annotated[Int32, "5"]


class ClientIPConfig(Shape, total=False):
    timeoutSeconds: Annotated[Int32, "1 pointer"]


class SessionAffinityConfig(Shape, total=False):
    clientIP: Annotated[ClientIPConfig, "1 pointer"]


class ServiceSpec(Shape, total=False):
    ports: Annotated[list[ServicePort], "1 merge=port keys=port,protocol"]
    selector: Annotated[dict[str, str], "2 atomic"]
    clusterIP: Annotated[str, "3"]
    clusterIPs: Annotated[list[str], "18"]
    type: Annotated[ServiceType, "4"]
    externalIPs: Annotated[list[str], "5"]
    sessionAffinity: Annotated[ServiceAffinity, "7"]
    loadBalancerIP: Annotated[str, "8"]
    loadBalancerSourceRanges: Annotated[list[str], "9"]
    externalName: Annotated[str, "10"]
    externalTrafficPolicy: Annotated[ServiceExternalTrafficPolicy, "11"]
    healthCheckNodePort: Annotated[Int32, "12"]
    publishNotReadyAddresses: Annotated[bool, "13"]
    sessionAffinityConfig: Annotated[SessionAffinityConfig, "14 pointer"]
    ipFamilies: Annotated[list[IPFamily], "19"]
    ipFamilyPolicy: Annotated[IPFamilyPolicy, "17 pointer"]
    allocateLoadBalancerNodePorts: Annotated[bool, "20 pointer"]
    loadBalancerClass: Annotated[str, "21 pointer"]
    internalTrafficPolicy: Annotated[ServiceInternalTrafficPolicy, "22 pointer"]
    trafficDistribution: Annotated[str, "23 pointer"]


class PortStatus(Shape, total=False):
    port: Annotated[Required[Int32], "1"]
    protocol: Annotated[Required[Protocol], "2"]
    error: Annotated[str, "3 pointer"]


class LoadBalancerIngress(Shape, total=False):
    ip: Annotated[str, "1"]
    hostname: Annotated[str, "2"]
    ipMode: Annotated[LoadBalancerIPMode, "3 pointer"]
    ports: Annotated[list[PortStatus], "4"]


class LoadBalancerStatus(Shape, total=False):
    ingress: Annotated[list[LoadBalancerIngress], "1"]


class ServiceStatus(Shape, total=False):
    loadBalancer: Annotated[LoadBalancerStatus, "1"]
    conditions: Annotated[list[Condition], "2 merge=type keys=type"]


class Service(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[ServiceSpec, "2"]
    status: Annotated[ServiceStatus, "3"]


class EndpointAddress(Shape, total=False):
    ip: Annotated[Required[str], "1"]
    hostname: Annotated[str, "3"]
    nodeName: Annotated[str, "4 pointer"]
    targetRef: Annotated[ObjectReference, "2 pointer atomic"]


class EndpointPort(Shape, total=False):
    name: Annotated[str, "1"]
    port: Annotated[Required[Int32], "2"]
    protocol: Annotated[Protocol, "3"]
    appProtocol: Annotated[str, "4 pointer"]


class EndpointSubset(Shape, total=False):
    addresses: Annotated[list[EndpointAddress], "1"]
    notReadyAddresses: Annotated[list[EndpointAddress], "2"]
    ports: Annotated[list[EndpointPort], "3"]


class Endpoints(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    subsets: Annotated[list[EndpointSubset], "2"]

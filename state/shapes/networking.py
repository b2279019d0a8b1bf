"""The kinds of networking.k8s.io/v1."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import Condition, LabelSelector, ObjectMeta, TypeMeta
from minikctl.state.shapes.references import TypedLocalObjectReference
from minikctl.state.shapes.shape import Int32, IntOrString, Shape

# structs that are inlined in JSON but nested on the wire: (type, base) -> field number
EMBEDDED = {("IngressRule", "IngressRuleValue"): 2}

PathType = str
PolicyType = str
Protocol = str


class ServiceBackendPort(Shape, total=False):
    name: Annotated[str, "1"]
    number: Annotated[Int32, "2"]


class IngressServiceBackend(Shape, total=False):
    name: Annotated[Required[str], "1"]
    port: Annotated[ServiceBackendPort, "2 atomic"]


class IngressBackend(Shape, total=False):
    service: Annotated[IngressServiceBackend, "4 pointer"]
    resource: Annotated[TypedLocalObjectReference, "3 pointer atomic"]


class IngressTLS(Shape, total=False):
    hosts: Annotated[list[str], "1"]
    secretName: Annotated[str, "2"]


class HTTPIngressPath(Shape, total=False):
    path: Annotated[str, "1"]
    pathType: Annotated[Required[PathType], "3 pointer"]
    backend: Annotated[Required[IngressBackend], "2"]


class HTTPIngressRuleValue(Shape, total=False):
    paths: Annotated[Required[list[HTTPIngressPath]], "1"]


class IngressRuleValue(Shape, total=False):
    http: Annotated[HTTPIngressRuleValue, "1 pointer"]


class IngressRule(IngressRuleValue, total=False):
    host: Annotated[str, "1"]


class IngressSpec(Shape, total=False):
    ingressClassName: Annotated[str, "4 pointer"]
    defaultBackend: Annotated[IngressBackend, "1 pointer"]
    tls: Annotated[list[IngressTLS], "2"]
    rules: Annotated[list[IngressRule], "3"]


class IngressPortStatus(Shape, total=False):
    port: Annotated[Required[Int32], "1"]
    protocol: Annotated[Required[Protocol], "2"]
    error: Annotated[str, "3 pointer"]


class IngressLoadBalancerIngress(Shape, total=False):
    ip: Annotated[str, "1"]
    hostname: Annotated[str, "2"]
    ports: Annotated[list[IngressPortStatus], "4"]


class IngressLoadBalancerStatus(Shape, total=False):
    ingress: Annotated[list[IngressLoadBalancerIngress], "1"]


class IngressStatus(Shape, total=False):
    loadBalancer: Annotated[IngressLoadBalancerStatus, "1"]


class Ingress(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[IngressSpec, "2"]
    status: Annotated[IngressStatus, "3"]


class IngressClassParametersReference(Shape, total=False):
    apiGroup: Annotated[str, "1 pointer"]
    kind: Annotated[Required[str], "2"]
    name: Annotated[Required[str], "3"]
    scope: Annotated[str, "4 pointer always"]
    namespace: Annotated[str, "5 pointer"]


class IngressClassSpec(Shape, total=False):
    controller: Annotated[str, "1"]
    parameters: Annotated[IngressClassParametersReference, "2 pointer"]


class IngressClass(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[IngressClassSpec, "2"]


class NetworkPolicyPort(Shape, total=False):
    protocol: Annotated[Protocol, "1 pointer"]
    port: Annotated[IntOrString, "2 pointer"]
    endPort: Annotated[Int32, "3 pointer"]


class IPBlock(Shape, total=False):
    cidr: Annotated[Required[str], "1"]
    except_: Annotated[list[str], "2 json=except"]


class NetworkPolicyPeer(Shape, total=False):
    podSelector: Annotated[LabelSelector, "1 pointer atomic"]
    namespaceSelector: Annotated[LabelSelector, "2 pointer atomic"]
    ipBlock: Annotated[IPBlock, "3 pointer"]


class NetworkPolicyIngressRule(Shape, total=False):
    ports: Annotated[list[NetworkPolicyPort], "1"]
    from_: Annotated[list[NetworkPolicyPeer], "2 json=from"]


class NetworkPolicyEgressRule(Shape, total=False):
    ports: Annotated[list[NetworkPolicyPort], "1"]
    to: Annotated[list[NetworkPolicyPeer], "2"]


class NetworkPolicySpec(Shape, total=False):
    podSelector: Annotated[Required[LabelSelector], "1 atomic"]
    ingress: Annotated[list[NetworkPolicyIngressRule], "2"]
    egress: Annotated[list[NetworkPolicyEgressRule], "3"]
    policyTypes: Annotated[list[PolicyType], "4"]


class NetworkPolicy(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[NetworkPolicySpec, "2"]


class ParentReference(Shape, total=False):
    group: Annotated[str, "1"]
    resource: Annotated[Required[str], "2 omitted"]
    namespace: Annotated[str, "3"]
    name: Annotated[Required[str], "4 omitted"]


class IPAddressSpec(Shape, total=False):
    parentRef: Annotated[Required[ParentReference], "1 pointer omitted"]


class IPAddress(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[IPAddressSpec, "2"]


class ServiceCIDRSpec(Shape, total=False):
    cidrs: Annotated[list[str], "1"]


class ServiceCIDRStatus(Shape, total=False):
    conditions: Annotated[list[Condition], "1 merge=type keys=type"]


class ServiceCIDR(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[ServiceCIDRSpec, "2"]
    status: Annotated[ServiceCIDRStatus, "3"]

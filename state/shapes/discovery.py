"""The kinds of discovery.k8s.io/v1."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import ObjectMeta, TypeMeta
from minikctl.state.shapes.references import ObjectReference
from minikctl.state.shapes.shape import Int32, Shape

AddressType = str
Protocol = str


class EndpointConditions(Shape, total=False):
    ready: Annotated[bool, "1 pointer"]
    serving: Annotated[bool, "2 pointer"]
    terminating: Annotated[bool, "3 pointer"]


class ForZone(Shape, total=False):
    name: Annotated[Required[str], "1"]


class ForNode(Shape, total=False):
    name: Annotated[Required[str], "1"]


class EndpointHints(Shape, total=False):
    forZones: Annotated[list[ForZone], "1"]
    forNodes: Annotated[list[ForNode], "2"]


class Endpoint(Shape, total=False):
    addresses: Annotated[Required[list[str]], "1 set"]
    conditions: Annotated[EndpointConditions, "2"]
    hostname: Annotated[str, "3 pointer"]
    targetRef: Annotated[ObjectReference, "4 pointer atomic"]
    deprecatedTopology: Annotated[dict[str, str], "5"]
    nodeName: Annotated[str, "6 pointer"]
    zone: Annotated[str, "7 pointer"]
    hints: Annotated[EndpointHints, "8 pointer"]


class EndpointPort(Shape, total=False):
    name: Annotated[str, "1 pointer"]
    protocol: Annotated[Protocol, "2 pointer"]
    port: Annotated[Int32, "3 pointer"]
    appProtocol: Annotated[str, "4 pointer"]


class EndpointSlice(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    addressType: Annotated[Required[AddressType], "4"]
    endpoints: Annotated[Required[list[Endpoint]], "2"]
    ports: Annotated[list[EndpointPort], "3 always"]

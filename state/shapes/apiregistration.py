"""The kinds of apiregistration.k8s.io/v1."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import ObjectMeta, TypeMeta
from minikctl.state.shapes.shape import Bytes, Int32, Shape, Time

APIServiceConditionType = str
ConditionStatus = str


class ServiceReference(Shape, total=False):
    namespace: Annotated[str, "1"]
    name: Annotated[str, "2"]
    port: Annotated[Int32, "3 pointer"]


class APIServiceSpec(Shape, total=False):
    service: Annotated[ServiceReference, "1 pointer"]
    group: Annotated[str, "2"]
    version: Annotated[str, "3"]
    insecureSkipTLSVerify: Annotated[bool, "4"]
    caBundle: Annotated[Bytes, "5"]
    groupPriorityMinimum: Annotated[Required[Int32], "7"]
    versionPriority: Annotated[Required[Int32], "8"]


class APIServiceCondition(Shape, total=False):
    type: Annotated[Required[APIServiceConditionType], "1"]
    status: Annotated[Required[ConditionStatus], "2"]
    lastTransitionTime: Annotated[Time, "3"]
    reason: Annotated[str, "4"]
    message: Annotated[str, "5"]


class APIServiceStatus(Shape, total=False):
    conditions: Annotated[list[APIServiceCondition], "1 merge=type keys=type"]


class APIService(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[APIServiceSpec, "2"]
    status: Annotated[APIServiceStatus, "3"]

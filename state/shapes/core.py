"""The small kinds of the core group."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import ObjectMeta, TypeMeta
from minikctl.state.shapes.references import LocalObjectReference, ObjectReference
from minikctl.state.shapes.shape import Bytes, Int32, MicroTime, Quantity, Shape, Time

ComponentConditionType = str
ConditionStatus = str
FinalizerName = str
LimitType = str
NamespaceConditionType = str
NamespacePhase = str
ResourceQuotaScope = str
ScopeSelectorOperator = str
SecretType = str


class NamespaceSpec(Shape, total=False):
    finalizers: Annotated[list[FinalizerName], "1"]


class NamespaceCondition(Shape, total=False):
    type: Annotated[Required[NamespaceConditionType], "1"]
    status: Annotated[Required[ConditionStatus], "2"]
    lastTransitionTime: Annotated[Time, "4"]
    reason: Annotated[str, "5"]
    message: Annotated[str, "6"]


class NamespaceStatus(Shape, total=False):
    phase: Annotated[NamespacePhase, "1"]
    conditions: Annotated[list[NamespaceCondition], "2 merge=type keys=type"]


class Namespace(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[NamespaceSpec, "2"]
    status: Annotated[NamespaceStatus, "3"]


class ConfigMap(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    immutable: Annotated[bool, "4 pointer"]
    data: Annotated[dict[str, str], "2"]
    binaryData: Annotated[dict[str, Bytes], "3"]


class Secret(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    immutable: Annotated[bool, "5 pointer"]
    data: Annotated[dict[str, Bytes], "2"]
    stringData: Annotated[dict[str, str], "4"]
    type: Annotated[SecretType, "3"]


class ServiceAccount(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    secrets: Annotated[list[ObjectReference], "2 merge=name keys=name"]
    imagePullSecrets: Annotated[list[LocalObjectReference], "3"]
    automountServiceAccountToken: Annotated[bool, "4 pointer"]


class EventSource(Shape, total=False):
    component: Annotated[str, "1"]
    host: Annotated[str, "2"]


class EventSeries(Shape, total=False):
    count: Annotated[Int32, "1"]
    lastObservedTime: Annotated[MicroTime, "2"]


class Event(TypeMeta, total=False):
    metadata: Annotated[Required[ObjectMeta], "1"]
    involvedObject: Annotated[Required[ObjectReference], "2 atomic"]
    reason: Annotated[str, "3"]
    message: Annotated[str, "4"]
    source: Annotated[EventSource, "5"]
    firstTimestamp: Annotated[Time, "6"]
    lastTimestamp: Annotated[Time, "7"]
    count: Annotated[Int32, "8"]
    type: Annotated[str, "9"]
    eventTime: Annotated[MicroTime, "10"]
    series: Annotated[EventSeries, "11 pointer"]
    action: Annotated[str, "12"]
    related: Annotated[ObjectReference, "13 pointer atomic"]
    reportingComponent: Annotated[str, "14 always"]
    reportingInstance: Annotated[str, "15 always"]


class LimitRangeItem(Shape, total=False):
    type: Annotated[Required[LimitType], "1"]
    max: Annotated[dict[str, Quantity], "2 go=v1.ResourceList"]
    min: Annotated[dict[str, Quantity], "3 go=v1.ResourceList"]
    default: Annotated[dict[str, Quantity], "4 go=v1.ResourceList"]
    defaultRequest: Annotated[dict[str, Quantity], "5 go=v1.ResourceList"]
    maxLimitRequestRatio: Annotated[dict[str, Quantity], "6 go=v1.ResourceList"]


class LimitRangeSpec(Shape, total=False):
    limits: Annotated[Required[list[LimitRangeItem]], "1"]


class LimitRange(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[LimitRangeSpec, "2"]


class ScopedResourceSelectorRequirement(Shape, total=False):
    scopeName: Annotated[Required[ResourceQuotaScope], "1"]
    operator: Annotated[Required[ScopeSelectorOperator], "2"]
    values: Annotated[list[str], "3"]


class ScopeSelector(Shape, total=False):
    matchExpressions: Annotated[list[ScopedResourceSelectorRequirement], "1"]


class ResourceQuotaSpec(Shape, total=False):
    hard: Annotated[dict[str, Quantity], "1 go=v1.ResourceList"]
    scopes: Annotated[list[ResourceQuotaScope], "2"]
    scopeSelector: Annotated[ScopeSelector, "3 pointer atomic"]


class ResourceQuotaStatus(Shape, total=False):
    hard: Annotated[dict[str, Quantity], "1 go=v1.ResourceList"]
    used: Annotated[dict[str, Quantity], "2 go=v1.ResourceList"]


class ResourceQuota(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[ResourceQuotaSpec, "2"]
    status: Annotated[ResourceQuotaStatus, "3"]


class Binding(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    target: Annotated[Required[ObjectReference], "2 atomic"]


class ComponentCondition(Shape, total=False):
    type: Annotated[Required[ComponentConditionType], "1"]
    status: Annotated[Required[ConditionStatus], "2"]
    message: Annotated[str, "3"]
    error: Annotated[str, "4"]


class ComponentStatus(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    conditions: Annotated[list[ComponentCondition], "2 merge=type keys=type"]

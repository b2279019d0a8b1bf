"""The kinds of autoscaling/v2."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import LabelSelector, ObjectMeta, TypeMeta
from minikctl.state.shapes.shape import Int32, Int64, Quantity, Shape, Time

PACKAGE = "v2"  # how Go names it in errors

ConditionStatus = str
HPAScalingPolicyType = str
HorizontalPodAutoscalerConditionType = str
MetricSourceType = str
MetricTargetType = str
ResourceName = str
ScalingPolicySelect = str


class CrossVersionObjectReference(Shape, total=False):
    kind: Annotated[Required[str], "1"]
    name: Annotated[Required[str], "2"]
    apiVersion: Annotated[str, "3"]


class MetricTarget(Shape, total=False):
    type: Annotated[Required[MetricTargetType], "1"]
    value: Annotated[Quantity, "2 pointer"]
    averageValue: Annotated[Quantity, "3 pointer"]
    averageUtilization: Annotated[Int32, "4 pointer"]


class MetricIdentifier(Shape, total=False):
    name: Annotated[Required[str], "1"]
    selector: Annotated[LabelSelector, "2 pointer atomic"]


class ObjectMetricSource(Shape, total=False):
    describedObject: Annotated[Required[CrossVersionObjectReference], "1"]
    target: Annotated[Required[MetricTarget], "2"]
    metric: Annotated[Required[MetricIdentifier], "3"]


class PodsMetricSource(Shape, total=False):
    metric: Annotated[Required[MetricIdentifier], "1"]
    target: Annotated[Required[MetricTarget], "2"]


class ResourceMetricSource(Shape, total=False):
    name: Annotated[Required[ResourceName], "1 go=v1.ResourceName"]
    target: Annotated[Required[MetricTarget], "2"]


class ContainerResourceMetricSource(Shape, total=False):
    name: Annotated[Required[ResourceName], "1 go=v1.ResourceName"]
    target: Annotated[Required[MetricTarget], "2"]
    container: Annotated[Required[str], "3"]


class ExternalMetricSource(Shape, total=False):
    metric: Annotated[Required[MetricIdentifier], "1"]
    target: Annotated[Required[MetricTarget], "2"]


class MetricSpec(Shape, total=False):
    type: Annotated[Required[MetricSourceType], "1"]
    object: Annotated[ObjectMetricSource, "2 pointer"]
    pods: Annotated[PodsMetricSource, "3 pointer"]
    resource: Annotated[ResourceMetricSource, "4 pointer"]
    containerResource: Annotated[ContainerResourceMetricSource, "7 pointer"]
    external: Annotated[ExternalMetricSource, "5 pointer"]


class HPAScalingPolicy(Shape, total=False):
    type: Annotated[Required[HPAScalingPolicyType], "1"]
    value: Annotated[Required[Int32], "2"]
    periodSeconds: Annotated[Required[Int32], "3"]


class HPAScalingRules(Shape, total=False):
    stabilizationWindowSeconds: Annotated[Int32, "3 pointer"]
    selectPolicy: Annotated[ScalingPolicySelect, "1 pointer"]
    policies: Annotated[list[HPAScalingPolicy], "2"]
    tolerance: Annotated[Quantity, "4 pointer"]


class HorizontalPodAutoscalerBehavior(Shape, total=False):
    scaleUp: Annotated[HPAScalingRules, "1 pointer"]
    scaleDown: Annotated[HPAScalingRules, "2 pointer"]


class HorizontalPodAutoscalerSpec(Shape, total=False):
    scaleTargetRef: Annotated[Required[CrossVersionObjectReference], "1"]
    minReplicas: Annotated[Int32, "2 pointer"]
    maxReplicas: Annotated[Required[Int32], "3"]
    metrics: Annotated[list[MetricSpec], "4"]
    behavior: Annotated[HorizontalPodAutoscalerBehavior, "5 pointer"]


class MetricValueStatus(Shape, total=False):
    value: Annotated[Quantity, "1 pointer"]
    averageValue: Annotated[Quantity, "2 pointer"]
    averageUtilization: Annotated[Int32, "3 pointer"]


class ObjectMetricStatus(Shape, total=False):
    metric: Annotated[Required[MetricIdentifier], "1"]
    current: Annotated[Required[MetricValueStatus], "2"]
    describedObject: Annotated[Required[CrossVersionObjectReference], "3"]


class PodsMetricStatus(Shape, total=False):
    metric: Annotated[Required[MetricIdentifier], "1"]
    current: Annotated[Required[MetricValueStatus], "2"]


class ResourceMetricStatus(Shape, total=False):
    name: Annotated[Required[ResourceName], "1 go=v1.ResourceName"]
    current: Annotated[Required[MetricValueStatus], "2"]


class ContainerResourceMetricStatus(Shape, total=False):
    name: Annotated[Required[ResourceName], "1 go=v1.ResourceName"]
    current: Annotated[Required[MetricValueStatus], "2"]
    container: Annotated[Required[str], "3"]


class ExternalMetricStatus(Shape, total=False):
    metric: Annotated[Required[MetricIdentifier], "1"]
    current: Annotated[Required[MetricValueStatus], "2"]


class MetricStatus(Shape, total=False):
    type: Annotated[Required[MetricSourceType], "1"]
    object: Annotated[ObjectMetricStatus, "2 pointer"]
    pods: Annotated[PodsMetricStatus, "3 pointer"]
    resource: Annotated[ResourceMetricStatus, "4 pointer"]
    containerResource: Annotated[ContainerResourceMetricStatus, "7 pointer"]
    external: Annotated[ExternalMetricStatus, "5 pointer"]


class HorizontalPodAutoscalerCondition(Shape, total=False):
    type: Annotated[Required[HorizontalPodAutoscalerConditionType], "1"]
    status: Annotated[Required[ConditionStatus], "2 go=v1.ConditionStatus"]
    lastTransitionTime: Annotated[Time, "3"]
    reason: Annotated[str, "4"]
    message: Annotated[str, "5"]


class HorizontalPodAutoscalerStatus(Shape, total=False):
    observedGeneration: Annotated[Int64, "1 pointer"]
    lastScaleTime: Annotated[Time, "2 pointer"]
    currentReplicas: Annotated[Int32, "3"]
    desiredReplicas: Annotated[Required[Int32], "4"]
    currentMetrics: Annotated[list[MetricStatus], "5 always"]
    conditions: Annotated[list[HorizontalPodAutoscalerCondition], "6 merge=type keys=type"]


class HorizontalPodAutoscaler(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[HorizontalPodAutoscalerSpec, "2"]
    status: Annotated[HorizontalPodAutoscalerStatus, "3"]

"""The kinds of autoscaling/v1."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import ObjectMeta, TypeMeta
from minikctl.state.shapes.shape import Int32, Int64, Shape, Time


class CrossVersionObjectReference(Shape, total=False):
    kind: Annotated[Required[str], "1"]
    name: Annotated[Required[str], "2"]
    apiVersion: Annotated[str, "3"]


class HorizontalPodAutoscalerSpec(Shape, total=False):
    scaleTargetRef: Annotated[Required[CrossVersionObjectReference], "1 atomic"]
    minReplicas: Annotated[Int32, "2 pointer"]
    maxReplicas: Annotated[Required[Int32], "3"]
    targetCPUUtilizationPercentage: Annotated[Int32, "4 pointer"]


class HorizontalPodAutoscalerStatus(Shape, total=False):
    observedGeneration: Annotated[Int64, "1 pointer"]
    lastScaleTime: Annotated[Time, "2 pointer"]
    currentReplicas: Annotated[Required[Int32], "3"]
    desiredReplicas: Annotated[Required[Int32], "4"]
    currentCPUUtilizationPercentage: Annotated[Int32, "5 pointer"]


class HorizontalPodAutoscaler(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[HorizontalPodAutoscalerSpec, "2"]
    status: Annotated[HorizontalPodAutoscalerStatus, "3"]


class ScaleSpec(Shape, total=False):
    replicas: Annotated[Int32, "1"]


class ScaleStatus(Shape, total=False):
    replicas: Annotated[Required[Int32], "1"]
    selector: Annotated[str, "2"]


class Scale(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[ScaleSpec, "2"]
    status: Annotated[ScaleStatus, "3"]

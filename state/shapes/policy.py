"""The kinds of policy/v1."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import Condition, DeleteOptions, LabelSelector, ObjectMeta, TypeMeta
from minikctl.state.shapes.shape import Int32, Int64, IntOrString, Shape, Time

UnhealthyPodEvictionPolicyType = str


class PodDisruptionBudgetSpec(Shape, total=False):
    minAvailable: Annotated[IntOrString, "1 pointer"]
    selector: Annotated[LabelSelector, "2 pointer replace atomic"]
    maxUnavailable: Annotated[IntOrString, "3 pointer"]
    unhealthyPodEvictionPolicy: Annotated[UnhealthyPodEvictionPolicyType, "4 pointer"]


class PodDisruptionBudgetStatus(Shape, total=False):
    observedGeneration: Annotated[Int64, "1"]
    disruptedPods: Annotated[dict[str, Time], "2"]
    disruptionsAllowed: Annotated[Required[Int32], "3"]
    currentHealthy: Annotated[Required[Int32], "4"]
    desiredHealthy: Annotated[Required[Int32], "5"]
    expectedPods: Annotated[Required[Int32], "6"]
    conditions: Annotated[list[Condition], "7 merge=type keys=type"]


class PodDisruptionBudget(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[PodDisruptionBudgetSpec, "2"]
    status: Annotated[PodDisruptionBudgetStatus, "3"]


class Eviction(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    deleteOptions: Annotated[DeleteOptions, "2 pointer"]

"""ReplicationControllers."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import ObjectMeta, TypeMeta
from minikctl.state.shapes.pod import PodTemplateSpec
from minikctl.state.shapes.shape import Int32, Int64, Shape, Time

ConditionStatus = str
ReplicationControllerConditionType = str


class ReplicationControllerSpec(Shape, total=False):
    replicas: Annotated[Int32, "1 pointer"]
    minReadySeconds: Annotated[Int32, "4"]
    selector: Annotated[dict[str, str], "2 atomic"]
    template: Annotated[PodTemplateSpec, "3 pointer"]


class ReplicationControllerCondition(Shape, total=False):
    type: Annotated[Required[ReplicationControllerConditionType], "1"]
    status: Annotated[Required[ConditionStatus], "2"]
    lastTransitionTime: Annotated[Time, "3"]
    reason: Annotated[str, "4"]
    message: Annotated[str, "5"]


class ReplicationControllerStatus(Shape, total=False):
    replicas: Annotated[Required[Int32], "1"]
    fullyLabeledReplicas: Annotated[Int32, "2"]
    readyReplicas: Annotated[Int32, "4"]
    availableReplicas: Annotated[Int32, "5"]
    observedGeneration: Annotated[Int64, "3"]
    conditions: Annotated[list[ReplicationControllerCondition], "6 merge=type keys=type"]


class ReplicationController(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[ReplicationControllerSpec, "2"]
    status: Annotated[ReplicationControllerStatus, "3"]

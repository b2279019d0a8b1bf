"""The kinds of apps/v1."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import LabelSelector, ObjectMeta, TypeMeta
from minikctl.state.shapes.pod import PodTemplateSpec
from minikctl.state.shapes.shape import Int32, Int64, IntOrString, RawExtension, Shape, Time
from minikctl.state.shapes.volumes import PersistentVolumeClaim

ConditionStatus = str
DaemonSetConditionType = str
DaemonSetUpdateStrategyType = str
DeploymentConditionType = str
DeploymentStrategyType = str
PersistentVolumeClaimRetentionPolicyType = str
PodManagementPolicyType = str
ReplicaSetConditionType = str
StatefulSetConditionType = str
StatefulSetUpdateStrategyType = str


class RollingUpdateDeployment(Shape, total=False):
    maxUnavailable: Annotated[IntOrString, "1 pointer"]
    maxSurge: Annotated[IntOrString, "2 pointer"]


class DeploymentStrategy(Shape, total=False):
    type: Annotated[DeploymentStrategyType, "1"]
    rollingUpdate: Annotated[RollingUpdateDeployment, "2 pointer"]


class DeploymentSpec(Shape, total=False):
    replicas: Annotated[Int32, "1 pointer"]
    selector: Annotated[Required[LabelSelector], "2 pointer atomic"]
    template: Annotated[Required[PodTemplateSpec], "3"]
    strategy: Annotated[DeploymentStrategy, "4 retainKeys"]
    minReadySeconds: Annotated[Int32, "5"]
    revisionHistoryLimit: Annotated[Int32, "6 pointer"]
    paused: Annotated[bool, "7"]
    progressDeadlineSeconds: Annotated[Int32, "9 pointer"]


class DeploymentCondition(Shape, total=False):
    type: Annotated[Required[DeploymentConditionType], "1"]
    status: Annotated[Required[ConditionStatus], "2"]
    lastUpdateTime: Annotated[Time, "6"]
    lastTransitionTime: Annotated[Time, "7"]
    reason: Annotated[str, "4"]
    message: Annotated[str, "5"]


class DeploymentStatus(Shape, total=False):
    observedGeneration: Annotated[Int64, "1"]
    replicas: Annotated[Int32, "2"]
    updatedReplicas: Annotated[Int32, "3"]
    readyReplicas: Annotated[Int32, "7"]
    availableReplicas: Annotated[Int32, "4"]
    unavailableReplicas: Annotated[Int32, "5"]
    terminatingReplicas: Annotated[Int32, "9 pointer"]
    conditions: Annotated[list[DeploymentCondition], "6 merge=type keys=type"]
    collisionCount: Annotated[Int32, "8 pointer"]


class Deployment(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[DeploymentSpec, "2"]
    status: Annotated[DeploymentStatus, "3"]


class ReplicaSetSpec(Shape, total=False):
    replicas: Annotated[Int32, "1 pointer"]
    minReadySeconds: Annotated[Int32, "4"]
    selector: Annotated[Required[LabelSelector], "2 pointer atomic"]
    template: Annotated[PodTemplateSpec, "3"]


class ReplicaSetCondition(Shape, total=False):
    type: Annotated[Required[ReplicaSetConditionType], "1"]
    status: Annotated[Required[ConditionStatus], "2"]
    lastTransitionTime: Annotated[Time, "3"]
    reason: Annotated[str, "4"]
    message: Annotated[str, "5"]


class ReplicaSetStatus(Shape, total=False):
    replicas: Annotated[Required[Int32], "1"]
    fullyLabeledReplicas: Annotated[Int32, "2"]
    readyReplicas: Annotated[Int32, "4"]
    availableReplicas: Annotated[Int32, "5"]
    terminatingReplicas: Annotated[Int32, "7 pointer"]
    observedGeneration: Annotated[Int64, "3"]
    conditions: Annotated[list[ReplicaSetCondition], "6 merge=type keys=type"]


class ReplicaSet(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[ReplicaSetSpec, "2"]
    status: Annotated[ReplicaSetStatus, "3"]


class RollingUpdateStatefulSetStrategy(Shape, total=False):
    partition: Annotated[Int32, "1 pointer"]
    maxUnavailable: Annotated[IntOrString, "2 pointer"]


class StatefulSetUpdateStrategy(Shape, total=False):
    type: Annotated[StatefulSetUpdateStrategyType, "1"]
    rollingUpdate: Annotated[RollingUpdateStatefulSetStrategy, "2 pointer"]


class StatefulSetPersistentVolumeClaimRetentionPolicy(Shape, total=False):
    whenDeleted: Annotated[PersistentVolumeClaimRetentionPolicyType, "1"]
    whenScaled: Annotated[PersistentVolumeClaimRetentionPolicyType, "2"]


class StatefulSetOrdinals(Shape, total=False):
    start: Annotated[Int32, "1 always"]


class StatefulSetSpec(Shape, total=False):
    replicas: Annotated[Int32, "1 pointer"]
    selector: Annotated[Required[LabelSelector], "2 pointer atomic"]
    template: Annotated[Required[PodTemplateSpec], "3"]
    volumeClaimTemplates: Annotated[list[PersistentVolumeClaim], "4"]
    serviceName: Annotated[str, "5 always"]
    podManagementPolicy: Annotated[PodManagementPolicyType, "6"]
    updateStrategy: Annotated[StatefulSetUpdateStrategy, "7"]
    revisionHistoryLimit: Annotated[Int32, "8 pointer"]
    minReadySeconds: Annotated[Int32, "9"]
    persistentVolumeClaimRetentionPolicy: Annotated[StatefulSetPersistentVolumeClaimRetentionPolicy, "10 pointer"]
    ordinals: Annotated[StatefulSetOrdinals, "11 pointer"]


class StatefulSetCondition(Shape, total=False):
    type: Annotated[Required[StatefulSetConditionType], "1"]
    status: Annotated[Required[ConditionStatus], "2"]
    lastTransitionTime: Annotated[Time, "3"]
    reason: Annotated[str, "4"]
    message: Annotated[str, "5"]


class StatefulSetStatus(Shape, total=False):
    observedGeneration: Annotated[Int64, "1"]
    replicas: Annotated[Required[Int32], "2"]
    readyReplicas: Annotated[Int32, "3"]
    currentReplicas: Annotated[Int32, "4"]
    updatedReplicas: Annotated[Int32, "5"]
    currentRevision: Annotated[str, "6"]
    updateRevision: Annotated[str, "7"]
    collisionCount: Annotated[Int32, "9 pointer"]
    conditions: Annotated[list[StatefulSetCondition], "10 merge=type keys=type"]
    availableReplicas: Annotated[Int32, "11 always"]


class StatefulSet(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[StatefulSetSpec, "2"]
    status: Annotated[StatefulSetStatus, "3"]


class RollingUpdateDaemonSet(Shape, total=False):
    maxUnavailable: Annotated[IntOrString, "1 pointer"]
    maxSurge: Annotated[IntOrString, "2 pointer"]


class DaemonSetUpdateStrategy(Shape, total=False):
    type: Annotated[DaemonSetUpdateStrategyType, "1"]
    rollingUpdate: Annotated[RollingUpdateDaemonSet, "2 pointer"]


class DaemonSetSpec(Shape, total=False):
    selector: Annotated[Required[LabelSelector], "1 pointer atomic"]
    template: Annotated[Required[PodTemplateSpec], "2"]
    updateStrategy: Annotated[DaemonSetUpdateStrategy, "3"]
    minReadySeconds: Annotated[Int32, "4"]
    revisionHistoryLimit: Annotated[Int32, "6 pointer"]


class DaemonSetCondition(Shape, total=False):
    type: Annotated[Required[DaemonSetConditionType], "1"]
    status: Annotated[Required[ConditionStatus], "2"]
    lastTransitionTime: Annotated[Time, "3"]
    reason: Annotated[str, "4"]
    message: Annotated[str, "5"]


class DaemonSetStatus(Shape, total=False):
    currentNumberScheduled: Annotated[Required[Int32], "1"]
    numberMisscheduled: Annotated[Required[Int32], "2"]
    desiredNumberScheduled: Annotated[Required[Int32], "3"]
    numberReady: Annotated[Required[Int32], "4"]
    observedGeneration: Annotated[Int64, "5"]
    updatedNumberScheduled: Annotated[Int32, "6"]
    numberAvailable: Annotated[Int32, "7"]
    numberUnavailable: Annotated[Int32, "8"]
    collisionCount: Annotated[Int32, "9 pointer"]
    conditions: Annotated[list[DaemonSetCondition], "10 merge=type keys=type"]


class DaemonSet(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[DaemonSetSpec, "2"]
    status: Annotated[DaemonSetStatus, "3"]


class ControllerRevision(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    data: Annotated[RawExtension, "2"]
    revision: Annotated[Required[Int64], "3"]

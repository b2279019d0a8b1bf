"""The kinds of batch/v1."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import LabelSelector, ObjectMeta, TypeMeta
from minikctl.state.shapes.pod import PodTemplateSpec
from minikctl.state.shapes.references import ObjectReference
from minikctl.state.shapes.shape import Int32, Int64, Shape, Time

CompletionMode = str
ConcurrencyPolicy = str
ConditionStatus = str
JobConditionType = str
PodConditionType = str
PodFailurePolicyAction = str
PodFailurePolicyOnExitCodesOperator = str
PodReplacementPolicy = str
UID = str


class PodFailurePolicyOnExitCodesRequirement(Shape, total=False):
    containerName: Annotated[str, "1 pointer"]
    operator: Annotated[Required[PodFailurePolicyOnExitCodesOperator], "2"]
    values: Annotated[Required[list[Int32]], "3 set"]


class PodFailurePolicyOnPodConditionsPattern(Shape, total=False):
    type: Annotated[Required[PodConditionType], "1"]
    status: Annotated[Required[ConditionStatus], "2"]


class PodFailurePolicyRule(Shape, total=False):
    action: Annotated[Required[PodFailurePolicyAction], "1"]
    onExitCodes: Annotated[PodFailurePolicyOnExitCodesRequirement, "2 pointer"]
    onPodConditions: Annotated[list[PodFailurePolicyOnPodConditionsPattern], "3"]


class PodFailurePolicy(Shape, total=False):
    rules: Annotated[Required[list[PodFailurePolicyRule]], "1"]


class SuccessPolicyRule(Shape, total=False):
    succeededIndexes: Annotated[str, "1 pointer"]
    succeededCount: Annotated[Int32, "2 pointer"]


class SuccessPolicy(Shape, total=False):
    rules: Annotated[Required[list[SuccessPolicyRule]], "1"]


class JobSpec(Shape, total=False):
    parallelism: Annotated[Int32, "1 pointer"]
    completions: Annotated[Int32, "2 pointer"]
    activeDeadlineSeconds: Annotated[Int64, "3 pointer"]
    podFailurePolicy: Annotated[PodFailurePolicy, "11 pointer"]
    successPolicy: Annotated[SuccessPolicy, "16 pointer"]
    backoffLimit: Annotated[Int32, "7 pointer"]
    backoffLimitPerIndex: Annotated[Int32, "12 pointer"]
    maxFailedIndexes: Annotated[Int32, "13 pointer"]
    selector: Annotated[LabelSelector, "4 pointer atomic"]
    manualSelector: Annotated[bool, "5 pointer"]
    template: Annotated[Required[PodTemplateSpec], "6"]
    ttlSecondsAfterFinished: Annotated[Int32, "8 pointer"]
    completionMode: Annotated[CompletionMode, "9 pointer"]
    suspend: Annotated[bool, "10 pointer"]
    podReplacementPolicy: Annotated[PodReplacementPolicy, "14 pointer"]
    managedBy: Annotated[str, "15 pointer"]


class JobCondition(Shape, total=False):
    type: Annotated[Required[JobConditionType], "1"]
    status: Annotated[Required[ConditionStatus], "2"]
    lastProbeTime: Annotated[Time, "3"]
    lastTransitionTime: Annotated[Time, "4"]
    reason: Annotated[str, "5"]
    message: Annotated[str, "6"]


class UncountedTerminatedPods(Shape, total=False):
    succeeded: Annotated[list[UID], "1 set go=[]types.UID"]
    failed: Annotated[list[UID], "2 set go=[]types.UID"]


class JobStatus(Shape, total=False):
    conditions: Annotated[list[JobCondition], "1 merge=type"]
    startTime: Annotated[Time, "2 pointer"]
    completionTime: Annotated[Time, "3 pointer"]
    active: Annotated[Int32, "4"]
    succeeded: Annotated[Int32, "5"]
    failed: Annotated[Int32, "6"]
    terminating: Annotated[Int32, "11 pointer"]
    completedIndexes: Annotated[str, "7"]
    failedIndexes: Annotated[str, "10 pointer"]
    uncountedTerminatedPods: Annotated[UncountedTerminatedPods, "8 pointer"]
    ready: Annotated[Int32, "9 pointer"]


class Job(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[JobSpec, "2"]
    status: Annotated[JobStatus, "3"]


class JobTemplateSpec(Shape, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[JobSpec, "2"]


class CronJobSpec(Shape, total=False):
    schedule: Annotated[Required[str], "1"]
    timeZone: Annotated[str, "8 pointer"]
    startingDeadlineSeconds: Annotated[Int64, "2 pointer"]
    concurrencyPolicy: Annotated[ConcurrencyPolicy, "3"]
    suspend: Annotated[bool, "4 pointer"]
    jobTemplate: Annotated[Required[JobTemplateSpec], "5"]
    successfulJobsHistoryLimit: Annotated[Int32, "6 pointer"]
    failedJobsHistoryLimit: Annotated[Int32, "7 pointer"]


class CronJobStatus(Shape, total=False):
    active: Annotated[list[ObjectReference], "1"]
    lastScheduleTime: Annotated[Time, "4 pointer"]
    lastSuccessfulTime: Annotated[Time, "5 pointer"]


class CronJob(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[CronJobSpec, "2"]
    status: Annotated[CronJobStatus, "3"]

"""The kinds of flowcontrol.apiserver.k8s.io/v1."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import ObjectMeta, TypeMeta
from minikctl.state.shapes.shape import Int32, Shape, Time

ConditionStatus = str
FlowDistinguisherMethodType = str
FlowSchemaConditionType = str
LimitResponseType = str
PriorityLevelConfigurationConditionType = str
PriorityLevelEnablement = str
SubjectKind = str


class PriorityLevelConfigurationReference(Shape, total=False):
    name: Annotated[Required[str], "1"]


class FlowDistinguisherMethod(Shape, total=False):
    type: Annotated[Required[FlowDistinguisherMethodType], "1"]


class UserSubject(Shape, total=False):
    name: Annotated[Required[str], "1"]


class GroupSubject(Shape, total=False):
    name: Annotated[Required[str], "1"]


class ServiceAccountSubject(Shape, total=False):
    namespace: Annotated[Required[str], "1"]
    name: Annotated[Required[str], "2"]


class Subject(Shape, total=False):
    kind: Annotated[Required[SubjectKind], "1"]
    user: Annotated[UserSubject, "2 pointer"]
    group: Annotated[GroupSubject, "3 pointer"]
    serviceAccount: Annotated[ServiceAccountSubject, "4 pointer"]


class ResourcePolicyRule(Shape, total=False):
    verbs: Annotated[Required[list[str]], "1 set"]
    apiGroups: Annotated[Required[list[str]], "2 set"]
    resources: Annotated[Required[list[str]], "3 set"]
    clusterScope: Annotated[bool, "4"]
    namespaces: Annotated[list[str], "5 always set"]


class NonResourcePolicyRule(Shape, total=False):
    verbs: Annotated[Required[list[str]], "1 set"]
    nonResourceURLs: Annotated[Required[list[str]], "6 set"]


class PolicyRulesWithSubjects(Shape, total=False):
    subjects: Annotated[Required[list[Subject]], "1"]
    resourceRules: Annotated[list[ResourcePolicyRule], "2"]
    nonResourceRules: Annotated[list[NonResourcePolicyRule], "3"]


class FlowSchemaSpec(Shape, total=False):
    priorityLevelConfiguration: Annotated[Required[PriorityLevelConfigurationReference], "1"]
    matchingPrecedence: Annotated[Int32, "2 always"]
    distinguisherMethod: Annotated[FlowDistinguisherMethod, "3 pointer"]
    rules: Annotated[list[PolicyRulesWithSubjects], "4"]


class FlowSchemaCondition(Shape, total=False):
    type: Annotated[FlowSchemaConditionType, "1"]
    status: Annotated[ConditionStatus, "2"]
    lastTransitionTime: Annotated[Time, "3"]
    reason: Annotated[str, "4"]
    message: Annotated[str, "5"]


class FlowSchemaStatus(Shape, total=False):
    conditions: Annotated[list[FlowSchemaCondition], "1 merge=type keys=type"]


class FlowSchema(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[FlowSchemaSpec, "2"]
    status: Annotated[FlowSchemaStatus, "3"]


class QueuingConfiguration(Shape, total=False):
    queues: Annotated[Int32, "1 always"]
    handSize: Annotated[Int32, "2 always"]
    queueLengthLimit: Annotated[Int32, "3 always"]


class LimitResponse(Shape, total=False):
    type: Annotated[Required[LimitResponseType], "1"]
    queuing: Annotated[QueuingConfiguration, "2 pointer"]


class LimitedPriorityLevelConfiguration(Shape, total=False):
    nominalConcurrencyShares: Annotated[Int32, "1 pointer always"]
    limitResponse: Annotated[LimitResponse, "2"]
    lendablePercent: Annotated[Int32, "3 pointer"]
    borrowingLimitPercent: Annotated[Int32, "4 pointer"]


class ExemptPriorityLevelConfiguration(Shape, total=False):
    nominalConcurrencyShares: Annotated[Int32, "1 pointer"]
    lendablePercent: Annotated[Int32, "2 pointer"]


class PriorityLevelConfigurationSpec(Shape, total=False):
    type: Annotated[Required[PriorityLevelEnablement], "1"]
    limited: Annotated[LimitedPriorityLevelConfiguration, "2 pointer"]
    exempt: Annotated[ExemptPriorityLevelConfiguration, "3 pointer"]


class PriorityLevelConfigurationCondition(Shape, total=False):
    type: Annotated[PriorityLevelConfigurationConditionType, "1"]
    status: Annotated[ConditionStatus, "2"]
    lastTransitionTime: Annotated[Time, "3"]
    reason: Annotated[str, "4"]
    message: Annotated[str, "5"]


class PriorityLevelConfigurationStatus(Shape, total=False):
    conditions: Annotated[list[PriorityLevelConfigurationCondition], "1 merge=type keys=type"]


class PriorityLevelConfiguration(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[PriorityLevelConfigurationSpec, "2"]
    status: Annotated[PriorityLevelConfigurationStatus, "3"]

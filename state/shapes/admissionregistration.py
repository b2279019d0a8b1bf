"""The kinds of admissionregistration.k8s.io/v1."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import Condition, LabelSelector, ObjectMeta, TypeMeta
from minikctl.state.shapes.shape import Bytes, Int32, Int64, Shape

# structs that are inlined in JSON but nested on the wire: (type, base) -> field number
EMBEDDED = {("RuleWithOperations", "Rule"): 2, ("NamedRuleWithOperations", "RuleWithOperations"): 2}

FailurePolicyType = str
MatchPolicyType = str
OperationType = str
ParameterNotFoundActionType = str
ReinvocationPolicyType = str
ScopeType = str
SideEffectClass = str
StatusReason = str
ValidationAction = str


class ServiceReference(Shape, total=False):
    namespace: Annotated[Required[str], "1"]
    name: Annotated[Required[str], "2"]
    path: Annotated[str, "3 pointer"]
    port: Annotated[Int32, "4 pointer"]


class WebhookClientConfig(Shape, total=False):
    url: Annotated[str, "3 pointer"]
    service: Annotated[ServiceReference, "1 pointer"]
    caBundle: Annotated[Bytes, "2"]


class Rule(Shape, total=False):
    apiGroups: Annotated[list[str], "1"]
    apiVersions: Annotated[list[str], "2"]
    resources: Annotated[list[str], "3"]
    scope: Annotated[ScopeType, "4 pointer"]


class RuleWithOperations(Rule, total=False):
    operations: Annotated[list[OperationType], "1"]


class MatchCondition(Shape, total=False):
    name: Annotated[Required[str], "1"]
    expression: Annotated[Required[str], "2"]


class MutatingWebhook(Shape, total=False):
    name: Annotated[Required[str], "1"]
    clientConfig: Annotated[Required[WebhookClientConfig], "2"]
    rules: Annotated[list[RuleWithOperations], "3"]
    failurePolicy: Annotated[FailurePolicyType, "4 pointer"]
    matchPolicy: Annotated[MatchPolicyType, "9 pointer"]
    namespaceSelector: Annotated[LabelSelector, "5 pointer atomic"]
    objectSelector: Annotated[LabelSelector, "11 pointer atomic"]
    sideEffects: Annotated[Required[SideEffectClass], "6 pointer"]
    timeoutSeconds: Annotated[Int32, "7 pointer"]
    admissionReviewVersions: Annotated[Required[list[str]], "8"]
    reinvocationPolicy: Annotated[ReinvocationPolicyType, "10 pointer"]
    matchConditions: Annotated[list[MatchCondition], "12 merge=name keys=name"]


class MutatingWebhookConfiguration(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    webhooks: Annotated[list[MutatingWebhook], "2 merge=name keys=name"]


class ValidatingWebhook(Shape, total=False):
    name: Annotated[Required[str], "1"]
    clientConfig: Annotated[Required[WebhookClientConfig], "2"]
    rules: Annotated[list[RuleWithOperations], "3"]
    failurePolicy: Annotated[FailurePolicyType, "4 pointer"]
    matchPolicy: Annotated[MatchPolicyType, "9 pointer"]
    namespaceSelector: Annotated[LabelSelector, "5 pointer atomic"]
    objectSelector: Annotated[LabelSelector, "10 pointer atomic"]
    sideEffects: Annotated[Required[SideEffectClass], "6 pointer"]
    timeoutSeconds: Annotated[Int32, "7 pointer"]
    admissionReviewVersions: Annotated[Required[list[str]], "8"]
    matchConditions: Annotated[list[MatchCondition], "11 merge=name keys=name"]


class ValidatingWebhookConfiguration(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    webhooks: Annotated[list[ValidatingWebhook], "2 merge=name keys=name"]


class ParamKind(Shape, total=False):
    apiVersion: Annotated[str, "1"]
    kind: Annotated[str, "2"]


class NamedRuleWithOperations(RuleWithOperations, total=False):
    resourceNames: Annotated[list[str], "1"]


class MatchResources(Shape, total=False):
    namespaceSelector: Annotated[LabelSelector, "1 pointer atomic"]
    objectSelector: Annotated[LabelSelector, "2 pointer atomic"]
    resourceRules: Annotated[list[NamedRuleWithOperations], "3"]
    excludeResourceRules: Annotated[list[NamedRuleWithOperations], "4"]
    matchPolicy: Annotated[MatchPolicyType, "7 pointer"]


class Validation(Shape, total=False):
    expression: Annotated[Required[str], "1"]
    message: Annotated[str, "2"]
    reason: Annotated[StatusReason, "3 pointer"]
    messageExpression: Annotated[str, "4"]


class AuditAnnotation(Shape, total=False):
    key: Annotated[Required[str], "1"]
    valueExpression: Annotated[Required[str], "2"]


class Variable(Shape, total=False):
    name: Annotated[Required[str], "1"]
    expression: Annotated[Required[str], "2"]


class ValidatingAdmissionPolicySpec(Shape, total=False):
    paramKind: Annotated[ParamKind, "1 pointer atomic"]
    matchConstraints: Annotated[MatchResources, "2 pointer atomic"]
    validations: Annotated[list[Validation], "3"]
    failurePolicy: Annotated[FailurePolicyType, "4 pointer"]
    auditAnnotations: Annotated[list[AuditAnnotation], "5"]
    matchConditions: Annotated[list[MatchCondition], "6 merge=name keys=name"]
    variables: Annotated[list[Variable], "7 merge=name keys=name"]


class ExpressionWarning(Shape, total=False):
    fieldRef: Annotated[Required[str], "2"]
    warning: Annotated[Required[str], "3"]


class TypeChecking(Shape, total=False):
    expressionWarnings: Annotated[list[ExpressionWarning], "1"]


class ValidatingAdmissionPolicyStatus(Shape, total=False):
    observedGeneration: Annotated[Int64, "1"]
    typeChecking: Annotated[TypeChecking, "2 pointer"]
    conditions: Annotated[list[Condition], "3 keys=type"]


class ValidatingAdmissionPolicy(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[ValidatingAdmissionPolicySpec, "2"]
    status: Annotated[ValidatingAdmissionPolicyStatus, "3"]


class ParamRef(Shape, total=False):
    name: Annotated[str, "1"]
    namespace: Annotated[str, "2"]
    selector: Annotated[LabelSelector, "3 pointer atomic"]
    parameterNotFoundAction: Annotated[ParameterNotFoundActionType, "4 pointer"]


class ValidatingAdmissionPolicyBindingSpec(Shape, total=False):
    policyName: Annotated[str, "1"]
    paramRef: Annotated[ParamRef, "2 pointer atomic"]
    matchResources: Annotated[MatchResources, "3 pointer atomic"]
    validationActions: Annotated[list[ValidationAction], "4 set"]


class ValidatingAdmissionPolicyBinding(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[ValidatingAdmissionPolicyBindingSpec, "2"]

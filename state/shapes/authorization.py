"""The kinds of authorization.k8s.io/v1."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import LabelSelectorRequirement, ObjectMeta, TypeMeta
from minikctl.state.shapes.shape import Shape

FieldSelectorOperator = str


class FieldSelectorRequirement(Shape, total=False):
    key: Annotated[Required[str], "1"]
    operator: Annotated[Required[FieldSelectorOperator], "2"]
    values: Annotated[list[str], "3"]


class FieldSelectorAttributes(Shape, total=False):
    rawSelector: Annotated[str, "1"]
    requirements: Annotated[list[FieldSelectorRequirement], "2"]


class LabelSelectorAttributes(Shape, total=False):
    rawSelector: Annotated[str, "1"]
    requirements: Annotated[list[LabelSelectorRequirement], "2"]


class ResourceAttributes(Shape, total=False):
    namespace: Annotated[str, "1"]
    verb: Annotated[str, "2"]
    group: Annotated[str, "3"]
    version: Annotated[str, "4"]
    resource: Annotated[str, "5"]
    subresource: Annotated[str, "6"]
    name: Annotated[str, "7"]
    fieldSelector: Annotated[FieldSelectorAttributes, "8 pointer"]
    labelSelector: Annotated[LabelSelectorAttributes, "9 pointer"]


class NonResourceAttributes(Shape, total=False):
    path: Annotated[str, "1"]
    verb: Annotated[str, "2"]


class SubjectAccessReviewSpec(Shape, total=False):
    resourceAttributes: Annotated[ResourceAttributes, "1 pointer"]
    nonResourceAttributes: Annotated[NonResourceAttributes, "2 pointer"]
    user: Annotated[str, "3"]
    groups: Annotated[list[str], "4"]
    extra: Annotated[dict[str, list[str]], "5 go=map[string]v1.ExtraValue"]
    uid: Annotated[str, "6"]


class SubjectAccessReviewStatus(Shape, total=False):
    allowed: Annotated[Required[bool], "1"]
    denied: Annotated[bool, "4"]
    reason: Annotated[str, "2"]
    evaluationError: Annotated[str, "3"]


class SubjectAccessReview(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[Required[SubjectAccessReviewSpec], "2"]
    status: Annotated[SubjectAccessReviewStatus, "3"]


class SelfSubjectAccessReviewSpec(Shape, total=False):
    resourceAttributes: Annotated[ResourceAttributes, "1 pointer"]
    nonResourceAttributes: Annotated[NonResourceAttributes, "2 pointer"]


class SelfSubjectAccessReview(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[Required[SelfSubjectAccessReviewSpec], "2"]
    status: Annotated[SubjectAccessReviewStatus, "3"]


class SelfSubjectRulesReviewSpec(Shape, total=False):
    namespace: Annotated[str, "1"]


class ResourceRule(Shape, total=False):
    verbs: Annotated[Required[list[str]], "1"]
    apiGroups: Annotated[list[str], "2"]
    resources: Annotated[list[str], "3"]
    resourceNames: Annotated[list[str], "4"]


class NonResourceRule(Shape, total=False):
    verbs: Annotated[Required[list[str]], "1"]
    nonResourceURLs: Annotated[list[str], "2"]


class SubjectRulesReviewStatus(Shape, total=False):
    resourceRules: Annotated[Required[list[ResourceRule]], "1"]
    nonResourceRules: Annotated[Required[list[NonResourceRule]], "2"]
    incomplete: Annotated[Required[bool], "3"]
    evaluationError: Annotated[str, "4"]


class SelfSubjectRulesReview(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[Required[SelfSubjectRulesReviewSpec], "2"]
    status: Annotated[SubjectRulesReviewStatus, "3"]


class LocalSubjectAccessReview(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[Required[SubjectAccessReviewSpec], "2"]
    status: Annotated[SubjectAccessReviewStatus, "3"]

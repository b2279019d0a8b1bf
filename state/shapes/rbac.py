"""The kinds of rbac.authorization.k8s.io/v1."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import LabelSelector, ObjectMeta, TypeMeta
from minikctl.state.shapes.shape import Shape


class PolicyRule(Shape, total=False):
    verbs: Annotated[Required[list[str]], "1"]
    apiGroups: Annotated[list[str], "2"]
    resources: Annotated[list[str], "3"]
    resourceNames: Annotated[list[str], "4"]
    nonResourceURLs: Annotated[list[str], "5"]


class Role(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    rules: Annotated[list[PolicyRule], "2 always"]


class Subject(Shape, total=False):
    kind: Annotated[Required[str], "1"]
    apiGroup: Annotated[str, "2"]
    name: Annotated[Required[str], "3"]
    namespace: Annotated[str, "4"]


class RoleRef(Shape, total=False):
    apiGroup: Annotated[Required[str], "1"]
    kind: Annotated[Required[str], "2"]
    name: Annotated[Required[str], "3"]


class RoleBinding(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    subjects: Annotated[list[Subject], "2"]
    roleRef: Annotated[Required[RoleRef], "3 atomic"]


class AggregationRule(Shape, total=False):
    clusterRoleSelectors: Annotated[list[LabelSelector], "1"]


class ClusterRole(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    rules: Annotated[list[PolicyRule], "2 always"]
    aggregationRule: Annotated[AggregationRule, "3 pointer"]


class ClusterRoleBinding(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    subjects: Annotated[list[Subject], "2"]
    roleRef: Annotated[Required[RoleRef], "3 atomic"]

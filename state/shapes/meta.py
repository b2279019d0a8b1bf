"""What all objects share: metadata, owners, managed fields, selectors, conditions."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.shape import Int64, RawObject, Shape, Time

ConditionStatus = str
DeletionPropagation = str
LabelSelectorOperator = str
ManagedFieldsOperationType = str
UID = str


class TypeMeta(Shape, total=False):
    kind: Annotated[str, "1"]
    apiVersion: Annotated[str, "2"]


class OwnerReference(Shape, total=False):
    apiVersion: Annotated[Required[str], "5"]
    kind: Annotated[Required[str], "1"]
    name: Annotated[Required[str], "3"]
    uid: Annotated[Required[UID], "4 go=types.UID"]
    controller: Annotated[bool, "6 pointer"]
    blockOwnerDeletion: Annotated[bool, "7 pointer"]


class ManagedFieldsEntry(Shape, total=False):
    manager: Annotated[str, "1"]
    operation: Annotated[ManagedFieldsOperationType, "2"]
    apiVersion: Annotated[str, "3"]
    time: Annotated[Time, "4 pointer"]
    fieldsType: Annotated[str, "6"]
    fieldsV1: Annotated[RawObject, "7 pointer"]
    subresource: Annotated[str, "8"]


class ObjectMeta(Shape, total=False):
    name: Annotated[str, "1"]
    generateName: Annotated[str, "2"]
    namespace: Annotated[str, "3"]
    selfLink: Annotated[str, "4"]
    uid: Annotated[UID, "5 go=types.UID"]
    resourceVersion: Annotated[str, "6"]
    generation: Annotated[Int64, "7"]
    creationTimestamp: Annotated[Time, "8"]
    deletionTimestamp: Annotated[Time, "9 pointer"]
    deletionGracePeriodSeconds: Annotated[Int64, "10 pointer"]
    labels: Annotated[dict[str, str], "11"]
    annotations: Annotated[dict[str, str], "12"]
    ownerReferences: Annotated[list[OwnerReference], "13 merge=uid keys=uid"]
    finalizers: Annotated[list[str], "14 merge set"]
    managedFields: Annotated[list[ManagedFieldsEntry], "17"]


class ListMeta(Shape, total=False):
    selfLink: Annotated[str, "1"]
    resourceVersion: Annotated[str, "2"]
    continue_: Annotated[str, "3 json=continue"]
    remainingItemCount: Annotated[Int64, "4 pointer"]


class LabelSelectorRequirement(Shape, total=False):
    key: Annotated[Required[str], "1"]
    operator: Annotated[Required[LabelSelectorOperator], "2"]
    values: Annotated[list[str], "3"]


class LabelSelector(Shape, total=False):
    matchLabels: Annotated[dict[str, str], "1"]
    matchExpressions: Annotated[list[LabelSelectorRequirement], "2"]


class Condition(Shape, total=False):
    type: Annotated[Required[str], "1"]
    status: Annotated[Required[ConditionStatus], "2"]
    observedGeneration: Annotated[Int64, "3"]
    lastTransitionTime: Annotated[Required[Time], "4"]
    reason: Annotated[Required[str], "5"]
    message: Annotated[Required[str], "6"]


class Preconditions(Shape, total=False):
    uid: Annotated[UID, "1 pointer go=types.UID"]
    resourceVersion: Annotated[str, "2 pointer"]


class DeleteOptions(TypeMeta, total=False):
    gracePeriodSeconds: Annotated[Int64, "1 pointer"]
    preconditions: Annotated[Preconditions, "2 pointer"]
    orphanDependents: Annotated[bool, "3 pointer"]
    propagationPolicy: Annotated[DeletionPropagation, "4 pointer"]
    dryRun: Annotated[list[str], "5"]
    ignoreStoreReadErrorWithClusterBreakingPotential: Annotated[bool, "6 pointer"]

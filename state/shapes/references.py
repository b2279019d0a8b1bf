"""References, selectors of nodes, taints and tolerations: what several core kinds share."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.shape import Int64, Shape, Time

# structs that are inlined in JSON but nested on the wire: (type, base) -> field number
EMBEDDED = {("SecretKeySelector", "LocalObjectReference"): 1, ("ConfigMapKeySelector", "LocalObjectReference"): 1}

NodeSelectorOperator = str
TaintEffect = str
TolerationOperator = str
UID = str


class LocalObjectReference(Shape, total=False):
    name: Annotated[str, "1"]


class ObjectReference(Shape, total=False):
    kind: Annotated[str, "1"]
    namespace: Annotated[str, "2"]
    name: Annotated[str, "3"]
    uid: Annotated[UID, "4 go=types.UID"]
    apiVersion: Annotated[str, "5"]
    resourceVersion: Annotated[str, "6"]
    fieldPath: Annotated[str, "7"]


class SecretReference(Shape, total=False):
    name: Annotated[str, "1"]
    namespace: Annotated[str, "2"]


class TypedLocalObjectReference(Shape, total=False):
    apiGroup: Annotated[str, "1 pointer always"]
    kind: Annotated[Required[str], "2"]
    name: Annotated[Required[str], "3"]


class TypedObjectReference(Shape, total=False):
    apiGroup: Annotated[str, "1 pointer always"]
    kind: Annotated[Required[str], "2"]
    name: Annotated[Required[str], "3"]
    namespace: Annotated[str, "4 pointer"]


class NodeSelectorRequirement(Shape, total=False):
    key: Annotated[Required[str], "1"]
    operator: Annotated[Required[NodeSelectorOperator], "2"]
    values: Annotated[list[str], "3"]


class NodeSelectorTerm(Shape, total=False):
    matchExpressions: Annotated[list[NodeSelectorRequirement], "1"]
    matchFields: Annotated[list[NodeSelectorRequirement], "2"]


class NodeSelector(Shape, total=False):
    nodeSelectorTerms: Annotated[Required[list[NodeSelectorTerm]], "1"]


class TopologySelectorLabelRequirement(Shape, total=False):
    key: Annotated[Required[str], "1"]
    values: Annotated[Required[list[str]], "2"]


class TopologySelectorTerm(Shape, total=False):
    matchLabelExpressions: Annotated[list[TopologySelectorLabelRequirement], "1"]


class Toleration(Shape, total=False):
    key: Annotated[str, "1"]
    operator: Annotated[TolerationOperator, "2"]
    value: Annotated[str, "3"]
    effect: Annotated[TaintEffect, "4"]
    tolerationSeconds: Annotated[Int64, "5 pointer"]


class Taint(Shape, total=False):
    key: Annotated[Required[str], "1"]
    value: Annotated[str, "2"]
    effect: Annotated[Required[TaintEffect], "3"]
    timeAdded: Annotated[Time, "4 pointer"]


class SecretKeySelector(LocalObjectReference, total=False):
    key: Annotated[Required[str], "2"]
    optional: Annotated[bool, "3 pointer"]


class ConfigMapKeySelector(LocalObjectReference, total=False):
    key: Annotated[Required[str], "2"]
    optional: Annotated[bool, "3 pointer"]

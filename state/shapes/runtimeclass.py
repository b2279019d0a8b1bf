"""The kinds of node.k8s.io/v1."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import ObjectMeta, TypeMeta
from minikctl.state.shapes.references import Toleration
from minikctl.state.shapes.shape import Quantity, Shape


class Overhead(Shape, total=False):
    podFixed: Annotated[dict[str, Quantity], "1 go=v1.ResourceList"]


class Scheduling(Shape, total=False):
    nodeSelector: Annotated[dict[str, str], "1 atomic"]
    tolerations: Annotated[list[Toleration], "2"]


class RuntimeClass(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    handler: Annotated[Required[str], "2"]
    overhead: Annotated[Overhead, "3 pointer"]
    scheduling: Annotated[Scheduling, "4 pointer"]

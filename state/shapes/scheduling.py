"""The kinds of scheduling.k8s.io/v1."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import ObjectMeta, TypeMeta
from minikctl.state.shapes.shape import Int32

PreemptionPolicy = str


class PriorityClass(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    value: Annotated[Required[Int32], "2"]
    globalDefault: Annotated[bool, "3"]
    description: Annotated[str, "4"]
    preemptionPolicy: Annotated[PreemptionPolicy, "5 pointer"]

"""The kinds of coordination.k8s.io/v1."""

from __future__ import annotations

from typing import Annotated

from minikctl.state.shapes.meta import ObjectMeta, TypeMeta
from minikctl.state.shapes.shape import Int32, MicroTime, Shape

CoordinatedLeaseStrategy = str


class LeaseSpec(Shape, total=False):
    holderIdentity: Annotated[str, "1 pointer"]
    leaseDurationSeconds: Annotated[Int32, "2 pointer"]
    acquireTime: Annotated[MicroTime, "3 pointer"]
    renewTime: Annotated[MicroTime, "4 pointer"]
    leaseTransitions: Annotated[Int32, "5 pointer"]
    strategy: Annotated[CoordinatedLeaseStrategy, "6 pointer"]
    preferredHolder: Annotated[str, "7 pointer"]


class Lease(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[LeaseSpec, "2"]

"""The kinds of certificates.k8s.io/v1."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import ObjectMeta, TypeMeta
from minikctl.state.shapes.shape import Bytes, Int32, Shape, Time

ConditionStatus = str
KeyUsage = str
RequestConditionType = str


class CertificateSigningRequestSpec(Shape, total=False):
    request: Annotated[Required[Bytes], "1"]
    signerName: Annotated[Required[str], "7"]
    expirationSeconds: Annotated[Int32, "8 pointer"]
    usages: Annotated[list[KeyUsage], "5"]
    username: Annotated[str, "2"]
    uid: Annotated[str, "3"]
    groups: Annotated[list[str], "4"]
    extra: Annotated[dict[str, list[str]], "6 go=map[string]v1.ExtraValue"]


class CertificateSigningRequestCondition(Shape, total=False):
    type: Annotated[Required[RequestConditionType], "1"]
    status: Annotated[Required[ConditionStatus], "6"]
    reason: Annotated[str, "2"]
    message: Annotated[str, "3"]
    lastUpdateTime: Annotated[Time, "4"]
    lastTransitionTime: Annotated[Time, "5"]


class CertificateSigningRequestStatus(Shape, total=False):
    conditions: Annotated[list[CertificateSigningRequestCondition], "1 keys=type"]
    certificate: Annotated[Bytes, "2"]


class CertificateSigningRequest(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[Required[CertificateSigningRequestSpec], "2"]
    status: Annotated[CertificateSigningRequestStatus, "3"]

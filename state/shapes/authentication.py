"""The kinds of authentication.k8s.io/v1."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import ObjectMeta, TypeMeta
from minikctl.state.shapes.shape import Int64, Shape, Time

UID = str


class TokenReviewSpec(Shape, total=False):
    token: Annotated[str, "1"]
    audiences: Annotated[list[str], "2"]


class UserInfo(Shape, total=False):
    username: Annotated[str, "1"]
    uid: Annotated[str, "2"]
    groups: Annotated[list[str], "3"]
    extra: Annotated[dict[str, list[str]], "4 go=map[string]v1.ExtraValue"]


class TokenReviewStatus(Shape, total=False):
    authenticated: Annotated[bool, "1"]
    user: Annotated[UserInfo, "2"]
    audiences: Annotated[list[str], "4"]
    error: Annotated[str, "3"]


class TokenReview(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[Required[TokenReviewSpec], "2"]
    status: Annotated[TokenReviewStatus, "3"]


class BoundObjectReference(Shape, total=False):
    kind: Annotated[str, "1"]
    apiVersion: Annotated[str, "2"]
    name: Annotated[str, "3"]
    uid: Annotated[UID, "4 go=types.UID"]


class TokenRequestSpec(Shape, total=False):
    audiences: Annotated[Required[list[str]], "1"]
    expirationSeconds: Annotated[Int64, "4 pointer always"]
    boundObjectRef: Annotated[BoundObjectReference, "3 pointer always"]


class TokenRequestStatus(Shape, total=False):
    token: Annotated[Required[str], "1"]
    expirationTimestamp: Annotated[Required[Time], "2"]


class TokenRequest(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[Required[TokenRequestSpec], "2"]
    status: Annotated[TokenRequestStatus, "3"]


class SelfSubjectReviewStatus(Shape, total=False):
    userInfo: Annotated[UserInfo, "1"]


class SelfSubjectReview(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    status: Annotated[SelfSubjectReviewStatus, "2"]

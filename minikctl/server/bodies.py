"""Reads the bodies of requests: JSON, YAML, and protobuf by the field numbers of the shapes."""

from __future__ import annotations

import json
from typing import Any

from minikctl.server.messages import Request
from minikctl.state import errors
from minikctl.state.errors import ApiError

Obj = dict[str, Any]

PROTOBUF = "application/vnd.kubernetes.protobuf"
ACCEPTED = ("application/json", "application/yaml", PROTOBUF)


def media_type(request: Request) -> str:
    return request.header("content-type").partition(";")[0].strip().lower()


def unsupported(known: tuple[str, ...]) -> ApiError:
    listed = ", ".join(known)
    why = f"the body of the request was in an unknown format - accepted media types include: {listed}"
    return ApiError(415, "UnsupportedMediaType", why)


def parsed(request: Request) -> Any:
    """The body as it was written. Raises ApiError."""
    media = media_type(request)
    if media in ("application/json", ""):
        return from_json(request.body)
    if media in ("application/yaml", "application/apply-patch+yaml"):
        return from_yaml(request.body)
    if media == PROTOBUF:
        from minikctl.server import protobuf  # only where it is sent

        try:
            return protobuf.decoded(request.body)
        except protobuf.Unreadable as problem:
            raise errors.bad_request(f"the object provided is unrecognized: {problem}") from None
    raise unsupported(ACCEPTED)


def from_json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as problem:
        raise errors.bad_request(f"the object provided is unrecognized (must be of type Object): {problem}") from None


def from_yaml(data: bytes) -> Any:
    """YAML as the server reads it; JSON is YAML too, and much quicker read."""
    if data.lstrip()[:1] == b"{":
        try:
            return json.loads(data)
        except ValueError:
            pass
    from minikctl.manifests import YamlError, read_yaml  # only where it is sent

    try:
        return read_yaml(data.decode("utf-8", "replace"))
    except YamlError as problem:
        raise errors.bad_request(f"error decoding YAML: {problem}") from None


def an_object(request: Request) -> Obj:
    """The object that was sent. Raises ApiError BadRequest."""
    found = parsed(request)
    if not isinstance(found, dict):
        raise errors.bad_request("the object provided is unrecognized (must be of type Object)")
    return found


def options_of(request: Request) -> Obj:
    """The DeleteOptions of a request: its body, and over it what the query says."""
    found: Obj = {}
    if request.body.strip():
        found = dict(an_object(request))
    if request.option("gracePeriodSeconds"):
        found["gracePeriodSeconds"] = number(request.option("gracePeriodSeconds"), "gracePeriodSeconds")
    if request.option("propagationPolicy"):
        found["propagationPolicy"] = request.option("propagationPolicy")
    if "orphanDependents" in request.query:
        found["orphanDependents"] = request.is_set("orphanDependents")
    if "dryRun" in request.query:
        found["dryRun"] = request.query["dryRun"]
    return found


def number(text: str, name: str) -> int:
    """A number of the query. Raises ApiError BadRequest."""
    try:
        return int(text)
    except ValueError:
        raise errors.bad_request(f'strconv.ParseInt: parsing "{text}": invalid syntax ({name})') from None

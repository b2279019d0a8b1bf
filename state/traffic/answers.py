"""The API server's answers as JSON: for programs compact, for people laid out."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from minikctl.state.errors import ApiError
from minikctl.state.traffic.messages import Request, Response

Obj = dict[str, Any]

BROWSERS = ("curl", "wget", "mozilla")
JSON = (("Content-Type", "application/json"),)


def is_pretty(request: Request) -> bool:
    """Whether the answer is laid out for people: asked for, or the client is one that people use."""
    options = dict(parse_qsl(request.query, keep_blank_values=True))
    if "pretty" in options:
        return options["pretty"].lower() in ("true", "1", "")
    return request.header("user-agent").lower().startswith(BROWSERS)


def sent(request: Request, obj: Obj, status: int = 200) -> Response:
    """An object as JSON."""
    if is_pretty(request):
        return Response(status, json.dumps(obj, indent=2, ensure_ascii=False), JSON)
    return Response(status, json.dumps(obj, separators=(",", ":"), ensure_ascii=False) + "\n", JSON)


def failed(request: Request, error: ApiError) -> Response:
    """A Status."""
    found = error.status()
    order = ("kind", "apiVersion", "metadata", "status", "message", "reason", "details", "code")
    found = {key: found[key] for key in order if key in found}
    if error.code == 403:
        found = {key: found.get(key, {}) for key in order}
    return sent(request, found, error.code)

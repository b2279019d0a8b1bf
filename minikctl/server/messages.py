"""What a client sends and what it is answered, before and after the bytes of HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from minikctl.state.errors import ApiError

Obj = dict[str, Any]
Headers = tuple[tuple[str, str], ...]

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"
TRUE = ("true", "1", "True", "TRUE", "t", "T")


class Request:
    """One request, its body read."""

    __slots__ = ("body", "headers", "method", "path", "query")

    def __init__(self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes = b"") -> None:
        self.method = method
        self.path = path
        self.query = parse_qs(query, keep_blank_values=True)
        self.headers = headers  # names in lower case
        self.body = body

    def option(self, name: str, default: str = "") -> str:
        """The first value of an option of the query."""
        found = self.query.get(name)
        return found[0] if found else default

    def is_set(self, name: str) -> bool:
        return self.option(name) in TRUE

    def header(self, name: str) -> str:
        return self.headers.get(name, "")


class Answer(NamedTuple):
    """One answer; `warnings` become headers."""

    status: int
    body: bytes
    content_type: str = JSON
    warnings: tuple[str, ...] = ()
    headers: Headers = ()


def sent(obj: Any, status: int = 200, warnings: Iterable[str] = (), content_type: str = JSON) -> Answer:
    """An object as JSON."""
    data = json.dumps(obj, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
    return Answer(status, data + b"\n", content_type, tuple(dict.fromkeys(warnings)))


def text(body: str, status: int = 200) -> Answer:
    return Answer(status, body.encode(), TEXT)


def failed(error: ApiError) -> Answer:
    """A Status."""
    return sent(error.status(), error.code)


def all_headers(answer: Answer) -> list[tuple[bytes, bytes]]:
    """The headers of an answer as a server writes them (RFC 7234's Warning with code 299)."""
    found = [(b"content-type", answer.content_type.encode()), (b"cache-control", b"no-cache, private")]
    found.append((b"content-length", str(len(answer.body)).encode()))
    found += [(name.lower().encode(), value.encode()) for name, value in answer.headers]
    for warning in answer.warnings:
        quoted = warning.replace("\\", "\\\\").replace('"', '\\"')
        found.append((b"warning", f'299 - "{quoted}"'.encode()))
    return found

"""What many servers have in common: plain responses, times and addresses as they write them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from minikctl.state.clock import MONTHS, civil
from minikctl.state.traffic.messages import Response

if TYPE_CHECKING:
    from minikctl.state.images.app import Asked

PLAIN = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"
JSON = "application/json"


def text(body: str, status: int = 200, kind: str = PLAIN, *headers: tuple[str, str]) -> Response:
    """A response with a content type."""
    return Response(status, body, (("Content-Type", kind), *headers))


def data(value: Any, status: int = 200, *, end: str = "\n") -> Response:
    """A response of compact JSON, as Go's encoder writes it."""
    return text(json.dumps(value, separators=(",", ":"), ensure_ascii=False) + end, status, JSON)


def go_not_found() -> Response:
    """net/http's 404."""
    return text("404 page not found\n", 404, PLAIN, ("X-Content-Type-Options", "nosniff"))


def go_time(moment: float) -> str:
    """Go's log package: `2026/01/02 03:04:05`."""
    year, month, day, hour, minute, second = civil(moment)
    return f"{year}/{month:02}/{day:02} {hour:02}:{minute:02}:{second:02}"


def common_time(moment: float) -> str:
    """The Common Log Format: `02/Jan/2026:03:04:05 +0000`."""
    year, month, day, hour, minute, second = civil(moment)
    return f"{day:02}/{MONTHS[month - 1]}/{year}:{hour:02}:{minute:02}:{second:02} +0000"


def source_of(asked: Asked) -> str:
    """The client's address."""
    return asked.answerer.source or "127.0.0.1"


def port_of(asked: Asked) -> int:
    """The port that the client has called from."""
    from minikctl.state.digests import sha256  # only here

    digest = sha256(f"{asked.now}/{asked.request.path}/{asked.answerer.source}".encode()).digest()
    return 32768 + int.from_bytes(digest[:3], "big") % 28232


def remote(asked: Asked) -> str:
    """ADDRESS:PORT of the client."""
    address = source_of(asked)
    return f"[{address}]:{port_of(asked)}" if ":" in address else f"{address}:{port_of(asked)}"


def headers_of(asked: Asked) -> list[tuple[str, str]]:
    """The request's headers without Host, in the order they were sent."""
    return [(key, value) for key, value in asked.request.headers if key.lower() != "host"]


def canonical(name: str) -> str:
    """A header's name as Go writes it: `User-Agent`."""
    return "-".join(part.capitalize() for part in name.split("-"))


def go_headers(asked: Asked) -> list[tuple[str, str]]:
    """The request's headers as a Go server shows them: names in canonical form, sorted; Host is not among them."""
    return sorted((canonical(key), value) for key, value in headers_of(asked))


def query(asked: Asked) -> dict[str, str]:
    """The query's parameters."""
    from urllib.parse import parse_qsl  # only for servers that look

    return dict(parse_qsl(asked.request.query, keep_blank_values=True))


def form(asked: Asked) -> dict[str, str]:
    """The parameters of query and body."""
    from urllib.parse import parse_qsl  # only for servers that look

    return {**query(asked), **dict(parse_qsl(asked.request.body, keep_blank_values=True))}


def parts(asked: Asked) -> list[str]:
    """The path's parts, decoded."""
    from urllib.parse import unquote  # only for servers that look

    return [unquote(part) for part in asked.request.uri.split("/") if part]

"""What clients and servers exchange, and how a connection can fail."""

from __future__ import annotations

from minikctl.state.values import NamedTuple


class Request(NamedTuple):
    """An HTTP request."""

    scheme: str
    host: str  # as in the URL: a name or an address, without port and brackets
    port: int
    path: str  # with its query
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()  # as the client sends them, Host included
    body: str = ""

    def header(self, name: str) -> str:
        """The value of a header, "" if there is none; names compare without case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")

    @property
    def authority(self) -> str:
        """The Host header, or what it would be."""
        ordinary = 443 if self.scheme == "https" else 80
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return self.header("host") or (shown if self.port == ordinary else f"{shown}:{self.port}")

    @property
    def uri(self) -> str:
        """The path without its query."""
        return self.path.partition("?")[0]

    @property
    def query(self) -> str:
        """The query without its question mark."""
        return self.path.partition("?")[2]


class Response(NamedTuple):
    """An HTTP response."""

    status: int = 200
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()  # without Content-Length and Date, which every server adds
    version: str = "HTTP/1.1"
    delay: float = 0.0  # seconds until it is sent
    certificate: str = ""  # PEM that the server has shown, for https
    stream: bool = False  # more may follow: a watch

    def header(self, name: str) -> str:
        """The value of a header, "" if there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


REASONS = {
    200: "OK",
    201: "Created",
    202: "Accepted",
    204: "No Content",
    301: "Moved Permanently",
    302: "Found",
    304: "Not Modified",
    307: "Temporary Redirect",
    308: "Permanent Redirect",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Temporarily Unavailable",
    504: "Gateway Time-out",
}

UNKNOWN_HOST, REFUSED, TIMED_OUT, UNREACHABLE = "unknown host", "refused", "timed out", "unreachable"
NO_TLS, EMPTY, NOT_HTTP = "no tls", "empty reply", "not http"


class Failure(Exception):
    """A connection that came to nothing: `kind` is one of the words above."""

    def __init__(self, kind: str, host: str, port: int = 0, address: str = "", detail: str = "") -> None:
        super().__init__(f"{host}:{port}: {kind}")
        self.kind = kind
        self.host = host
        self.port = port
        self.address = address
        self.detail = detail


class Answerer(NamedTuple):
    """Who is at the other end of a connection."""

    kind: str  # pod, node, ingress, apiserver, outside
    address: str = ""  # the address that answers, after all translation
    port: int = 0
    pod: str = ""  # namespace/name
    container: str = ""
    node: str = ""
    source: str = ""  # the client's address as the server sees it

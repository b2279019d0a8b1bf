"""A response as it is on the wire: the headers that every server adds, in the order its kind of server has."""

from __future__ import annotations

from minikctl.state.clock import rfc1123
from minikctl.state.traffic.messages import REASONS, Request, Response

WITHOUT_BODY = (204, 304)


def size_of(text: str) -> int:
    """The bytes of a text."""
    return len(text.encode("utf-8", "surrogateescape"))


EXPLICIT = {"x-content-type-options", "connection", "keep-alive", "x-powered-by"}  # not a plain Go handler's answer


def is_guessed(header: tuple[str, str]) -> bool:
    """Go: a content type that nobody has set is guessed from the body, and comes after all other headers."""
    return header[0] == "Content-Type" and header[1] in ("text/plain; charset=utf-8", "text/html; charset=utf-8")


def head(response: Response, now: float) -> list[tuple[str, str]]:
    """All headers: Date and Content-Length where a server puts them.

    A server that begins with its own name (nginx, Apache) writes Date next and the length after the type; Go's writes
    both after its other headers.
    """
    found = [(key, value) for key, value in response.headers]
    names = {key.lower() for key, _ in found}
    date, length = ("Date", rfc1123(now).replace("+0000", "GMT")), ("Content-Length", str(size_of(response.body)))
    wants_length = response.status not in WITHOUT_BODY and "transfer-encoding" not in names and not response.stream
    leads = bool(found) and found[0][0].lower() == "server"
    guessed = [one for one in found if is_guessed(one)] if not leads and not names & EXPLICIT else []
    found = [one for one in found if one not in guessed]
    if "date" not in names:
        found.insert(1 if leads else len(found), date)
    if wants_length and "content-length" not in names:
        kind = next((index for index, (key, _) in enumerate(found) if key.lower() == "content-type"), None)
        found.insert(kind + 1 if leads and kind is not None else len(found), length)
    found += guessed
    if response.stream and "transfer-encoding" not in names:
        found.append(("Transfer-Encoding", "chunked"))
    return found


def sent_body(request: Request, response: Response) -> str:
    """The body that follows the headers."""
    return "" if request.method == "HEAD" or response.status in WITHOUT_BODY else response.body


ORDINARY = {503: "Service Unavailable", 504: "Gateway Timeout", 400: "Bad Request"}
NGINX = {
    302: "Moved Temporarily",
    405: "Not Allowed",
    408: "Request Time-out",
    413: "Request Entity Too Large",
    414: "Request-URI Too Large",
}


def reason(response: Response) -> str:
    """The words beside the status, as the kind of server writes them."""
    if response.header("server").lower().startswith(("nginx", "openresty")):
        return NGINX.get(response.status) or REASONS.get(response.status, "")
    return ORDINARY.get(response.status) or REASONS.get(response.status, "")


def status_line(response: Response) -> str:
    """`HTTP/1.1 200 OK`."""
    return f"{response.version} {response.status} {reason(response)}"

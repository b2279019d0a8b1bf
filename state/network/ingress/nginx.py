"""What ingress-nginx (controller v1.12) makes of its Ingresses, and of a request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from minikctl.state.network.ingress.backends import Backend, Request, Routed, backend_of
from minikctl.state.network.ingress.certificates import certificate_of, covers
from minikctl.state.objects import annotations_of, key_of, namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

PREFIX = "nginx.ingress.kubernetes.io/"
CATCH_ALL = "_"


class Location(NamedTuple):
    """One location block of a server."""

    path: str
    type: str  # Exact, Prefix, ImplementationSpecific
    ingress: Obj
    backend: Obj | None


class Server(NamedTuple):
    """One server block: its locations in the order in which they were defined."""

    host: str
    first: Obj  # the Ingress that first named the host
    locations: list[Location]

    @property
    def uses_regex(self) -> bool:
        """One location with a rewrite or use-regex makes regular expressions of all."""
        return any(_wants_regex(one) for one in self.locations)


def annotation(ingress: Obj, name: str) -> str:
    found: str = annotations_of(ingress).get(PREFIX + name, "")
    return found


def _wants_regex(location: Location) -> bool:
    target = annotation(location.ingress, "rewrite-target")
    return bool(target and target != location.path) or annotation(location.ingress, "use-regex") == "true"


def in_order(ingresses: list[Obj]) -> list[Obj]:
    """Oldest first; of the same age by namespace/name, descending."""
    found = sorted(ingresses, key=key_of, reverse=True)
    return sorted(found, key=lambda one: one["metadata"].get("creationTimestamp") or "")


def servers(ingresses: list[Obj]) -> dict[str, Server]:
    """Server blocks by host; the first definition of host, path and path type wins."""
    found: dict[str, Server] = {}
    ordered = [one for one in in_order(ingresses) if annotation(one, "canary") != "true"]
    for ingress in ordered:
        for rule in spec_of(ingress).get("rules") or ():
            host = (rule.get("host") or CATCH_ALL).lower()
            server = found.setdefault(host, Server(host, ingress, []))
            for path in (rule.get("http") or {}).get("paths") or ():
                one = Location(path.get("path") or "/", path.get("pathType", ""), ingress, path.get("backend"))
                if not any((other.path, other.type) == (one.path, one.type) for other in server.locations):
                    server.locations.append(one)
        if spec_of(ingress).get("defaultBackend") and not spec_of(ingress).get("rules"):
            server = found.setdefault(CATCH_ALL, Server(CATCH_ALL, ingress, []))
            server.locations.append(Location("/", "Prefix", ingress, spec_of(ingress)["defaultBackend"]))
    for ingress in ordered:
        for alias in annotation(ingress, "server-alias").split(","):
            hosts = [rule.get("host", "") for rule in spec_of(ingress).get("rules") or ()]
            if alias.strip() and hosts and hosts[0].lower() in found:
                found.setdefault(alias.strip().lower(), found[hosts[0].lower()])
    return found


def server_for(known: dict[str, Server], host: str) -> Server | None:
    """The very host, else the wildcard that covers it (one label or more, as nginx has it), else the catch-all."""
    if host in known:
        return known[host]
    label, _, rest = host.partition(".")
    if label and f"*.{rest}" in known:
        return known[f"*.{rest}"]
    return known.get(CATCH_ALL)


def normalized(uri: str) -> str:
    """nginx's $uri: decoded, slashes merged, dots resolved."""
    parts: list[str] = []
    text = unquote(uri)
    for part in text.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    slash = "/" if text.endswith(("/", "/.", "/..")) and parts else ""
    return "/" + "/".join(parts) + slash


def route(view: View, ingresses: list[Obj], request: Request) -> Routed:
    """The controller's answer."""
    known = servers(ingresses)
    server = server_for(known, request.host)
    secret = None
    if request.scheme == "https":
        secret = tls_secret(view, ingresses, server)
    if server is None:
        return Routed(404, None, secret, why=f"no Ingress names the host {request.host}")
    uri = normalized(request.uri)
    location, redirect = _located(server, uri)
    if redirect:
        return Routed(301, None, secret, None, f"{request.scheme}://{_shown(request)}{redirect}{request.query}")
    if location is None:
        return _default(view, server, request, secret)
    moved = _redirected(view, ingresses, server, location, request)
    if moved is not None:
        return Routed(moved[0], None, secret, None, moved[1], key_of(location.ingress), "redirect")
    backend = _canary(view, ingresses, server, location, request) or backend_of(
        view, location.ingress, location.backend
    )
    path = _rewritten(location, uri, request.uri) + request.query
    return _passed(backend, secret, path, location.ingress)


def _passed(backend: Backend | None, secret: str | None, path: str, ingress: Obj) -> Routed:
    if backend is None or not backend.endpoints:
        return Routed(503, backend, secret, path, None, key_of(ingress), "the Service has no ready endpoint")
    return Routed(200, backend, secret, path, None, key_of(ingress))


def _default(view: View, server: Server, request: Request, secret: str | None) -> Routed:
    """An unmatched path of a known host: the default backend of the Ingress that first named it."""
    reference = spec_of(server.first).get("defaultBackend")
    if reference:
        return _passed(backend_of(view, server.first, reference), secret, request.path, server.first)
    return Routed(404, None, secret, why=f"no path of the host {server.host} matches")


def _shown(request: Request) -> str:
    ordinary = 443 if request.scheme == "https" else 80
    return request.host if request.port == ordinary else f"{request.host}:{request.port}"


def _located(server: Server, uri: str) -> tuple[Location | None, str]:
    """The location of a path, or the address that nginx itself sends a slashless form to."""
    if server.uses_regex:
        return _located_by_regex(server, uri), ""
    exact: Location | None = None
    best: tuple[int, Location] | None = None
    for one in server.locations:
        if one.type == "Exact":
            if uri == one.path:
                return one, ""
            continue
        if one.type == "Prefix" and not one.path.endswith("/"):
            if uri == one.path:
                exact = one
            stem = one.path + "/"
        else:
            stem = one.path
        if uri.startswith(stem) and (best is None or len(stem) > best[0]):
            best = (len(stem), one)
    if exact is not None:
        return exact, ""
    slashed = [one for one in server.locations if one.type != "Exact" and one.path == uri + "/" and uri]
    if slashed:
        return None, uri + "/"
    return (best[1], "") if best else (None, "")


def _located_by_regex(server: Server, uri: str) -> Location | None:
    """`~* ^PATH`, the longest text first, then by text descending."""
    ordered = sorted(server.locations, key=lambda one: one.path, reverse=True)
    ordered.sort(key=lambda one: len(one.path), reverse=True)
    for one in ordered:
        try:
            if re.match(one.path, uri, re.IGNORECASE):
                return one
        except re.error:
            continue
    return None


def _rewritten(location: Location, uri: str, sent: str) -> str:
    """The path that the backend sees: as it was sent, unless a rewrite changes the normal form."""
    target = annotation(location.ingress, "rewrite-target")
    if not target or target == location.path:
        return sent
    try:
        found = re.search(location.path, uri, re.IGNORECASE)
    except re.error:
        return sent
    if not found:
        return sent

    def group(mark: re.Match[str]) -> str:
        number = int(mark.group(1))
        return (found.group(number) or "") if found and number <= len(found.groups()) else ""

    return re.sub(r"\$(\d)", group, target)


def _redirected(
    view: View, ingresses: list[Obj], server: Server, location: Location, request: Request
) -> tuple[int, str] | None:
    """(status, Location) of a redirect that the annotations or TLS ask for."""
    own = location.ingress
    permanent, temporal = annotation(own, "permanent-redirect"), annotation(own, "temporal-redirect")
    if permanent:
        return int(annotation(own, "permanent-redirect-code") or 301), permanent
    if temporal:
        return int(annotation(own, "temporal-redirect-code") or 302), temporal
    forced = annotation(own, "force-ssl-redirect") == "true"
    wanted = annotation(own, "ssl-redirect") != "false" and _has_tls(ingresses, server)
    if request.scheme == "http" and (forced or wanted):
        return 308, f"https://{request.host}{request.path.removesuffix('/')}"
    root = annotation(own, "app-root")
    if root and request.uri == "/":
        return 302, f"{request.scheme}://{_shown(request)}{root}"
    return None


def _naming(ingresses: list[Obj], server: Server) -> list[Obj]:
    """The Ingresses with a rule for the server's host."""
    return [
        one
        for one in in_order(ingresses)
        if any((rule.get("host") or CATCH_ALL).lower() == server.host for rule in spec_of(one).get("rules") or ())
    ]


def _has_tls(ingresses: list[Obj], server: Server) -> bool:
    return server.host != CATCH_ALL and any(spec_of(one).get("tls") for one in _naming(ingresses, server))


def tls_secret(view: View, ingresses: list[Obj], server: Server | None) -> str:
    """`namespace/name` of the Secret whose certificate is shown for a host, or `default`."""
    if server is None or server.host == CATCH_ALL:
        return "default"
    for ingress in _naming(ingresses, server):
        entries = spec_of(ingress).get("tls") or []
        if not entries:
            continue
        name = _secret_name(view, ingress, entries, server.host)
        found = certificate_of(view, namespace_of(ingress), name) if name else None
        if found is not None and (covers(found, server.host) or _covers_wildcard(found.names, server.host)):
            return f"{namespace_of(ingress)}/{name}"
        return "default"
    return "default"


def _covers_wildcard(names: tuple[str, ...], host: str) -> bool:
    return host in [name.lower() for name in names]


def _secret_name(view: View, ingress: Obj, entries: list[Obj], host: str) -> str:
    """The entry that lists the host; else one whose certificate covers it."""
    for entry in entries:
        if host in [one.lower() for one in entry.get("hosts") or ()]:
            return entry.get("secretName") or ""
    for entry in entries:
        name = entry.get("secretName") or ""
        found = certificate_of(view, namespace_of(ingress), name) if name else None
        if found is not None and covers(found, host):
            return name
    return ""


def _canary(view: View, ingresses: list[Obj], server: Server, location: Location, request: Request) -> Backend | None:
    """The backend of a canary Ingress for the same host and path, where header, cookie or weight 100 choose it."""
    for ingress in in_order(ingresses):
        if annotation(ingress, "canary") != "true" or namespace_of(ingress) != namespace_of(location.ingress):
            continue
        for rule in spec_of(ingress).get("rules") or ():
            if (rule.get("host") or CATCH_ALL).lower() != server.host:
                continue
            for path in (rule.get("http") or {}).get("paths") or ():
                if (path.get("path") or "/") == location.path and _chosen(ingress, request):
                    return backend_of(view, ingress, path.get("backend"))
    return None


def _chosen(ingress: Obj, request: Request) -> bool:
    """Header first, then cookie, then weight (canary annotations)."""
    headers = {name.lower(): value for name, value in request.headers}
    header = annotation(ingress, "canary-by-header").lower()
    if header and header in headers:
        wanted = annotation(ingress, "canary-by-header-value")
        if wanted:
            return headers[header] == wanted
        if headers[header] in ("always", "never"):
            return headers[header] == "always"
    cookie = annotation(ingress, "canary-by-cookie")
    if cookie and "cookie" in headers:
        pairs = dict(part.strip().partition("=")[::2] for part in headers["cookie"].split(";"))
        if pairs.get(cookie) in ("always", "never"):
            return pairs[cookie] == "always"
    total = int(annotation(ingress, "canary-weight-total") or 100)
    return int(annotation(ingress, "canary-weight") or 0) >= total

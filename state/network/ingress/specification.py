"""A controller that does what the Ingress specification says, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.network.ingress.backends import Request, Routed, backend_of
from minikctl.state.objects import key_of, namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]


def route(view: View, ingresses: list[Obj], request: Request) -> Routed:
    """The most specific host, in it the longest path; else a default backend; else 404."""
    secret = tls_secret(ingresses, request.host) if request.scheme == "https" else None
    best: tuple[tuple[int, int, int], Obj, Obj] | None = None
    hosts = [
        host_rank(rule.get("host", ""), request.host) for one in ingresses for rule in spec_of(one).get("rules") or ()
    ]
    closest = max([rank for rank in hosts if rank is not None] or [-1])
    for ingress in ingresses:
        for rule in spec_of(ingress).get("rules") or ():
            if host_rank(rule.get("host", ""), request.host) != closest:
                continue
            for path in (rule.get("http") or {}).get("paths") or ():
                rank = path_rank(path, request.uri)
                if rank is not None and (best is None or (closest, *rank) > best[0]):
                    best = ((closest, *rank), ingress, path["backend"])
    if best is None:
        for ingress in ingresses:
            if spec_of(ingress).get("defaultBackend"):
                best = ((0, 0, 0), ingress, spec_of(ingress)["defaultBackend"])
                break
    if best is None:
        return Routed(404, tls_secret=secret, why="no rule matches and there is no default backend")
    _, ingress, reference = best
    backend = backend_of(view, ingress, reference)
    if backend is None or not backend.endpoints:
        return Routed(503, backend, secret, request.path, None, key_of(ingress), "the backend has no ready endpoint")
    return Routed(200, backend, secret, request.path, None, key_of(ingress))


def host_rank(pattern: str, host: str) -> int | None:
    """2 for the very host, 1 for a wildcard that covers it, 0 for no host, None for another."""
    if not pattern:
        return 0
    pattern = pattern.lower()
    if pattern == host:
        return 2
    if pattern.startswith("*."):
        label, _, rest = host.partition(".")
        return 1 if label and rest == pattern[2:] else None
    return None


def elements(path: str) -> list[str]:
    return [part for part in path.split("/") if part]


def path_rank(path: Obj, uri: str) -> tuple[int, int] | None:
    """(length, exactness) of a path that matches, None for one that does not; compared element by element."""
    own, kind = path.get("path") or "/", path.get("pathType", "ImplementationSpecific")
    if kind == "Exact":
        return (len(own), 1) if uri == own else None
    wanted, given = elements(own), elements(uri)
    return (len(own.rstrip("/")), 0) if given[: len(wanted)] == wanted else None


def tls_secret(ingresses: list[Obj], host: str) -> str:
    """`namespace/name` of the Secret of the tls entry that lists the host, or `default`."""
    for ingress in ingresses:
        for entry in spec_of(ingress).get("tls") or ():
            if any(host_rank(one, host) for one in entry.get("hosts") or ()) and entry.get("secretName"):
                return f"{namespace_of(ingress)}/{entry['secretName']}"
    return "default"

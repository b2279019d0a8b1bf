"""A request, what becomes of it, and the Service behind an Ingress path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state.kinds import ENDPOINT_SLICE, SERVICE
from minikctl.state.objects import namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]


class Request(NamedTuple):
    """An HTTP request as it reaches a controller."""

    scheme: str
    host: str  # lower case, without port
    port: int
    path: str  # as sent, with its query
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def uri(self) -> str:
        """The path without its query."""
        return self.path.partition("?")[0]

    @property
    def query(self) -> str:
        """The query with its question mark, or ""."""
        _, mark, query = self.path.partition("?")
        return mark + query


class Backend(NamedTuple):
    """A Service port, and the ready endpoints behind it."""

    namespace: str
    service: str
    port: int
    endpoints: tuple[tuple[str, int], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"namespace": self.namespace, "service": self.service, "port": self.port}


class Routed(NamedTuple):
    """What a controller does with a request; status 200 stands for `passed on to the backend`."""

    status: int
    backend: Backend | None = None
    tls_secret: str | None = None
    upstream_path: str | None = None
    location: str | None = None
    ingress: str = ""  # namespace/name of the Ingress whose rule matched
    why: str = ""


def request_of(url: str, host: str = "", method: str = "GET") -> Request:
    """The request for a URL; `host` stands in the Host header if it is another. Raises ValueError."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        scheme, rest = "http", url
    if scheme.lower() not in ("http", "https"):
        raise ValueError(f"not an HTTP address: {url}")
    authority, slash, path = rest.partition("/")
    name, port = split_host(host or authority)
    _, asked = split_host(authority)
    if not name:
        raise ValueError(f"an address without a host: {url}")
    number = int(asked or port or (443 if scheme.lower() == "https" else 80))
    return Request(scheme.lower(), name.lower().rstrip("."), number, f"/{path}" if slash else "/", method)


def split_host(text: str) -> tuple[str, str]:
    """(host, port) of an authority; brackets of IPv6 are taken off."""
    text = text.rpartition("@")[2]
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        return host, rest.removeprefix(":")
    host, _, port = text.partition(":")
    return host, port


def backend_of(view: View, ingress: Obj, reference: Obj | None) -> Backend | None:
    """The Service port that an Ingress backend names, with its ready endpoints; None for no Service."""
    service = (reference or {}).get("service")
    if not service:
        return None
    namespace, name = namespace_of(ingress), service.get("name", "")
    wanted = service.get("port") or {}
    svc = view.find(SERVICE, name, namespace)
    if svc is None:
        return Backend(namespace, name, int(wanted.get("number") or 0))
    port = port_of(svc, wanted)
    if port is None:
        return Backend(namespace, name, int(wanted.get("number") or 0))
    return Backend(namespace, name, int(port["port"]), ready_endpoints(view, svc, port))


def port_of(svc: Obj, wanted: Obj) -> Obj | None:
    """The Service port that is meant by its name, its number, or its target port."""
    ports = spec_of(svc).get("ports") or []
    name, number = wanted.get("name"), wanted.get("number")
    for port in ports:
        if (name and port.get("name") == name) or (number and port.get("port") == number):
            found: Obj = port
            return found
    for port in ports:
        target = port.get("targetPort")
        if target is not None and target in (name, number):
            other: Obj = port
            return other
    if spec_of(svc).get("type") == "ExternalName" and number:
        return {"port": number, "targetPort": number}
    return None


def ready_endpoints(view: View, svc: Obj, port: Obj) -> tuple[tuple[str, int], ...]:
    """(address, port) of every ready endpoint of a Service port, from the slices; ordered."""
    found: set[tuple[str, int]] = set()
    label = {"kubernetes.io/service-name": svc["metadata"]["name"]}
    for one in view.selected(ENDPOINT_SLICE, namespace_of(svc), label):
        for entry in one.get("ports") or ():
            if (entry.get("name") or "") != (port.get("name") or "") or not entry.get("port"):
                continue
            for endpoint in one.get("endpoints") or ():
                if (endpoint.get("conditions") or {}).get("ready") is not False:
                    found.update((address, int(entry["port"])) for address in endpoint.get("addresses") or ())
    return tuple(sorted(found))

"""Services and Ingresses as text for programs outside: nginx, Consul, a hosts file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from minikctl.state.kinds import ENDPOINT_SLICE, INGRESS, SERVICE
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import labels_of, name_of, namespace_of, spec_of
from minikctl.state.view import View

Obj = dict[str, Any]

SERVICE_NAME = "kubernetes.io/service-name"
NOBODY = "127.0.0.1:8181"  # where nothing listens: nginx answers 502 for a Service without ready endpoints


class Place(NamedTuple):
    """One endpoint of a Service port that takes connections."""

    address: str
    port: int
    name: str  # of the port
    pod: str


def listed(view: View, kind: Kind, namespace: str) -> list[Obj]:
    """The objects of a kind in a namespace, "" being all."""
    return view.list(kind, namespace or None)


def places(view: View, service: Obj) -> Iterator[Place]:
    """The ready endpoints of a Service."""
    for one in view.selected(ENDPOINT_SLICE, namespace_of(service), {SERVICE_NAME: name_of(service)}):
        for endpoint in one.get("endpoints") or ():
            if (endpoint.get("conditions") or {}).get("ready") is False:
                continue
            pod = (endpoint.get("targetRef") or {}).get("name") or ""
            for port in one.get("ports") or ():
                yield Place(endpoint["addresses"][0], port["port"], port.get("name") or "", pod)


# ---- hosts


def hosts(view: View, namespace: str) -> str:
    """A line for each Service with an address; headless ones have one for each endpoint."""
    domain = view.settings["cluster_domain"]
    lines = []
    for service in listed(view, SERVICE, namespace):
        name = f"{name_of(service)}.{namespace_of(service)}"
        addresses = [one for one in spec_of(service).get("clusterIPs") or () if one != "None"]
        for address in addresses or list(dict.fromkeys(place.address for place in places(view, service))):
            lines.append(f"{address}\t{name}.svc.{domain} {name}.svc {name}")
    return "".join(line + "\n" for line in lines)


# ---- Consul


def consul(view: View, namespace: str) -> str:
    """A configuration file of a Consul agent: a service instance for each ready endpoint and port."""
    found = []
    for service in listed(view, SERVICE, namespace):
        for place in places(view, service):
            name = name_of(service) + (f"-{place.name}" if place.name else "")
            found.append(
                {
                    "id": f"{namespace_of(service)}-{name}-{place.pod or place.address}",
                    "name": name,
                    "address": place.address,
                    "port": place.port,
                    "tags": sorted(f"{key}={value}" for key, value in labels_of(service).items()),
                    "meta": {"k8s-namespace": namespace_of(service), "k8s-service": name_of(service)},
                }
            )
    return json.dumps({"services": found}, indent=2) + "\n"


# ---- nginx


class Location(NamedTuple):
    """One path of a host, and where it leads."""

    host: str
    path: str
    kind: str  # Exact, Prefix, ImplementationSpecific
    upstream: str
    certificate: str  # namespace/name of a Secret, "" without TLS


def nginx(view: View, namespace: str) -> str:
    """An http block's content: upstreams, then a server for each host."""
    upstreams: dict[str, str] = {}
    locations: list[Location] = []
    for ingress in listed(view, INGRESS, namespace):
        locations += locations_of(view, ingress, upstreams)
    parts = [f"upstream {name} {{\n{servers}}}\n" for name, servers in sorted(upstreams.items())]
    for host in sorted({one.host for one in locations}, key=lambda name: (not name, name)):
        parts.append(server(host, [one for one in locations if one.host == host]))
    return "\n".join(parts)


def locations_of(view: View, ingress: Obj, upstreams: dict[str, str]) -> Iterator[Location]:
    """The locations of an Ingress; the upstreams that they need are added."""
    spec, namespace = spec_of(ingress), namespace_of(ingress)
    secured = {host: one.get("secretName") or "" for one in spec.get("tls") or () for host in one.get("hosts") or ("",)}
    for rule in spec.get("rules") or ():
        host = rule.get("host") or ""
        secret = secured.get(host, "")
        for path in (rule.get("http") or {}).get("paths") or ():
            upstream = add_upstream(view, namespace, path["backend"], upstreams)
            shown = path.get("path") or "/"
            yield Location(host, shown, path["pathType"], upstream, f"{namespace}/{secret}" if secret else "")
    if spec.get("defaultBackend"):
        yield Location("", "/", "Prefix", add_upstream(view, namespace, spec["defaultBackend"], upstreams), "")


def add_upstream(view: View, namespace: str, backend: Obj, upstreams: dict[str, str]) -> str:
    """The name of the upstream of a backend, which is noted with its servers."""
    service = backend.get("service") or {}
    port = service.get("port") or {}
    shown = port.get("name") or port.get("number") or ""
    name = re.sub(r"[^A-Za-z0-9_-]", "-", f"{namespace}-{service.get('name', '')}-{shown}")
    upstreams[name] = "".join(f"    server {one};\n" for one in addresses(view, namespace, service) or [NOBODY])
    return name


def addresses(view: View, namespace: str, service: Obj) -> list[str]:
    """`address:port` of the ready endpoints behind a Service port of an Ingress."""
    found = view.find(SERVICE, str(service.get("name")), namespace)
    wanted = service.get("port") or {}
    for port in spec_of(found).get("ports") or () if found is not None else ():
        if port.get("name") == wanted.get("name") if wanted.get("name") else port["port"] == wanted.get("number"):
            name = port.get("name") or ""
            return sorted({joined(one) for one in places(view, found or {}) if one.name == name})
    return []


def joined(place: Place) -> str:
    return f"[{place.address}]:{place.port}" if ":" in place.address else f"{place.address}:{place.port}"


def server(host: str, locations: list[Location]) -> str:
    """A server block; Kubernetes: the longest path wins, an exact one before a prefix."""
    lines = ["server {", "    listen 80;" if host else "    listen 80 default_server;"]
    certificate = next((one.certificate for one in locations if one.certificate), "")
    if certificate:
        path = f"/etc/nginx/certs/{certificate.replace('/', '-')}"
        lines += ["    listen 443 ssl;", f"    ssl_certificate {path}.crt;", f"    ssl_certificate_key {path}.key;"]
    lines.append(f"    server_name {host or '_'};")
    seen: set[str] = set()
    for one in sorted(locations, key=lambda one: (-len(one.path), one.kind != "Exact")):
        for pattern in patterns(one):
            if pattern not in seen:
                seen.add(pattern)
                lines += location(pattern, one.upstream)
    return "\n".join([*lines, "}"]) + "\n"


def patterns(one: Location) -> list[str]:
    """nginx's patterns for a path: `/a` as a prefix is `/a` itself and what is below `/a/`."""
    if one.kind == "Exact":
        return [f"= {one.path}"]
    if one.path == "/" or one.kind != "Prefix":
        return [one.path]
    path = one.path.rstrip("/")
    return [f"= {path}", f"{path}/"]


def location(pattern: str, upstream: str) -> list[str]:
    return [
        f"    location {pattern} {{",
        f"        proxy_pass http://{upstream};",
        "        proxy_set_header Host $host;",
        "        proxy_set_header X-Forwarded-For $remote_addr;",
        "        proxy_set_header X-Forwarded-Proto $scheme;",
        "    }",
    ]

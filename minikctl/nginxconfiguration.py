"""Ingresses as the content of an http block of nginx, which then answers as ingress-nginx would.

The rules are those of the model (state/network/ingress/nginx.py): which server and location there is, in which order;
here they become nginx's own words. Facts: nginx's documentation of location, rewrite and return.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from minikctl.state.kinds import INGRESS
from minikctl.state.network.ingress import NGINX, classes
from minikctl.state.network.ingress.backends import Backend, backend_of
from minikctl.state.network.ingress.nginx import Location, Server, annotation, servers, tls_secret
from minikctl.state.objects import namespace_of, spec_of
from minikctl.state.view import View

Obj = dict[str, Any]

FOLDER = "/etc/nginx/certs"  # where the certificates of Secrets are expected: NAMESPACE-NAME.crt and .key
HEADERS = (
    "Host $http_host",
    "X-Request-ID $request_id",
    "X-Real-IP $remote_addr",
    "X-Forwarded-For $remote_addr",
    "X-Forwarded-Host $http_host",
    "X-Forwarded-Port $server_port",
    "X-Forwarded-Proto $scheme",
    "X-Forwarded-Scheme $scheme",
    "X-Scheme $scheme",
)


def configuration(view: View, namespace: str, folder: str = FOLDER) -> str:
    """Upstreams, then a server for each host; certificates are named by `folder`."""
    ingresses = chosen(view, namespace)
    upstreams: dict[str, Backend] = {}
    parts = []
    for host, one in sorted(servers(ingresses).items(), key=lambda item: (item[0] == "_", item[0])):
        secret = tls_secret(view, ingresses, one)
        parts.append(
            server(view, host, one, "" if secret == "default" else secret, upstreams, folder, tls(ingresses, one))
        )
    return "\n".join([*[upstream(name, backend) for name, backend in sorted(upstreams.items())], *parts])


def chosen(view: View, namespace: str) -> list[Obj]:
    """The Ingresses of ingress-nginx where it runs, else all."""
    for controller, names in classes.controllers(view):
        if controller == NGINX:
            found = classes.ingresses_of(view, names, controller, legacy=True)
            break
    else:
        found = view.list(INGRESS)
    return [one for one in found if namespace in ("", namespace_of(one))]


def tls(ingresses: list[Obj], one: Server) -> bool:
    """Whether plain requests for a host are sent to https: an Ingress with a rule for it has certificates."""
    return one.host != "_" and any(
        spec_of(ingress).get("tls")
        for ingress in ingresses
        for rule in spec_of(ingress).get("rules") or ()
        if (rule.get("host") or "").lower() == one.host
    )


def upstream(name: str, backend: Backend) -> str:
    """The endpoints of a Service port."""
    places = [f"[{address}]:{port}" if ":" in address else f"{address}:{port}" for address, port in backend.endpoints]
    return f"upstream {name} {{\n" + "".join(f"    server {place};\n" for place in places) + "}\n"


def server(
    view: View, host: str, one: Server, secret: str, upstreams: dict[str, Backend], folder: str, secured: bool
) -> str:
    """A server block."""
    lines = ["server {", f"    listen 80{' default_server' if host == '_' else ''};"]
    if secret:
        path = f"{folder}/{secret.replace('/', '-')}"
        lines += ["    listen 443 ssl;", f"    ssl_certificate {path}.crt;", f"    ssl_certificate_key {path}.key;"]
    lines.append(f"    server_name {host};")
    seen: set[str] = set()
    for pattern, location in patterns(one):
        if pattern not in seen:
            seen.add(pattern)
            lines += block(pattern, actions(view, location, upstreams, secured))
    if "/" not in seen and not (one.uses_regex and any(pattern == '~* "^/"' for pattern in seen)):
        lines += block("/", default(view, one, upstreams))
    return "\n".join([*lines, "}"]) + "\n"


def block(pattern: str, inner: list[str]) -> list[str]:
    return [f"    location {pattern} {{", *[f"        {line}" for line in inner], "    }"]


def patterns(one: Server) -> Iterator[tuple[str, Location]]:
    """nginx's pattern of every location, the longest path first; an exact path before a prefix."""
    ordered = sorted(one.locations, key=lambda location: location.path, reverse=True)
    ordered.sort(key=lambda location: (-len(location.path), location.type != "Exact"))
    if one.uses_regex:
        for location in ordered:
            yield f'~* "^{location.path}"', location
        return
    for location in ordered:
        if location.type == "Exact":
            yield f"= {quoted(location.path)}", location
    for location in ordered:
        if location.type == "Prefix" and not location.path.endswith("/"):
            yield f"= {quoted(location.path)}", location
            yield quoted(location.path + "/"), location
        elif location.type != "Exact":
            yield quoted(location.path), location


def quoted(path: str) -> str:
    """A path as a word of nginx's configuration."""
    return f'"{path}"' if re.search(r"[\s;{}\"'\\$#]", path) else path


def actions(view: View, location: Location, upstreams: dict[str, Backend], secured: bool) -> list[str]:
    """What a location does: redirects, a rewritten path, the upstream."""
    own = location.ingress
    for name, code in (("permanent-redirect", "301"), ("temporal-redirect", "302")):
        if annotation(own, name):
            return [f"return {annotation(own, name + '-code') or code} {annotation(own, name)};"]
    lines = []
    if annotation(own, "force-ssl-redirect") == "true" or (secured and annotation(own, "ssl-redirect") != "false"):
        lines += [
            "set $plain $scheme:$request_uri;",
            'if ($plain ~ "^http:(.*[^/])/?$") { return 308 https://$host$1; }',
            "if ($scheme = http) { return 308 https://$host; }",
        ]
    root = annotation(own, "app-root")
    if root:
        lines.append(f"if ($uri = /) {{ return 302 $scheme://$http_host{root}; }}")
    target = annotation(own, "rewrite-target")
    if target and target != location.path:
        lines.append(f'rewrite "(?i){location.path}" "{target}" break;')
    return [*lines, *passed(backend_of(view, own, location.backend), upstreams)]


def passed(backend: Backend | None, upstreams: dict[str, Backend]) -> list[str]:
    """A request goes on to a Service; without ready endpoints it is answered at once."""
    if backend is None or not backend.endpoints:
        return ["return 503;"]
    name = re.sub(r"[^A-Za-z0-9_-]", "-", f"{backend.namespace}-{backend.service}-{backend.port}")
    upstreams[name] = backend
    return [*[f"proxy_set_header {one};" for one in HEADERS], f"proxy_pass http://{name};"]


def default(view: View, one: Server, upstreams: dict[str, Backend]) -> list[str]:
    """What nobody has a path for: the default backend of the Ingress that first named the host."""
    reference = spec_of(one.first).get("defaultBackend")
    return passed(backend_of(view, one.first, reference), upstreams) if reference else ["return 404;"]

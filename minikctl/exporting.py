"""Services as text for programs outside: Consul, a hosts file; nginx is in `nginxconfiguration`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from minikctl.state.kinds import ENDPOINT_SLICE, SERVICE
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import labels_of, name_of, namespace_of, spec_of
from minikctl.state.view import View

Obj = dict[str, Any]

SERVICE_NAME = "kubernetes.io/service-name"


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

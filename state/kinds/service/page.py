"""The page of `describe service`, and how describe pages write endpoints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import ENDPOINT_SLICE
from minikctl.state.kinds.pages import events_block, heading
from minikctl.state.objects import name_of, namespace_of
from minikctl.state.text import Page, joined_pairs, or_none

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

SHOWN = 3  # addresses; the others are counted
SERVICE_NAME = "kubernetes.io/service-name"


def describe(service: Obj, view: View) -> str:
    page = Page()
    heading(page, service)
    spec = service["spec"]
    page.line(f"Selector:\t{joined_pairs(spec.get('selector'))}")
    page.line(f"Type:\t{spec.get('type', '')}")
    addresses_lines(page, service)
    slices = slices_of(view, namespace_of(service), name_of(service))
    for port in spec.get("ports") or ():
        port_lines(page, port, slices)
    policy_lines(page, spec)
    events_block(page, view, service)
    return str(page)


def addresses_lines(page: Page, service: Obj) -> None:
    spec = service["spec"]
    if spec.get("ipFamilyPolicy") is not None:
        page.line(f"IP Family Policy:\t{spec['ipFamilyPolicy']}")
    page.line(f"IP Families:\t{or_none(spec.get('ipFamilies') or ())}")
    page.line(f"IP:\t{spec.get('clusterIP') or ''}")
    page.line(f"IPs:\t{or_none(spec.get('clusterIPs') or ())}")
    if spec.get("externalIPs"):
        page.line(f"External IPs:\t{','.join(spec['externalIPs'])}")
    if spec.get("loadBalancerIP"):
        page.line(f"Desired LoadBalancer IP:\t{spec['loadBalancerIP']}")
    if spec.get("externalName"):
        page.line(f"External Name:\t{spec['externalName']}")
    entries = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress")
    if entries:
        page.line(f"LoadBalancer Ingress:\t{', '.join(balancer_entry(entry) for entry in entries)}")


def balancer_entry(entry: Obj) -> str:
    """`203.0.113.10 (VIP)`, or a host name."""
    if not entry.get("ip"):
        return entry.get("hostname") or ""
    return f"{entry['ip']} ({entry['ipMode']})" if entry.get("ipMode") is not None else entry["ip"]


def port_lines(page: Page, port: Obj, slices: list[Obj]) -> None:
    name, protocol = port.get("name") or "<unset>", port.get("protocol") or ""
    page.line(f"Port:\t{name}\t{port.get('port', 0)}/{protocol}")
    page.line(f"TargetPort:\t{port.get('targetPort', 0)}/{protocol}")
    if port.get("nodePort"):
        page.line(f"NodePort:\t{name}\t{port['nodePort']}/{protocol}")
    page.line(f"Endpoints:\t{endpoints_text(slices, port.get('name') or '')}")


def policy_lines(page: Page, spec: Obj) -> None:
    page.line(f"Session Affinity:\t{spec.get('sessionAffinity', '')}")
    if spec.get("externalTrafficPolicy"):
        page.line(f"External Traffic Policy:\t{spec['externalTrafficPolicy']}")
    if spec.get("internalTrafficPolicy") is not None:
        page.line(f"Internal Traffic Policy:\t{spec['internalTrafficPolicy']}")
    if spec.get("healthCheckNodePort"):
        page.line(f"HealthCheck NodePort:\t{spec['healthCheckNodePort']}")
    if spec.get("loadBalancerSourceRanges"):
        page.line(f"LoadBalancer Source Ranges:\t{','.join(spec['loadBalancerSourceRanges'])}")


def slices_of(view: View, namespace: str, service: str) -> list[Obj]:
    """The EndpointSlices of a service, by its label."""
    return view.selected(ENDPOINT_SLICE, namespace, {SERVICE_NAME: service})


def endpoints_text(slices: list[Obj], port: str) -> str:
    """The first ready endpoints behind a port: `10.244.0.1:80,10.244.0.2:80 + 1 more...`.

    Without any slice `<none>`, without ready endpoints nothing. A slice without ports shows addresses alone.
    """
    if not slices:
        return "<none>"
    found = [text for one in slices for text in slice_endpoints(one, port)]
    # kubectl: an endpoint that is not ready and follows the third shown one still says that there are more
    seen = 0
    more = False
    for text in found:
        more = more or seen == SHOWN
        seen += text is not None
    ready = [text for text in found if text is not None]
    shown = ",".join(ready[:SHOWN])
    return f"{shown} + {len(ready) - SHOWN} more..." if more else shown


def slice_endpoints(one: Obj, port: str) -> Iterator[str | None]:
    """The endpoints of a slice for a port name, in order; None for one that is not ready."""
    endpoints = one.get("endpoints") or ()
    if not one.get("ports"):
        yield from (address_of(endpoint) for endpoint in endpoints)
        return
    for entry in one["ports"]:
        if (entry.get("name") or "") == port:
            for endpoint in endpoints:
                address = address_of(endpoint)
                yield None if address is None else host_port(address, entry.get("port") or 0)


def address_of(endpoint: Obj) -> str | None:
    """The address of a ready endpoint; a missing condition counts as ready."""
    if (endpoint.get("conditions") or {}).get("ready") is False:
        return None
    return first(endpoint.get("addresses") or ())


def first(values: Iterable[str]) -> str:
    return next(iter(values), "")


def host_port(address: str, port: int) -> str:
    """`10.0.0.1:80`, `[fd00::1]:80`."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"

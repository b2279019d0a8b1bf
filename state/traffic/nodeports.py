"""What the processes of a node answer: health of the kubelet and of kube-proxy, health checks of load balancers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.clock import timestamp
from minikctl.state.kinds import ENDPOINT_SLICE, SERVICE
from minikctl.state.objects import name_of, namespace_of, spec_of
from minikctl.state.traffic.messages import EMPTY, Answerer, Failure, Request, Response

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

KUBELET, PROXY = 10248, 10256
PLAIN = (("Content-Type", "text/plain; charset=utf-8"),)
JSON = (("Content-Type", "application/json"), ("X-Content-Type-Options", "nosniff"))


def respond(view: View, found: Answerer, request: Request) -> Response:
    """The answer of a process of a node; raises Failure."""
    if found.port == KUBELET and request.uri == "/healthz":
        return Response(200, "ok", PLAIN)
    if found.port == PROXY and request.uri in ("/healthz", "/livez"):
        return proxy_health(view, request.uri)
    svc = checked_service(view, found.port)
    if svc is not None:
        return balancer_check(view, svc, found.node)
    raise Failure(EMPTY, request.host, request.port, found.address)


def proxy_health(view: View, path: str) -> Response:
    """kube-proxy's health (pkg/proxy/healthcheck/proxy_health.go); only /healthz tells whether the node is eligible."""
    now = timestamp(view.now)
    eligible = ', "nodeEligible": true' if path == "/healthz" else ""
    return Response(200, f'{{"lastUpdated": "{now}","currentTime": "{now}"{eligible}}}', JSON)


def checked_service(view: View, port: int) -> Obj | None:
    """The Service whose healthCheckNodePort a port is."""
    return next((one for one in view.list(SERVICE) if spec_of(one).get("healthCheckNodePort") == port), None)


def balancer_check(view: View, svc: Obj, node: str) -> Response:
    """Whether a load balancer should send connections to a node (pkg/proxy/healthcheck/service_health.go)."""
    count = local_endpoints(view, svc, node)
    body = (
        f'{{\n\t"service": {{\n\t\t"namespace": "{namespace_of(svc)}",\n\t\t"name": "{name_of(svc)}"\n\t}},\n'
        f'\t"localEndpoints": {count},\n\t"serviceProxyHealthy": true\n}}'
    )
    weight = ("X-Load-Balancing-Endpoint-Weight", str(count))
    return Response(200 if count else 503, body, (*JSON, weight))


def local_endpoints(view: View, svc: Obj, node: str) -> int:
    """How many ready endpoints of a Service are on a node."""
    slices = view.selected(ENDPOINT_SLICE, namespace_of(svc), {"kubernetes.io/service-name": name_of(svc)})
    return sum(
        one.get("nodeName") == node and (one.get("conditions") or {}).get("ready") is not False
        for found in slices
        for one in found.get("endpoints") or ()
    )

"""What `kubectl proxy` passes on: the API server as its administrator, and pods and Services through it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from minikctl.state.errors import ApiError
from minikctl.state.kinds import POD, SERVICE
from minikctl.state.objects import spec_of, status_of
from minikctl.state.traffic.authorizing import User
from minikctl.state.traffic.messages import Failure, Request, Response

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.view import View

ADMINISTRATOR = User("kubernetes-admin", ("kubeadm:cluster-admins", "system:masters", "system:authenticated"))
THROUGH = re.compile(r"/api/v1/namespaces/([^/]+)/(pods|services)/(?:(https?):)?([^/:]+)(?::([^/]*))?/proxy(/.*|\?.*)?")


def respond(cluster: Cluster, request: Request, depth: int) -> Response:
    """The answer to a request that came in through the proxy; raises Failure."""
    from minikctl.state.traffic import apiserver  # only where it is asked

    through = THROUGH.fullmatch(request.path)
    try:
        if through is not None:
            return passed_on(cluster, request, through, depth)
        return apiserver.answered(cluster, cluster.view(), ADMINISTRATOR, request)
    except ApiError as error:
        return apiserver.failed(request, error)


def passed_on(cluster: Cluster, request: Request, through: re.Match[str], depth: int) -> Response:
    """The answer of a pod, or of one behind a Service; raises ApiError."""
    from minikctl.state.traffic.caller import Caller  # a cycle otherwise

    namespace, resource, scheme, name, port, rest = through.groups()
    view = cluster.view()
    host, number = (pod_target if resource == "pods" else service_target)(view, namespace, name, port or "")
    path = rest or "/"
    inner = Request(scheme or "http", host, number, path, request.method, (("Host", f"{host}:{number}"),), request.body)
    try:
        return Caller(cluster, node=first_node(view), depth=depth + 1).http(inner)
    except Failure as failure:
        raise ApiError(
            503,
            "ServiceUnavailable",
            f"error trying to reach service: dial tcp {host}:{number}: connect: {failure.kind}",
        ) from None


def pod_target(view: View, namespace: str, name: str, port: str) -> tuple[str, int]:
    """(address, port) of a pod; without a port its first. Raises ApiError."""
    pod = view.get(POD, name, namespace)
    ports = [one for container in spec_of(pod).get("containers") or () for one in container.get("ports") or ()]
    named = next((one["containerPort"] for one in ports if one.get("name") == port), None)
    number = int(port) if port.isdigit() else named or (ports[0]["containerPort"] if ports and not port else 80)
    return str(status_of(pod).get("podIP") or ""), int(number)


def service_target(view: View, namespace: str, name: str, port: str) -> tuple[str, int]:
    """(address, port) of a Service; without a port its only one. Raises ApiError."""
    ports: list[Any] = spec_of(view.get(SERVICE, name, namespace)).get("ports") or []
    wanted = [one for one in ports if port in (one.get("name", ""), str(one["port"]))] or (ports if not port else [])
    address = str(spec_of(view.get(SERVICE, name, namespace)).get("clusterIP") or "")
    if not wanted or address in ("", "None"):
        raise ApiError(503, "ServiceUnavailable", f'no service port "{port}" found for service "{name}"')
    return address, int(wanted[0]["port"])


def first_node(view: View) -> str:
    """The node on which the API server runs."""
    from minikctl.state.kinds import NODE

    return min((node["metadata"]["name"] for node in view.list(NODE)), default="")

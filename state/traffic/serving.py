"""Who answers at an address and port, and with what: containers, Ingress controllers, the API server, outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import POD
from minikctl.state.network import ingress, policies
from minikctl.state.network.ingress.classes import EVERY_CLASS, settled_classes
from minikctl.state.network.nodes import node_with_address, pod_with_address
from minikctl.state.network.podaddresses import node_addresses
from minikctl.state.network.routing.verdict import Verdict
from minikctl.state.objects import key_of, name_of, spec_of, split_key, status_of
from minikctl.state.traffic.messages import (
    REFUSED,
    TIMED_OUT,
    Answerer,
    Failure,
    Request,
    Response,
)

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.network.ingress.installed import Family
    from minikctl.state.view import View

Obj = dict[str, Any]

INGRESS_PORTS = (80, 443)
API_PORTS = (6443, 8443)
LOOPBACK_PORTS = (10248,)  # the kubelet's health: at 127.0.0.1 only
PROXY_PORT = 10256  # kube-proxy's health


def running(pod: Obj) -> list[Obj]:
    """The containers of a pod that run now."""
    if status_of(pod).get("phase", "Running") != "Running":
        return []
    states = {
        one.get("name"): one.get("state") or {}
        for field in ("containerStatuses", "initContainerStatuses")
        for one in status_of(pod).get(field) or ()
    }
    found = []
    for container in [*(spec_of(pod).get("containers") or ()), *(spec_of(pod).get("initContainers") or ())]:
        state = states.get(container["name"])
        is_main = container in (spec_of(pod).get("containers") or ())
        if (state is None and is_main) or (state is not None and "running" in state):
            found.append(container)
    return found


def listens(view: View, pod: Obj, port: int, protocol: str = "tcp") -> bool:
    """Whether a container of a pod listens on a port."""
    return container_at(view, pod, port, protocol) is not None


def container_at(view: View, pod: Obj, port: int, protocol: str = "tcp") -> Obj | None:
    """The running container that listens on a port of a pod, None if none does."""
    from minikctl.state import images  # only where something connects

    for container in running(pod):
        if images.listens(view, pod, container, port, protocol):
            return container
    return None


def in_pod(view: View, key: str, port: int, source: str, host: str) -> Answerer:
    """A connection inside a pod's own network, or forwarded into it; raises Failure."""
    namespace, name = split_key(key)
    pod = view.find(POD, name, namespace)
    container = container_at(view, pod, port) if pod is not None else None
    if pod is None or container is None:
        raise Failure(REFUSED, host, port, "127.0.0.1")
    return Answerer("pod", "127.0.0.1", port, key, container["name"], spec_of(pod).get("nodeName", ""), source)


def at(view: View, address: str, port: int, source: str, host: str, via: tuple[str, int] | None = None) -> Answerer:
    """Who answers at an address, after all translation; raises Failure with the address the client asked for."""
    shown, number = via or (address, port)
    pod = pod_with_address(view, address)
    if is_down(view, spec_of(pod).get("nodeName", "") if pod is not None else node_with_address(view, address)):
        raise Failure(TIMED_OUT, host, number, shown)
    if pod is not None:
        container = container_at(view, pod, port)
        if container is None:
            raise Failure(REFUSED, host, number, shown)
        return Answerer("pod", address, port, key_of(pod), container["name"], spec_of(pod).get("nodeName", ""), source)
    node = node_with_address(view, address)
    if node:
        if port in API_PORTS:
            return Answerer("apiserver", address, port, node=node, source=source)
        if port == PROXY_PORT:
            return Answerer("node", address, port, node=node, source=source)
        for other in view.on_node(POD, node):
            own, inner = (address, port) if spec_of(other).get("hostNetwork") else behind_host_port(other, port)
            container = container_at(view, other, inner) if own else None
            if container is not None:
                return Answerer("pod", own, inner, key_of(other), container["name"], node, source)
        return Answerer("node", address, port, node=node, source=source)
    if outside_text(view, address, port) is not None:
        return Answerer("outside", address, port, source=source)
    raise Failure(TIMED_OUT, host, number, shown)


def behind_host_port(pod: Obj, port: int) -> tuple[str, int]:
    """(address, port) in a pod to which a port of its node leads (the portmap plugin); ("", 0) for none."""
    for container in spec_of(pod).get("containers") or ():
        for given in container.get("ports") or ():
            if given.get("hostPort") == port and (given.get("protocol") or "TCP") == "TCP":
                return str(status_of(pod).get("podIP") or ""), int(given.get("containerPort") or 0)
    return "", 0


def is_down(view: View, node: str) -> bool:
    """Whether a node's machine is stopped."""
    return bool(node) and view.stored("_nodes", node) is not None


def outside_text(view: View, address: str, port: int) -> str | None:
    """What a machine outside says on a port; None if there is no such machine."""
    for machine in view.world.get("external") or ():
        if machine.get("address") == address:
            ports = {str(one["port"]): str(one.get("text", "")) for one in machine.get("listens") or ()}
            return ports.get(str(port))
    known = any(str(record.get("data")) == address for record in view.world.get("upstreamDNS") or ())
    return "" if known else None


def ingress_at(view: View, address: str, port: int) -> str | None:
    """The node at whose address an Ingress controller listens on that port; None if none does."""
    if port not in INGRESS_PORTS:
        return None
    names = settled_classes(view)
    if not names or EVERY_CLASS in view.settings["ingress"]:
        return None
    from minikctl.state.kinds import NODE  # only where a controller runs

    nodes = sorted(view.list(NODE), key=name_of)
    return name_of(nodes[0]) if nodes and address in node_addresses(nodes[0]) else None


def masqueraded(view: View, target: str, source: str, node: str, found: Verdict) -> str:
    """The source that a server sees of a connection that a node may have masqueraded: the one it leaves the node by."""
    from minikctl.state.network.routing.reach import masquerade_address  # a choice was made

    if not found.marked and source != target:
        return source
    return (masquerade_address(view, node, target) if node else "") or source


# ---- what is said


def respond(cluster: Cluster, found: Answerer, request: Request, depth: int) -> Response:
    """The response of whoever answers; raises Failure."""
    if found.kind == "pod":
        from minikctl.state import images  # only where something is asked

        return images.respond(cluster, found, request, depth)
    if found.kind == "ingress":
        return through_ingress(cluster, found, request, depth)
    if found.kind == "proxy":
        from minikctl.state.traffic import proxying  # only where it is asked

        return proxying.respond(cluster, request, depth)
    if found.kind == "apiserver":
        from minikctl.state.traffic import apiserver  # only where it is asked

        return apiserver.respond(cluster, request)
    if found.kind == "outside":
        return Response(200, outside_text(cluster.view(), found.address, found.port) or "")
    from minikctl.state.traffic import nodeports  # only where a node is asked

    return nodeports.respond(cluster.view(), found, request)


DEFAULT_PAGE = (
    "<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body>\r\n"
    "<center><h1>{status} {reason}</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


def nginx_page(status: int) -> Response:
    """An error page of an nginx that hides its version."""
    from minikctl.state.traffic.messages import REASONS

    body = DEFAULT_PAGE.format(status=status, reason=REASONS.get(status, ""))
    return Response(status, body, (("Content-Type", "text/html"),))


def error_page(status: int, family: Family | None) -> Response:
    """What a product says itself; ingress-nginx if none is given."""
    from minikctl.state.traffic.messages import REASONS  # only for errors

    pages = family.pages if family is not None else "nginx"
    plain = ("Content-Type", "text/plain; charset=utf-8")
    if pages == "traefik":
        body = {404: "404 page not found\n", 503: "no available server\n"}.get(status, REASONS.get(status, ""))
        return Response(status, body, (plain, ("X-Content-Type-Options", "nosniff")))
    if pages == "envoy":
        body = {503: "no healthy upstream", 504: "upstream request timeout"}.get(status, "")
        kind = (("Content-Type", "text/plain"),) if body else ()
        return Response(status, body, (*kind, ("server", "envoy")))
    if pages == "kong" and status == 404:
        headers = (("Content-Type", "application/json; charset=utf-8"),)
        return Response(404, '{\n  "message":"no Route matched with those values"\n}', headers)
    if pages == "haproxy" and status == 404:
        return Response(404, "default backend - 404", (("Content-Type", "text/plain"),))
    return nginx_page(status)


LEADING = ("date", "content-type", "content-length", "transfer-encoding", "connection")


def through_ingress(
    cluster: Cluster, found: Answerer, request: Request, depth: int, family: Family | None = None
) -> Response:
    """What an Ingress controller answers, with the headers that its product adds and takes away."""
    answer = routed_by_ingress(cluster, found, request, depth, family)
    return as_nginx(answer, cluster.view().now) if family is None or family.pages == "nginx" else answer


def as_nginx(response: Response, now: float) -> Response:
    """ingress-nginx: nginx's own headers first, in its order; no Server (server-tokens is off)."""
    from minikctl.state.traffic.wire import head

    given = {key.lower(): (key, value) for key, value in head(response, now)}
    given.pop("server", None)
    given.pop("keep-alive", None)
    given["connection"] = ("Connection", "keep-alive")
    first = [given.pop(name) for name in LEADING if name in given]
    rest = [(key, value) for key, value in response.headers if key.lower() in given]
    return response._replace(headers=(*first, *rest))


def routed_by_ingress(
    cluster: Cluster, found: Answerer, request: Request, depth: int, family: Family | None
) -> Response:
    """An Ingress controller's part: TLS, host and path, then a connection of its own to an endpoint."""
    view = cluster.view()
    asked = ingress.backends.split_host(request.authority)[0]
    routed = ingress.route(
        view,
        ingress.Request(request.scheme, asked.lower(), request.port, request.path, request.method, request.headers),
        family.controller if family is not None and family.name != "nginx" else "",
    )
    certificate = certificate_for(view, asked, request) if request.scheme == "https" else ""
    if routed is None:
        return error_page(404, family)._replace(certificate=certificate)
    if routed.location is not None:
        page = error_page(routed.status, family)
        return page._replace(headers=(*page.headers, ("Location", routed.location)), certificate=certificate)
    if routed.status != 200 or routed.backend is None:
        return error_page(routed.status, family)._replace(certificate=certificate)
    draw = int.from_bytes(_digest(f"{view.now}/{request.path}/{found.source}"), "big")
    address, port = routed.backend.endpoints[draw % len(routed.backend.endpoints)]
    node = node_with_address(view, found.address)
    forwarded = (
        *[(key, value) for key, value in request.headers if key.lower() != "connection"],
        ("X-Request-ID", _digest(f"id/{view.now}/{request.path}").hex()[:32]),
        ("X-Real-IP", found.source),
        ("X-Forwarded-For", found.source),
        ("X-Forwarded-Host", request.authority),
        ("X-Forwarded-Port", str(found.port)),
        ("X-Forwarded-Proto", request.scheme),
        ("X-Forwarded-Scheme", request.scheme),
        ("X-Scheme", request.scheme),
    )
    inner = Request(
        "http", address, port, routed.upstream_path or request.path, request.method, forwarded, request.body
    )
    if not inner.header("host"):
        inner = inner._replace(headers=(("Host", request.authority), *inner.headers))
    try:
        if not policies.allowed(view, found.address, address, port)[0]:
            raise Failure(TIMED_OUT, address, port, address)
        target = at(view, address, port, found.address or node, address)
        answer = respond(cluster, target, inner, depth + 1)
    except Failure as failure:
        status = 504 if failure.kind == TIMED_OUT else 502
        return error_page(status, family)._replace(certificate=certificate)
    return answer._replace(certificate=certificate)


def _digest(text: str) -> bytes:
    from hashlib import sha256  # only where a request passes

    return sha256(text.encode()).digest()


def certificate_for(view: View, host: str, request: Request) -> str:
    """The PEM of the certificate that the controller shows for the name a client asks for (SNI)."""
    routed = ingress.route(view, ingress.Request("https", request.host.lower(), 443, request.path))
    name = routed.tls_secret if routed else None
    if name and name != "default":
        namespace, secret = split_key(name)
        found = ingress.certificates.certificate_of(view, namespace, secret)
        if found is not None:
            return found.pem
    return "default"

"""Who answers at the end of a connection's way: a pod, a node, something outside, or nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import POD
from minikctl.state.network.addresses import family_of
from minikctl.state.network.nodes import node_with_address, pod_with_address
from minikctl.state.network.ranges import normal, range_of, split
from minikctl.state.network.routing.ground import service_ranges
from minikctl.state.objects import Obj, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.view import View

ANSWERED, REFUSED, TIMED_OUT = "answered", "refused", "timed out"
NODE_SERVICES = {22: "sshd", 6443: "kube-apiserver", 8443: "kube-apiserver", 10250: "kubelet", 10256: "kube-proxy"}

Listens = Callable[["View", Obj, int, str], bool]


def listens_by_declaration(view: View, pod: Obj, port: int, protocol: str) -> bool:
    """Whether a running container of a pod says that it has a port."""
    if status_of(pod).get("phase", "Running") != "Running":
        return False
    states = {s.get("name"): s.get("state") or {} for s in status_of(pod).get("containerStatuses") or ()}
    for container in spec_of(pod).get("containers") or ():
        state = states.get(container.get("name"))
        if state and "running" not in state:
            continue
        for given in container.get("ports") or ():
            if given.get("containerPort") == port and (given.get("protocol") or "TCP").lower() == protocol:
                return True
    return False


def delivered(
    view: View, target: str, protocol: str, listens: Listens = listens_by_declaration, *, placed: bool = False
) -> str:
    """What a connection to `address:port`, after all translation, comes to: answered, refused or timed out.

    `placed`: an EndpointSlice says that somebody on a node has the address; where no Pod is known, that is believed.
    """
    address, port = split(target)
    pod = pod_with_address(view, address)
    if pod is not None:
        return ANSWERED if listens(view, pod, port, protocol) else REFUSED
    node = node_with_address(view, address)
    if node:
        return ANSWERED if on_node(view, node, port, protocol, listens) else REFUSED
    if placed:
        return ANSWERED
    inside = [*(view.settings.get("pod_cidrs") or ()), *service_ranges(view)]
    if any(found.covers(address) for cidr in inside if (found := range_of(cidr))):
        return TIMED_OUT
    return outside(view, address, port)


def on_node(view: View, node: str, port: int, protocol: str, listens: Listens) -> bool:
    """Whether a process of a node, a pod in its network or a host port answers."""
    if protocol == "tcp" and port in NODE_SERVICES:
        return True
    for pod in view.on_node(POD, node):
        if spec_of(pod).get("hostNetwork"):
            if listens(view, pod, port, protocol):
                return True
            continue
        for container in spec_of(pod).get("containers") or ():
            for given in container.get("ports") or ():
                if given.get("hostPort") == port and (given.get("protocol") or "TCP").lower() == protocol:
                    return listens(view, pod, given.get("containerPort") or 0, protocol)
    return False


def outside(view: View, address: str, port: int) -> str:
    """What a connection to the world outside comes to: World has machines there, and names that lead to some."""
    for machine in view.world.get("external") or ():
        if normal(str(machine.get("address"))) == address:
            ports = [listened.get("port") for listened in machine.get("listens") or ()]
            return ANSWERED if port in ports else REFUSED
    records: list[dict[str, Any]] = view.world.get("upstreamDNS") or []
    kind = "A" if family_of(address) == 4 else "AAAA"
    known = any(record.get("type") == kind and normal(str(record.get("data"))) == address for record in records)
    return ANSWERED if known else TIMED_OUT

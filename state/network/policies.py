"""NetworkPolicies: whether a connection may be made, and which policy forbids it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from minikctl.state.kinds import NAMESPACE, NETWORK_POLICY
from minikctl.state.network.nodes import node_with_address, pod_with_address
from minikctl.state.network.ranges import range_of
from minikctl.state.objects import Obj, key_of, labels_of, namespace_of, spec_of
from minikctl.state.selectors import selector_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Decision = tuple[bool, str]

ALLOWED: Decision = (True, "")


def exist(view: View) -> bool:
    """Whether there is any policy at all: most clusters have none, and nothing else needs to be asked."""
    return bool(view.list(NETWORK_POLICY))


def allowed(view: View, source: str, target: str, port: int, protocol: str = "tcp", seen: str = "") -> Decision:
    """Whether a connection between two addresses (after the service's translation) may be made, and why not.

    `seen`: the source as the target sees it, where that was masqueraded. Policies are of pods in the pod network; a
    pod always reaches itself, and its node always reaches it (Kubernetes documentation, Network Policies).
    """
    if not exist(view) or source == target:
        return ALLOWED
    client, server = pod_with_address(view, source), pod_with_address(view, target)
    if client is not None and not (server is None and is_own_node(view, client, target)):
        found = leaving(view, client, target, server, port, protocol)
        if not found[0]:
            return found
    if server is None:
        return ALLOWED
    seen = seen or source
    if seen != source:
        client = pod_with_address(view, seen)
    if client is None and is_own_node(view, server, seen):
        return ALLOWED
    return coming(view, server, seen, client, port, protocol)


def is_own_node(view: View, pod: Obj, address: str) -> bool:
    node = spec_of(pod).get("nodeName")
    return bool(node) and node_with_address(view, address) == node


def isolating(view: View, pod: Obj, direction: str) -> list[Obj]:
    """The policies that restrict a pod in a direction (Ingress, Egress)."""
    found = []
    for policy in view.list(NETWORK_POLICY, namespace_of(pod)):
        spec = spec_of(policy)
        if direction in types_of(spec) and selector_of(spec.get("podSelector") or {}).matches(labels_of(pod)):
            found.append(policy)
    return found


def types_of(spec: Obj) -> list[str]:
    """The directions of a policy; Ingress, and Egress if it has rules for that, where it does not say."""
    return spec.get("policyTypes") or (["Ingress", "Egress"] if spec.get("egress") else ["Ingress"])


def leaving(view: View, client: Obj, target: str, server: Obj | None, port: int, protocol: str) -> Decision:
    """Whether a pod's own policies let a connection out."""
    policies = isolating(view, client, "Egress")
    if any(permits(view, one, "egress", "to", target, server, server, port, protocol) for one in policies):
        return ALLOWED
    return (False, refusal(policies, "egress", client)) if policies else ALLOWED


def coming(view: View, server: Obj, source: str, client: Obj | None, port: int, protocol: str) -> Decision:
    """Whether a pod's policies let a connection in."""
    policies = isolating(view, server, "Ingress")
    if any(permits(view, one, "ingress", "from", source, client, server, port, protocol) for one in policies):
        return ALLOWED
    return (False, refusal(policies, "ingress", server)) if policies else ALLOWED


def refusal(policies: Iterable[Obj], direction: str, pod: Obj) -> str:
    """`NetworkPolicy default/deny: no ingress rule for pod default/web allows it`."""
    names = [key_of(one) for one in policies]
    word = "NetworkPolicy" if len(names) == 1 else "NetworkPolicies"
    verb = "has" if len(names) == 1 else "have"
    return f"{word} {', '.join(names)} {verb} no {direction} rule for pod {key_of(pod)} that allows this connection"


def permits(
    view: View,
    policy: Obj,
    direction: str,
    peers: str,
    address: str,
    peer: Obj | None,
    server: Obj | None,
    port: int,
    protocol: str,
) -> bool:
    """Whether a rule of a policy allows a peer and a port of the server."""
    for rule in spec_of(policy).get(direction) or ():
        if not opens(rule.get("ports") or (), server, port, protocol):
            continue
        given = rule.get(peers) or ()
        if not given or any(is_peer(view, namespace_of(policy), one, address, peer) for one in given):
            return True
    return False


def opens(ports: Iterable[Obj], server: Obj | None, port: int, protocol: str) -> bool:
    """Whether a rule's ports include one; without any they include all."""
    listed = list(ports)
    return not listed or any(is_port(one, server, port, protocol) for one in listed)


def is_port(given: Obj, server: Obj | None, port: int, protocol: str) -> bool:
    if (given.get("protocol") or "TCP").lower() != protocol.lower():
        return False
    number = given.get("port")
    if number is None:
        return True
    if isinstance(number, str) and not number.isdigit():
        return server is not None and port in named_ports(server, number, protocol)
    return int(number) <= port <= int(given.get("endPort") or number)


def named_ports(pod: Obj, name: str, protocol: str) -> Iterator[int]:
    """The numbers of a pod's ports of a name."""
    for container in spec_of(pod).get("containers") or ():
        for one in container.get("ports") or ():
            if one.get("name") == name and (one.get("protocol") or "TCP").lower() == protocol.lower():
                yield one["containerPort"]


def is_peer(view: View, namespace: str, peer: Obj, address: str, pod: Obj | None) -> bool:
    """Whether one end of a connection is what a rule's peer means."""
    block = peer.get("ipBlock")
    if block is not None:
        inside = covers(block.get("cidr") or "", address)
        return inside and not any(covers(cidr, address) for cidr in block.get("except") or ())
    if pod is None:
        return False
    spaces, pods = peer.get("namespaceSelector"), peer.get("podSelector")
    if spaces is None:
        if namespace_of(pod) != namespace:
            return False
    else:
        found = view.find(NAMESPACE, namespace_of(pod))
        if found is None or not selector_of(spaces).matches(labels_of(found)):
            return False
    return pods is None or selector_of(pods).matches(labels_of(pod))


def covers(cidr: str, address: str) -> bool:
    found = range_of(cidr)
    return found is not None and found.covers(address)

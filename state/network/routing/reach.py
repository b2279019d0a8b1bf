"""Whether a connection from a pod, a node or outside reaches somebody, through the rules of every node on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.kinds import SERVICE
from minikctl.state.network import policies
from minikctl.state.network.addresses import family_of
from minikctl.state.network.interfaces import gateway_of, pod_range_of
from minikctl.state.network.nodes import (
    addresses_of_pod,
    node_facts,
    node_names,
    node_with_address,
    pod_with_address,
)
from minikctl.state.network.ranges import joined, split
from minikctl.state.network.routing import delivery, trace
from minikctl.state.network.routing.verdict import ACCEPT, DNAT, DROP, NONE, REJECT, Step, Verdict, step
from minikctl.state.network.virtual import balancer_ips_of
from minikctl.state.objects import Obj, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Reached = tuple[Verdict, str, list[Step]]  # what the rules say, what the client notices, how it came about

OUTSIDE = {4: "203.0.113.1", 6: "2001:db8:ffff::1"}  # a client outside whose address nobody gave


def from_pod(
    view: View,
    pod: Obj,
    address: str,
    port: int,
    protocol: str = "tcp",
    listens: delivery.Listens = delivery.listens_by_declaration,
) -> Reached:
    """A connection from a pod to an address."""
    source, target = source_of(pod, view, family_of(address)), joined(address, port)
    if address in addresses_of_pod(pod) and not spec_of(pod).get("hostNetwork"):
        outcome = delivery.ANSWERED if listens(view, pod, port, protocol) else delivery.REFUSED
        why = "a pod reaches its own address inside its network"
        return Verdict(NONE), outcome, [step("pod", "lo", "", f"{source} > {target}", target, NONE, why)]
    leave = "the packet leaves the pod towards its gateway, the node"
    way = f"{source} > {target}"
    found, outcome, steps = from_node(
        view, spec_of(pod).get("nodeName") or "", address, port, protocol, listens, source=source
    )
    return found, outcome, [step("pod", "eth0", "default route", way, way, "", leave), *steps]


def from_node(
    view: View,
    node: str,
    address: str,
    port: int,
    protocol: str = "tcp",
    listens: delivery.Listens = delivery.listens_by_declaration,
    *,
    source: str = "",
) -> Reached:
    """A connection that a node makes itself, or passes on for `source`."""
    own = node_facts(view, node).own(family_of(address))
    found = trace(view, node, source or own, address, port, protocol)
    steps = list(found.steps)
    other = node_with_address(view, address) if found.verdict == NONE else ""
    if other and other != node:
        why = f"on to node {other}; outside the pod network packets carry the address of their node"
        way = f"{own or source} > {joined(address, port)}"
        steps.append(step("node", node, "route", way, way, "", why))
        found = trace(view, other, own or source, address, port, protocol)
        steps += found.steps
    outcome = outcome_of(view, found, joined(address, port), protocol, listens, source or own, node)
    steps += policy_steps(view, found, joined(address, port), protocol, source or own, node)
    return found, outcome, [*steps, last_step(found, joined(address, port), outcome)]


def from_outside(
    view: View,
    address: str,
    port: int,
    protocol: str = "tcp",
    listens: delivery.Listens = delivery.listens_by_declaration,
    *,
    source: str = "",
) -> Reached:
    """A connection from a machine outside the cluster: it gets to nodes, and to load balancer addresses."""
    source = source or OUTSIDE[family_of(address)]
    node = entrance(view, address, port, protocol, source)
    if not node:
        outcome = delivery.outside(view, address, port)
        why = "outside the cluster there is no way to this address"
        return Verdict(NONE), outcome, [step("outside", "", "", joined(address, port), "", outcome, why)]
    found = trace(view, node, source, address, port, protocol)
    way = f"{source} > {joined(address, port)}"
    steps = [step("outside", node, "", way, way, "", f"the packet comes to node {node}"), *found.steps]
    outcome = outcome_of(view, found, joined(address, port), protocol, listens, source, node)
    steps += policy_steps(view, found, joined(address, port), protocol, source, node)
    return found, outcome, [*steps, last_step(found, joined(address, port), outcome)]


def entrance(view: View, address: str, port: int, protocol: str, source: str) -> str:
    """The node to which the world outside sends packets for an address, "" if there is none.

    A load balancer passes over nodes whose health check says that they have no endpoint of their own.
    """
    node = node_with_address(view, address)
    if node:
        return node
    names = node_names(view)
    external = any(
        address in (*(spec_of(service).get("externalIPs") or ()), *balancer_ips_of(service, family_of(address)))
        for service in view.list(SERVICE)
    )
    if not external or not names:
        return ""
    for name in names:
        if trace(view, name, source, address, port, protocol).verdict == DNAT:
            return name
    return names[0]


def masquerade_address(view: View, node: str, target: str) -> str:
    """The source of packets that a node masquerades on their way to an address: that of the interface they leave by.

    Towards a pod of the node this is the node's end of the pod's link, otherwise the node's own address.
    """
    facts = node_facts(view, node)
    pod = pod_with_address(view, target)
    if pod is not None and spec_of(pod).get("nodeName") == node:
        return gateway_of(pod_range_of(facts, target))
    return facts.own(family_of(target))


def source_of(pod: Obj, view: View, family: int) -> str:
    """The address a pod's packets carry: its own, or its node's."""
    if spec_of(pod).get("hostNetwork"):
        return node_facts(view, spec_of(pod).get("nodeName") or "").own(family)
    return next((address for address in addresses_of_pod(pod) if family_of(address) == family), "")


def outcome_of(
    view: View,
    found: Verdict,
    target: str,
    protocol: str,
    listens: delivery.Listens,
    source: str = "",
    node: str = "",
) -> str:
    """What the client notices. Where several endpoints could be chosen, one that answers decides."""
    if found.verdict == REJECT:
        return delivery.REFUSED
    if found.verdict == DROP:
        return delivery.TIMED_OUT
    if found.verdict == ACCEPT:
        return delivery.ANSWERED
    if found.verdict == DNAT:
        placed = {b.text for b in found.service.choice.reachable if b.node} if found.service else set()
        first = ""
        for endpoint in found.endpoints:
            if not permitted(view, found, source, node, endpoint, protocol)[0]:
                outcome = delivery.TIMED_OUT
            else:
                outcome = delivery.delivered(view, endpoint, protocol, listens, placed=endpoint in placed)
            if outcome == delivery.ANSWERED:
                return outcome
            first = first or outcome
        return first
    if not permitted(view, found, source, node, target, protocol)[0]:
        return delivery.TIMED_OUT
    return delivery.delivered(view, target, protocol, listens)


def permitted(view: View, found: Verdict, source: str, node: str, target: str, protocol: str) -> policies.Decision:
    """Whether NetworkPolicies let a connection through to `address:port`, and which forbids it."""
    if not policies.exist(view) or not source:
        return policies.ALLOWED
    address, port = split(target)
    seen = masquerade_address(view, node, address) if node and found.marked else source
    return policies.allowed(view, source, address, port, protocol, seen)


def may_ask(view: View, pod: Obj, server: str) -> bool:
    """Whether NetworkPolicies let a pod's questions through to a name server."""
    if not policies.exist(view):
        return True
    source, node = source_of(pod, view, family_of(server)), spec_of(pod).get("nodeName") or ""
    found = trace(view, node, source, server, 53, "udp")
    targets = found.endpoints if found.verdict == DNAT else (joined(server, 53),)
    return any(permitted(view, found, source, node, one, "udp")[0] for one in targets) if targets else True


def policy_steps(view: View, found: Verdict, target: str, protocol: str, source: str, node: str) -> list[Step]:
    """A step for every target that a policy keeps the connection from."""
    if not policies.exist(view) or found.verdict not in (DNAT, NONE):
        return []
    steps = []
    for one in found.endpoints if found.verdict == DNAT else (target,):
        may, why = permitted(view, found, source, node, one, protocol)
        if not may:
            rule = why.partition(" ha")[0]
            steps.append(step("policy", one, rule, f"{source} > {one}", "", DROP, why))
    return steps


def last_step(found: Verdict, target: str, outcome: str) -> Step:
    """Who answers, and how the reply comes back."""
    if found.verdict == DNAT:
        one = found.endpoints[0] if len(found.endpoints) == 1 else "the chosen endpoint"
        back = f"the reply's source becomes {target} again (connection tracking)"
        return step("reply", one, "", f"{one} > the client", f"{target} > the client", outcome, back)
    why = {
        REJECT: "the node answers with an ICMP error: the connection is refused",
        DROP: "nobody answers: the client waits until it gives up",
        ACCEPT: "a process of the node answers",
        NONE: {
            delivery.ANSWERED: "the address itself answers",
            delivery.REFUSED: "the machine is there, but nothing listens on the port",
            delivery.TIMED_OUT: "nobody has this address: the client waits until it gives up",
        }[outcome],
    }[found.verdict]
    return step("reply", target, "", target, "", outcome, why)

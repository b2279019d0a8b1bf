"""SD18: NetworkPolicies that keep everybody from a Service, or pods from the cluster's DNS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from minikctl.state.findings import causes
from minikctl.state.findings.finding import BROKEN, WARN, Finding, listed, object_name
from minikctl.state.findings.ports import number_of
from minikctl.state.kinds import NETWORK_POLICY, POD, SERVICE
from minikctl.state.network import policies
from minikctl.state.network.nodes import addresses_of_pod
from minikctl.state.objects import Obj, key_of, labels_of, name_of, namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View

OUTSIDE = "203.0.113.1"  # somebody outside
LATE = "clients wait until they give up: packets are dropped"


def find(view: View, namespace: str | None) -> Iterator[Finding]:
    """Nothing where no policy exists."""
    if not policies.exist(view):
        return
    for service in view.list(SERVICE, namespace):
        yield from about(view, service)
    yield from mute(view, namespace)


def about(view: View, service: Obj) -> Iterator[Finding]:
    """What keeps everybody from one Service."""
    found = closed(view, service) if policies.exist(view) else None
    if found is not None:
        yield found


def closed(view: View, service: Obj) -> Finding | None:
    """A Service none of whose ports anybody may use; or one port, because the policies name another."""
    pods = [pod for pod in backends(view, service) if policies.isolating(view, pod, "Ingress")]
    if not pods:
        return None
    pod = pods[0]
    names = [key_of(one) for one in policies.isolating(view, pod, "Ingress")]
    shut = [port for port in spec_of(service).get("ports") or () if not anybody_may(view, pod, port)]
    if not shut:
        return None
    word = "NetworkPolicy" if len(names) == 1 else "NetworkPolicies"
    port = shut[0]
    number = number_of(pod, port.get("targetPort") or port["port"], port)
    text = f"{word} {listed(names)} let no client of the cluster reach port {number} of pod {name_of(pod)}"
    text = text.replace(" let no", " lets no") if len(names) == 1 else text
    why = reason(view, pod, number or 0, (port.get("protocol") or "TCP").lower())
    fix = f"kubectl edit networkpolicy {names[0].partition('/')[2]} -n {namespace_of(service)}"
    key = (key_of(service),)
    return Finding("SD18", BROKEN, object_name(SERVICE, service), f"{text}{why}", LATE, fix, key)


def backends(view: View, service: Obj) -> list[Obj]:
    """The ready pods of a Service that are in the pod network."""
    selector = spec_of(service).get("selector")
    if not selector or spec_of(service).get("type") == "ExternalName":
        return []
    found = view.selected(POD, namespace_of(service), selector)
    return [pod for pod in found if causes.is_ready(pod) and not spec_of(pod).get("hostNetwork")]


def anybody_may(view: View, server: Obj, port: Obj) -> bool:
    """Whether somebody other than the pod itself may connect: any pod that may leave, or somebody outside."""
    number = number_of(server, port.get("targetPort") or port["port"], port)
    protocol = (port.get("protocol") or "TCP").lower()
    target = next(iter(addresses_of_pod(server)), "")
    if number is None or not target:
        return True
    if policies.coming(view, server, OUTSIDE, None, number, protocol)[0]:
        return True
    for client in view.list(POD):
        if causes.is_over(client) or labels_of(client) == labels_of(server) or spec_of(client).get("hostNetwork"):
            continue
        source = next(iter(addresses_of_pod(client)), "")
        if not source or not policies.coming(view, server, source, client, number, protocol)[0]:
            continue
        if policies.leaving(view, client, target, server, number, protocol)[0]:
            return True
    return opens_to_block(view, server, number, protocol)


def opens_to_block(view: View, server: Obj, number: int, protocol: str) -> bool:
    """Whether a rule lets addresses outside of the cluster in."""
    for policy in policies.isolating(view, server, "Ingress"):
        for rule in spec_of(policy).get("ingress") or ():
            blocks = [peer for peer in rule.get("from") or () if peer.get("ipBlock")]
            if blocks and policies.opens(rule.get("ports") or (), server, number, protocol):
                return True
    return False


def reason(view: View, server: Obj, number: int, protocol: str) -> str:
    """Whether the rules miss the port, or the clients; "" where there are no rules at all."""
    rules = [rule for one in policies.isolating(view, server, "Ingress") for rule in spec_of(one).get("ingress") or ()]
    if not rules:
        return ": there is no rule that allows anything"
    if not any(policies.opens(rule.get("ports") or (), server, number, protocol) for rule in rules):
        return ": their rules are for other ports"
    return ": no pod is what their rules allow"


def mute(view: View, namespace: str | None) -> Iterator[Finding]:
    """Pods that may leave, but not to the cluster's DNS; one finding for each policy."""
    servers = [pod for pod in view.selected(POD, "kube-system", {"k8s-app": "kube-dns"}) if causes.is_ready(pod)]
    address = next((one for pod in servers for one in addresses_of_pod(pod)), "")
    said: set[str] = set()
    for pod in view.list(POD, namespace) if address else ():
        if causes.is_over(pod) or spec_of(pod).get("hostNetwork"):
            continue
        found = policies.isolating(view, pod, "Egress")
        key = key_of(found[0]) if found else ""
        if not found or key in said or (not has_rules(found) and is_backend(view, pod)):
            continue
        if policies.leaving(view, pod, address, servers[0], 53, "udp")[0]:
            continue
        said.add(key)
        text = f"it keeps pod {name_of(pod)} from the cluster's DNS (UDP port 53 of {name_of(servers[0])})"
        fix = f"kubectl edit networkpolicy {name_of(found[0])} -n {namespace_of(pod)}: allow egress to port 53"
        effect = "the pod resolves no name, so that it reaches no Service by its name"
        yield Finding("SD18", WARN, object_name(NETWORK_POLICY, found[0]), text, effect, fix)


def has_rules(found: list[Obj]) -> bool:
    """Whether the policies let anything out at all: a pod that may go nowhere is meant to."""
    return any(spec_of(one).get("egress") for one in found)


def is_backend(view: View, pod: Obj) -> bool:
    """Whether a Service selects the pod: it is asked, and may have nothing to ask."""
    for service in view.list(SERVICE, namespace_of(pod)):
        selector = spec_of(service).get("selector")
        if selector and selector.items() <= labels_of(pod).items():
            return True
    return False

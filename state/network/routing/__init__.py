"""What a node does with a new connection, by the rules of the mode in which its kube-proxy runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.network.addresses import family_of
from minikctl.state.network.nodes import node_facts
from minikctl.state.network.proxyconfig import proxy_config
from minikctl.state.network.ranges import is_loopback, normal, split
from minikctl.state.network.routing.ground import Ground, ground_of
from minikctl.state.network.routing.verdict import Packet, Verdict, chosen_endpoint

if TYPE_CHECKING:
    from minikctl.state.view import View

__all__ = ["Packet", "Verdict", "chosen_endpoint", "parse_target", "trace", "trace_json"]


def trace(view: View, node: str, source: str, destination: str, port: int, protocol: str = "tcp") -> Verdict:
    """What a node does with a new connection that it gets or makes itself."""
    facts, config = node_facts(view, node), proxy_config(view)
    source, destination = normal(source) or source, normal(destination) or destination
    packet = Packet(
        source,
        destination,
        port,
        protocol.lower(),
        source in facts.addresses or is_loopback(source),
        destination in facts.addresses or is_loopback(destination),
    )
    ground: Ground = ground_of(view, facts, config, family_of(destination), packet)
    if config.mode == "ipvs":
        from minikctl.state.network.routing.ipvs import decide as decide_ipvs

        return decide_ipvs(ground, packet)
    from minikctl.state.network.routing.chains import decide

    return decide(ground, packet)


def parse_target(text: str) -> tuple[str, int, str]:
    """(address, port, protocol) of `10.0.0.1:80/tcp`, `[fd00::1]:53/udp`; the protocol may be left out. ValueError."""
    where, _, protocol = text.partition("/")
    address, port = split(where)
    if not normal(address) or not 0 <= port <= 65535 or (protocol or "tcp").lower() not in ("tcp", "udp", "sctp"):
        raise ValueError(text)
    return normal(address), port, (protocol or "tcp").lower()


def trace_json(view: View, node: str, source: str, target: str) -> dict[str, Any]:
    """The answer of `trace --node NODE --from SOURCE --to ADDRESS:PORT/PROTOCOL -o json`."""
    address, port, protocol = parse_target(target)
    return trace(view, node, source, address, port, protocol).json()

"""A new connection, what a node does with it, and the choice of a backend."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state.network.ranges import joined

if TYPE_CHECKING:
    from minikctl.state.chance import Chance
    from minikctl.state.network.virtual import ServicePort

DNAT, REJECT, DROP, ACCEPT, NONE = "DNAT", "REJECT", "DROP", "ACCEPT", "NONE"

Step = dict[str, Any]  # layer, where, rule, before, after, verdict, why


class Packet(NamedTuple):
    """The first packet of a connection, as a node gets it."""

    source: str
    destination: str
    port: int
    protocol: str  # tcp, udp, sctp
    from_node: bool  # made by a process of the node
    to_node: bool  # addressed to one of the node's own addresses

    @property
    def text(self) -> str:
        return f"{self.source} > {joined(self.destination, self.port)}"


class Verdict(NamedTuple):
    """What happens to a connection."""

    verdict: str  # DNAT, REJECT, DROP, ACCEPT, NONE
    endpoints: tuple[str, ...] = ()  # all that could be chosen
    masquerade: bool = False  # a possible path has the source changed
    steps: tuple[Step, ...] = ()
    service: ServicePort | None = None  # whose rules decided
    marked: bool = False  # masqueraded whichever endpoint is chosen

    def json(self) -> dict[str, Any]:
        """The answer of `trace --to`."""
        return {
            "verdict": self.verdict,
            "endpoints": list(self.endpoints),
            "masquerade": self.masquerade,
            "steps": list(self.steps),
        }


def step(layer: str, where: str, rule: str, before: str, after: str, verdict: str, why: str) -> Step:
    """One stage of a connection's way."""
    return {
        "layer": layer,
        "where": where,
        "rule": rule,
        "before": before,
        "after": after,
        "verdict": verdict,
        "why": why,
    }


def chosen_endpoint(found: Verdict, chance: Chance, client: str, connection: str) -> str:
    """The endpoint that one connection gets, "" where there is none.

    Without affinity the random rules are tried in order, each with its probability. With affinity a client keeps its
    endpoint for as long as that is among the possible ones.
    """
    endpoints = found.endpoints
    if not endpoints:
        return ""
    name = f"{found.service.name}/{found.service.protocol}" if found.service else ""
    if found.service and found.service.affinity:
        seed = f"{chance.seed}/affinity/{name}/{client}/"
        return max(endpoints, key=lambda endpoint: sha256((seed + endpoint).encode()).digest())
    left = len(endpoints)
    for endpoint in endpoints[:-1]:
        if chance.fraction(f"balance/{name}/{client}/{connection}/{left}") < 1 / left:
            return endpoint
        left -= 1
    return endpoints[-1]

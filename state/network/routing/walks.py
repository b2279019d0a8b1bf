"""The whole way of a request from a pod: name lookup, rules of its node, who answers, the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from minikctl.state.kinds import POD
from minikctl.state.network.ranges import normal
from minikctl.state.network.routing import delivery
from minikctl.state.network.routing.reach import from_pod, may_ask
from minikctl.state.network.routing.verdict import Step, Verdict, step
from minikctl.state.objects import Obj

if TYPE_CHECKING:
    from minikctl.state.view import View

UNRESOLVED = "UNRESOLVED"
PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
EXIT = {delivery.ANSWERED: 0, delivery.REFUSED: 7, delivery.TIMED_OUT: 28}
MALFORMED = 3  # curl's exit code for a URL it cannot read


class Resolution(Protocol):
    """What a name lookup gave."""

    @property
    def addresses(self) -> Sequence[str]:
        """All addresses, in the order of the answer."""

    @property
    def queries(self) -> Sequence[Any]:
        """The queries that were made; each has `name`, `type` and `result`, as attributes or keys."""


Resolve = Callable[["View", Obj, str], Resolution]


class Target(NamedTuple):
    """Where a URL leads."""

    scheme: str
    host: str
    port: int
    path: str


class Walk(NamedTuple):
    """One request from a pod."""

    resolved: tuple[str, ...]
    queries: int
    verdict: str
    endpoints: tuple[str, ...]
    masquerade: bool
    curl_exit: int
    steps: tuple[Step, ...]
    found: Verdict | None = None

    def json(self) -> dict[str, Any]:
        """The answer of `trace POD URL -o json`."""
        return {
            "resolved": list(self.resolved),
            "queries": self.queries,
            "verdict": self.verdict,
            "endpoints": list(self.endpoints),
            "masquerade": self.masquerade,
            "curlExit": self.curl_exit,
            "steps": list(self.steps),
        }


def target_of(url: str) -> Target:
    """The parts of a URL; without a scheme it is http. Raises ValueError for one without host or with a bad port."""
    scheme, found, rest = url.partition("://")
    if not found:
        scheme, rest = "http", url
    for index, char in enumerate(rest):
        if char in "/?#":
            authority, path = rest[:index], rest[index:]
            break
    else:
        authority, path = rest, ""
    host = authority.rpartition("@")[2]
    port = PORTS.get(scheme.lower(), 80)
    if host.startswith("["):
        host, _, tail = host[1:].partition("]")
        given = tail.removeprefix(":")
    else:
        host, _, given = host.partition(":")
    if given:
        port = int(given)
    if not host or not 0 <= port <= 65535:
        raise ValueError(url)
    return Target(scheme.lower(), host, port, path if path.startswith("/") else f"/{path}")


def walk(
    view: View,
    pod: Obj,
    url: str,
    resolve: Resolve,
    *,
    protocol: str = "tcp",
    listens: delivery.Listens = delivery.listens_by_declaration,
) -> Walk:
    """Follows a request of a pod; `resolve` is the pod's resolver, `listens` says which ports a pod answers on."""
    try:
        target = target_of(url)
    except ValueError:
        return Walk((), 0, UNRESOLVED, (), False, MALFORMED, ())
    steps: list[Step] = []
    if is_address(target.host):
        resolved, queries = [normal(target.host)], 0
    elif (silence := dns_forbidden(view, pod, target.host)) is not None:
        return Walk((), 1, UNRESOLVED, (), False, 6, (silence,))
    else:
        answer = resolve(view, pod, target.host)
        resolved = list(answer.addresses)
        asked = [query for query in answer.queries if _field(query, "type") in ("A", "")]
        queries = len(asked)
        steps += [dns_step(query, resolved) for query in asked]
    if not resolved:
        return Walk((), queries, UNRESOLVED, (), False, 6, tuple(steps))
    first: Verdict | None = None
    outcome = delivery.TIMED_OUT
    for address in resolved:
        verdict, outcome, way = from_pod(view, pod, address, target.port, protocol, listens)
        if first is None:
            first, steps = verdict, [*steps, *way]
        if outcome == delivery.ANSWERED:
            break
    assert first is not None
    code = EXIT[outcome]
    return Walk(tuple(resolved), queries, first.verdict, first.endpoints, first.masquerade, code, tuple(steps), first)


def walk_json(
    view: View,
    name: str,
    url: str,
    namespace: str,
    resolve: Resolve,
    listens: delivery.Listens = delivery.listens_by_declaration,
) -> dict[str, Any]:
    """The answer of `trace POD URL -n NAMESPACE -o json`."""
    return walk(view, view.get(POD, name, namespace), url, resolve, listens=listens).json()


def is_address(host: str) -> bool:
    """Whether a host is written as an address."""
    return bool(normal(host)) and (":" in host or host.replace(".", "").isdigit())


def dns_forbidden(view: View, pod: Obj, host: str) -> Step | None:
    """A step that tells that NetworkPolicies keep a pod from every name server it has; None if they do not."""
    from minikctl.state.network import policies  # few clusters have any

    if not policies.exist(view):
        return None
    from minikctl.state.network.resolvconf import resolv_conf  # only then

    servers = resolv_conf(view, pod).nameservers
    if not servers or any(may_ask(view, pod, server) for server in servers):
        return None
    why = "NetworkPolicies let no question of the pod through to its name server: the lookup times out"
    return step("policy", ", ".join(servers), "", host, "", delivery.TIMED_OUT, why)


def dns_step(query: Any, resolved: Sequence[str]) -> Step:
    """One query of the name lookup."""
    name, kind, result = (str(_field(query, field)) for field in ("name", "type", "result"))
    after = ", ".join(resolved) if result == "NOERROR" else ""
    return step("dns", "resolver", f"{name} {kind}", name, after, result, "a query of the pod's resolver")


def _field(query: Any, name: str) -> Any:
    return query.get(name, "") if isinstance(query, dict) else getattr(query, name, "")

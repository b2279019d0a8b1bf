"""A pod's resolver: its resolv.conf, the walk along the search list, and which server is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state.network.dns.records import Answer, absolute
from minikctl.state.network.dns.server import is_up, query, upstream
from minikctl.state.network.resolvconf import ResolvConf, kubelet_dns, node_file, parsed, resolv_conf

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]


class Query(NamedTuple):
    """One question that was asked, and its result: NOERROR, NODATA, NXDOMAIN, or TIMEOUT."""

    name: str
    type: str
    result: str


class Resolution(NamedTuple):
    """What a resolver finds out."""

    rcode: str
    answer: Answer
    queries: tuple[Query, ...]
    server: str = ""  # the name server that was asked

    @property
    def addresses(self) -> list[str]:
        """The addresses, in the order of the answer."""
        return [record.data for record in self.answer.answers if record.type in ("A", "AAAA")]

    @property
    def name(self) -> str:
        """The full name under which something was found, or ""."""
        return self.answer.answers[0].name if self.answer.answers else ""


def resolve(view: View, pod: Obj, name: str, kind: str = "A", *, musl: bool = False) -> Resolution:
    """The walk of a pod's resolver: glibc's, or musl's, which stops at an empty answer."""
    return walk(view, resolv_conf(view, pod), name, kind, musl=musl)


def resolve_from_node(view: View, node: str, name: str, kind: str = "A") -> Resolution:
    """The resolver of a node, which knows only the world outside."""
    return walk(view, parsed(node_file(view, node)), name, kind)


def candidates(conf: ResolvConf, name: str) -> list[str]:
    """The names that are asked, in order (resolv.conf(5): ndots)."""
    if name.endswith("."):
        return [name]
    suffixed = [absolute(f"{name}.{suffix}") for suffix in conf.searches if suffix != "."]
    plain = absolute(name)
    if name.count(".") >= conf.ndots:
        return [plain, *suffixed]
    return [*suffixed, plain]


def searched(
    conf: ResolvConf, name: str, kind: str, ask: Callable[[str, str], Answer | None], *, musl: bool = False
) -> Resolution:
    """A resolver's walk along its search list: NXDOMAIN moves on, and no data too unless it is musl's.

    `ask(server, absolute name)`; the first server that answers is believed.
    """
    queries: list[Query] = []
    empty: Answer | None = None
    last, chosen = Answer("NXDOMAIN"), next(iter(conf.nameservers), "")
    for candidate in candidates(conf, name):
        answer = None
        for one in conf.nameservers:
            answer = ask(one, candidate)
            if answer is not None:
                chosen = one
                break
        if answer is None:
            queries.append(Query(candidate, kind, "TIMEOUT"))
            return Resolution("TIMEOUT", Answer("SERVFAIL"), tuple(queries), chosen)
        queries.append(Query(candidate, kind, answer.result))
        if answer.answers:
            return Resolution("NOERROR", answer, tuple(queries), chosen)
        if answer.rcode == "NOERROR":
            empty = answer
            if musl:
                break
        last = answer
    found = empty if empty is not None else last
    return Resolution(found.rcode, found, tuple(queries), chosen)


def walk(view: View, conf: ResolvConf, name: str, kind: str, *, musl: bool = False) -> Resolution:
    """The walk of a resolver that reaches the cluster's DNS and the world outside."""
    return searched(conf, name, kind, lambda server, candidate: _ask(view, server, candidate, kind), musl=musl)


def _ask(view: View, server: str, name: str, kind: str) -> Answer | None:
    """What a server answers; None if it does not."""
    own, _ = kubelet_dns(view)
    if server not in own:
        return upstream(view, name, kind)
    return query(view, name, kind) if is_up(view) else None

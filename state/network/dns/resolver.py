"""A pod's resolver: its resolv.conf, the walk along the search list, and which server is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state.network.dns.records import Answer, absolute
from minikctl.state.network.dns.server import is_up, query, upstream
from minikctl.state.network.resolvconf import ResolvConf, kubelet_dns, node_file, parsed, resolv_conf
from minikctl.state.objects import spec_of

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


def walk(view: View, conf: ResolvConf, name: str, kind: str, *, musl: bool = False) -> Resolution:
    """Asks one candidate after the other; both NXDOMAIN and no data move on."""
    queries: list[Query] = []
    empty: Answer | None = None
    last = Answer("NXDOMAIN")
    server = conf.nameservers[0] if conf.nameservers else ""
    for candidate in candidates(conf, name):
        answer = _ask(view, conf, candidate, kind)
        if answer is None:
            queries.append(Query(candidate, kind, "TIMEOUT"))
            return Resolution("TIMEOUT", Answer("SERVFAIL"), tuple(queries), server)
        queries.append(Query(candidate, kind, answer.result))
        if answer.answers:
            return Resolution("NOERROR", answer, tuple(queries), server)
        if answer.rcode == "NOERROR":
            empty = answer
            if musl:
                break
        last = answer
    found = empty if empty is not None else last
    return Resolution(found.rcode, found, tuple(queries), server)


def _ask(view: View, conf: ResolvConf, name: str, kind: str) -> Answer | None:
    """The answer of the first server that answers; None if none does."""
    own, _ = kubelet_dns(view)
    for server in conf.nameservers:
        if server in own:
            if is_up(view):
                return query(view, name, kind)
            continue
        return upstream(view, name, kind)
    return None


__all__ = ["Query", "Resolution", "resolve", "resolve_from_node", "spec_of", "walk"]

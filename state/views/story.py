"""The story of a Service: who did what in which order, from the request to the rules on every node.

Told from what each revision changed: the Service, its Endpoints and EndpointSlices, and what follows from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state.clock import micro_timestamp
from minikctl.state.kinds import ENDPOINT_SLICE, ENDPOINTS, NODE, SERVICE
from minikctl.state.objects import Obj, labels_of, spec_of, split_key
from minikctl.state.views import dns, iptables
from minikctl.state.views.changes import Count, changed_fields
from minikctl.state.views.endpoints import addresses_of
from minikctl.state.views.lines import Line, Look, Span, fitted, line, padded, safe, wrapped_lines
from minikctl.state.views.scene import SERVICE_NAME

if TYPE_CHECKING:
    from minikctl.state.store import Change, Revision
    from minikctl.state.view import View

MOST = 40  # revisions that are told
TABLES = (SERVICE.plural, ENDPOINTS.plural, ENDPOINT_SLICE.plural)
USER, SERVER, PROXY, DNS = "user", "kube-apiserver", "kube-proxy", "coredns"


class Step(NamedTuple):
    """One step: what an actor did with an object."""

    actor: str
    object: str
    what: str
    time: float
    detail: str = ""

    def as_json(self, number: int) -> Obj:
        found: dict[str, Any] = {"step": number, "actor": self.actor, "object": self.object, "what": self.what}
        return {**found, "time": micro_timestamp(self.time), "detail": self.detail}


def story(revisions: Iterable[Revision], view_at: Callable[[int], View], key: str) -> list[Step]:
    """The steps of the Service `namespace/name`, oldest first; `view_at(rev)` gives the cluster after a revision."""
    told = [(one, mine) for one in revisions if (mine := [c for c in one.changes if concerns(c, key)])]
    return [step for one, mine in told[-MOST:] for step in steps_of(one, mine, view_at, key)]


def concerns(change: Change, key: str) -> bool:
    """Whether a change is of the Service, its Endpoints, or one of its slices."""
    if change.table not in TABLES:
        return False
    if change.table != ENDPOINT_SLICE.plural:
        return change.key == key
    namespace, name = split_key(key)
    owner = labels_of(change.new or change.old or {}).get(SERVICE_NAME)
    return owner == name and split_key(change.key)[0] == namespace


def steps_of(revision: Revision, changes: list[Change], view_at: Callable[[int], View], key: str) -> Iterator[Step]:
    """The steps of one revision."""
    order = sorted(changes, key=lambda change: TABLES.index(change.table))
    for change in order:
        if change.table == SERVICE.plural:
            yield from service_steps(revision, change, key)
        elif change.table == ENDPOINTS.plural:
            text = ", ".join(addresses_of(change.new or {})) or "no ready address"
            yield Step("endpoints-controller", f"Endpoints {key}", verb(change), revision.time, text)
        else:
            yield slice_step(revision, change)
    yield from followers(revision, view_at, key)


def verb(change: Change) -> str:
    return "creates" if change.old is None else "deletes" if change.new is None else "updates"


def service_steps(revision: Revision, change: Change, key: str) -> Iterator[Step]:
    """Request, checks, allocation, and the write."""
    time, named = revision.time, f"Service {key}"
    if not revision.cause.startswith("due: "):
        yield Step(USER, named, "asks", time, revision.cause)
        yield Step(SERVER, named, "authenticates and authorizes", time, "kubernetes-admin may do everything")
        yield Step(SERVER, named, "admits", time, "defaults are filled in, the object is valid")
    if change.old is None and change.new is not None:
        given = allocated(change.new)
        if given:
            yield Step(SERVER, named, "allocates", time, given)
    fields = changed_fields(change.old, change.new) if change.old and change.new else []
    detail = ", ".join([field.path for field in fields]) or f"revision {revision.rev}"
    yield Step(SERVER, named, "removes" if change.new is None else "stores", time, detail)


def allocated(service: Obj) -> str:
    """The addresses and ports that were given out."""
    spec = spec_of(service)
    parts = [f"cluster IP {address}" for address in spec.get("clusterIPs") or () if address != "None"]
    parts += [f"node port {port['nodePort']}" for port in spec.get("ports") or () if port.get("nodePort")]
    return ", ".join(parts)


def slice_step(revision: Revision, change: Change) -> Step:
    endpoints = (change.new or {}).get("endpoints") or []
    ready = sum([(one.get("conditions") or {}).get("ready") is not False for one in endpoints])
    detail = "" if change.new is None else f"{len(endpoints)} endpoints, {ready} ready"
    return Step("endpointslice-controller", f"EndpointSlice {change.key}", verb(change), revision.time, detail)


def followers(revision: Revision, view_at: Callable[[int], View], key: str) -> Iterator[Step]:
    """What the cluster DNS and each node's kube-proxy make of it."""
    namespace, name = split_key(key)
    if revision.rev <= 1:
        return
    before, after = view_at(revision.rev - 1), view_at(revision.rev)
    old, new = before.find(SERVICE, name, namespace), after.find(SERVICE, name, namespace)
    records, past = dns.records(after, new), dns.records(before, old)
    count = Count(len([one for one in records if one not in past]), len([one for one in past if one not in records]))
    if any(count):
        first = next((one for one in records if one not in past), None)
        detail = f"{count.text(Look())}" + (f"  {first.name} {first.type} {first.data}" if first else "")
        yield Step(DNS, f"name {name}.{namespace}", "answers anew", revision.time, detail)
    nodes = [node[1:] for node in sorted(after.table(NODE.plural))]
    if nodes:
        chains = iptables.compared(iptables.rules(before, nodes[0], old), iptables.rules(after, nodes[0], new))
        marks = [rule.mark for chain in chains for rule in chain.rules]
        rules = Count(marks.count("+"), marks.count("-"), marks.count("~"))
        if any(rules):
            where = nodes[0] if len(nodes) == 1 else f"each of {len(nodes)} nodes"
            yield Step(PROXY, f"rules on {where}", "writes", revision.time, f"{rules.text(Look())} rules")


def lines_of(steps: list[Step], look: Look) -> list[Line]:
    """The steps, numbered; a new moment has a line of its own."""
    if not steps:
        return [fitted(line(Span("  Nothing is kept of how this Service came to be.", "dim")), look)]
    lines: list[Line] = []
    moment = -1.0
    for number, step in enumerate(steps, 1):
        if step.time != moment:
            lines.append(line(Span(f"  {micro_timestamp(step.time)[:-4]}Z", "header")))
            moment = step.time
        start = line(Span(f"  {number:>3} ", "dim"), Span(padded(step.actor, 24) + " ", "title"))
        lines += wrapped_lines(start, safe(f"{step.what} {step.object}"), look)
        if step.detail:
            detail = step.detail.replace("−", look.signs.removed)
            lines += wrapped_lines(line("      " + " " * 25), safe(detail), look, "dim")
    return [fitted(one, look) for one in lines]

"""What a change would do, without doing it: objects, endpoints, rules, names, problems."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from minikctl.state.clock import ScriptedClock
from minikctl.state.findings import Finding, problems
from minikctl.state.kinds import SERVICE
from minikctl.state.network.dns.records import Record
from minikctl.state.network.proxyconfig import proxy_config
from minikctl.state.objects import Obj, key_of, split_key
from minikctl.state.views import dns, iptables, ipvs
from minikctl.state.views.changes import Field, changed_fields, difference, touched_services
from minikctl.state.views.scene import Scene, shown_node, slices_of

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.view import View

T = TypeVar("T")

NO_PORT: tuple[Obj, ...] = ({},)

CHANGES = {"+": "added", "-": "removed", "~": "altered"}
OBJECTS = {"+": "created", "-": "deleted", "~": "changed"}
QUIET = (
    *("metadata.managedFields", "metadata.resourceVersion", "metadata.generation"),
    "metadata.annotations.endpoints.kubernetes.io/last-change-trigger-time",
)


class Touched(NamedTuple):
    """One object that would be there, gone, or otherwise."""

    mark: str  # + - ~
    kind: str
    table: str
    key: str
    fields: tuple[Field, ...] = ()


class Effect(NamedTuple):
    """What differs between two moments; every list holds (mark, what)."""

    objects: list[Touched]
    endpoints: list[tuple[str, str, str]]  # mark, Service, address and port
    rules: list[tuple[str, str, str]]  # mark, table and chain, rule
    records: list[tuple[str, Record]]
    findings: list[tuple[str, Finding]]

    @property
    def is_nothing(self) -> bool:
        return not any(self)

    def json(self) -> Obj:
        """{changes, endpoints, rules, dns, problems}: each an object with `change`: added, removed or changed."""
        return {
            "changes": [
                {
                    "object": f"{one.table}/{one.key.lstrip('/')}",
                    "change": OBJECTS[one.mark],
                    "fields": [[field.path, field.old, field.new] for field in one.fields],
                }
                for one in self.objects
            ],
            "endpoints": [
                {"service": key, "address": text, "change": CHANGES[mark]} for mark, key, text in self.endpoints
            ],
            "rules": [{"chain": chain, "text": text, "change": CHANGES[mark]} for mark, chain, text in self.rules],
            "dns": [{**record.as_json(), "change": CHANGES[mark]} for mark, record in self.records],
            "problems": [{**found.json(), "change": CHANGES[mark]} for mark, found in self.findings],
        }


def trial(cluster: Cluster) -> Cluster:
    """A copy of a cluster as it is now, kept nowhere: whatever is done to it, the cluster stays.

    Its time stands still unless somebody waits, and what a minute would bring by itself comes at once.
    """
    from minikctl.state.cluster import Cluster as Copy  # the store
    from minikctl.state.store import Change, Database, Revision

    view = cluster.effect()
    tables = {*view._moment.tables(), *view._overlay}
    changes = [
        Change(table, key, None, doc) for table in sorted(tables) for key, doc in sorted(view.table(table).items())
    ]
    timer = view.next_timer()
    due = timer.due if timer else None
    db = Database.in_memory()
    with db.writing():
        db.commit(Revision(1, view.now, "", [], changes, due, view.resource_version, view.counter))
    copy = Copy(db, ScriptedClock(view.now))
    copy.pace = "instant"
    return copy


def effect_of(before: View, after: View) -> Effect:
    """What differs between two moments."""
    marks = difference(before, after)
    scene = Scene(after, before=before, marks=marks)
    keys = touched_services(scene)
    node = shown_node(scene) or shown_node(scene._replace(view=before))
    objects = [
        Touched(mark, kind.name, kind.plural, key, fields_of(before, after, kind.plural, key) if mark == "~" else ())
        for kind in after.kinds
        for key, mark in sorted(marks.get(kind.plural, {}).items())
    ]
    pairs = [(key, service(before, key), service(after, key)) for key in keys]
    return Effect(
        objects,
        [
            (mark, key, text)
            for key, old, new in pairs
            for mark, text in compared(addresses(before, old), addresses(after, new))
        ],
        [
            (mark, chain, text)
            for _, old, new in pairs
            for mark, (chain, text) in compared(rules(before, node, old), rules(after, node, new))
        ],
        [pair for _, old, new in pairs for pair in compared(dns.records(before, old), dns.records(after, new))],
        changed_findings(problems(before), problems(after)),
    )


def changed_findings(old: list[Finding], new: list[Finding]) -> list[tuple[str, Finding]]:
    """Findings that go and come; one that is only worded otherwise stays."""
    before, after = {(one.code, one.object) for one in old}, {(one.code, one.object) for one in new}
    gone = [("-", one) for one in old if (one.code, one.object) not in after]
    return gone + [("+", one) for one in new if (one.code, one.object) not in before]


def fields_of(before: View, after: View, table: str, key: str) -> tuple[Field, ...]:
    """The fields of an object that differ, without the server's book-keeping."""
    found = changed_fields(before.stored(table, key), after.stored(table, key))
    return tuple([one for one in found if not one.path.startswith(QUIET)])


def service(view: View, key: str) -> Obj | None:
    namespace, name = split_key(key)
    return view.find(SERVICE, name, namespace)


def addresses(view: View, found: Obj | None) -> list[str]:
    """`address:port` of every ready endpoint of a Service, in order."""
    if found is None:
        return []
    return [
        f"{address}:{port.get('port') or '*'}"
        for piece in slices_of(view, found)
        for one in piece.get("endpoints") or ()
        if (one.get("conditions") or {}).get("ready") is not False
        for address in one.get("addresses") or ()
        for port in piece.get("ports") or NO_PORT
    ]


def rules(view: View, node: str, found: Obj | None) -> list[tuple[str, str]]:
    """(chain, rule) by which a node serves a Service; in IPVS mode (virtual server, its lines)."""
    if found is None:
        return []
    if proxy_config(view).mode != "ipvs":
        return [(chain, rule) for chain, texts in iptables.rules(view, node, found).items() for rule in texts]
    return [(f"ipvs {key_of(found)}", text) for text in ipvs.servers_text(view, node, found).splitlines() if text]


def compared(old: Iterable[T], new: Iterable[T]) -> list[tuple[str, T]]:
    """What is gone (-), then what has come (+)."""
    before, after = list(old), list(new)
    return [("-", one) for one in before if one not in after] + [("+", one) for one in after if one not in before]

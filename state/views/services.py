"""The list of Services: what each is, and how many of its endpoints are ready."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from minikctl.state.kinds import ENDPOINT_SLICE, SERVICE
from minikctl.state.kinds.service.columns import balancer_text, cluster_ip_cell, ports_cell, type_cell
from minikctl.state.objects import Obj, labels_of, name_of, namespace_of, spec_of, split_key
from minikctl.state.view import View
from minikctl.state.views.ages import age_of
from minikctl.state.views.grid import MARGIN, Column, chosen_columns
from minikctl.state.views.lines import (
    Line,
    Look,
    Span,
    cut,
    cut_middle,
    fitted,
    line,
    mark_span,
    padded,
    safe,
    width_of,
    wrapped_lines,
)
from minikctl.state.views.scene import SERVICE_NAME, Scene, selected_service

FULL = 60  # from so many cells on, every column
AGE_WIDTH = 5  # of the widest ages, so that columns do not jump while time passes
MOST = 1000  # rows of the tab


class Row(NamedTuple):
    """One row of a list: its key, what a filter is matched with, its margin, and its cells by the column's title."""

    key: str
    text: str
    mark: str = ""
    cells: Mapping[str, Span] = {}
    created: str | None = None
    labels: Mapping[str, str] = {}


class Listing(NamedTuple):
    """A list at one width: rows become lines only when they are drawn, for there may be many."""

    header: Line = ()
    rows: Sequence[Row] = ()
    columns: Sequence[tuple[str, int, bool]] = ()  # title, width, aligned at the right
    look: Look = Look()
    now: float = 0.0

    def line(self, row: Row) -> Line:
        """A row as it is drawn now."""
        look, last = self.look, len(self.columns) - 1
        spans = [mark_span(row.mark, look)]
        for at, (title, width, right) in enumerate(self.columns):
            text, style = Span(age_of(row.created, self.now)) if title == "AGE" else row.cells[title]
            spans.append(Span(aligned(cut_middle(text, width, look), width, right) + (" " if at < last else ""), style))
        if row.mark == "-" and look.marks:
            return tuple([Span(span.text, "removed") for span in spans])
        return tuple(spans)


Known = dict[str, tuple[Obj, "Readiness", Row]]  # rows of before, by key: they are made again only if something changed


class Readiness(NamedTuple):
    """How many endpoints a Service has, and how many of them are ready."""

    ready: int
    every: int
    slices: int


NO_SLICES = Readiness(0, 0, 0)


def readiness(view: View) -> dict[str, Readiness]:
    """namespace/service -> its endpoints, counted by address, of all EndpointSlices in one pass."""
    found: dict[str, dict[str, bool]] = {}
    slices: dict[str, int] = {}
    for one in view.list(ENDPOINT_SLICE):
        owner = labels_of(one).get(SERVICE_NAME)
        if not owner:
            continue
        key = f"{namespace_of(one)}/{owner}"
        slices[key] = slices.get(key, 0) + 1
        addresses = found.setdefault(key, {})
        for endpoint in one.get("endpoints") or ():
            ready = (endpoint.get("conditions") or {}).get("ready") is not False
            for address in (endpoint.get("addresses") or ())[:1]:
                place = (endpoint.get("targetRef") or {}).get("uid") or address
                addresses[place] = addresses.get(place, False) or ready
    return {key: Readiness(sum(addresses.values()), len(addresses), slices[key]) for key, addresses in found.items()}


def ready_cell(service: Obj, count: Readiness, look: Look) -> Span:
    """`2/3` with a sign where fewer are ready than there are, or none."""
    signs = look.signs
    if spec_of(service).get("type") == "ExternalName":
        return Span(signs.none, "dim")
    text = f"{count.ready}/{count.every}"
    if not count.ready:
        return Span(f"{text} {signs.failed}", "broken")
    return Span(f"{text} {signs.worse}", "warn") if count.ready < count.every else Span(text, "ready")


def note_of(service: Obj, count: Readiness) -> str:
    """What else is worth knowing at a glance."""
    spec = spec_of(service)
    if spec.get("type") == "ExternalName":
        return f"CNAME {spec.get('externalName', '')}"
    if spec.get("type") == "LoadBalancer" and not balancer_text(service):
        return "<pending>"
    if not count.slices:
        return "no slice"
    if spec.get("clusterIP") == "None":
        return "headless"
    return "no selector" if not spec.get("selector") and name_of(service) != "kubernetes" else ""


def type_word(service: Obj, view: View) -> str:
    """The type; a Service without address is called headless."""
    return "headless" if spec_of(service).get("clusterIP") == "None" else str(type_cell(service, view))


def listing(scene: Scene, namespace: str | None, known: Known | None = None) -> Listing:
    """The Services of a namespace, or of all (None), with those that the shown change removed."""
    view, look = scene.view, scene.look
    counts = readiness(view)
    services = view.list(SERVICE, namespace)
    marks = _marks(scene)
    gone = [key for key, mark in marks.items() if mark == "-" and namespace in (None, split_key(key)[0])]
    if gone and scene.before is not None and look.marks:
        lost = [scene.before.find_key(SERVICE, key) for key in gone]
        services = sorted([*services, *[one for one in lost if one is not None]], key=_order)
    rows = []
    for one in services:
        key = f"{namespace_of(one)}/{name_of(one)}"
        row = row_of(key, one, counts.get(key, NO_SLICES), view, look, {} if known is None else known)
        mark = marks.get(key, "")
        rows.append(row._replace(mark=mark) if mark else row)
    return laid_out(rows, look, view.now, everywhere=namespace is None)


def row_of(key: str, service: Obj, count: Readiness, view: View, look: Look, known: Known) -> Row:
    """A Service's row; the one of before if Service and endpoints are the same."""
    found = known.get(key)
    if found is not None and found[0] is service and found[1] == count:
        return found[2]
    cells = {
        "NAMESPACE": Span(safe(namespace_of(service))),
        "NAME": Span(safe(name_of(service))),
        "TYPE": Span(str(type_cell(service, view)) if look.width >= FULL else type_word(service, view)),
        "CLUSTER-IP": Span(str(cluster_ip_cell(service, view))),
        "PORT(S)": Span(str(ports_cell(service, view))),
        "READY": ready_cell(service, count, look),
        "NOTE": Span(safe(note_of(service, count)), "dim"),
    }
    text = " ".join([cell.text for cell in cells.values()])
    row = Row(key, text, "", cells, service["metadata"].get("creationTimestamp"), labels_of(service))
    known[key] = service, count, row
    return row


def laid_out(rows: list[Row], look: Look, now: float, *, everywhere: bool) -> Listing:
    """The rows with the columns that fit: name and readiness always."""
    full = look.width >= FULL
    ranks = [("NAME", 0, 12), ("TYPE", 0 if full else 3, 0), ("READY", 0, 0)]
    if full:
        ranks[2:2] = [("CLUSTER-IP", 4, 0), ("PORT(S)", 3, 8)]
    if everywhere:
        ranks.insert(0, ("NAMESPACE", 1, 8))
    columns = [Column(title, [row.cells[title] for row in rows], rank, least) for title, rank, least in ranks]
    columns.append(Column("AGE", [" " * AGE_WIDTH], rank=2, right=not full))
    if full:
        columns.append(Column("NOTE", [row.cells["NOTE"] for row in rows], rank=5, least=6))
    chosen, widths = chosen_columns(columns, look.width - MARGIN)
    titles = [
        Span(aligned(cut(column.title, width, look), width, column.right) + " ", "header")
        for column, width in zip(chosen, widths, strict=True)
    ]
    shape = [(column.title, width, column.right) for column, width in zip(chosen, widths, strict=True)]
    return Listing(fitted((Span("  "), *titles), look), rows, shape, look, now)


def aligned(text: str, width: int, right: bool) -> str:
    return " " * (width - width_of(text)) + text if right else padded(text, width)


def troubled(rows: Iterable[Row]) -> int:
    """How many Services have fewer ready endpoints than endpoints, or none."""
    return sum([row.cells["READY"].style in ("broken", "warn") for row in rows if "READY" in row.cells])


def _order(service: Obj) -> tuple[str, str]:
    return namespace_of(service), name_of(service)


def _marks(scene: Scene) -> dict[str, str]:
    """What the shown change did to Services; one whose slices changed is altered too."""
    found: dict[str, str] = {}
    for key, mark in scene.marks.get(ENDPOINT_SLICE.plural, {}).items():
        one = (scene.view if mark != "-" or scene.before is None else scene.before).find_key(ENDPOINT_SLICE, key)
        owner = labels_of(one or {}).get(SERVICE_NAME)
        if owner:
            found[f"{split_key(key)[0]}/{owner}"] = "~"
    return {**found, **scene.marks.get(SERVICE.plural, {})}


def draw(scene: Scene) -> list[Line]:
    """The tab: the Services of all namespaces, as wide as there is room, and what the selected one selects."""
    found = listing(scene, None)
    lines = [found.header]
    for row in found.rows[:MOST]:
        shown = found.line(row)
        lines.append(tuple([Span(span.text, "title") for span in shown]) if row.key == scene.service else shown)
    if len(found.rows) > MOST:
        lines.append(line(Span(f"  and {len(found.rows) - MOST} more", "dim")))
    service = selected_service(scene)
    if service is not None:
        lines.append(())
        for label, value in facts(service):
            lines += wrapped_lines(line("  ", Span(f"{label:<13}", "dim")), safe(value), scene.look)
    return [fitted(one, scene.look) for one in lines]


def facts(service: Obj) -> list[tuple[str, str]]:
    """What the columns have no room for: addresses, ports and selector of one Service."""
    spec = spec_of(service)
    ports = [
        f"{port.get('name') or '<unnamed>'} {port['port']} {to_target(port)}/{port.get('protocol', 'TCP')}"
        + (f" node port {port['nodePort']}" if port.get("nodePort") else "")
        for port in spec.get("ports") or ()
    ]
    selector = ",".join([f"{key}={value}" for key, value in (spec.get("selector") or {}).items()])
    return [
        ("service", f"{namespace_of(service)}/{name_of(service)}"),
        ("addresses", ", ".join(spec.get("clusterIPs") or []) or "none"),
        ("external", balancer_text(service) or ", ".join(spec.get("externalIPs") or []) or "none"),
        ("ports", "; ".join(ports) or "none"),
        ("selector", selector or "none"),
    ]


def to_target(port: Obj) -> str:
    """`to 8080`: where a port leads."""
    return f"to {port.get('targetPort', port['port'])}"

"""The list of Services: what each is, and how many of its endpoints are ready."""

from __future__ import annotations

from typing import NamedTuple

from minikctl.state.clock import age_since
from minikctl.state.kinds import ENDPOINT_SLICE, SERVICE
from minikctl.state.kinds.service.columns import balancer_text, cluster_ip_cell, ports_cell, type_cell
from minikctl.state.objects import Obj, labels_of, name_of, namespace_of, spec_of, split_key
from minikctl.state.view import View
from minikctl.state.views.grid import Column, grid
from minikctl.state.views.lines import Line, Look, Span, fitted, line, safe, text_of, wrapped_lines
from minikctl.state.views.scene import SERVICE_NAME, Scene, selected_service

FULL = 60  # from so many cells on, every column


class Row(NamedTuple):
    """One line of a list, by its key."""

    key: str
    line: Line
    text: str  # what a filter is matched with


class Listing(NamedTuple):
    """A list: its title line and rows."""

    header: Line
    rows: list[Row]


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


def listing(scene: Scene, namespace: str | None) -> Listing:
    """The Services of a namespace, or of all (None), with those that the shown change removed."""
    view, look = scene.view, scene.look
    counts = readiness(view)
    services = view.list(SERVICE, namespace)
    marks = _marks(scene)
    gone = [key for key, mark in marks.items() if mark == "-" and namespace in (None, split_key(key)[0])]
    if gone and scene.before is not None and look.marks:
        lost = [scene.before.find_key(SERVICE, key) for key in gone]
        services = sorted([*services, *[one for one in lost if one is not None]], key=_order)
    keys = [f"{namespace_of(one)}/{name_of(one)}" for one in services]
    columns = columns_of(services, [counts.get(key, NO_SLICES) for key in keys], scene, namespace is None)
    found = grid(columns, look, [marks.get(key, "") for key in keys])
    return Listing(found.header, [Row(key, one, text_of(one)) for key, one in zip(keys, found.rows, strict=True)])


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


def columns_of(services: list[Obj], counts: list[Readiness], scene: Scene, everywhere: bool) -> list[Column]:
    """The columns that fit the width: name and readiness always."""
    view, look = scene.view, scene.look
    full = look.width >= FULL
    names = Column("NAME", [safe(name_of(one)) for one in services], least=12)
    spaces = Column("NAMESPACE", [safe(namespace_of(one)) for one in services], rank=1, least=8)
    types = Column("TYPE", [type_word(one, view) for one in services], rank=3)
    ready = Column("READY", [ready_cell(one, count, look) for one, count in zip(services, counts, strict=True)])
    ages = [age_since(one["metadata"].get("creationTimestamp"), view.now) for one in services]
    age = Column("AGE", ages, rank=2, right=not full)
    first = [spaces, names] if everywhere else [names]
    if not full:
        return [*first, types, ready, age]
    types = Column("TYPE", [str(type_cell(one, view)) for one in services])
    address = Column("CLUSTER-IP", [str(cluster_ip_cell(one, view)) for one in services], rank=4)
    ports = Column("PORT(S)", [str(ports_cell(one, view)) for one in services], rank=3, least=8)
    texts = [safe(note_of(one, count)) for one, count in zip(services, counts, strict=True)]
    note = Column("NOTE", [Span(text, "dim") for text in texts], rank=5, least=6)
    return [*first, types, address, ports, ready, age, note]


def draw(scene: Scene) -> list[Line]:
    """The tab: the Services of all namespaces, as wide as there is room, and what the selected one selects."""
    found = listing(scene, None)
    lines = [found.header]
    for row in found.rows:
        chosen = row.key == scene.service
        lines.append(tuple([Span(span.text, "title") for span in row.line]) if chosen else row.line)
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

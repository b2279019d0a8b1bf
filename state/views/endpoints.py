"""The endpoints of a Service: its Endpoints object and EndpointSlices, one row for each address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from minikctl.state.kinds import ENDPOINT_SLICE, ENDPOINTS, POD
from minikctl.state.objects import Obj, condition_of, name_of, namespace_of, spec_of
from minikctl.state.view import View
from minikctl.state.views.ages import age_of
from minikctl.state.views.grid import Column, Grid, grid
from minikctl.state.views.lines import Line, Look, Span, cut, fitted, line, mark_span, safe
from minikctl.state.views.scene import Scene, no_service, nothing, selected_service, service_before, slices_of

NO_PORT: tuple[Obj, ...] = ({},)


class Place(NamedTuple):
    """One address of a slice."""

    address: str
    ready: bool
    serving: bool
    terminating: bool
    pod: str
    node: str
    zone: str
    ports: str
    since: str


def draw(scene: Scene) -> list[Line]:
    """The tab: the Endpoints object in short, then every slice."""
    service = selected_service(scene)
    if service is None:
        return no_service(scene)
    if spec_of(service).get("type") == "ExternalName":
        return nothing(scene, "No endpoints.", "An ExternalName is only a name.")
    old = service_before(scene)
    before = {name_of(one): one for one in slices_of(scene.before, old)} if scene.before and old else {}
    now = {name_of(one): one for one in slices_of(scene.view, service)}
    lines = [_summary(scene, service)]
    for name in sorted({*now, *(before if scene.look.marks else ())}):
        lines += [(), *_slice(scene, now.get(name), before.get(name))]
    if not now:
        lines += [(), line(Span("  No EndpointSlice: nobody answers for this Service.", "broken"))]
        if not spec_of(service).get("selector"):
            lines.append(line(Span("  It has no selector, so somebody must write the slice by hand.", "dim")))
    return [fitted(one, scene.look) for one in lines]


def _summary(scene: Scene, service: Obj) -> Line:
    """What the (older) Endpoints object says."""
    key = f"{namespace_of(service)}/{name_of(service)}"
    found = scene.view.find_key(ENDPOINTS, key)
    margin = mark_span(scene.mark(ENDPOINTS.plural, key), scene.look)
    if found is None:
        return (margin, *line(Span("Endpoints  ", "title"), Span("none", "dim")))
    shown = ",".join(addresses_of(found)) or "<none>"
    return (margin, *line(Span("Endpoints  ", "title"), cut(shown, max(8, scene.look.width - 13), scene.look)))


def addresses_of(endpoints: Obj) -> list[str]:
    """`ip:port` of every ready address of an Endpoints object."""
    return [
        f"{address['ip']}:{port['port']}" if port else str(address["ip"])
        for subset in endpoints.get("subsets") or ()
        for address in subset.get("addresses") or ()
        for port in subset.get("ports") or NO_PORT
    ]


def _slice(scene: Scene, now: Obj | None, before: Obj | None) -> list[Line]:
    """A slice's title and rows; its rows are marked one by one."""
    shown = now or before
    assert shown is not None, "a slice of one of two moments"
    mark = "-" if now is None else scene.mark(ENDPOINT_SLICE.plural, f"{namespace_of(now)}/{name_of(now)}")
    old = {place.address: place for place in places(before, scene.before or scene.view)} if before else {}
    new = {place.address: place for place in places(now, scene.view)} if now else {}
    rows = [(new.get(one) or old[one], _mark(old, new, one, scene)) for one in dict.fromkeys((*new, *old))]
    if not scene.look.marks or scene.before is None:
        rows = [(place, "") for place in new.values()]
    ready = sum([place.ready for place in new.values()])
    title = line(
        mark_span(mark, scene.look),
        Span(f"EndpointSlice {safe(name_of(shown))}", "title"),
        Span(f"  {shown.get('addressType')}  ports {ports_text(shown)}  {ready} of {len(new)} ready", "dim"),
    )
    if not rows:
        return [title, line(Span("  no endpoints", "dim"))]
    return [title, *_table(rows, scene.look).lines]


def _mark(old: dict[str, Place], new: dict[str, Place], address: str, scene: Scene) -> str:
    if scene.before is None:
        return ""
    if address not in new:
        return "-"
    if address not in old:
        return "+"
    return "~" if old[address]._replace(since="") != new[address]._replace(since="") else ""


def _table(rows: list[tuple[Place, str]], look: Look) -> Grid:
    places_, marks = [row[0] for row in rows], [row[1] for row in rows]
    columns = [
        Column("ADDRESS", [place.address for place in places_], least=12),
        Column("READY", [_flag(place.ready, look, "ready", "broken") for place in places_]),
        Column("SERVING", [_flag(place.serving, look, "", "dim") for place in places_], rank=4),
        Column("TERMINATING", [_yes(place.terminating) for place in places_], rank=5),
        Column("POD", [safe(place.pod) or Span("(no pod)", "dim") for place in places_], rank=1, least=10),
        Column("NODE", [safe(place.node) for place in places_], rank=2, least=6),
        Column("ZONE", [safe(place.zone) for place in places_], rank=7),
        Column("PORTS", [place.ports for place in places_], rank=6, least=6),
        Column("SINCE", [place.since for place in places_], rank=3),
    ]
    return grid([one for one in columns if one.title != "ZONE" or any(one.cells)], look, marks)


def _flag(value: bool, look: Look, good: str, bad: str) -> Span:
    return Span(f"{look.signs.ready} yes", good) if value else Span(f"{look.signs.unready} no", bad)


def _yes(value: bool) -> Span:
    return Span("yes", "warn") if value else Span("no", "dim")


def ports_text(one: Obj) -> str:
    """`http 8080/TCP, …` of a slice."""
    shown = []
    for port in one.get("ports") or ():
        name = f"{port['name']} " if port.get("name") else ""
        shown.append(f"{name}{port.get('port', '*')}/{port.get('protocol') or 'TCP'}")
    return ", ".join(shown) or "<none>"


def places(one: Obj | None, view: View) -> Iterator[Place]:
    """The addresses of a slice; conditions that are missing mean ready (API reference of EndpointSlice)."""
    for endpoint in (one or {}).get("endpoints") or ():
        state = endpoint.get("conditions") or {}
        ready = state.get("ready") is not False
        target = endpoint.get("targetRef") or {}
        pod = target.get("name", "") if target.get("kind") == "Pod" else ""
        for address in endpoint.get("addresses") or ():
            yield Place(
                safe(address),
                ready,
                ready if state.get("serving") is None else bool(state["serving"]),
                bool(state.get("terminating")),
                pod,
                endpoint.get("nodeName") or "",
                endpoint.get("zone") or "",
                ports_text(one or {}),
                since(view, pod, namespace_of(one or {})),
            )


def since(view: View, pod: str, namespace: str) -> str:
    """For how long the pod has been as ready as it is."""
    found = view.find(POD, pod, namespace) if pod else None
    condition = condition_of(found or {}, "Ready") or {}
    moment = condition.get("lastTransitionTime")
    return age_of(moment, view.now) if moment else ""

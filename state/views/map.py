"""The map of a Service: from the address that clients use, over ports and slices, to pods and nodes."""

from __future__ import annotations

from typing import NamedTuple

from minikctl.state.kinds import NODE, POD
from minikctl.state.kinds.service.columns import balancer_text
from minikctl.state.network.dns import is_up
from minikctl.state.objects import Obj, name_of, namespace_of, spec_of
from minikctl.state.views.dns import full_name
from minikctl.state.views.endpoints import Place, places
from minikctl.state.views.lines import (
    Line,
    Look,
    Span,
    cut_middle,
    fitted,
    line,
    mark_span,
    padded,
    safe,
    width_of,
    wrapped_lines,
)
from minikctl.state.views.problems import problems_of
from minikctl.state.views.scene import Scene, no_service, selected_service, service_before, slices_of

NO_PORT: tuple[Obj, ...] = ({},)
MOST, FIRST = 8, 6  # more than MOST endpoints: the FIRST ones and a sum


class Link(NamedTuple):
    """The right end of a row: an endpoint of a port, and whether traffic reaches it."""

    place: Place
    text: str  # 10.244.0.5:8080
    carries: bool
    mark: str = ""


def draw(scene: Scene) -> list[Line]:
    """The tab."""
    service = selected_service(scene)
    if service is None:
        return no_service(scene)
    lines = _head(scene, service)
    if spec_of(service).get("type") == "ExternalName":
        lines += _alias(scene, service)
    else:
        lines += [*_outside(scene, service), *_ports(scene, service)]
    return [fitted(one, scene.look) for one in [*lines, (), *_why(scene, service)]]


def _head(scene: Scene, service: Obj) -> list[Line]:
    spec, view = spec_of(service), scene.view
    alias = spec.get("type") == "ExternalName"
    selector = {} if alias else spec.get("selector") or {}
    shown = ",".join([f"{key}={value}" for key, value in selector.items()])
    pods = len(view.selected(POD, namespace_of(service), selector)) if selector else 0
    address = spec.get("clusterIP") or ""
    parts = line(
        "  ",
        Span(safe(f"svc/{name_of(service)}"), "title"),
        Span(f"  {spec.get('type', 'ClusterIP')}", "dim"),
        f"  {'headless' if address == 'None' else ','.join(spec.get('clusterIPs') or [address])}",
    )
    second = f"selector {shown} ({pods} pod{'' if pods == 1 else 's'} match)" if selector else "no selector"
    lines = [parts] if alias else [parts, line("  ", Span(safe(second), "dim"))]
    lines.append(line("  ", Span(f"dns {safe(full_name(view, service)).rstrip('.')}", "dim")))
    policies = [
        f"{field} {spec[field]}"
        for field, usual in (
            ("sessionAffinity", "None"),
            ("internalTrafficPolicy", "Cluster"),
            ("externalTrafficPolicy", "Cluster"),
        )
        if spec.get(field, usual) != usual
    ]
    if policies or spec.get("publishNotReadyAddresses"):
        policies += ["publishNotReadyAddresses"] if spec.get("publishNotReadyAddresses") else []
        lines.append(line("  ", Span("! " + "  ".join(policies), "warn")))
    return [*lines, ()]


def _alias(scene: Scene, service: Obj) -> list[Line]:
    """An ExternalName: one arrow, and that nothing else exists."""
    signs = scene.look.signs
    up = is_up(scene.view)
    sign = Span(f" {signs.line}{signs.line}{signs.arrow if up else signs.broken} ", "link" if up else "broken")
    target = safe(spec_of(service).get("externalName", ""))
    return [
        line("  ", safe(name_of(service)), sign, Span(f"CNAME {target}", "title")),
        line("  ", Span("no proxy rule exists: clients connect to that name themselves", "dim")),
    ]


def _outside(scene: Scene, service: Obj) -> list[Line]:
    """How traffic comes in from outside: node ports, load balancer, external addresses."""
    spec, signs = spec_of(service), scene.look.signs
    lines: list[Line] = []
    arrow = Span(f" {signs.line}{signs.line}{signs.arrow} ", "link")
    broken = Span(f" {signs.line}{signs.line}{signs.broken} ", "broken")
    if spec.get("type") == "LoadBalancer":
        given = balancer_text(service)
        start = line("  ", Span("load balancer ", "dim"))
        if given:
            lines.append((*start, Span(safe(given)), arrow, Span("the service's ports", "dim")))
        else:
            lines.append((*start, Span("<pending>", "warn"), broken, Span("nobody gives out addresses", "dim")))
    for address in spec.get("externalIPs") or ():
        lines.append(line("  ", Span("external ", "dim"), safe(address), arrow, Span("the service's ports", "dim")))
    lines += _node_ports(scene, service, arrow, broken)
    return [*lines, ()] if lines else []


def _node_ports(scene: Scene, service: Obj, arrow: Span, broken: Span) -> list[Line]:
    """`node-1:30080 ──▶ 80/TCP`; with the policy Local, nodes without a ready endpoint are broken links."""
    spec = spec_of(service)
    nodes = [key[1:] for key in sorted(scene.view.table(NODE.plural))]
    local = spec.get("externalTrafficPolicy") == "Local"
    here = {place.node for one in slices_of(scene.view, service) for place in places(one, scene.view) if place.ready}
    lines: list[Line] = []
    for port in spec.get("ports") or ():
        if not port.get("nodePort"):
            continue
        ends = f"{port['port']}/{port.get('protocol', 'TCP')}"
        for node in nodes[:FIRST]:
            works = node in here if local else bool(here)
            reason = "" if works else "  no ready endpoint on this node" if local else "  no ready endpoint"
            shown = (f"{safe(node)}:{port['nodePort']}", arrow if works else broken, ends, Span(reason, "warn"))
            lines.append(line("  ", Span("node port ", "dim"), *shown))
        if len(nodes) > FIRST:
            lines.append(line("  ", Span(f"… and {len(nodes) - FIRST} more nodes", "dim")))
    return lines


def _ports(scene: Scene, service: Obj) -> list[Line]:
    """Every port of the Service, and its endpoints."""
    lines: list[Line] = []
    for port in spec_of(service).get("ports") or NO_PORT:
        lines += _port(scene, service, port)
    return lines


def port_labels(port: Obj) -> tuple[str, str]:
    """(`http 80/TCP`, `8080`) of a port; a headless Service may have none."""
    if not port:
        return "all ports", ""
    name = f"{port['name']} " if port.get("name") else ""
    return safe(f"{name}{port['port']}/{port.get('protocol', 'TCP')}"), safe(port.get("targetPort", port["port"]))


def links(scene: Scene, service: Obj, port: Obj) -> list[Link]:
    """The endpoints of a port, those that the shown change took away included."""
    found = {one.text: one for one in _links_at(scene, service, port, now=True)}
    old = service_before(scene)
    if scene.before is None or old is None or not scene.look.marks:
        return list(found.values())
    past = {one.text: one for one in _links_at(scene, old, port, now=False)}
    marked_ = [
        one._replace(mark="+" if text not in past else "~" if past[text].carries != one.carries else "")
        for text, one in found.items()
    ]
    return [*marked_, *[one._replace(mark="-", carries=False) for text, one in past.items() if text not in found]]


def _links_at(scene: Scene, service: Obj, port: Obj, *, now: bool) -> list[Link]:
    view = scene.view if now or scene.before is None else scene.before
    found: list[tuple[Place, int]] = []
    for one in slices_of(view, service):
        for number in _numbers(one, port):
            found += [(place, number) for place in places(one, view)]
    anyone = any(place.ready for place, _ in found)
    return [
        Link(
            place,
            f"[{place.address}]:{number}" if ":" in place.address else f"{place.address}:{number or '*'}",
            place.ready or (not anyone and place.serving and place.terminating),
        )
        for place, number in found
    ]


def _numbers(one: Obj, port: Obj) -> list[int]:
    """The numbers that a slice has for a port of the Service."""
    if not port:
        return [0]
    name, protocol = port.get("name") or "", port.get("protocol") or "TCP"
    return [
        int(entry["port"])
        for entry in one.get("ports") or ()
        if (entry.get("name") or "") == name and (entry.get("protocol") or "TCP") == protocol and entry.get("port")
    ]


def _port(scene: Scene, service: Obj, port: Obj) -> list[Line]:
    """A port and its fan of endpoints."""
    look = scene.look
    signs = look.signs
    label, target = port_labels(port)
    found = links(scene, service, port)
    dash = signs.line * (1 if look.width < 60 else 2)
    start = f"{label} {dash}{signs.arrow} {target} {dash}" if target else f"{label} {dash}"
    if not found:
        return [line("  ", start, Span(f"{dash}{signs.broken} ", "broken"), Span("no endpoint", "broken"))]
    shown = found if len(found) <= MOST else found[:FIRST]
    lines = []
    for at, one in enumerate(shown):
        fork = signs.line if len(found) == 1 else signs.fork if not at else signs.branch
        if at == len(found) - 1 and at:
            fork = signs.last
        left = start if not at else " " * width_of(start)
        lines.append(_end(one, left + fork + dash, look))
    rest = found[len(shown) :]
    if rest:
        ready = sum([one.carries for one in rest])
        text = f"{look.signs.cut} {len(rest)} more: {ready} ready, {len(rest) - ready} not"
        lines.append(line("  ", " " * width_of(start), f"{signs.last}{dash} ", Span(text, "dim")))
    return lines


def _end(one: Link, left: str, look: Look) -> Line:
    """An endpoint: arrow, address, readiness, pod and node."""
    signs, place = look.signs, one.place
    wide = look.width >= 60
    arrow = Span(f"{signs.arrow} " if one.carries else f"{signs.broken} ", "link" if one.carries else "broken")
    word = "removed" if one.mark == "-" else "ready" if place.ready else "leaving" if place.terminating else "not ready"
    sign = signs.ready if place.ready else signs.unready
    state = padded(f"{sign} {word}", 12) if wide else f"{sign} "
    address = padded(one.text, 18) if wide else f"{one.text} "
    room = look.width - 2 - sum([width_of(text) for text in (left, arrow.text, address, state)])
    node = f" {safe(place.node)}" if room >= 14 + width_of(place.node) else ""
    pod = cut_middle(safe(place.pod) or "(no pod)", room - width_of(node), look) if room >= 6 else ""
    gone = one.mark == "-"
    style = "removed" if gone else "ready" if place.ready else "broken"
    margin = mark_span(one.mark, look)
    return line(
        margin, left, arrow, Span(address, "removed" if gone else ""), Span(state, style), pod, Span(node, "dim")
    )


def _why(scene: Scene, service: Obj) -> list[Line]:
    """What a client experiences, and why."""
    found = next(problems_of(scene.view, service), None)
    if found is not None:
        text = f"{found.text}; {found.effect}."
        lines = wrapped_lines(line("  ", Span("why  ", found.severity)), safe(text), scene.look)
        return [*lines, line("       ", Span(f"see: {safe(found.see)}", "dim"))] if found.see else lines
    name = f"{name_of(service)}.{namespace_of(service)}"
    text = f"nothing is wrong; a client in any namespace reaches it as {name}"
    return wrapped_lines(line("  ", Span("why  ", "dim")), safe(text), scene.look)

"""The Ingress rules that lead to a Service, and whether a request by each of them would arrive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from minikctl.state.kinds import INGRESS
from minikctl.state.kinds.service.columns import balancer_text
from minikctl.state.network.ingress.backends import Backend, backend_of
from minikctl.state.network.ingress.classes import controller_of
from minikctl.state.objects import Obj, name_of, namespace_of, spec_of
from minikctl.state.view import View
from minikctl.state.views.grid import Column, grid
from minikctl.state.views.lines import Line, Look, Span, fitted, line, mark_span, safe, wrapped_lines
from minikctl.state.views.scene import Scene, no_service, nothing, selected_service


class Route(NamedTuple):
    """One path of an Ingress."""

    host: str
    path: str
    type: str
    backend: Backend | None
    tls: bool


def routes(view: View, ingress: Obj) -> Iterator[Route]:
    """The paths of an Ingress in order, and its default backend."""
    spec = spec_of(ingress)
    covered = {host for entry in spec.get("tls") or () for host in entry.get("hosts") or ()}
    for rule in spec.get("rules") or ():
        host = rule.get("host") or "*"
        for path in (rule.get("http") or {}).get("paths") or ():
            backend = backend_of(view, ingress, path.get("backend"))
            yield Route(host, path.get("path") or "/", path.get("pathType") or "", backend, host in covered)
    if spec.get("defaultBackend"):
        yield Route("*", "(default)", "", backend_of(view, ingress, spec["defaultBackend"]), False)


def draw(scene: Scene) -> list[Line]:
    """The tab: every Ingress that names the Service, all of its rules, those to the Service standing out."""
    service = selected_service(scene)
    if service is None:
        return no_service(scene)
    lines: list[Line] = []
    for ingress in scene.view.list(INGRESS, namespace_of(service)):
        found = list(routes(scene.view, ingress))
        if any(route.backend is not None and route.backend.service == name_of(service) for route in found):
            lines += [*_ingress(scene, ingress), *_table(found, name_of(service), scene.look), ()]
    if not lines:
        return nothing(scene, "No Ingress leads to this Service.")
    return [fitted(one, scene.look) for one in lines[:-1]]


def _ingress(scene: Scene, ingress: Obj) -> list[Line]:
    """Its name, class and address, and whether anybody serves it."""
    spec = spec_of(ingress)
    mark = scene.mark(INGRESS.plural, f"{namespace_of(ingress)}/{name_of(ingress)}")
    title = line(
        mark_span(mark, scene.look),
        Span(safe(f"ingress/{name_of(ingress)}"), "title"),
        Span(safe(f"  class {spec.get('ingressClassName') or '<none>'}"), "dim"),
        f"  address {balancer_text(ingress) or '<none>'}",
    )
    if controller_of(scene.view, ingress) is not None:
        return [title]
    text = "no controller serves this class: nobody answers requests for it"
    return [title, *wrapped_lines(line("  ", Span(f"{scene.look.signs.failed} ", "broken")), text, scene.look)]


def _table(found: list[Route], service: str, look: Look) -> list[Line]:
    ours = ["title" if route.backend is not None and route.backend.service == service else "dim" for route in found]
    columns = [
        Column("HOST", [Span(safe(route.host), style) for route, style in zip(found, ours, strict=True)], least=8),
        Column("PATH", [Span(safe(route.path), style) for route, style in zip(found, ours, strict=True)], least=6),
        Column("TYPE", [route.type for route in found], rank=3),
        Column("BACKEND", [_backend(route.backend, look) for route in found], least=8),
        Column("TLS", [look.signs.passed if route.tls else look.signs.none for route in found], rank=2),
        Column("TARGETS", [_targets(route.backend) for route in found], rank=1, least=10),
    ]
    return grid(columns, look).lines


def _backend(backend: Backend | None, look: Look) -> Span:
    if backend is None:
        return Span(f"{look.signs.failed} none", "broken")
    text = safe(f"{backend.service}:{backend.port}")
    return Span(text, "ready") if backend.endpoints else Span(f"{text} {look.signs.failed}", "broken")


def _targets(backend: Backend | None) -> str:
    places = [f"{address}:{port}" for address, port in backend.endpoints] if backend is not None else []
    return ", ".join(places[:2]) + (f", +{len(places) - 2}" if len(places) > 2 else "") if places else "none"

"""The Events about a Service, its endpoints and the pods behind it, newest first."""

from __future__ import annotations

from minikctl.state.kinds import EVENT, POD, SERVICE
from minikctl.state.objects import Obj, namespace_of, spec_of, split_key
from minikctl.state.views.ages import age_of
from minikctl.state.views.lines import Line, Span, fitted, line, padded, safe, wrapped_lines
from minikctl.state.views.scene import Scene, no_service, nothing, selected_service

MOST = 200


def about(scene: Scene, service: Obj) -> list[Obj]:
    """The Events about the Service itself and about pods that its selector finds."""
    found = list(scene.view.events_for(service))
    selector = spec_of(service).get("selector") or {}
    if selector:
        for pod in scene.view.selected(POD, namespace_of(service), selector):
            found += scene.view.events_for(pod)
    return sorted(found, key=moment_of, reverse=True)[:MOST]


def moment_of(event: Obj) -> str:
    """When it last happened."""
    return str(event.get("lastTimestamp") or event.get("eventTime") or event["metadata"].get("creationTimestamp") or "")


def draw(scene: Scene) -> list[Line]:
    """The tab."""
    kind = scene.view.kind_named(scene.listed) if scene.listed else None
    if kind is not None and kind is not SERVICE:
        namespace, name = split_key(scene.selected)
        one = scene.view.find(kind, name, namespace)
        found = sorted(scene.view.events_for(one), key=moment_of, reverse=True)[:MOST] if one is not None else []
    else:
        service = selected_service(scene)
        if service is None:
            return no_service(scene)
        found = about(scene, service)
    if not found:
        return nothing(scene, "No events of this Service or of the pods behind it." if kind is None else "No events.")
    lines: list[Line] = [line("  ", Span("newest first", "dim"))]
    for event in found:
        subject = event.get("involvedObject") or {}
        warns = event.get("type") == "Warning"
        moment = moment_of(event)
        count = f" (x{event['count']})" if (event.get("count") or 1) > 1 else ""
        key = f"{namespace_of(event)}/{event['metadata']['name']}"
        fresh = scene.before is not None and scene.before.find_key(EVENT, key) is None
        lines.append(
            line(
                Span("+ " if fresh and scene.look.marks else "  ", "added"),
                padded(age_of(moment, scene.view.now) if moment else "", 6),
                Span(padded(str(event.get("type") or ""), 8), "warn" if warns else "dim"),
                Span(padded(safe(event.get("reason") or ""), 18) + " ", "title"),
                Span(safe(f"{str(subject.get('kind', '')).lower()}/{subject.get('name', '')}{count}"), "dim"),
            )
        )
        lines += wrapped_lines(line("        "), safe(event.get("message") or ""), scene.look)
    return [fitted(one, scene.look) for one in lines]

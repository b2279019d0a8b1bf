"""What the containers of a pod, or of the pods behind a Service, have written."""

from __future__ import annotations

from minikctl.state import images
from minikctl.state.kinds import POD
from minikctl.state.objects import Obj, name_of, namespace_of, spec_of, split_key
from minikctl.state.views.lines import Line, Span, fitted, line, safe
from minikctl.state.views.scene import Scene, nothing, selected_service

MOST = 500  # lines


def pods_of(scene: Scene) -> list[Obj]:
    """Whose logs are shown: the selected pod, else those behind the selected Service."""
    if scene.listed == POD.plural:
        namespace, name = split_key(scene.selected)
        found = scene.view.find(POD, name, namespace)
        return [found] if found is not None else []
    service = selected_service(scene)
    selector = spec_of(service).get("selector") if service is not None else None
    return scene.view.selected(POD, namespace_of(service), selector) if service is not None and selector else []


def written(scene: Scene, previous: bool = False) -> list[tuple[float, str, str]]:
    """(moment, container, line) of all pods, oldest first."""
    pods = pods_of(scene)
    found = []
    for pod in pods:
        containers = spec_of(pod).get("containers") or ()
        for container in containers:
            name = "/".join(
                [*([name_of(pod)] if len(pods) > 1 else []), *([container["name"]] if len(containers) > 1 else [])]
            )
            try:
                lines = images.logs(scene.view, pod, container, previous)
            except (LookupError, ValueError):
                continue  # it has not been started
            found += [(moment, name, text) for moment, text in lines]
    return sorted(found, key=lambda one: one[0])


def draw(scene: Scene) -> list[Line]:
    """The tab."""
    pods = pods_of(scene)
    if not pods:
        return nothing(scene, "No pod is selected, and no pod is behind the selected Service.")
    previous = scene.look.raw
    found = written(scene, previous)
    names = ", ".join([name_of(pod) for pod in pods[:3]]) + (f" and {len(pods) - 3} more" if len(pods) > 3 else "")
    title = line("  ", Span(safe(names), "title"), Span("   previous run" if previous else "", "dim"))
    if not found:
        return [fitted(title, scene.look), (), line(Span("  Nothing has been written.", "dim"))]
    lines: list[Line] = [title]
    for _, name, text in found[-MOST:]:
        lines.append(line("  ", Span(f"{safe(name)} " if name else "", "key"), Span(safe(text.rstrip("\n")))))
    return lines

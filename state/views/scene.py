"""Scene: everything a view is drawn from: a moment, the moment before it, what differs, and what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from minikctl.state.kinds import ENDPOINT_SLICE, NODE, POD, SERVICE
from minikctl.state.objects import Obj, labels_of, name_of, namespace_of, split_key
from minikctl.state.views.lines import Line, Look, line, wrapped_lines

if TYPE_CHECKING:
    from minikctl.state.view import View

SERVICE_NAME = "kubernetes.io/service-name"
Marks = dict[str, dict[str, str]]  # table -> key -> +, - or ~


class Scene(NamedTuple):
    """What a view shows. `before` is the moment before the change whose marks are shown, None: no marks."""

    view: View
    look: Look = Look()
    service: str = ""  # namespace/name of the selected Service
    pod: str = ""  # namespace/name of the chosen pod
    node: str = ""  # whose rules; "": the first node
    before: View | None = None
    marks: Marks = {}  # noqa: RUF012 - never changed
    listed: str = ""  # the plural of the kind that is listed; "": Services
    selected: str = ""  # namespace/name of the row under the cursor, whatever its kind
    url: str = ""  # what a trace asks for; "": the selected Service
    seed: str = ""  # chooses the endpoint of a trace; "": none, all of them are shown
    step: int = -1  # the step of a trace that is played; -1: all of it

    def mark(self, table: str, key: str) -> str:
        """What the shown change did to an object."""
        return self.marks.get(table, {}).get(key, "")


def selected_service(scene: Scene) -> Obj | None:
    """The selected Service, if it exists."""
    namespace, name = split_key(scene.service)
    return scene.view.find(SERVICE, name, namespace) if name else None


def service_before(scene: Scene) -> Obj | None:
    """The selected Service before the shown change."""
    namespace, name = split_key(scene.service)
    return scene.before.find(SERVICE, name, namespace) if scene.before is not None and name else None


def chosen_pod(scene: Scene) -> Obj | None:
    """The chosen pod, or a likely one: of the Service's namespace, not behind the Service, running."""
    namespace, name = split_key(scene.pod)
    found = scene.view.find(POD, name, namespace) if name else None
    return found if found is not None else likely_pod(scene)


def likely_pod(scene: Scene) -> Obj | None:
    """A pod from which the selected Service would be used: of its namespace, better one that is not behind it."""
    namespace = split_key(scene.service)[0] or "default"
    pods = [pod for pod in scene.view.list(POD, namespace) if (pod.get("status") or {}).get("podIP")]
    service = selected_service(scene)
    selector = ((service or {}).get("spec") or {}).get("selector") or {}
    others = [pod for pod in pods if not (selector and selector.items() <= labels_of(pod).items())]
    return next(iter(others or pods), None)


def shown_node(scene: Scene) -> str:
    """The node whose rules are shown."""
    if scene.node:
        return scene.node
    table = scene.view.table(NODE.plural)
    return min(table)[1:] if table else ""


def slices_of(view: View, service: Obj) -> list[Obj]:
    """The EndpointSlices that belong to a Service."""
    return view.selected(ENDPOINT_SLICE, namespace_of(service), {SERVICE_NAME: name_of(service)})


def nothing(scene: Scene, text: str, *more: str) -> list[Line]:
    """The page of a view that has nothing to show."""
    lines = [(), *wrapped_lines(line("  "), text, scene.look, "title")]
    for one in more:
        lines += wrapped_lines(line("  "), one, scene.look, "dim")
    return lines


def no_service(scene: Scene) -> list[Line]:
    """The page when no Service is selected, or the selected one is gone."""
    if scene.service:
        return nothing(scene, f"Service {scene.service} is gone.")
    return nothing(scene, "No Service is selected.", "Create one:  :expose deployment web --port=80")

"""Text of several lines as a view, with marks where it differs from what it was."""

from __future__ import annotations

from minikctl.state.kinds import SERVICE
from minikctl.state.kinds.kind import rules
from minikctl.state.network.iptables.service import changed_lines
from minikctl.state.objects import split_key
from minikctl.state.views.lines import Line, Look, Span, line, marked, safe
from minikctl.state.views.scene import Scene, no_service, nothing, selected_service


def text_lines(text: str, style: str = "") -> list[Line]:
    """The lines of a text, safe for a terminal; tabs become blanks."""
    return [line(Span(safe(row), style)) for row in text.expandtabs(8).splitlines()]


def compared_lines(old: str | None, new: str, look: Look) -> list[Line]:
    """The lines of a text in their margins; without an older text, nothing is marked."""
    rows = new.expandtabs(8).splitlines()
    if old is None or not look.marks:
        return [marked("", look, safe(row)) for row in rows]
    found = changed_lines(old.expandtabs(8).splitlines(), rows)
    return [marked(mark, look, safe(row)) for mark, row in found]


def draw(scene: Scene) -> list[Line]:
    """The tab of `describe`: of the selected row, whatever its kind."""
    kind = scene.view.kind_named(scene.listed) if scene.listed else SERVICE
    if kind is None or (kind is SERVICE and selected_service(scene) is None):
        return no_service(scene)
    namespace, name = split_key(scene.selected if scene.listed else scene.service)
    found = scene.view.find(kind, name, namespace)
    describe = rules(kind).describe
    if found is None or describe is None:
        return nothing(
            scene, f"{kind.name} {name} is gone." if found is None else f"{kind.name} has no page: y shows it."
        )
    old = scene.before.find(kind, name, namespace) if scene.before is not None else None
    before = describe(old, scene.before) if old is not None and scene.before is not None else None
    return compared_lines(before, describe(found, scene.view), scene.look)

"""Text of several lines as a view, with marks where it differs from what it was."""

from __future__ import annotations

from minikctl.state.kinds import SERVICE
from minikctl.state.kinds.kind import rules
from minikctl.state.network.iptables.service import changed_lines
from minikctl.state.views.lines import Line, Look, Span, line, marked, safe
from minikctl.state.views.scene import Scene, no_service, selected_service, service_before


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
    """The tab of `describe`."""
    service = selected_service(scene)
    if service is None:
        return no_service(scene)
    describe = rules(SERVICE).describe
    assert describe is not None, "Services have a page"
    old = service_before(scene)
    before = describe(old, scene.before) if old is not None and scene.before is not None else None
    return compared_lines(before, describe(service, scene.view), scene.look)

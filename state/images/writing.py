"""What a container has written: start-up lines, the output of its script, access lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import images
from minikctl.state.images import script
from minikctl.state.objects import namespace_of, status_of

if TYPE_CHECKING:
    from minikctl.state.images.app import App
    from minikctl.state.view import View

Obj = dict[str, Any]
Lines = list[tuple[float, str]]


def lines(view: View, pod: Obj, container: Obj, previous: bool) -> Lines:
    """(moment, line), in order."""
    app = images.app_of(view, pod, container)
    if previous:
        before = app.memory.get("previous")
        if before is None:
            return []
        return _of_run(Before(view, pod, container, app, before).app(), float(before["ended"]))
    ended = app.memory.get("ended") if app.memory.get("state") == "terminated" else None
    if app.memory.get("state") == "waiting" and not app.memory.get("started"):
        return []
    return _of_run(app, view.now if ended is None else float(ended))


class Before:
    """The run of a container before the present one, as an app of its own."""

    def __init__(self, view: View, pod: Obj, container: Obj, app: App, memory: Obj) -> None:
        self._app = app
        self._memory = memory

    def app(self) -> App:
        kind = type(self._app)
        memory = self._memory

        class Earlier(kind):  # type: ignore[misc,valid-type]
            memory = property(lambda self: memory_of)

        memory_of = memory
        found: App = Earlier(self._app.view, self._app.pod, self._app.container, self._app.repository, self._app.tag)
        return found


def _of_run(app: App, until: float) -> Lines:
    """Everything of one run up to a moment."""
    started, found = app.started, Lines()
    if app.problem():
        return []
    if app.is_scripted():
        timeline = script.timeline(app, until, script.LOG_WAKES)
        found += [(started + offset, line) for offset, line in timeline.lines if started + offset <= until + 1e-6]
    else:
        found += [(started, line) for line in app.startup()]
    found += [(float(moment), str(line)) for moment, line in app.memory.get("access") or ()]
    found += app.later(until)
    found.sort(key=lambda one: one[0])
    return found


__all__ = ["lines", "namespace_of", "status_of"]

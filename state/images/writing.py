"""What a container has written: start-up lines, the output of its script, access lines."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from minikctl.state import images
from minikctl.state.images import script
from minikctl.state.network.probing import port_of, request_of
from minikctl.state.traffic.messages import Failure

if TYPE_CHECKING:
    from minikctl.state.images.app import App
    from minikctl.state.view import View

Obj = dict[str, Any]
Lines = list[tuple[float, str]]

PROBES = 200  # so many lines of each probe


def lines(view: View, pod: Obj, container: Obj, previous: bool) -> Lines:
    """(moment, line), in order."""
    app = images.app_of(view, pod, container)
    if previous:
        before = app.memory.get("previous")
        if before is None:
            return []
        return _of_run(images.app_of(view, pod, container, before), float(before["ended"]))
    ended = app.memory.get("ended") if app.memory.get("state") == "terminated" else None
    if app.memory.get("state") == "waiting" and not app.memory.get("started"):
        return []
    found = _of_run(app, app.moment if ended is None else float(ended))
    return [(min(moment, view.now), line) for moment, line in found]


def _of_run(app: App, until: float) -> Lines:
    """Everything of one run up to a moment."""
    started, found = min(app.started, until), Lines()  # an instant pace may have begun it a little ahead of time
    if app.problem():
        return []
    if app.is_scripted():
        timeline = script.timeline(app, until, script.LOG_WAKES)
        found += [(started + offset, line) for offset, line in timeline.lines if started + offset <= until + 1e-6]
    else:
        found += [(started, line) for line in app.startup()]
    found += [(float(moment), str(line)) for moment, line in app.memory.get("access") or ()]
    found += app.later(until)
    if app.serving() is not None:
        found += probed(app, until)
    found.sort(key=lambda one: one[0])
    return found


def probed(app: App, until: float) -> Lines:
    """The access lines that HTTP probes have left: the last of them, worked out and not remembered."""
    found: Lines = []
    for field in ("startupProbe", "readinessProbe", "livenessProbe"):
        probe = app.container.get(field) or {}
        port = port_of(app.container, (probe.get("httpGet") or {}).get("port")) if probe.get("httpGet") else None
        if port is None or not app.listens(port):
            continue
        period = float(probe.get("periodSeconds") or 10)
        first = ceil((probe.get("initialDelaySeconds") or 0) / period)
        last = 0 if field == "startupProbe" else int(max(until - app.started, 0.0) // period)
        asked = request_of(app, probe["httpGet"], port)
        try:
            response = app.answer(asked)
        except Failure:
            continue
        for count in range(max(first, last - PROBES + 1), last + 1):
            asked.now = app.started + count * period
            found += [(asked.now, line) for line in app.access(asked, response)]
    return found

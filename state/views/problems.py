"""What keeps traffic from a Service: the first broken link, in words a learner understands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from minikctl.state.kinds import POD, SERVICE
from minikctl.state.kinds.service.columns import balancer_text
from minikctl.state.objects import Obj, condition_of, is_terminating, name_of, namespace_of, spec_of, status_of
from minikctl.state.view import View
from minikctl.state.views.changes import is_ready
from minikctl.state.views.lines import Line, Span, fitted, line, safe, wrapped_lines
from minikctl.state.views.scene import Scene, slices_of


class Problem(NamedTuple):
    """A finding about a Service: how bad, what, what follows, and where to look."""

    code: str  # SD01 …: what kind of finding it is
    severity: str  # broken, warn
    service: str  # namespace/name
    text: str
    effect: str
    see: str = ""


def problems(view: View, namespace: str | None = None) -> list[Problem]:
    """What is wrong with the Services of a namespace, or of all."""
    return [found for service in view.list(SERVICE, namespace) for found in problems_of(view, service)]


def problems_of(view: View, service: Obj) -> Iterator[Problem]:
    """What is wrong with one Service, the worst first."""
    spec = spec_of(service)
    if spec.get("type") == "ExternalName":
        return
    link = broken_link(view, service)
    if link is not None:
        yield link
    if spec.get("type") == "LoadBalancer" and not balancer_text(service):
        key = f"{namespace_of(service)}/{name_of(service)}"
        effect = "its external address stays <pending>; inside the cluster it works"
        yield Problem("SD10", "warn", key, "no load balancer has given it an address", effect)


def broken_link(view: View, service: Obj) -> Problem | None:
    """The first broken link between a Service and its pods, None if there is none."""
    spec, namespace = spec_of(service), namespace_of(service)
    key = f"{namespace}/{name_of(service)}"
    slices = slices_of(view, service)
    endpoints = [one for piece in slices for one in piece.get("endpoints") or ()]
    ready = [one for one in endpoints if (one.get("conditions") or {}).get("ready") is not False]
    refused = "clients get nothing: the name has no address" if spec.get("clusterIP") == "None" else REFUSED
    selector = spec.get("selector") or {}
    if not endpoints and not selector:
        text = "no selector and no EndpointSlice with endpoints"
        return Problem("SD05", "broken", key, text, refused, f"kubectl get endpointslices -n {namespace}")
    pods = [pod for pod in view.selected(POD, namespace, selector) if not is_terminating(pod)] if selector else []
    if selector and not pods and not ready:
        shown = ",".join([f"{label}={value}" for label, value in selector.items()])
        see = f"kubectl get pods --show-labels -n {namespace}"
        return Problem("SD01", "broken", key, f"the selector {shown} matches no pod", refused, see)
    missing = unknown_ports(service, slices) if endpoints else []
    if missing:
        text = f"no container has a port named {missing[0]}"
        return Problem("SD04", "broken", key, text, refused, f"kubectl describe pods -n {namespace}")
    late = [pod for pod in pods if not is_ready(pod)]
    see = f"kubectl describe pod {name_of(late[0])} -n {namespace}" if late else ""
    reason = f": {reason_of(view, late[0])}" if late else ""
    if not ready:
        text = f"{counted(len(pods) or len(endpoints), 'pod')}, none ready{reason}"
        return Problem("SD02", "broken", key, text, refused, see)
    if late:
        text = f"{len(late)} of {counted(len(pods), 'pod')} not ready{reason}"
        return Problem("SD03", "warn", key, text, "traffic goes to the others", see)
    return None


def counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


REFUSED = "connections are refused (REJECT)"


def unknown_ports(service: Obj, slices: list[Obj]) -> list[str]:
    """Named target ports that no slice has a number for."""
    known = {port.get("name") or "" for one in slices for port in one.get("ports") or () if port.get("port")}
    return [
        str(port["targetPort"])
        for port in spec_of(service).get("ports") or ()
        if isinstance(port.get("targetPort"), str) and (port.get("name") or "") not in known
    ]


def reason_of(view: View, pod: Obj) -> str:
    """Why a pod is not ready: what it waits for, what its probe said, or what its condition says."""
    name = name_of(pod)
    for status in status_of(pod).get("containerStatuses") or ():
        waiting = (status.get("state") or {}).get("waiting") or {}
        if waiting.get("reason"):
            return f"{name} waits: {waiting['reason']}"
    for event in reversed(view.events_for(pod)):
        if event.get("reason") == "Unhealthy" and "Readiness" in str(event.get("message")):
            return f"{name}: {event['message']}"
    scheduled = condition_of(pod, "PodScheduled") or {}
    if scheduled.get("status") == "False":
        return f"{name} is not scheduled: {scheduled.get('message', '')}"
    message = (condition_of(pod, "Ready") or {}).get("message")
    return f"{name} {message}" if message else f"{name} is {status_of(pod).get('phase', 'Pending')}, but not ready"


def draw(scene: Scene) -> list[Line]:
    """The tab: every problem of every Service."""
    return lines_of(problems(scene.view), scene)


def lines_of(found: list[Problem], scene: Scene) -> list[Line]:
    """Problems, each with what follows from it and where to look."""
    signs = scene.look.signs
    if not found:
        return [fitted(line(f"  {signs.passed} ", Span("Nothing is wrong with any Service.", "ready")), scene.look)]
    lines: list[Line] = []
    for one in found:
        sign = signs.failed if one.severity == "broken" else signs.worse
        lines.append(line("  ", Span(f"{sign} svc/", one.severity), Span(safe(one.service), "title")))
        lines += wrapped_lines(line("    "), safe(one.text), scene.look)
        lines += wrapped_lines(line(f"    {signs.to} "), one.effect, scene.look, "dim")
        if one.see:
            lines += wrapped_lines(line("    see: "), safe(one.see), scene.look, "dim")
    return [fitted(one, scene.look) for one in lines]

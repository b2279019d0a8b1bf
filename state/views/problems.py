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
    key = f"{namespace_of(service)}/{name_of(service)}"
    link = broken_link(view, service)
    if link is not None:
        yield Problem(*link[:1], key, *link[1:])
    if spec.get("type") == "LoadBalancer" and not balancer_text(service):
        text = "no load balancer has given it an address"
        yield Problem("warn", key, text, "its external address stays <pending>; inside the cluster it works")


def broken_link(view: View, service: Obj) -> tuple[str, str, str, str] | None:
    """(severity, what, what follows, where to look) of the first broken link, None if there is none."""
    spec = spec_of(service)
    namespace = namespace_of(service)
    slices = slices_of(view, service)
    endpoints = [one for piece in slices for one in piece.get("endpoints") or ()]
    ready = [one for one in endpoints if (one.get("conditions") or {}).get("ready") is not False]
    refused = "clients get nothing: the name has no address" if spec.get("clusterIP") == "None" else REFUSED
    selector = spec.get("selector") or {}
    if not endpoints and not selector:
        return "broken", "no selector and no EndpointSlice with endpoints", refused, "kubectl get endpointslices"
    shown = ",".join([f"{label}={value}" for label, value in selector.items()])
    pods = [pod for pod in view.selected(POD, namespace, selector) if not is_terminating(pod)] if selector else []
    if selector and not pods and not ready:
        return (
            "broken",
            f"the selector {shown} matches no pod",
            refused,
            f"kubectl get pods --show-labels -n {namespace}",
        )
    missing = unknown_ports(service, slices) if endpoints else []
    if missing:
        return "broken", f"no container has a port named {missing[0]}", refused, f"kubectl describe pods -n {namespace}"
    if not ready:
        first = next((pod for pod in pods if not is_ready(pod)), None)
        text = f"{len(pods) or len(endpoints)} pods match, none is ready" + (
            f": {reason_of(view, first)}" if first else ""
        )
        return "broken", text, refused, f"kubectl describe pod {name_of(first)} -n {namespace}" if first else ""
    late = [pod for pod in pods if not is_ready(pod)]
    if late:
        text = (
            f"{len(late)} of {len(pods)} pods {'is' if len(late) == 1 else 'are'} not ready: {reason_of(view, late[0])}"
        )
        return "warn", text, "traffic goes to the others", f"kubectl describe pod {name_of(late[0])} -n {namespace}"
    return None


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
    found = problems(scene.view)
    signs = scene.look.signs
    if not found:
        return [line(f"  {signs.passed} ", Span("Nothing is wrong with any Service.", "ready"))]
    lines: list[Line] = []
    for one in found:
        sign = signs.failed if one.severity == "broken" else signs.worse
        lines.append(line("  ", Span(f"{sign} svc/", one.severity), Span(safe(one.service), "title")))
        lines += wrapped_lines(line("    "), safe(one.text), scene.look)
        lines += wrapped_lines(line(f"    {signs.to} "), one.effect, scene.look, "dim")
        if one.see:
            lines += wrapped_lines(line("    see: "), safe(one.see), scene.look, "dim")
    return [fitted(one, scene.look) for one in lines]

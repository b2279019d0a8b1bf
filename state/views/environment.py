"""A container's environment as it is, and the variables of the selected Service that came too late for it."""

from __future__ import annotations

from minikctl.state.network.environment import has_address, service_variables, variables_of
from minikctl.state.objects import Obj, name_of, namespace_of, spec_of
from minikctl.state.view import View
from minikctl.state.views.lines import Line, Span, fitted, line, marked, safe, wrapped_lines
from minikctl.state.views.resolvconf import pod_title
from minikctl.state.views.scene import Scene, chosen_pod, nothing, selected_service


def environment(view: View, pod: Obj) -> tuple[str, dict[str, str]]:
    """(container, its variables) of a pod's first container that was started; frozen at its start."""
    containers = view.runtime(pod).get("containers") or {}
    for container in spec_of(pod).get("containers") or ():
        known = (containers.get(container["name"]) or {}).get("env")
        if known is not None:
            return container["name"], dict(known)
    return "", {}


def draw(scene: Scene) -> list[Line]:
    """The tab."""
    pod = chosen_pod(scene)
    if pod is None:
        return nothing(scene, "No pod.", "Variables belong to a pod:  :run client --image=busybox -- sleep 3600")
    container, variables = environment(scene.view, pod)
    lines = [pod_title(scene, pod, f"container {container}" if container else "not started"), ()]
    service = selected_service(scene)
    own = own_variables(service) if service is not None else {}
    before = environment(scene.before, pod)[1] if scene.before is not None else variables
    for name in sorted(variables, key=lambda name: (name not in own, name)):
        mark = "+" if name not in before else "~" if before[name] != variables[name] else ""
        style = "title" if name in own else ""
        lines.append(marked(mark, scene.look, Span(safe(name), style), f"={safe(variables[name])}"))
    if not variables:
        lines.append(line(Span("  No container of it was started.", "dim")))
    if service is not None:
        lines += _missing(scene, pod, service, variables)
    return [fitted(one, scene.look) for one in lines]


def own_variables(service: Obj) -> dict[str, str]:
    """The variables that a Service gives to pods."""
    return dict(variables_of(service)) if has_address(service) else {}


def _missing(scene: Scene, pod: Obj, service: Obj, variables: dict[str, str]) -> list[Line]:
    """Why the Service's variables are not there, or are not what they would be today."""
    own = own_variables(service)
    fresh = service_variables(scene.view, pod)
    late = {name: value for name, value in own.items() if name in fresh and variables.get(name) != value}
    if own and not late and all(name in variables for name in own):
        return []
    if not own:
        reason = "It has no address of its own, so there are no variables for it."
    elif namespace_of(pod) != namespace_of(service) and name_of(service) != "kubernetes":
        reason = "It is in another namespace: a pod gets the variables of its own namespace's Services."
    elif not late:
        reason = "The pod has enableServiceLinks: false."
    elif variables:
        reason = "Variables are made when a container starts. A container that starts now gets:"
    else:
        reason = "A container that starts now gets:"
    title = f"{scene.look.signs.remark} svc/{name_of(service)}  "
    lines: list[Line] = [(), *wrapped_lines(line("  ", Span(safe(title), "warn")), reason, scene.look)]
    return [*lines, *[marked("+", scene.look._replace(marks=True), f"{name}={value}") for name, value in late.items()]]

"""Which Ingress controllers run, and which Ingresses they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import INGRESS, INGRESS_CLASS, NODE
from minikctl.state.network.ingress.installed import installed, takes
from minikctl.state.objects import annotations_of, name_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

ANNOTATION = "kubernetes.io/ingress.class"
DEFAULT = "ingressclass.kubernetes.io/is-default-class"
CONTROLLERS = {"nginx": "k8s.io/ingress-nginx", "traefik": "traefik.io/ingress-controller"}
EVERY_CLASS = "*"  # of a loaded cluster: a controller runs for every IngressClass that is there


def settled_classes(view: View) -> list[str]:
    """The names of the classes for which a controller runs on the first node, by the cluster's settings."""
    found = view.settings["ingress"]
    names = [part for part in found.split(",") if part and part != "none"] if isinstance(found, str) else list(found)
    if EVERY_CLASS in names:
        return [name_of(one) for one in view.list(INGRESS_CLASS)]
    return [str(name) for name in names]


def running_classes(view: View) -> list[str]:
    """The names of the classes for which a controller runs: by the settings, or as a workload."""
    return list(dict.fromkeys([*settled_classes(view), *[name for one in installed(view) for name in one.classes]]))


def controller_name(view: View, name: str) -> str:
    """The controller string behind a class."""
    found = view.find(INGRESS_CLASS, name)
    own = spec_of(found).get("controller") if found else ""
    return own or CONTROLLERS.get(name, f"example.com/{name}")


def controllers(view: View) -> list[tuple[str, list[str]]]:
    """(controller string, names of its classes) of every controller that runs."""
    found: dict[str, list[str]] = {}
    for name in settled_classes(view):
        found.setdefault(controller_name(view, name), []).append(name)
    for one in installed(view):
        kept = found.setdefault(one.controller, [])
        kept += [name for name in one.classes if name not in kept]
    return sorted(found.items(), key=lambda item: item[0] != "k8s.io/ingress-nginx")


def ingresses_of(view: View, names: list[str], controller: str, *, legacy: bool) -> list[Obj]:
    """The Ingresses that a controller takes; `legacy`: the old annotation counts as well."""
    workloads = [one for one in installed(view) if one.controller == controller]
    found = []
    for ingress in view.list(INGRESS):
        name = spec_of(ingress).get("ingressClassName")
        if not name and legacy:
            name = annotations_of(ingress).get(ANNOTATION)
        if (name and name in names) or any(takes(one, ingress) for one in workloads):
            found.append(ingress)
    return found


def controller_of(view: View, ingress: Obj) -> Obj | None:
    """{"class", "controller", "node", "installed"} of the running controller that takes the Ingress, or None.

    A controller of which only the class was loaded is not placed anywhere: None.
    """
    if EVERY_CLASS in view.settings["ingress"]:
        return None
    name = spec_of(ingress).get("ingressClassName") or annotations_of(ingress).get(ANNOTATION)
    workload = next((one for one in installed(view) if takes(one, ingress)), None)
    if workload is not None and name not in settled_classes(view):
        node = spec_of(workload.pods[0]).get("nodeName", "") if workload.pods else ""
        return {"class": name or "", "controller": workload.controller, "node": node, "installed": workload}
    if not name or name not in settled_classes(view):
        return None
    nodes = sorted(name_of(node) for node in view.list(NODE))
    if not nodes:
        return None
    return {"class": name, "controller": controller_name(view, name), "node": nodes[0], "installed": None}

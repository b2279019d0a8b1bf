"""Which Ingress controllers run, and which Ingresses they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import INGRESS, INGRESS_CLASS, NODE
from minikctl.state.objects import annotations_of, name_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

ANNOTATION = "kubernetes.io/ingress.class"
DEFAULT = "ingressclass.kubernetes.io/is-default-class"
CONTROLLERS = {"nginx": "k8s.io/ingress-nginx", "traefik": "traefik.io/ingress-controller"}
EVERY_CLASS = "*"  # of a loaded cluster: a controller runs for every IngressClass that is there


def running_classes(view: View) -> list[str]:
    """The names of the classes for which a controller runs, by the cluster's settings."""
    found = view.settings["ingress"]
    names = [part for part in found.split(",") if part and part != "none"] if isinstance(found, str) else list(found)
    if EVERY_CLASS in names:
        return [name_of(one) for one in view.list(INGRESS_CLASS)]
    return [str(name) for name in names]


def controller_name(view: View, name: str) -> str:
    """The controller string behind a class."""
    found = view.find(INGRESS_CLASS, name)
    own = spec_of(found).get("controller") if found else ""
    return own or CONTROLLERS.get(name, f"example.com/{name}")


def controllers(view: View) -> list[tuple[str, list[str]]]:
    """(controller string, names of its classes) of every controller that runs."""
    found: dict[str, list[str]] = {}
    for name in running_classes(view):
        found.setdefault(controller_name(view, name), []).append(name)
    return sorted(found.items(), key=lambda item: item[0] != "k8s.io/ingress-nginx")


def ingresses_of(view: View, names: list[str], *, legacy: bool) -> list[Obj]:
    """The Ingresses of some classes; `legacy`: the old annotation counts as well."""
    found = []
    for ingress in view.list(INGRESS):
        name = spec_of(ingress).get("ingressClassName")
        if not name and legacy:
            name = annotations_of(ingress).get(ANNOTATION)
        if name in names:
            found.append(ingress)
    return found


def controller_of(view: View, ingress: Obj) -> Obj | None:
    """{"class", "controller", "node"} of the running controller that takes the Ingress, or None.

    A controller of which only the class was loaded is not placed anywhere: None.
    """
    if EVERY_CLASS in view.settings["ingress"]:
        return None
    name = spec_of(ingress).get("ingressClassName") or annotations_of(ingress).get(ANNOTATION)
    if not name or name not in running_classes(view):
        return None
    nodes = sorted(name_of(node) for node in view.list(NODE))
    return {"class": name, "controller": controller_name(view, name), "node": nodes[0]} if nodes else None

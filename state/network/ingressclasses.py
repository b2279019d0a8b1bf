"""Which Ingress controller, if any runs, takes an Ingress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import INGRESS_CLASS, NODE
from minikctl.state.objects import annotations_of, name_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

ANNOTATION = "kubernetes.io/ingress.class"


def controller_of(view: View, ingress: Obj) -> Obj | None:
    """{"class", "controller", "node"} of the running controller that takes the Ingress, or None."""
    name = spec_of(ingress).get("ingressClassName") or annotations_of(ingress).get(ANNOTATION)
    if not name or name not in running_classes(view):
        return None
    found = view.find(INGRESS_CLASS, name)
    nodes = sorted(name_of(node) for node in view.list(NODE))
    controller = spec_of(found or {}).get("controller", "k8s.io/ingress-nginx")
    return {"class": name, "controller": controller, "node": nodes[0]} if nodes else None


def running_classes(view: View) -> list[str]:
    """The classes for which a controller runs, by the cluster's settings."""
    found = view.settings["ingress"]
    return [part for part in found.split(",") if part and part != "none"] if isinstance(found, str) else list(found)

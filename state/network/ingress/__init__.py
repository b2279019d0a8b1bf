"""Ingress: which controller takes a request, which rule matches, which Service and certificate serve it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.network.ingress.backends import Backend, Request, Routed, request_of

if TYPE_CHECKING:
    from minikctl.state.view import View

NGINX = "k8s.io/ingress-nginx"

__all__ = ["NGINX", "Backend", "Request", "Routed", "request_of", "route"]


def route(view: View, request: Request, only: str = "") -> Routed | None:
    """What the running Ingress controllers make of a request; None if no controller runs.

    With several controllers, the first that knows the request answers it; else the first of all says 404. `only` is
    the controller that was asked, if it is known.
    """
    from minikctl.state.network.ingress import classes, nginx, specification  # one of them is used

    first: Routed | None = None
    for controller, names in classes.controllers(view):
        if only not in ("", controller):
            continue
        ingresses = classes.ingresses_of(view, names, controller, legacy=controller == NGINX)
        router = nginx.route if controller == NGINX else specification.route
        found = router(view, ingresses, request)
        if found.status != 404 or found.backend is not None:
            return found
        first = first or found
    return first

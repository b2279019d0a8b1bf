"""A request reaches a container: its app answers, remembers and logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import images
from minikctl.state.images.app import Asked
from minikctl.state.kinds import POD
from minikctl.state.objects import copy_tree, spec_of, split_key
from minikctl.state.traffic.messages import EMPTY, NO_TLS, REFUSED, TIMED_OUT, Answerer, Failure, Request, Response

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.view import View

Obj = dict[str, Any]

KEPT_LINES = 200  # access lines that are remembered of a container


class Onlooker:
    """A cluster at one moment, for programs that look while it is being changed: what they do is not kept."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.clock = Standing(view.now)

    def view(self) -> View:
        return self._view


class Standing:
    """A clock that stands still."""

    is_scripted = True

    def __init__(self, moment: float) -> None:
        self._moment = moment

    def now(self) -> float:
        return self._moment

    def sleep(self, seconds: float) -> None:
        self._moment += max(0.0, seconds)


def respond(cluster: Cluster, found: Answerer, request: Request, depth: int) -> Response:
    """What a container answers; raises Failure."""
    view = cluster.view()
    namespace, name = split_key(found.pod)
    pod = view.find(POD, name, namespace)
    container = next((one for one in _containers(pod or {}) if one["name"] == found.container), None)
    if pod is None or container is None:
        raise Failure(REFUSED, request.host, request.port, found.address)
    forced = in_force(view, pod)
    if forced.get("hang") or view.stored("_nodes", str(spec_of(pod).get("nodeName"))) is not None:
        raise Failure(TIMED_OUT, request.host, request.port, found.address)
    app = images.app_of(view, pod, container)
    secure = found.port in app.secure()
    if request.scheme == "https" and not secure:
        raise Failure(NO_TLS, request.host, request.port, found.address)
    before = app.state
    asked = Asked(cluster, found, request, depth, copy_tree(before), view.now)
    response = app.plain_on_secure(asked) if secure and request.scheme == "http" else app.answer(asked)
    if secure and request.scheme == "https" and not response.certificate:
        response = response._replace(certificate=app.certificate())
    lines = [*asked.said, *app.access(asked, response)]
    if lines or asked.memory != before:
        keep(cluster, pod, container, asked.memory, lines, asked.changed)
    if forced.get("delay"):
        response = response._replace(delay=response.delay + float(forced["delay"]))
    return response


def in_force(view: View, pod: Obj) -> Obj:
    """What `sim` has put upon a pod, {} if nothing or no longer."""
    forced: Obj = view.runtime(pod).get("force") or {}
    until = forced.get("until")
    return {} if until is not None and view.now >= until else forced


def keep(cluster: Cluster, pod: Obj, container: Obj, memory: Obj, lines: list[str], touched: bool) -> None:
    """Stores what an app remembers and the last lines it has written."""
    if not hasattr(cluster, "transaction"):
        return
    with cluster.transaction(f"due: request {pod['metadata']['name']}", "kubelet") as tx:
        current = tx.find(POD, pod["metadata"]["name"], pod["metadata"].get("namespace") or "")
        if current is None:
            return
        known = copy_tree(tx.runtime(current))
        one = known.setdefault("containers", {}).setdefault(container["name"], {})
        if memory:
            one["app"] = memory
        if lines:
            one["access"] = [*one.get("access", ()), *[[tx.now, line] for line in lines]][-KEPT_LINES:]
        if touched:
            known["touched"] = True
        tx.remember(current, known)


def _containers(pod: Obj) -> list[Obj]:
    return [*(spec_of(pod).get("containers") or ()), *(spec_of(pod).get("initContainers") or ())]


__all__ = ["EMPTY", "Onlooker", "in_force", "keep", "respond"]

"""The plain-text twins of the screen's panels: the same views, printed."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from minikctl.errors import CommandError
from minikctl.own.app import Refused
from minikctl.own.opened import current_cluster, current_namespace
from minikctl.own.tui import wants_ascii
from minikctl.state.kinds import SERVICE
from minikctl.state.store.errors import HistoryGoneError
from minikctl.state.views.changes import difference
from minikctl.state.views.lines import Line, Look, plain
from minikctl.state.views.scene import Scene

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings
    from minikctl.state.cluster import Cluster
    from minikctl.state.view import View

UNCUT = 400  # cells: nothing of ours is wider, for what goes into a file or a pipe
SERVICES = ("svc", "service", "services")

SERVICE_HELP = "A Service, as web or svc/web; none: every Service of the namespace"
NAMESPACE_HELP = "The namespace of the Service"
WIDTH_HELP = "How many cells wide; otherwise as wide as the terminal"
ASCII_HELP = "Draw with ASCII characters only"
OUTPUT_HELP = "json, or nothing: text"


class Asked:
    """What a twin was asked for."""

    __slots__ = ("around", "ascii", "namespace", "output", "width")

    def __init__(self, around: Surroundings, namespace: str, width: int | None, ascii: bool, output: str) -> None:
        if output not in ("", "json"):
            raise CommandError(f'"{output}" is not a form of output: use json')
        self.around = around
        self.namespace = current_namespace(around, namespace)
        self.ascii = ascii or (around.terminal and wants_ascii(around.env))
        self.width = width or (shutil.get_terminal_size().columns if around.terminal else UNCUT)
        self.output = output

    def cluster(self) -> Cluster:
        return current_cluster(self.around)

    def scene(self, view: View, service: str = "", before: View | None = None, raw: bool = False) -> Scene:
        """A scene of this width, with what changed since `before`."""
        look = Look(self.width, self.ascii, before is not None, raw)
        return Scene(view, look, service, before=before, marks=difference(before, view) if before is not None else {})

    def services(self, view: View, target: str) -> list[str]:
        """The keys of the Services that are meant. Raises Refused if there is none."""
        if not target:
            prefix = f"{self.namespace}/"
            return [key for key in sorted(view.table(SERVICE.plural)) if key.startswith(prefix)]
        kind, slash, name = target.rpartition("/")
        if slash and kind not in SERVICES:
            raise CommandError(f'"{target}" is not a Service: write web or svc/web')
        if view.find(SERVICE, name, self.namespace) is None:
            raise Refused(f'there is no Service "{name}" in the namespace "{self.namespace}"')
        return [f"{self.namespace}/{name}"]

    def lines(self, pages: list[list[Line]]) -> None:
        """Prints pages, with a blank line between them."""
        self.around.out.write("\n".join([plain(page) for page in pages]))

    def json(self, data: Any) -> None:
        self.around.out.write(json.dumps(data) + "\n")


def view_at(cluster: Cluster, rev: int) -> View:
    """The cluster after a revision. Raises Refused."""
    last = cluster.version()[0]
    if not 0 < rev <= last:
        raise Refused(f"there is no revision {rev}; the last is {last}")
    try:
        return cluster.view(rev)
    except HistoryGoneError as error:
        raise Refused(str(error)) from None

"""The main program of a container that somebody types into: it runs while it is attached to, and its end is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import POD
from minikctl.state.objects import copy_tree, name_of, namespace_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.view import View

Obj = dict[str, Any]


def program(view: View, pod: Obj, container: Obj) -> list[str]:
    """What the container runs if it reads its input (a shell, a tool); [] for servers and what is not open to input."""
    if not container.get("stdin"):
        return []
    from minikctl.state.images.registry import app as app_of  # only where somebody attaches

    app = app_of(view, pod, container)
    return list(app.argv()) if app.is_scripted() else []


def ended(cluster: Cluster, pod: Obj, container: Obj, code: int) -> None:
    """Lets the container end now with an exit code; nothing happens if it does not run any more."""
    if any(one["name"] == container["name"] for one in (pod["spec"].get("ephemeralContainers") or ())):
        from minikctl.state.execution import ephemeral  # only for these

        return ephemeral.ended(cluster, pod, container["name"], code)
    with cluster.transaction(f"attach {name_of(pod)}") as tx:
        current = tx.find(POD, name_of(pod), namespace_of(pod))
        if current is None or uid_of(current) != uid_of(pod):
            return None
        memory = copy_tree(tx.runtime(current))
        one = (memory.get("containers") or {}).get(container["name"])
        if one is None or one.get("state") != "running":
            return None
        one.update(exits=tx.now, code=code)
        one.pop("asks", None)
        tx.remember(current, memory)
    return None

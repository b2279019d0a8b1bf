"""What pods use, as a metrics server would tell: a little when idle, and the load that somebody has put upon them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import quantities
from minikctl.state.chance import Chance
from minikctl.state.kinds import POD, REPLICA_SET
from minikctl.state.objects import (
    condition_of,
    is_terminating,
    key_of,
    labels_of,
    name_of,
    namespace_of,
    owner_of,
    spec_of,
    uid_of,
)

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Obj = dict[str, Any]
Usage = dict[str, int]  # cpu in nanos of a core, memory in bytes

TABLE = "_load"  # `Deployment/default/web` -> {"cpu": "800m", "memory": "1Gi"}: of all its pods together
SERVER_LABEL = ("k8s-app", "metrics-server")
MIB = 1 << 20


def is_ready(pod: Obj) -> bool:
    return (condition_of(pod, "Ready") or {}).get("status") == "True"


def is_served(view: View) -> bool:
    """Whether a metrics server runs in the cluster."""
    name, value = SERVER_LABEL
    found = view.selected(POD, "kube-system", {name: value})
    return any(is_ready(pod) and not is_terminating(pod) for pod in found)


def put_load(tx: Transaction, kind: str, name: str, namespace: str, cpu: str = "", memory: str = "") -> None:
    """Puts a load upon the pods of a workload (or one Pod), all together; empty texts take it away."""
    load = {key: text for key, text in (("cpu", cpu), ("memory", memory)) if text}
    tx.put(TABLE, f"{kind}/{namespace}/{name}", load or None)
    from minikctl.state.kinds import HORIZONTAL_POD_AUTOSCALER  # only those have an interest

    for hpa in tx.list(HORIZONTAL_POD_AUTOSCALER, namespace):
        tx.wake("horizontalpodautoscaler", key_of(hpa))


def workload_of(view: View, pod: Obj) -> str:
    """`Deployment/default/web`: what a pod's load is noted under; the pod itself where it has no owner."""
    owner = owner_of(pod)
    if owner is None:
        return f"Pod/{key_of(pod)}"
    if owner["kind"] == REPLICA_SET.name:
        above = owner_of(view.find(REPLICA_SET, owner["name"], namespace_of(pod)) or {})
        owner = above or owner
    return f"{owner['kind']}/{namespace_of(pod)}/{owner['name']}"


def usage(view: View, pod: Obj) -> dict[str, Usage]:
    """What each container of a ready pod uses; {} for others."""
    if not is_ready(pod):
        return {}
    containers = [one["name"] for one in spec_of(pod).get("containers") or ()]
    chance = Chance(str(view.settings["seed"]))
    found: dict[str, Usage] = {}
    for name in containers:
        draw = chance.number(f"usage/{uid_of(pod)}/{name}", 1000)
        found[name] = {"cpu": (100 + draw) * 1000, "memory": 3 * MIB + draw * 4096}
    extra = share(view, pod)
    if containers:
        for resource, amount in extra.items():
            found[containers[0]][resource] += amount
    return found


def share(view: View, pod: Obj) -> Usage:
    """The pod's part of the load of its workload."""
    where = workload_of(view, pod)
    load = view.stored(TABLE, where)
    if not load:
        return {}
    others = [one for one in view.selected(POD, namespace_of(pod), labels_of(pod)) if is_ready(one)]
    number = max(1, len([one for one in others if workload_of(view, one) == where]))
    found = {}
    for resource, text in load.items():
        nanos = quantities.parse(str(text)).nanos
        found[resource] = (nanos if resource == "cpu" else nanos // quantities.NANO) // number
    return found


def total(view: View, pod: Obj, resource: str) -> int | None:
    """What a pod uses of a resource; None if nothing is known."""
    found = usage(view, pod)
    return sum(one.get(resource, 0) for one in found.values()) if found else None


def node_usage(view: View, node: Obj) -> Usage:
    """What a ready node uses: its own programs, and its pods; {} for others."""
    if not is_ready(node):
        return {}
    name = name_of(node)
    draw = Chance(str(view.settings["seed"])).number(f"usage/{name}", 1000)
    used = {"cpu": (40_000 + 60 * draw) * 1000, "memory": (350 << 20) + draw * (200 << 10)}
    for pod in view.list(POD):
        if spec_of(pod).get("nodeName") == name:
            for one in usage(view, pod).values():
                used = {resource: amount + one.get(resource, 0) for resource, amount in used.items()}
    return used


def text_of(resource: str, amount: int) -> str:
    """`12345678n` of cpu, `5120Ki` of memory, as the metrics API writes them."""
    if resource == "cpu":
        return f"{amount}n"
    return f"{-(-amount // 1024)}Ki"

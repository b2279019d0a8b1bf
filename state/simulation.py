"""What `sim` does to the world: pods that fail or recover, nodes that go away, names and machines outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import errors
from minikctl.state.controllers.kubelet.telling import tell
from minikctl.state.kinds import NODE, POD
from minikctl.state.objects import copy_tree, key_of, name_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

SLOW = 5.0  # seconds that a slow pod takes for every answer


# ---- pods


def force(tx: Transaction, pod: Obj, forced: Obj | None, seconds: float | None = None) -> None:
    """Puts something upon a pod until it is taken back (None), or for some seconds."""
    memory = copy_tree(tx.runtime(pod))
    memory.pop("force", None)
    if forced is not None:
        memory["force"] = forced if seconds is None else {**forced, "until": tx.now + seconds}
    memory["touched"] = True
    tx.remember(pod, memory)
    tx.wake("kubelet", key_of(pod))


def ready(tx: Transaction, pod: Obj, seconds: float | None = None) -> None:
    """The pod's containers are ready, whatever their probes find."""
    force(tx, pod, {"ready": True}, seconds)


def unready(tx: Transaction, pod: Obj, seconds: float | None = None) -> None:
    """The pod's containers are not ready, as if their readiness probe failed."""
    for container in spec_of(pod).get("containers") or ():
        probe = container.get("readinessProbe")
        if probe:
            said = "HTTP probe failed with statuscode: 503" if probe.get("httpGet") else "not ready"
            tell(tx, pod, "Warning", "Unhealthy", f"Readiness probe failed: {said}", container)
    force(tx, pod, {"ready": False}, seconds)


def crash(tx: Transaction, pod: Obj, seconds: float | None = None) -> None:
    """The pod's containers end with status 1: once, or again and again for some seconds."""
    force(tx, pod, {"crash": 1}, seconds)


def slow(tx: Transaction, pod: Obj, seconds: float | None = None) -> None:
    """The pod takes long for every answer."""
    force(tx, pod, {"delay": SLOW}, seconds)


def recover(tx: Transaction, pod: Obj, seconds: float | None = None) -> None:
    """Takes back what was put upon the pod."""
    force(tx, pod, None)


# ---- nodes


def node_down(tx: Transaction, name: str) -> None:
    """The node's machine stops: its kubelet falls silent, its containers with it. Raises ApiError NotFound."""
    tx.get(NODE, name)
    if tx.stored("_nodes", name) is None:
        tx.put("_nodes", name, {"down": tx.now})
        tx.wake("nodelifecycle", f"/{name}")


def node_up(tx: Transaction, name: str) -> None:
    """The node's machine runs again. Raises ApiError NotFound."""
    tx.get(NODE, name)
    if tx.stored("_nodes", name) is not None:
        tx.put("_nodes", name, None)
        tx.wake("nodelifecycle", f"/{name}")
        for pod in tx.on_node(POD, name):
            tx.wake("kubelet", key_of(pod))


# ---- outside


def dns_name(tx: Transaction, name: str, addresses: list[str], ttl: int = 300) -> None:
    """A name outside of the cluster that its upstream DNS knows, with its addresses; none take it away."""
    full = name.lower().rstrip(".") + "."
    world = copy_tree(tx.world)
    kept = [one for one in world.get("upstreamDNS") or [] if one.get("name", "").lower() != full]
    kept += [
        {"name": full, "type": "AAAA" if ":" in address else "A", "ttl": ttl, "data": address} for address in addresses
    ]
    tx.put("_settings", "world", {**world, "upstreamDNS": kept})


def external(tx: Transaction, address: str, listens: dict[int, str], joins: bool = False) -> None:
    """A machine outside that listens on ports, with what it says there.

    `joins`: it uses the cluster's DNS and runs a kube-proxy.
    """
    from ipaddress import ip_address

    try:
        ip_address(address)
    except ValueError:
        raise errors.bad_request(f"{address} is not an IP address") from None
    world = copy_tree(tx.world)
    kept = [one for one in world.get("external") or [] if one.get("address") != address]
    machine: Obj = {"address": address, "listens": [{"port": port, "text": text} for port, text in listens.items()]}
    if joins:
        machine["joins"] = True
    tx.put("_settings", "world", {**world, "external": [*kept, machine]})


def is_down(tx: Any, node: str) -> bool:
    """Whether a node's machine is stopped."""
    return tx.stored("_nodes", node) is not None


__all__ = [
    "crash",
    "dns_name",
    "external",
    "is_down",
    "name_of",
    "node_down",
    "node_up",
    "ready",
    "recover",
    "slow",
    "unready",
]

"""What an Ingress controller that is running writes into an Ingress: the address under which it is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import INGRESS, NODE
from minikctl.state.network.ingress.backends import backend_of
from minikctl.state.network.ingress.classes import controller_of
from minikctl.state.network.ingress.installed import published
from minikctl.state.network.podaddresses import node_addresses
from minikctl.state.objects import spec_of, status_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

PATIENCE = 15.0  # seconds until a controller's next round of status updates (ingress-nginx: at most 60)


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one Ingress."""
    ingress = tx.find_key(INGRESS, key)
    if ingress is None:
        return
    controller = controller_of(tx, ingress)
    if controller is None:
        return
    memory = tx.stored("_ingresses", key)
    if memory is None or memory.get("uid") != uid_of(ingress):
        sync(tx, ingress, controller)
        memory = {"uid": uid_of(ingress), "due": tx.now + (0 if is_served(tx, ingress) else PATIENCE)}
        tx.put("_ingresses", key, memory)
    if tx.now < memory["due"]:
        tx.wake_at(memory["due"], "ingress", key)
        return
    entries = addresses(tx, controller)
    if entries and (status_of(ingress).get("loadBalancer") or {}).get("ingress") != entries:
        written = tx.update_status(INGRESS, ingress, {**status_of(ingress), "loadBalancer": {"ingress": entries}})
        sync(tx, written, controller)


def sync(tx: Transaction, ingress: Obj, controller: Obj) -> None:
    """The event by which ingress-nginx says that it has seen an Ingress; other products say nothing."""
    if controller["installed"] is None or controller["installed"].family.name == "nginx":
        tx.event(ingress, "Normal", "Sync", "Scheduled for sync", "nginx-ingress-controller")


def is_served(tx: Transaction, ingress: Obj) -> bool:
    """Whether every backend has a ready endpoint: such an Ingress is published at once, others with the next round."""
    paths = [
        path.get("backend")
        for rule in spec_of(ingress).get("rules") or ()
        for path in (rule.get("http") or {}).get("paths") or ()
    ]
    found = [backend_of(tx, ingress, one) for one in [*paths, spec_of(ingress).get("defaultBackend")] if one]
    return bool(found) and all(one is not None and one.endpoints for one in found)


def addresses(tx: Transaction, controller: Obj) -> list[Obj]:
    """Where requests for the controller go: what a workload publishes, or the node on which the setting runs it."""
    if controller["installed"] is not None:
        return published(tx, controller["installed"])
    node = tx.find(NODE, controller["node"])
    return [{"ip": one} for one in node_addresses(node)[:1]]

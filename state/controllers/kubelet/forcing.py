"""What `sim` puts upon a pod: its containers are held ready or unready, or crash, until it is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.controllers.kubelet.memory import containers_of
from minikctl.state.controllers.kubelet.running import exited

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]


def apply(tx: Transaction, pod: Obj, memory: Obj) -> float | None:
    """Carries out what is in force; returns the moment at which it is over, None if that is never."""
    forced: Obj = memory.get("force") or {}
    until = forced.get("until")
    if forced and until is not None and tx.now >= until:
        del memory["force"]
        forced, until = {}, None
    held = forced.get("ready")
    for container in containers_of(pod):
        one = memory["containers"].get(container["name"], {})
        if one.get("state") == "running" and held is not None:
            one["held"] = held
        else:
            one.pop("held", None)
    if forced.get("crash"):
        _crash(tx, pod, memory, forced)
    return float(until) if until is not None else None


def _crash(tx: Transaction, pod: Obj, memory: Obj, forced: Obj) -> None:
    """Ends what runs; once, unless it is for a time."""
    for container in pod["spec"].get("containers") or ():
        one = memory["containers"].get(container["name"], {})
        if one.get("state") == "running":
            one["forced_code"] = forced["crash"]
            exited(tx, one, int(forced["crash"]))
            tx.wake("kubelet", f"{pod['metadata'].get('namespace', '')}/{pod['metadata']['name']}")
    if forced.get("until") is None:
        del memory["force"]

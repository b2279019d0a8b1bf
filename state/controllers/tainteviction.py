"""The loop that deletes pods from nodes whose taints of effect NoExecute they do not tolerate, or not for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import eviction
from minikctl.state.controllers.scheduler import tolerates
from minikctl.state.kinds import NODE, POD
from minikctl.state.objects import is_terminating, key_of, spec_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

LOOP, COMPONENT = "tainteviction", "taint-eviction-controller"
TABLE = "_evictions"  # since when a pod is not wanted where it is


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one pod (pkg/controller/tainteviction, processPodOnNode)."""
    pod = tx.find_key(POD, key)
    node = tx.find(NODE, spec_of(pod).get("nodeName") or "") if pod is not None else None
    taints = [one for one in spec_of(node or {}).get("taints") or () if one.get("effect") == "NoExecute"]
    known = tx.stored(TABLE, key)
    if known is not None and (pod is None or known["uid"] != uid_of(pod)):
        tx.put(TABLE, key, None)
        known = None
    if pod is None or is_terminating(pod):
        tx.sleep_off(LOOP, key)
        return
    patience = patience_of(pod, taints)
    if patience is None:
        if known is not None:
            tx.put(TABLE, key, None)
            tx.sleep_off(LOOP, key)
            tell(tx, pod, "Cancelling deletion of")
        return
    since = float(known["since"]) if known is not None else tx.now
    if tx.now < since + patience:
        tx.put(TABLE, key, {"since": since, "uid": uid_of(pod)})
        tx.sleep_off(LOOP, key)
        tx.wake_at(since + patience, LOOP, key)
        return
    tx.put(TABLE, key, None)
    tell(tx, pod, "Marking for deletion")
    eviction.disrupt(tx, pod, "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint")


def tell(tx: Transaction, pod: Obj, words: str) -> None:
    tx.event(pod, "Normal", "TaintManagerEviction", f"{words} Pod {key_of(pod)}", COMPONENT)


def patience_of(pod: Obj, taints: list[Obj]) -> float | None:
    """Seconds that a pod stays: the least of the tolerations it needs, 0 without one, None for ever."""
    least: float | None = None
    for taint in taints:
        found = next((one for one in spec_of(pod).get("tolerations") or () if tolerates(one, taint)), None)
        if found is None:
            return 0.0
        seconds = found.get("tolerationSeconds")
        if seconds is not None:
            least = max(0.0, float(seconds)) if least is None else min(least, max(0.0, float(seconds)))
    return least

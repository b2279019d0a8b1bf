"""A pod that is being deleted: its containers are told, given their grace, and then it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import deletion
from minikctl.state.clock import parse_timestamp
from minikctl.state.controllers.kubelet import status
from minikctl.state.controllers.kubelet.hooks import farewell
from minikctl.state.controllers.kubelet.memory import containers_of
from minikctl.state.controllers.kubelet.running import exited
from minikctl.state.kinds import POD
from minikctl.state.objects import key_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

CLEAN_UP = 0.4  # seconds from the last container's end to the pod's


def end(tx: Transaction, pod: Obj, memory: Obj) -> None:
    """Ends what still runs; the pod goes when nothing does and no finalizer holds it."""
    grace = pod["metadata"].get("deletionGracePeriodSeconds") or 0
    until = parse_timestamp(pod["metadata"]["deletionTimestamp"])
    if "ending" not in memory:
        memory["ending"] = tx.now
        for container in containers_of(pod):
            one = memory["containers"].get(container["name"], {})
            if one.get("state") == "running":
                _say_stopping(tx, pod, container)
                seconds, code = farewell(container, one, float(grace))
                one.update(stops=tx.now + seconds, stop_code=code)
    due = None
    for container in containers_of(pod):
        one = memory["containers"].get(container["name"], {})
        if one.get("state") != "running":
            continue
        stops = min(one.get("stops", tx.now), max(until, memory["ending"]))
        if tx.now >= stops:
            exited(tx, one, 137 if stops >= memory["ending"] + grace else one.get("stop_code", 0))
        else:
            due = stops if due is None else min(due, stops)
    if due is None:
        gone = memory.setdefault("gone", tx.now + (CLEAN_UP if grace else 0))
        if tx.now >= gone:
            _finish(tx, pod, memory)
            return
        due = gone
    tx.remember(pod, memory)
    status.publish(tx, pod, memory)
    tx.wake_at(due, "kubelet", key_of(pod))


def _finish(tx: Transaction, pod: Obj, memory: Obj) -> None:
    if pod["metadata"].get("finalizers"):
        tx.remember(pod, memory)
        status.publish(tx, pod, memory)
        return
    tx.sleep_off("kubelet", key_of(pod))
    if tx.stored("_asking", key_of(pod)) is not None:
        tx.put("_asking", key_of(pod), None)
    deletion.finish(tx, POD, pod)


def _say_stopping(tx: Transaction, pod: Obj, container: Obj) -> None:
    field = f"spec.containers{{{container['name']}}}"
    message = f"Stopping container {container['name']}"
    tx.event(pod, "Normal", "Killing", message, "kubelet", host=spec_of(pod)["nodeName"], field=field)

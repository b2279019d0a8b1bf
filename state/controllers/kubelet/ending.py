"""A pod that is being deleted: its containers are told, given their grace, and then it is gone."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from minikctl.state import deletion
from minikctl.state.clock import parse_timestamp
from minikctl.state.controllers.kubelet import status
from minikctl.state.controllers.kubelet.memory import containers_of
from minikctl.state.controllers.kubelet.starting import exited
from minikctl.state.kinds import POD
from minikctl.state.objects import key_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

FAREWELL = 0.6  # seconds a program takes that ends on SIGTERM
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
                one["stops"] = tx.now + _farewell(container, one, grace)
    due = None
    for container in containers_of(pod):
        one = memory["containers"].get(container["name"], {})
        if one.get("state") != "running":
            continue
        stops = min(one.get("stops", tx.now), max(until, memory["ending"]))
        if tx.now >= stops:
            exited(tx, one, _code(one, stops >= memory["ending"] + grace))
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
    deletion.finish(tx, POD, pod)


def _say_stopping(tx: Transaction, pod: Obj, container: Obj) -> None:
    field = f"spec.containers{{{container['name']}}}"
    message = f"Stopping container {container['name']}"
    tx.event(pod, "Normal", "Killing", message, "kubelet", host=spec_of(pod)["nodeName"], field=field)


def _farewell(container: Obj, one: Obj, grace: int) -> float:
    """Seconds until a container ends: its preStop hook, then its own way of taking SIGTERM."""
    hook = ((container.get("lifecycle") or {}).get("preStop")) or {}
    seconds = float((hook.get("sleep") or {}).get("seconds") or 0)
    command = (hook.get("exec") or {}).get("command") or []
    if command and "sleep" in " ".join(command):
        words = " ".join(command).replace(";", " ").split()
        seconds += sum(float(after) for word, after in pairwise(words) if _is_sleep(word, after))
    own = FAREWELL if one.get("obeys", True) else float(grace)
    return min(seconds + own, max(float(grace), 0.0))


def _is_sleep(word: str, after: str) -> bool:
    return word.endswith("sleep") and after.replace(".", "", 1).isdigit()


def _code(one: Obj, killed: bool) -> int:
    """The exit code: 137 if the grace ran out, else what the program makes of SIGTERM."""
    return 137 if killed and not one.get("obeys", True) else 0

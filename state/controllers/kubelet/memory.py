"""What a kubelet remembers of a pod's containers, beside what the status tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.clock import parse_timestamp
from minikctl.state.objects import condition_of, copy_tree, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]


def containers_of(pod: Obj) -> list[Obj]:
    """Init containers, then the others."""
    return [*(spec_of(pod).get("initContainers") or ()), *(spec_of(pod).get("containers") or ())]


def is_restartable_init(container: Obj) -> bool:
    """A sidecar: an init container that stays."""
    return container.get("restartPolicy") == "Always"


def recall(tx: Transaction, pod: Obj) -> Obj:
    """A private copy of what is remembered; {} if the kubelet never looked after this pod."""
    found: Obj = copy_tree(tx.runtime(pod))
    return found if "containers" in found and found.get("managed") else {}


def adopted(tx: Transaction, pod: Obj) -> Obj:
    """A memory made from a loaded pod's status, so that the kubelet can look after it from now on.

    What else is remembered of the pod (files, environment) is kept.
    """
    known: Obj = copy_tree(tx.runtime(pod))
    containers: Obj = known.setdefault("containers", {})
    statuses = {
        one["name"]: one
        for field in ("initContainerStatuses", "containerStatuses")
        for one in status_of(pod).get(field) or ()
    }
    for container in containers_of(pod):
        one = containers.setdefault(container["name"], {})
        one.update(_from_status(tx, pod, statuses.get(container["name"])))
        one["image"] = container.get("image", "")
    known["managed"] = True
    known["sandbox"] = tx.now
    addresses = [one["ip"] for one in status_of(pod).get("podIPs") or ()] or [status_of(pod).get("podIP")]
    if addresses[0]:
        known["addresses"] = addresses
    return known


def _from_status(tx: Transaction, pod: Obj, status: Obj | None) -> Obj:
    if status is None:
        ready = (condition_of(pod, "Ready") or {}).get("status", "True") == "True"
        return {"state": "running", "started": tx.now, "restarts": 0, "ready": ready, "up": True, "loaded": ready}
    state = status.get("state") or {}
    found: Obj = {"restarts": status.get("restartCount", 0)}
    if "running" in state:
        since = state["running"].get("startedAt")
        started = parse_timestamp(since) if since else tx.now
        found.update(state="running", started=started, ready=status.get("ready", False), up=status.get("started", True))
        found["loaded"] = bool(status.get("ready", False))
        found["id"] = status.get("containerID", "").rpartition("/")[2]
    elif "terminated" in state:
        found.update(state="terminated", code=state["terminated"].get("exitCode", 0), final=True)
        found["terminated"] = state["terminated"]
    else:
        found.update(state="frozen", waiting=state.get("waiting") or {})
    if status.get("lastState"):
        found["last"] = status["lastState"]
    return found

"""Why pods are not ready, and why there are none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from minikctl.state.kinds import DAEMON_SET, DEPLOYMENT, NODE, POD, REPLICA_SET, REPLICATION_CONTROLLER, STATEFUL_SET
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import (
    Obj,
    condition_of,
    is_terminating,
    labels_of,
    name_of,
    namespace_of,
    owner_of,
    spec_of,
    status_of,
    uid_of,
)

if TYPE_CHECKING:
    from minikctl.state.view import View

WORKLOADS = (DEPLOYMENT, STATEFUL_SET, DAEMON_SET, REPLICA_SET, REPLICATION_CONTROLLER)
UNSTARTED = ("FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox")
OWNERS = {kind.name: kind for kind in WORKLOADS}


def is_ready(pod: Obj) -> bool:
    """Whether a pod counts as ready: its condition; without one, whether it runs (of a loaded cluster)."""
    if is_terminating(pod):
        return False
    condition = condition_of(pod, "Ready")
    if condition is None:
        return status_of(pod).get("phase") == "Running"
    return bool(condition.get("status") == "True")


def is_over(pod: Obj) -> bool:
    """Whether a pod has ended, or is about to: it is nobody's backend any more."""
    return is_terminating(pod) or status_of(pod).get("phase") in ("Succeeded", "Failed")


def top_owner(view: View, obj: Obj) -> tuple[Kind, Obj]:
    """The workload that a user would change to change a pod; the pod itself if nobody made it."""
    kind = POD
    while True:
        reference = owner_of(obj)
        above = OWNERS.get((reference or {}).get("kind", ""))
        found = view.find(above, reference["name"], namespace_of(obj)) if reference and above else None
        if found is None or above is None:
            return kind, obj
        kind, obj = above, found


def why_not_ready(view: View, pod: Obj) -> str:
    """What a pod waits for, what its probe said, or what its condition says."""
    name = name_of(pod)
    node = spec_of(pod).get("nodeName")
    if node and is_lost(view, node):
        return f"{name} is on {node}, which does not answer"
    for status in [*(status_of(pod).get("initContainerStatuses") or ()), *containers_of(pod)]:
        waiting = (status.get("state") or {}).get("waiting") or {}
        if waiting.get("reason") and waiting["reason"] not in ("PodInitializing", "ContainerCreating"):
            return f"{name} waits: {waiting['reason']}{waiting_text(status, waiting)}"
    for event in reversed(view.events_for(pod)):
        is_probe = event.get("reason") == "Unhealthy" and "Readiness" in str(event.get("message"))
        if is_probe or event.get("reason") in UNSTARTED:
            return f"{name}: {event['message']}"
    scheduled = condition_of(pod, "PodScheduled") or {}
    if scheduled.get("status") == "False":
        return f"{name} is not scheduled: {scheduled.get('message', '')}"
    for status in containers_of(pod):
        ended = (status.get("state") or {}).get("terminated") or {}
        if ended:
            return f"{name} has ended: {ended.get('reason', 'Error')}, exit code {ended.get('exitCode', 1)}"
    message = (condition_of(pod, "Ready") or {}).get("message")
    return f"{name} {message}" if message else f"{name} is {status_of(pod).get('phase', 'Pending')}, but not ready"


def containers_of(pod: Obj) -> list[Obj]:
    return list(status_of(pod).get("containerStatuses") or ())


def waiting_text(status: Obj, waiting: Obj) -> str:
    """Which image it is, where it cannot be pulled; what is missing, where a container cannot be made."""
    if "Image" in waiting["reason"]:
        return f" ({status.get('image', '')})"
    return f" ({waiting['message']})" if waiting["reason"].startswith("Create") and waiting.get("message") else ""


def is_lost(view: View, node: str) -> bool:
    """Whether a node's Ready condition is anything but True."""
    found = view.find(NODE, node)
    condition = condition_of(found or {}, "Ready")
    return found is not None and condition is not None and condition.get("status") != "True"


def selected_workloads(view: View, namespace: str, selector: dict[str, str]) -> Iterator[tuple[Kind, Obj]]:
    """The workloads whose pods a selector would match, owners before what they own."""
    for kind in WORKLOADS:
        for workload in view.list(kind, namespace):
            labels = labels_of(spec_of(workload).get("template") or {})
            if selector.items() <= labels.items():
                yield kind, workload


def wanted_pods(kind: Kind, workload: Obj) -> int:
    """How many pods a workload is to have."""
    if kind is DAEMON_SET:
        return int(status_of(workload).get("desiredNumberScheduled") or 0)
    return int(spec_of(workload).get("replicas", 1))


def refusal(view: View, kind: Kind, workload: Obj) -> str:
    """The API server's words if pods of a workload cannot be created, "" otherwise."""
    candidates = [workload]
    if kind is DEPLOYMENT:
        candidates += view.controlled(REPLICA_SET, uid_of(workload))
    for one in candidates:
        failure = condition_of(one, "ReplicaFailure")
        if failure and failure.get("status") == "True":
            return str(failure.get("message", ""))
        for event in reversed(view.events_for(one)):
            if event.get("reason") == "FailedCreate":
                return str(event.get("message", "")).partition("Error creating: ")[2] or str(event["message"])
    return ""

"""The loop that keeps one pod of a DaemonSet on every node that may have one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.controllers import revisionhistory
from minikctl.state.controllers.deployment.rolling import share
from minikctl.state.controllers.replicas import (
    claimed_pods,
    is_active,
    is_ready,
    make_pod,
    pod_from,
    ready_since,
    remove_pod,
)
from minikctl.state.controllers.scheduler import affine, tolerates
from minikctl.state.kinds import DAEMON_SET, NODE
from minikctl.state.objects import is_terminating, key_of, labels_of, name_of, spec_of, status_of
from minikctl.state.selectors import selector_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

COMPONENT = "daemonset-controller"
TOLERATIONS = (
    ("node.kubernetes.io/not-ready", "NoExecute"),
    ("node.kubernetes.io/unreachable", "NoExecute"),
    ("node.kubernetes.io/disk-pressure", "NoSchedule"),
    ("node.kubernetes.io/memory-pressure", "NoSchedule"),
    ("node.kubernetes.io/pid-pressure", "NoSchedule"),
    ("node.kubernetes.io/unschedulable", "NoSchedule"),
)


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one DaemonSet."""
    owner = tx.find_key(DAEMON_SET, key)
    if owner is None or is_terminating(owner):
        return
    matches = selector_of(spec_of(owner).get("selector") or {}).matches
    labels = (spec_of(owner).get("selector") or {}).get("matchLabels") or {}
    revision = revisionhistory.current(tx, owner, dict(labels))
    pods = claimed_pods(tx, owner, matches)
    place(tx, owner, pods, revision)
    roll(tx, owner, [pod for pod in claimed_pods(tx, owner, matches) if is_active(pod)], revision)
    publish(tx, key, [pod for pod in claimed_pods(tx, owner, matches) if is_active(pod)], revision)
    revisionhistory.trim(tx, owner, {name_of(revision)})


def candidate(owner: Obj, node: Obj | None = None) -> Obj:
    """The pod as the scheduler would see it, for asking whether a node may have it."""
    spec = dict((spec_of(owner).get("template") or {}).get("spec") or {})
    spec["tolerations"] = [*(spec.get("tolerations") or []), *own_tolerations(spec)]
    return {"metadata": {}, "spec": spec}


def own_tolerations(spec: Obj) -> list[Obj]:
    """What every daemon pod tolerates (daemon/util, AddOrUpdateDaemonPodTolerations)."""
    found = [{"effect": effect, "key": key, "operator": "Exists"} for key, effect in TOLERATIONS]
    if spec.get("hostNetwork"):
        found.append({"effect": "NoSchedule", "key": "node.kubernetes.io/network-unavailable", "operator": "Exists"})
    return found


def is_wanted(owner: Obj, node: Obj, effects: tuple[str, ...] = ("NoSchedule", "NoExecute")) -> bool:
    """Whether a node is to have a pod; only a taint of effect NoExecute takes away one that is there."""
    pod = candidate(owner)
    if not affine(pod, node):
        return False
    taints = spec_of(node).get("taints") or ()
    return all(
        any(tolerates(one, taint) for one in pod["spec"]["tolerations"])
        for taint in taints
        if taint.get("effect") in effects
    )


def node_of(pod: Obj) -> str:
    """The node of a pod, also of one that is only meant for it."""
    if spec_of(pod).get("nodeName"):
        return str(spec_of(pod)["nodeName"])
    affinity = ((spec_of(pod).get("affinity") or {}).get("nodeAffinity") or {}).get(
        "requiredDuringSchedulingIgnoredDuringExecution"
    ) or {}
    for term in affinity.get("nodeSelectorTerms") or ():
        for field in term.get("matchFields") or ():
            if field.get("key") == "metadata.name":
                return str((field.get("values") or [""])[0])
    return ""


def place(tx: Transaction, owner: Obj, pods: list[Obj], revision: Obj) -> None:
    """Makes what is missing, takes away what is too much, replaces what has failed."""
    by_node: dict[str, list[Obj]] = {}
    for pod in pods:
        by_node.setdefault(node_of(pod), []).append(pod)
    for node in tx.list(NODE):
        own = by_node.pop(name_of(node), [])
        for pod in own:
            if status_of(pod).get("phase") == "Failed" and not is_terminating(pod):
                message = f"Found failed daemon pod {key_of(pod)} on node {name_of(node)}, will try to kill it"
                tx.event(owner, "Warning", "FailedDaemonPod", message, COMPONENT)
                remove_pod(tx, owner, pod, COMPONENT)
        alive = [pod for pod in own if is_active(pod)]
        if is_wanted(owner, node) and not own:
            make(tx, owner, name_of(node), revision)
        elif not is_wanted(owner, node, ("NoExecute",)):
            for pod in alive:
                remove_pod(tx, owner, pod, COMPONENT)
    for left in by_node.values():
        for pod in left:
            if is_active(pod):
                remove_pod(tx, owner, pod, COMPONENT)


def make(tx: Transaction, owner: Obj, node: str, revision: Obj) -> None:
    """One pod meant for one node."""
    extra = {
        "controller-revision-hash": revisionhistory.mark_of(revision),
        "pod-template-generation": (owner["metadata"].get("annotations") or {}).get(
            "deprecated.daemonset.template.generation", "1"
        ),
    }
    manifest = pod_from(spec_of(owner)["template"], owner, extra)
    spec = manifest["spec"]
    spec["tolerations"] = [*(spec.get("tolerations") or []), *own_tolerations(spec)]
    affinity = dict(spec.get("affinity") or {})
    term = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}
    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}
    affinity["nodeAffinity"] = {**(affinity.get("nodeAffinity") or {}), **required}
    spec["affinity"] = affinity
    make_pod(tx, owner, manifest, COMPONENT)


def roll(tx: Transaction, owner: Obj, pods: list[Obj], revision: Obj) -> None:
    """Replaces pods of an older template, as many at a time as may be unavailable."""
    strategy = spec_of(owner).get("updateStrategy") or {}
    if strategy.get("type") == "OnDelete":
        return
    wanted = len([node for node in tx.list(NODE) if is_wanted(owner, node)])
    limit = max(1, share((strategy.get("rollingUpdate") or {}).get("maxUnavailable", 1), wanted, up=True))
    mark = revisionhistory.mark_of(revision)
    old = [pod for pod in pods if labels_of(pod).get("controller-revision-hash") != mark and not at_rest(owner, pod)]
    unavailable = wanted - len([pod for pod in pods if is_ready(pod)])
    for pod in sorted(old, key=is_ready):
        if is_ready(pod):
            if unavailable >= limit:
                return
            unavailable += 1
        remove_pod(tx, owner, pod, COMPONENT)


def at_rest(owner: Obj, pod: Obj) -> bool:
    """A pod of a set whose template never changed counts as current, whatever hash a loaded one carries."""
    return owner["metadata"].get("generation", 1) == 1 and status_of(owner).get("updatedNumberScheduled") is not None


def publish(tx: Transaction, key: str, pods: list[Obj], revision: Obj) -> None:
    """Writes the status."""
    owner = tx.find_key(DAEMON_SET, key)
    if owner is None:
        return
    nodes = tx.list(NODE)
    wanted = {name_of(node) for node in nodes if is_wanted(owner, node)}
    here = {node_of(pod) for pod in pods}
    ready = [pod for pod in pods if is_ready(pod) and node_of(pod) in wanted]
    wait = spec_of(owner).get("minReadySeconds") or 0
    able = [pod for pod in ready if ready_since(pod) + wait <= tx.now]
    for pod in ready:
        if pod not in able:
            tx.wake_at(ready_since(pod) + wait, "daemonset", key)
    mark = revisionhistory.mark_of(revision)
    updated = [pod for pod in pods if labels_of(pod).get("controller-revision-hash") == mark or at_rest(owner, pod)]
    found: Obj = {
        "currentNumberScheduled": len(here & wanted),
        "desiredNumberScheduled": len(wanted),
        "numberMisscheduled": len(here - wanted),
        "numberReady": len(ready),
        "observedGeneration": owner["metadata"].get("generation", 1),
    }
    for name, count in (
        ("updatedNumberScheduled", len(updated)),
        ("numberAvailable", len(able)),
        ("numberUnavailable", len(wanted) - len(able)),
    ):
        if count:
            found[name] = count
    tx.update_status(DAEMON_SET, owner, found)

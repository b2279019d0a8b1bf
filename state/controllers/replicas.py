"""What ReplicaSets and ReplicationControllers share: claim pods, make or delete some, tell the count."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from minikctl.state.clock import parse_timestamp
from minikctl.state.errors import ApiError
from minikctl.state.eventcorrelation import COMBINED
from minikctl.state.kinds import POD
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import (
    condition_of,
    copy_tree,
    is_terminating,
    key_of,
    labels_of,
    name_of,
    namespace_of,
    owner_of,
    owner_reference,
    spec_of,
    status_of,
    uid_of,
    without_empty,
)

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

BURST = 500  # pods that a controller makes at a time
FIRST_WAIT, LONGEST_WAIT, PATIENT = 0.005, 1000.0, 10.0
FAILING = "_failing"  # how often a loop has failed for a key


def is_active(pod: Obj) -> bool:
    """A pod that counts: neither ended nor being deleted."""
    return not is_terminating(pod) and status_of(pod).get("phase") not in ("Succeeded", "Failed")


def is_ready(pod: Obj) -> bool:
    condition = condition_of(pod, "Ready")
    return condition is not None and condition.get("status") == "True"


def ready_since(pod: Obj) -> float:
    """The moment the pod became ready; 0 if it is not or does not say."""
    condition = condition_of(pod, "Ready") or {}
    text = condition.get("lastTransitionTime")
    return parse_timestamp(text) if text and condition.get("status") == "True" else 0.0


def claimed_pods(tx: Transaction, owner: Obj, matches: Callable[[dict[str, str]], bool]) -> list[Obj]:
    """The pods that an owner controls, after it adopted matching orphans and released those that match no more."""
    found = []
    for pod in tx.controlled(POD, uid_of(owner)):
        if matches(labels_of(pod)) or is_terminating(pod):
            found.append(pod)
        else:
            references = [ref for ref in pod["metadata"]["ownerReferences"] if ref.get("uid") != uid_of(owner)]
            tx.write(POD, with_owners(pod, references))
    if is_terminating(owner):
        return found
    for pod in tx.list(POD, namespace_of(owner)) if orphans_possible(tx, owner) else ():
        if owner_of(pod) is None and is_active(pod) and matches(labels_of(pod)):
            references = [*(pod["metadata"].get("ownerReferences") or []), owner_reference(owner)]
            found.append(tx.write(POD, with_owners(pod, references)))
    return sorted(found, key=name_of)


def orphans_possible(tx: Transaction, owner: Obj) -> bool:
    """Whether any pod carries a label pair of the owner's selector beyond those it owns; asks the index only."""
    selector = spec_of(owner).get("selector") or {}
    pairs = selector.get("matchLabels", selector if "matchExpressions" not in selector else {}) or {}
    if not pairs:
        return True
    name = min(pairs)
    known = {key_of(pod) for pod in tx.owned(POD, uid_of(owner))}
    return any(key not in known for key in tx.indexed(POD, "labels", f"{namespace_of(owner)}/{name}={pairs[name]}"))


def with_owners(pod: Obj, references: list[Obj]) -> Obj:
    meta = {key: value for key, value in pod["metadata"].items() if key != "ownerReferences"}
    if references:
        meta["ownerReferences"] = references
    return {**pod, "metadata": meta}


def pod_from(template: Obj, owner: Obj, extra_labels: dict[str, str] | None = None, name: str = "") -> Obj:
    """The manifest of a pod that an owner makes from its template."""
    meta = template.get("metadata") or {}
    labels = {**(meta.get("labels") or {}), **(extra_labels or {})}
    found: Obj = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": without_empty(
            {
                "annotations": dict(meta.get("annotations") or {}),
                "finalizers": list(meta.get("finalizers") or []),
                "generateName": "" if name else f"{name_of(owner)}-",
                "labels": labels,
                "name": name,
                "namespace": namespace_of(owner),
                "ownerReferences": [owner_reference(owner)],
            }
        ),
        "spec": copy_tree(template.get("spec") or {}),
    }
    return found


def make_pod(tx: Transaction, owner: Obj, manifest: Obj, component: str) -> Obj | None:
    """Creates a pod and tells of it; None, with an event, if the server refuses it."""
    try:
        pod = tx.create(POD, manifest, namespace_of(owner), strict="Ignore")
    except ApiError as refused:
        tx.event(owner, "Warning", "FailedCreate", f"Error creating: {refused.message}", component)
        return None
    tx.event(owner, "Normal", "SuccessfulCreate", f"Created pod: {name_of(pod)}", component)
    return pod


def remove_pod(tx: Transaction, owner: Obj, pod: Obj, component: str) -> None:
    """Deletes a pod and tells of it."""
    tx.delete(POD, name_of(pod), namespace_of(pod))
    tx.event(owner, "Normal", "SuccessfulDelete", f"Deleted pod: {name_of(pod)}", component)


PHASES = {"Pending": 0, "Unknown": 1, "Running": 2}


def first_to_go(pods: list[Obj]) -> list[Obj]:
    """Pods in the order in which a controller deletes them (kubernetes/pkg/controller, ActivePodsWithRanks)."""
    per_node: dict[str, int] = {}
    for pod in pods:
        node = spec_of(pod).get("nodeName", "")
        per_node[node] = per_node.get(node, 0) + 1

    def rank(pod: Obj) -> tuple[Any, ...]:
        node = spec_of(pod).get("nodeName", "")
        cost = (pod["metadata"].get("annotations") or {}).get("controller.kubernetes.io/pod-deletion-cost", "0")
        restarts = max([one.get("restartCount", 0) for one in status_of(pod).get("containerStatuses") or ()] or [0])
        created = pod["metadata"].get("creationTimestamp") or ""
        return (
            bool(node),
            PHASES.get(status_of(pod).get("phase", "Pending"), 2),
            is_ready(pod),
            int(cost) if cost.lstrip("-").isdigit() else 0,
            -per_node[node],
            -ready_since(pod),
            -restarts,
            -(parse_timestamp(created) if created else 0.0),
            name_of(pod),
        )

    return sorted(pods, key=rank)


def counted(tx: Transaction, loop: str, owner: Obj, pods: list[Obj], template_labels: dict[str, str]) -> Obj:
    """The counts of a status; a pod that is not available yet is looked at again when it will be."""
    wait = spec_of(owner).get("minReadySeconds") or 0
    ready = [pod for pod in pods if is_ready(pod)]
    available = []
    for pod in ready:
        due = ready_since(pod) + wait
        if wait == 0 or due <= tx.now:
            available.append(pod)
        else:
            tx.wake_at(due, loop, key_of(owner))
    wanted = template_labels.items()
    found: Obj = {"replicas": len(pods)}
    labelled = len([pod for pod in pods if labels_of(pod).items() >= wanted])
    for name, count in (
        ("fullyLabeledReplicas", labelled),
        ("readyReplicas", len(ready)),
        ("availableReplicas", len(available)),
    ):
        if count:
            found[name] = count
    if "generation" in owner["metadata"]:
        found["observedGeneration"] = owner["metadata"]["generation"]
    return found


def reconcile_replicas(
    tx: Transaction, loop: str, kind: Kind, key: str, matches: Callable[[dict[str, str]], bool]
) -> None:
    """Brings the pods of one ReplicaSet or ReplicationController to the wanted number."""
    owner = tx.find_key(kind, key)
    if owner is None:
        return
    component = "replicaset-controller" if loop == "replicaset" else "replication-controller"
    pods = [pod for pod in claimed_pods(tx, owner, matches) if is_active(pod)]
    failed = False
    if not is_terminating(owner):
        wanted = spec_of(owner).get("replicas", 1)
        template = spec_of(owner).get("template") or {}
        failed = make_batches(tx, owner, template, wanted - len(pods), pods, component)
        surplus = len(pods) - wanted
        for pod in first_to_go(pods)[:surplus] if surplus > 0 else ():
            remove_pod(tx, owner, pod, component)
            pods.remove(pod)
    template_labels = ((spec_of(owner).get("template") or {}).get("metadata") or {}).get("labels") or {}
    status = counted(tx, loop, owner, pods, template_labels)
    conditions = [one for one in status_of(owner).get("conditions") or () if one.get("type") != "ReplicaFailure"]
    if failed:
        conditions.append(failure(tx, owner))
    try_again(tx, loop, key, failed)
    if conditions:
        status["conditions"] = conditions
    current = tx.find_key(kind, key)
    if current is not None:
        tx.update_status(kind, current, status)


def make_batches(tx: Transaction, owner: Obj, template: Obj, number: int, pods: list[Obj], component: str) -> bool:
    """Makes pods in batches that double in size, until one has failed (slowStartBatch); True if one has."""
    batch, left = 1, min(number, BURST)
    while left > 0:
        tried = min(batch, left)
        made = [make_pod(tx, owner, pod_from(template, owner), component) for _ in range(tried)]
        pods += [pod for pod in made if pod is not None]
        if None in made:
            return True
        batch, left = batch * 2, left - tried
    return False


def try_again(tx: Transaction, loop: str, key: str, failed: bool) -> None:
    """A loop that could not make its pods tries again after a while that doubles (the work queue's rate limiter)."""
    name = f"{loop}|{key}"
    known = tx.stored(FAILING, name)
    if not failed:
        if known is not None:
            tx.put(FAILING, name, None)
            tx.sleep_off(loop, key)
        return
    count = known["count"] if known is not None else 0
    delay = min(FIRST_WAIT * 2.0**count, LONGEST_WAIT)
    tx.put(FAILING, name, {"count": min(count + 1, 30)})
    tx.wake_at(tx.now + delay, loop, key, patient=delay > PATIENT)


def failure(tx: Transaction, owner: Obj) -> Obj:
    """The condition of an owner whose pods are refused; its time is that of the first refusal."""
    known = condition_of(owner, "ReplicaFailure")
    if known is not None and known.get("status") == "True" and known.get("reason") == "FailedCreate":
        return known
    message = ""
    for event in tx.events_for(owner):
        if event.get("reason") == "FailedCreate":
            message = event["message"].removeprefix(COMBINED).removeprefix("Error creating: ")
    return {
        "lastTransitionTime": tx.timestamp(),
        "message": message,
        "reason": "FailedCreate",
        "status": "True",
        "type": "ReplicaFailure",
    }

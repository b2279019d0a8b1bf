"""The loop that keeps a StatefulSet's pods: stable names, one after the other, each with its claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.controllers import revisionhistory
from minikctl.state.controllers.replicas import (
    claimed_pods,
    is_active,
    is_ready,
    pod_from,
    ready_since,
)
from minikctl.state.kinds import PERSISTENT_VOLUME_CLAIM, POD, STATEFUL_SET
from minikctl.state.objects import (
    copy_tree,
    is_terminating,
    key_of,
    labels_of,
    name_of,
    namespace_of,
    owner_reference,
    spec_of,
    status_of,
    uid_of,
)
from minikctl.state.selectors import selector_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

COMPONENT = "statefulset-controller"


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one StatefulSet."""
    owner = tx.find_key(STATEFUL_SET, key)
    if owner is None:
        return
    pods = claimed_pods(tx, owner, selector_of(spec_of(owner).get("selector") or {}).matches)
    if is_terminating(owner):
        return
    selector = (spec_of(owner).get("selector") or {}).get("matchLabels") or {}
    update = revisionhistory.current(tx, owner, dict(selector))
    known = status_of(owner).get("currentRevision") or name_of(update)
    if not tx.find_key(STATEFUL_SET, key):
        return
    step(tx, owner, pods, update, known)
    publish(tx, key, update, known)
    if spec_of(owner).get("volumeClaimTemplates"):
        own_claims(tx, owner)


def ordinal(owner: Obj, pod: Obj) -> int:
    """The pod's number, -1 if its name is not one of the set's."""
    tail = name_of(pod).removeprefix(name_of(owner) + "-")
    return int(tail) if tail.isdigit() else -1


def replace(tx: Transaction, owner: Obj, pod: Obj) -> None:
    """Takes a pod that has ended away, to be made again."""
    failed = status_of(pod).get("phase") == "Failed"
    kind, word = ("Warning", "failed") if failed else ("Normal", "terminated")
    message = f"StatefulSet {key_of(owner)} is recreating {word} Pod {name_of(pod)}"
    tx.event(owner, kind, f"Recreating{word.capitalize()}Pod", message, COMPONENT)
    remove_pod_of(tx, owner, pod)


def revision_for(tx: Transaction, owner: Obj, number: int, update: Obj, known: str) -> Obj:
    """The revision of a pod to be made: below the partition that before the update (newVersionedStatefulSetPod)."""
    strategy = spec_of(owner).get("updateStrategy") or {}
    partition = int((strategy.get("rollingUpdate") or {}).get("partition") or 0)
    if strategy.get("type") == "OnDelete" or number >= partition or known == name_of(update):
        return update
    return next((one for one in revisionhistory.revisions(tx, owner) if name_of(one) == known), update)


def step(tx: Transaction, owner: Obj, pods: list[Obj], update: Obj, known: str) -> None:
    """Does the next thing: replace what has ended, make the next one, take the last away, roll one over."""
    spec = spec_of(owner)
    first = int((spec.get("ordinals") or {}).get("start", 0))
    wanted = range(first, first + spec.get("replicas", 1))
    by_number = {ordinal(owner, pod): pod for pod in pods}
    ordered = spec.get("podManagementPolicy", "OrderedReady") == "OrderedReady"
    for number in wanted:
        pod = by_number.get(number)
        if pod is not None and status_of(pod).get("phase") in ("Failed", "Succeeded") and not is_terminating(pod):
            replace(tx, owner, pod)
            return
        if pod is None:
            make(tx, owner, number, revision_for(tx, owner, number, update, known))
        if ordered and (pod is None or is_terminating(pod) or not is_available(tx, owner, pod)):
            return
    extra = sorted((number for number in by_number if number not in wanted and number >= 0), reverse=True)
    for number in extra:
        pod = by_number[number]
        if is_terminating(pod):
            if ordered:
                return
            continue
        remove_pod_of(tx, owner, pod)
        if ordered:
            return
    if not extra:
        roll(tx, owner, by_number, wanted, update)


def roll(tx: Transaction, owner: Obj, by_number: dict[int, Obj], wanted: range, update: Obj) -> None:
    """A rolling update goes from the last number down to the partition, one healthy pod after the other."""
    strategy = spec_of(owner).get("updateStrategy") or {}
    if strategy.get("type") == "OnDelete":
        return
    partition = int((strategy.get("rollingUpdate") or {}).get("partition") or 0)
    mark = revisionhistory.mark_of(update)
    for number in sorted(wanted, reverse=True):
        if number < partition:
            return
        pod = by_number.get(number)
        if pod is None or is_terminating(pod):
            return
        if labels_of(pod).get("controller-revision-hash") != f"{name_of(owner)}-{mark}":
            remove_pod_of(tx, owner, pod)
            return
        if not is_available(tx, owner, pod):
            return


def is_available(tx: Transaction, owner: Obj, pod: Obj) -> bool:
    """Ready for minReadySeconds."""
    if not is_ready(pod):
        return False
    due = ready_since(pod) + (spec_of(owner).get("minReadySeconds") or 0)
    if due > tx.now:
        tx.wake_at(due, "statefulset", key_of(owner))
    return due <= tx.now


def make(tx: Transaction, owner: Obj, number: int, update: Obj) -> None:
    """One pod with its claims."""
    name = f"{name_of(owner)}-{number}"
    mark = revisionhistory.mark_of(update)
    extra = {
        "apps.kubernetes.io/pod-index": str(number),
        "controller-revision-hash": f"{name_of(owner)}-{mark}",
        "statefulset.kubernetes.io/pod-name": name,
    }
    manifest = pod_from(template_of(owner, update), owner, extra, name)
    manifest["metadata"]["generateName"] = f"{name_of(owner)}-"
    manifest["spec"]["hostname"] = name
    if spec_of(owner).get("serviceName"):
        manifest["spec"]["subdomain"] = spec_of(owner)["serviceName"]
    claims(tx, owner, name, manifest)
    made = make_quietly(tx, owner, manifest)
    if made is not None:
        message = f"create Pod {name} in StatefulSet {name_of(owner)} successful"
        tx.event(owner, "Normal", "SuccessfulCreate", message, COMPONENT)


def template_of(owner: Obj, revision: Obj) -> Obj:
    """The template that a revision keeps; the set's own where it is none of ours."""
    template = ((revision.get("data") or {}).get("spec") or {}).get("template")
    if not template:
        found: Obj = spec_of(owner)["template"]
        return found
    return {key: value for key, value in template.items() if key != "$patch"}


def make_quietly(tx: Transaction, owner: Obj, manifest: Obj) -> Obj | None:
    """Creates the pod; a refusal is told in the words of this controller."""
    from minikctl.state.errors import ApiError  # a refusal is rare

    try:
        return tx.create(POD, manifest, namespace_of(owner), strict="Ignore")
    except ApiError as refused:
        name = manifest["metadata"]["name"]
        message = f"create Pod {name} in StatefulSet {name_of(owner)} failed error: {refused.message}"
        tx.event(owner, "Warning", "FailedCreate", message, COMPONENT)
        return None


def claims(tx: Transaction, owner: Obj, name: str, manifest: Obj) -> None:
    """The claims of one pod: kept when the pod goes, found again when it comes back."""
    volumes = list(manifest["spec"].get("volumes") or ())
    for template in spec_of(owner).get("volumeClaimTemplates") or ():
        claim = f"{name_of(template)}-{name}"
        if tx.find(PERSISTENT_VOLUME_CLAIM, claim, namespace_of(owner)) is None:
            selector = (spec_of(owner).get("selector") or {}).get("matchLabels") or {}
            body = {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                "metadata": {
                    "name": claim,
                    "namespace": namespace_of(owner),
                    "labels": {**labels_of(template), **selector},
                },
                "spec": copy_tree(spec_of(template)),
            }
            tx.create(PERSISTENT_VOLUME_CLAIM, body, namespace_of(owner), strict="Ignore")
            message = f"create Claim {claim} Pod {name} in StatefulSet {name_of(owner)} success"
            tx.event(owner, "Normal", "SuccessfulCreate", message, COMPONENT)
        volumes = [one for one in volumes if one["name"] != name_of(template)]
        volumes.append({"name": name_of(template), "persistentVolumeClaim": {"claimName": claim}})
    if volumes:
        manifest["spec"]["volumes"] = volumes


def own_claims(tx: Transaction, owner: Obj) -> None:
    """Gives claims the owners with which they are to go (persistentVolumeClaimRetentionPolicy)."""
    policy = spec_of(owner).get("persistentVolumeClaimRetentionPolicy") or {}
    first = int((spec_of(owner).get("ordinals") or {}).get("start", 0))
    wanted = range(first, first + spec_of(owner).get("replicas", 1))
    for template in spec_of(owner).get("volumeClaimTemplates") or ():
        prefix = f"{name_of(template)}-{name_of(owner)}-"
        for claim in tx.list(PERSISTENT_VOLUME_CLAIM, namespace_of(owner)):
            tail = name_of(claim).removeprefix(prefix)
            if not name_of(claim).startswith(prefix) or not tail.isdigit() or is_terminating(claim):
                continue
            pod = tx.find(POD, f"{name_of(owner)}-{tail}", namespace_of(owner))
            going = int(tail) not in wanted and policy.get("whenScaled") == "Delete"
            references = [
                one
                for one in claim["metadata"].get("ownerReferences") or ()
                if one.get("uid") != uid_of(owner) and not (one.get("kind") == "Pod" and not going)
            ]
            if policy.get("whenDeleted") == "Delete" and not going:
                references.append({**owner_reference(owner), "blockOwnerDeletion": True, "controller": True})
            elif going and pod is not None and not any(one.get("kind") == "Pod" for one in references):
                references.append(pod_reference(pod))
            meta = {key: value for key, value in claim["metadata"].items() if key != "ownerReferences"}
            if references:
                meta["ownerReferences"] = references
            tx.write(PERSISTENT_VOLUME_CLAIM, {**claim, "metadata": meta})


def pod_reference(pod: Obj) -> Obj:
    return {**owner_reference(pod), "apiVersion": "v1", "kind": "Pod"}


def remove_pod_of(tx: Transaction, owner: Obj, pod: Obj) -> None:
    """Deletes a pod and tells of it."""
    tx.delete(POD, name_of(pod), namespace_of(pod))
    message = f"delete Pod {name_of(pod)} in StatefulSet {name_of(owner)} successful"
    tx.event(owner, "Normal", "SuccessfulDelete", message, COMPONENT)


def publish(tx: Transaction, key: str, update: Obj, known: str) -> None:
    """Writes the status; the current revision becomes the new one when all pods are of it."""
    owner = tx.find_key(STATEFUL_SET, key)
    if owner is None:
        return
    matches = selector_of(spec_of(owner).get("selector") or {}).matches
    pods = [pod for pod in claimed_pods(tx, owner, matches) if is_active(pod)]
    wanted = spec_of(owner).get("replicas", 1)
    target = name_of(update)
    of_update = [pod for pod in pods if labels_of(pod).get("controller-revision-hash") == target]
    of_known = [pod for pod in pods if labels_of(pod).get("controller-revision-hash") == known]
    ready = [pod for pod in pods if is_ready(pod)]
    if len(of_update) == wanted and len(ready) == wanted:
        known, of_known = target, of_update
    found: Obj = {
        "availableReplicas": len([pod for pod in ready if is_available(tx, owner, pod)]),
        "collisionCount": status_of(owner).get("collisionCount", 0),
        "currentReplicas": len(of_known),
        "currentRevision": known,
        "observedGeneration": owner["metadata"].get("generation", 1),
        "readyReplicas": len(ready),
        "replicas": len(pods),
        "updateRevision": target,
        "updatedReplicas": len(of_update),
    }
    kept = (
        "availableReplicas",
        "collisionCount",
        "replicas",
        "currentRevision",
        "updateRevision",
        "observedGeneration",
    )
    found = {name: value for name, value in found.items() if value or name in kept}
    tx.update_status(STATEFUL_SET, owner, found)
    revisionhistory.trim(tx, owner, {known, target})

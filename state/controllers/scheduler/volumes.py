"""Pods and their claims: whether these are bound, and to volumes that a node can reach (plugin VolumeBinding)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.controllers.scheduler.filters import Refusal, term_matches
from minikctl.state.kinds import PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM, STORAGE_CLASS
from minikctl.state.objects import annotations_of, is_terminating, labels_of, name_of, namespace_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Obj = dict[str, Any]

SELECTED = "volume.kubernetes.io/selected-node"
NO_PROVISIONER = "kubernetes.io/no-provisioner"


def claim_names(pod: Obj) -> Iterator[str]:
    """The claims that a pod names, and those that are made for it."""
    for volume in spec_of(pod).get("volumes") or ():
        if volume.get("persistentVolumeClaim"):
            yield volume["persistentVolumeClaim"]["claimName"]
        elif volume.get("ephemeral"):
            yield f"{name_of(pod)}-{volume['name']}"


def is_bound(claim: Obj) -> bool:
    return bool(spec_of(claim).get("volumeName")) and status_of(claim).get("phase") == "Bound"


def waits_for_consumer(view: View, claim: Obj) -> bool:
    """Whether a claim is only bound once a pod that uses it has a node."""
    name = spec_of(claim).get("storageClassName")
    found = view.find(STORAGE_CLASS, name) if name else None
    return found is not None and found.get("volumeBindingMode") == "WaitForFirstConsumer"


def before_any_node(tx: Transaction, pod: Obj) -> str:
    """Why no node at all will do: a claim that is missing, going, or to be bound first; "" if nothing is wrong."""
    unbound = False
    for name in claim_names(pod):
        claim = tx.find(PERSISTENT_VOLUME_CLAIM, name, namespace_of(pod))
        if claim is None:
            return f'persistentvolumeclaim "{name}" not found'
        if is_terminating(claim):
            return f'persistentvolumeclaim "{name}" is being deleted'
        if not is_bound(claim) and not (waits_for_consumer(tx, claim) and not spec_of(claim).get("volumeName")):
            unbound = True
    return "pod has unbound immediate PersistentVolumeClaims" if unbound else ""


def refusal(tx: Transaction, pod: Obj, node: Obj) -> Refusal | None:
    """Why the pod's volumes keep it from a node."""
    for name in claim_names(pod):
        claim = tx.find(PERSISTENT_VOLUME_CLAIM, name, namespace_of(pod))
        if claim is None:
            continue
        if is_bound(claim):
            volume = tx.find(PERSISTENT_VOLUME, spec_of(claim)["volumeName"])
            if volume is not None and not reaches(volume, node):
                return Refusal(("node(s) didn't match PersistentVolume's node affinity",))
            continue
        found = tx.find(STORAGE_CLASS, spec_of(claim).get("storageClassName") or "")
        if found is not None and found.get("provisioner") == NO_PROVISIONER and choice(tx, claim, node) is None:
            return Refusal(("node(s) didn't find available persistent volumes to bind",))
    return None


def reaches(volume: Obj, node: Obj) -> bool:
    """Whether a node is one of those that a volume can be used on."""
    required = (spec_of(volume).get("nodeAffinity") or {}).get("required")
    if not required:
        return True
    return any(term_matches(term, labels_of(node), name_of(node)) for term in required.get("nodeSelectorTerms") or ())


def choice(tx: Transaction, claim: Obj, node: Obj) -> Obj | None:
    """The volume that a claim would get on a node."""
    from minikctl.state.controllers.volumes import best_volume  # only where claims wait for pods

    return best_volume(tx, claim, node)


def select_node(tx: Transaction, pod: Obj, node: Obj) -> bool:
    """Tells the claims that wait for a pod which node it gets; False while one of them is not bound."""
    ready = True
    for name in claim_names(pod):
        claim = tx.find(PERSISTENT_VOLUME_CLAIM, name, namespace_of(pod))
        if claim is None or is_bound(claim):
            continue
        ready = False
        if annotations_of(claim).get(SELECTED) != name_of(node):
            annotations = {**annotations_of(claim), SELECTED: name_of(node)}
            tx.write(PERSISTENT_VOLUME_CLAIM, {**claim, "metadata": {**claim["metadata"], "annotations": annotations}})
    return ready

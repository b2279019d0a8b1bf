"""A Deployment's ReplicaSets: which is the new one, which are old, their revision numbers and sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.chance import safe_encode
from minikctl.state.kinds import DEPLOYMENT, REPLICA_SET
from minikctl.state.objects import (
    copy_tree,
    is_terminating,
    name_of,
    namespace_of,
    owner_reference,
    spec_of,
    status_of,
    uid_of,
    without_empty,
)

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

HASH = "pod-template-hash"
REVISION = "deployment.kubernetes.io/revision"
HISTORY = "deployment.kubernetes.io/revision-history"
DESIRED = "deployment.kubernetes.io/desired-replicas"
MAXIMUM = "deployment.kubernetes.io/max-replicas"
COMPONENT = "deployment-controller"
NOT_COPIED = (
    "kubectl.kubernetes.io/last-applied-configuration",
    REVISION,
    HISTORY,
    DESIRED,
    MAXIMUM,
    "deprecated.deployment.rollback.to",
)


def all_replica_sets(tx: Transaction, deployment: Obj) -> list[Obj]:
    """The ReplicaSets that a Deployment controls, oldest first."""
    found = tx.controlled(REPLICA_SET, uid_of(deployment))
    return sorted(
        found, key=lambda one: (one["metadata"].get("creationTimestamp") or "", revision_of(one), name_of(one))
    )


def revision_of(obj: Obj) -> int:
    text = (obj["metadata"].get("annotations") or {}).get(REVISION, "0")
    return int(text) if text.isdigit() else 0


def bare_template(template: Obj) -> Obj:
    """A template without the hash label, for comparison."""
    meta = template.get("metadata") or {}
    labels = {key: value for key, value in (meta.get("labels") or {}).items() if key != HASH}
    kept = {key: value for key, value in meta.items() if key not in ("labels", "creationTimestamp") and value}
    return {"metadata": {**kept, "labels": labels}, "spec": template.get("spec")}


def template_hash(template: Obj, collisions: int) -> str:
    """A name for a template: eight to ten characters of the suffix alphabet, the same for the same template."""
    from json import dumps

    from minikctl.state.digests import sha256  # only when a revision is made

    text = dumps(bare_template(template), sort_keys=True) + (str(collisions) if collisions else "")
    return safe_encode(str(int.from_bytes(sha256(text.encode()).digest()[:4], "big")))


def new_replica_set(tx: Transaction, deployment: Obj, *, create: bool) -> Obj | None:
    """The ReplicaSet of the current template, with its annotations brought up to date; made if `create`."""
    wanted = bare_template(spec_of(deployment)["template"])
    everything = all_replica_sets(tx, deployment)
    for found in everything:
        if bare_template(spec_of(found)["template"]) == wanted:
            old = [one for one in everything if one is not found]
            return _noted(tx, deployment, found, old)
    if not create:
        return None
    return _made(tx, deployment, everything)


def old_replica_sets(tx: Transaction, deployment: Obj, newest: Obj | None) -> list[Obj]:
    """All ReplicaSets but the new one."""
    uid = uid_of(newest) if newest else ""
    return [found for found in all_replica_sets(tx, deployment) if uid_of(found) != uid]


def _noted(tx: Transaction, deployment: Obj, found: Obj, old: list[Obj]) -> Obj:
    """Gives the new ReplicaSet the highest revision and the Deployment's annotations."""
    highest = max([revision_of(one) for one in old] or [0])
    revision = max(revision_of(found), highest + 1)
    annotations = _annotations(deployment, found, revision)
    meta = {**found["metadata"], "annotations": annotations}
    spec = dict(spec_of(found))
    seconds = spec_of(deployment).get("minReadySeconds")
    if seconds:
        spec["minReadySeconds"] = seconds
    else:
        spec.pop("minReadySeconds", None)
    newest = tx.write(REPLICA_SET, {**found, "metadata": meta, "spec": spec})
    _note_revision(tx, deployment, revision)
    from minikctl.state.controllers.deployment.status import note_replica_set  # a cycle otherwise

    note_replica_set(tx, deployment, newest, made=False)
    return newest


def _annotations(deployment: Obj, found: Obj | None, revision: int) -> dict[str, str]:
    own = dict((found["metadata"].get("annotations") or {}) if found else {})
    for key, value in (deployment["metadata"].get("annotations") or {}).items():
        if key not in NOT_COPIED:
            own[key] = value
    before = own.get(REVISION)
    own[REVISION] = str(revision)
    if before is not None and before != str(revision):
        history = own.get(HISTORY)
        own[HISTORY] = f"{history},{before}" if history else before
    if found is None:
        own.update(_sizes(deployment))
    return own


def _sizes(deployment: Obj) -> dict[str, str]:
    from minikctl.state.controllers.deployment.rolling import max_surge  # a cycle otherwise

    wanted = spec_of(deployment).get("replicas", 1)
    return {DESIRED: str(wanted), MAXIMUM: str(wanted + max_surge(deployment))}


def _note_revision(tx: Transaction, deployment: Obj, revision: int) -> None:
    annotations = deployment["metadata"].get("annotations") or {}
    if annotations.get(REVISION) != str(revision):
        current = tx.get(DEPLOYMENT, name_of(deployment), namespace_of(deployment))
        noted = {**(current["metadata"].get("annotations") or {}), REVISION: str(revision)}
        tx.write(DEPLOYMENT, {**current, "metadata": {**current["metadata"], "annotations": noted}})


def _made(tx: Transaction, deployment: Obj, old: list[Obj]) -> Obj:
    from minikctl.state.controllers.deployment.rolling import new_size  # a cycle otherwise

    spec = spec_of(deployment)
    digest = template_hash(spec["template"], status_of(deployment).get("collisionCount") or 0)
    name = f"{name_of(deployment)}-{digest}"
    collisions = 0
    while tx.find(REPLICA_SET, name, namespace_of(deployment)) is not None:
        collisions += 1
        digest = template_hash(spec["template"], collisions)
        name = f"{name_of(deployment)}-{digest}"
    template = copy_tree(spec["template"])
    labels = template.setdefault("metadata", {}).setdefault("labels", {})
    labels[HASH] = digest
    selector = copy_tree(spec["selector"])
    selector.setdefault("matchLabels", {})[HASH] = digest
    revision = max([revision_of(one) for one in old] or [0]) + 1
    size = new_size(deployment, old, 0)
    manifest: Obj = {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": name,
            "namespace": namespace_of(deployment),
            "labels": dict(labels),
            "annotations": _annotations(deployment, None, revision),
            "ownerReferences": [owner_reference(deployment)],
        },
        "spec": without_empty(
            {"minReadySeconds": spec.get("minReadySeconds"), "selector": selector, "template": template}
        )
        | {"replicas": size},
    }
    made = tx.create(REPLICA_SET, manifest, namespace_of(deployment), strict="Ignore")
    _note_revision(tx, deployment, revision)
    from minikctl.state.controllers.deployment.status import note_replica_set  # a cycle otherwise

    note_replica_set(tx, deployment, made, made=True)
    if size:
        tell_scaled(tx, deployment, made, 0, size)
    return made


def tell_scaled(tx: Transaction, deployment: Obj, replica_set: Obj, before: int, after: int) -> None:
    """The event of a ReplicaSet's new size."""
    way = "up" if after > before else "down"
    message = f"Scaled {way} replica set {name_of(replica_set)} from {before} to {after}"
    current = tx.find(DEPLOYMENT, name_of(deployment), namespace_of(deployment)) or deployment
    tx.event(current, "Normal", "ScalingReplicaSet", message, COMPONENT)


def scale_replica_set(tx: Transaction, deployment: Obj, replica_set: Obj, size: int) -> Obj:
    """Gives a ReplicaSet a size, and notes what it was scaled for."""
    before = spec_of(replica_set).get("replicas", 0)
    annotations = {**(replica_set["metadata"].get("annotations") or {}), **_sizes(deployment)}
    written = tx.write(
        REPLICA_SET,
        {
            **replica_set,
            "metadata": {**replica_set["metadata"], "annotations": annotations},
            "spec": {**spec_of(replica_set), "replicas": size},
        },
    )
    if before != size:
        tell_scaled(tx, deployment, replica_set, before, size)
    return written


def clean_up_history(tx: Transaction, deployment: Obj) -> None:
    """Deletes old, empty ReplicaSets beyond revisionHistoryLimit."""
    newest = new_replica_set(tx, deployment, create=False)
    old = [found for found in old_replica_sets(tx, deployment, newest) if not is_terminating(found)]
    limit = spec_of(deployment).get("revisionHistoryLimit", 10)
    for found in sorted(old, key=revision_of)[: max(0, len(old) - limit)]:
        if not spec_of(found).get("replicas") and not status_of(found).get("replicas"):
            tx.delete(REPLICA_SET, name_of(found), namespace_of(found))

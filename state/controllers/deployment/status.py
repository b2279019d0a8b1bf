"""A Deployment's status: counts, and the conditions Available, Progressing and ReplicaFailure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.clock import parse_timestamp
from minikctl.state.controllers.deployment.revisions import DESIRED, new_replica_set
from minikctl.state.controllers.deployment.rolling import available, max_unavailable, size_of
from minikctl.state.kinds import DEPLOYMENT
from minikctl.state.objects import condition_of, key_of, name_of, spec_of, status_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

NO_DEADLINE = 2147483647


def is_saturated(deployment: Obj, replica_set: Obj) -> bool:
    """The ReplicaSet has all the pods that the Deployment wants, and they are available."""
    wanted = spec_of(deployment).get("replicas", 1)
    noted = (replica_set["metadata"].get("annotations") or {}).get(DESIRED)
    return bool(size_of(replica_set) == wanted and noted == str(wanted) and available(replica_set) == wanted)


def counts(deployment: Obj, replica_sets: list[Obj]) -> Obj:
    """The numbers of the status."""
    from minikctl.state.controllers.deployment.revisions import bare_template  # kept out of the signature

    wanted = bare_template(spec_of(deployment)["template"])
    newest = [found for found in replica_sets if bare_template(spec_of(found)["template"]) == wanted]

    def total(name: str, among: list[Obj]) -> int:
        return sum(status_of(found).get(name, 0) for found in among)

    all_of_them = total("replicas", replica_sets)
    able = total("availableReplicas", replica_sets)
    size = sum(size_of(found) for found in replica_sets)
    found: Obj = {}
    for name, count in (
        ("replicas", all_of_them),
        ("updatedReplicas", total("replicas", newest[:1])),
        ("readyReplicas", total("readyReplicas", replica_sets)),
        ("availableReplicas", able),
        ("unavailableReplicas", max(0, size - able)),
    ):
        if count:
            found[name] = count
    return found


def is_complete(deployment: Obj, found: Obj) -> bool:
    wanted = spec_of(deployment).get("replicas", 1)
    return all(found.get(name, 0) == wanted for name in ("updatedReplicas", "replicas", "availableReplicas"))


def sync(tx: Transaction, deployment: Obj, replica_sets: list[Obj]) -> None:
    """Writes the status if it has changed."""
    found = counts(deployment, replica_sets)
    found["observedGeneration"] = deployment["metadata"].get("generation", 1)
    if "collisionCount" in status_of(deployment):
        found["collisionCount"] = status_of(deployment)["collisionCount"]
    conditions = [dict(one) for one in status_of(deployment).get("conditions") or ()]
    _note_available(tx, deployment, found, conditions)
    _note_progress(tx, deployment, found, conditions)
    _note_failure(tx, replica_sets, conditions)
    if conditions:
        found["conditions"] = conditions
    current = tx.find_key(DEPLOYMENT, key_of(deployment))
    if current is not None and uid_of(current) == uid_of(deployment):
        tx.update_status(DEPLOYMENT, current, found)


def set_condition(tx: Transaction, conditions: list[Obj], kind: str, status: str, reason: str, message: str) -> None:
    """Sets a condition; the transition time changes only with the status, nothing with the same reason and status."""
    for one in conditions:
        if one["type"] == kind:
            if one["status"] == status and one.get("reason") == reason:
                return
            since = one["lastTransitionTime"] if one["status"] == status else tx.timestamp()
            one.update(status=status, reason=reason, message=message)
            one.update(lastTransitionTime=since, lastUpdateTime=tx.timestamp())
            conditions.remove(one)
            conditions.append(one)
            return
    now = tx.timestamp()
    conditions.append(
        {
            "lastTransitionTime": now,
            "lastUpdateTime": now,
            "message": message,
            "reason": reason,
            "status": status,
            "type": kind,
        }
    )


def _note_available(tx: Transaction, deployment: Obj, found: Obj, conditions: list[Obj]) -> None:
    wanted = spec_of(deployment).get("replicas", 1)
    if found.get("availableReplicas", 0) >= wanted - max_unavailable(deployment):
        message = "Deployment has minimum availability."
        set_condition(tx, conditions, "Available", "True", "MinimumReplicasAvailable", message)
    else:
        message = "Deployment does not have minimum availability."
        set_condition(tx, conditions, "Available", "False", "MinimumReplicasUnavailable", message)


def _note_progress(tx: Transaction, deployment: Obj, found: Obj, conditions: list[Obj]) -> None:
    """deployment/progress.go: complete, progressing, or past its deadline."""
    spec = spec_of(deployment)
    deadline = spec.get("progressDeadlineSeconds")
    if deadline in (None, NO_DEADLINE):
        conditions[:] = [one for one in conditions if one["type"] != "Progressing"]
        return
    known = condition_of(deployment, "Progressing")
    if known is not None and known.get("reason") == "ProgressDeadlineExceeded" and spec.get("paused"):
        return
    if spec.get("paused"):
        if known is None or known.get("reason") != "DeploymentPaused":
            set_condition(tx, conditions, "Progressing", "Unknown", "DeploymentPaused", "Deployment is paused")
        return
    if known is not None and known.get("reason") == "DeploymentPaused":
        set_condition(tx, conditions, "Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed")
        return
    newest = new_replica_set(tx, deployment, create=False)
    subject = f'ReplicaSet "{name_of(newest)}"' if newest else f'Deployment "{name_of(deployment)}"'
    before = status_of(deployment)
    rests = found.get("replicas", 0) == found.get("updatedReplicas", 0)
    if known is not None and known.get("reason") == "NewReplicaSetAvailable" and rests:
        return
    if is_complete(deployment, found):
        tx.sleep_off("deployment", key_of(deployment))
        message = f"{subject} has successfully progressed."
        set_condition(tx, conditions, "Progressing", "True", "NewReplicaSetAvailable", message)
    elif moved(before, found):
        _progress(tx, conditions, f"{subject} is progressing.")
        _wake_at_deadline(tx, deployment, deadline)
    elif known is not None and known.get("reason") not in ("ProgressDeadlineExceeded", "NewReplicaSetAvailable"):
        due = parse_timestamp(known["lastUpdateTime"]) + deadline
        if due <= tx.now:
            message = f"{subject} has timed out progressing."
            set_condition(tx, conditions, "Progressing", "False", "ProgressDeadlineExceeded", message)
        else:
            tx.wake_at(due, "deployment", key_of(deployment), patient=True)


def moved(before: Obj, after: Obj) -> bool:
    """Whether a rollout has come forward (deployment/util, DeploymentProgressing)."""
    old_before = before.get("replicas", 0) - before.get("updatedReplicas", 0)
    old_after = after.get("replicas", 0) - after.get("updatedReplicas", 0)
    grown = ("updatedReplicas", "readyReplicas", "availableReplicas")
    return old_after < old_before or any(after.get(name, 0) > before.get(name, 0) for name in grown)


def _progress(tx: Transaction, conditions: list[Obj], message: str) -> None:
    """Progress renews the update time even where status and reason stay."""
    now = tx.timestamp()
    known = [one for one in conditions if one["type"] == "Progressing" and one["status"] == "True"]
    conditions[:] = [one for one in conditions if one["type"] != "Progressing"]
    set_condition(tx, conditions, "Progressing", "True", "ReplicaSetUpdated", message)
    conditions[-1]["lastTransitionTime"] = known[0]["lastTransitionTime"] if known else now


def note_replica_set(tx: Transaction, deployment: Obj, replica_set: Obj, *, made: bool) -> None:
    """Notes that a rollout begins: with a ReplicaSet that was made for it, or one that was found (sync.go)."""
    if spec_of(deployment).get("progressDeadlineSeconds") in (None, NO_DEADLINE):
        return
    current = tx.find_key(DEPLOYMENT, key_of(deployment))
    if current is None or (not made and condition_of(current, "Progressing") is not None):
        return
    conditions = [dict(one) for one in status_of(current).get("conditions") or ()]
    reason, word = ("NewReplicaSetCreated", "Created") if made else ("FoundNewReplicaSet", "Found")
    message = f'{word} new replica set "{name_of(replica_set)}"'
    set_condition(tx, conditions, "Progressing", "True", reason, message)
    tx.update_status(DEPLOYMENT, current, {**status_of(current), "conditions": conditions})
    _wake_at_deadline(tx, deployment, spec_of(deployment)["progressDeadlineSeconds"])


def _wake_at_deadline(tx: Transaction, deployment: Obj, deadline: int) -> None:
    tx.wake_at(tx.now + deadline + 1, "deployment", key_of(deployment), patient=True)


def _note_failure(tx: Transaction, replica_sets: list[Obj], conditions: list[Obj]) -> None:
    """A ReplicaSet that cannot make its pods says so; its Deployment repeats it."""
    for found in replica_sets:
        failure = condition_of(found, "ReplicaFailure")
        if failure is not None and size_of(found) > 0:
            set_condition(tx, conditions, "ReplicaFailure", "True", failure["reason"], failure.get("message", ""))
            return
    conditions[:] = [one for one in conditions if one["type"] != "ReplicaFailure"]

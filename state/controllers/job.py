"""The loop that runs a Job's pods until enough have succeeded, or too many have failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.clock import parse_timestamp
from minikctl.state.controllers.replicas import claimed_pods, is_active, is_ready, make_pod, pod_from, remove_pod
from minikctl.state.kinds import JOB
from minikctl.state.objects import (
    condition_of,
    is_terminating,
    key_of,
    name_of,
    namespace_of,
    spec_of,
    status_of,
    without_empty,
)
from minikctl.state.selectors import selector_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

COMPONENT = "job-controller"
FIRST_BACK_OFF, LONGEST_BACK_OFF = 10.0, 600.0


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one Job."""
    job = tx.find_key(JOB, key)
    if job is None or is_terminating(job):
        return
    if is_finished(job):
        _expire(tx, job)
        return
    pods = claimed_pods(tx, job, selector_of(spec_of(job).get("selector") or {}).matches)
    alive = [pod for pod in pods if is_active(pod)]
    counts = _counted(tx, job, pods)
    ended = _verdict(tx, job, counts, alive)
    if ended is None and spec_of(job).get("suspend"):
        for pod in alive:
            remove_pod(tx, job, pod, COMPONENT)
    elif ended is None:
        _start(tx, job, alive, counts)
    _publish(tx, key, counts, ended)


def is_finished(job: Obj) -> bool:
    return any((condition_of(job, kind) or {}).get("status") == "True" for kind in ("Complete", "Failed"))


def _expire(tx: Transaction, job: Obj) -> None:
    """ttlSecondsAfterFinished."""
    seconds = spec_of(job).get("ttlSecondsAfterFinished")
    text = status_of(job).get("completionTime")
    if seconds is None:
        return
    for kind in ("Complete", "Failed"):
        condition = condition_of(job, kind)
        if condition is not None:
            text = text or condition.get("lastTransitionTime")
    due = parse_timestamp(text) + seconds if text else tx.now
    if due <= tx.now:
        tx.delete(JOB, name_of(job), namespace_of(job), propagation="Background")
    else:
        tx.wake_at(due, "job", key_of(job), patient=True)


def _counted(tx: Transaction, job: Obj, pods: list[Obj]) -> Obj:
    phases = [status_of(pod).get("phase") for pod in pods]
    ready = [pod for pod in pods if is_active(pod) and is_ready(pod)]
    failed = phases.count("Failed")
    restarts = sum(
        one.get("restartCount", 0)
        for pod in pods
        if spec_of(pod).get("restartPolicy") == "OnFailure"
        for one in status_of(pod).get("containerStatuses") or ()
    )
    return {"succeeded": phases.count("Succeeded"), "failed": failed, "ready": len(ready), "restarts": restarts}


def _verdict(tx: Transaction, job: Obj, counts: Obj, alive: list[Obj]) -> tuple[str, str, str] | None:
    """(condition, reason, message) of a Job that has come to its end."""
    spec = spec_of(job)
    completions = spec.get("completions")
    if completions is not None and counts["succeeded"] >= completions:
        return "Complete", "CompletionsReached", "Reached expected number of succeeded pods"
    if completions is None and counts["succeeded"] and not alive:
        return "Complete", "CompletionsReached", "Reached expected number of succeeded pods"
    if counts["failed"] > spec.get("backoffLimit", 6) or counts["restarts"] > spec.get("backoffLimit", 6):
        for pod in alive:
            remove_pod(tx, job, pod, COMPONENT)
        return "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit"
    deadline = spec.get("activeDeadlineSeconds")
    started = status_of(job).get("startTime")
    if deadline is not None and started:
        due = parse_timestamp(started) + deadline
        if due <= tx.now:
            for pod in alive:
                remove_pod(tx, job, pod, COMPONENT)
            return "Failed", "DeadlineExceeded", "Job was active longer than specified deadline"
        tx.wake_at(due, "job", key_of(job), patient=True)
    return None


def _start(tx: Transaction, job: Obj, alive: list[Obj], counts: Obj) -> None:
    spec = spec_of(job)
    completions, parallelism = spec.get("completions"), spec.get("parallelism", 1)
    room = parallelism - len(alive)
    if completions is not None:
        room = min(room, completions - counts["succeeded"] - len(alive))
    elif counts["succeeded"]:
        room = 0
    if room > 0 and counts["failed"]:
        wait = min(FIRST_BACK_OFF * 2 ** (counts["failed"] - 1), LONGEST_BACK_OFF)
        due = _last_failure(tx, job) + wait
        if due > tx.now:
            tx.wake_at(due, "job", key_of(job))
            return
    indexed = spec.get("completionMode") == "Indexed"
    used = {
        _index(pod) for pod in claimed_pods(tx, job, lambda labels: True) if status_of(pod).get("phase") != "Failed"
    }
    for _ in range(max(0, room)):
        extra: dict[str, str] = {}
        if indexed:
            number = next(index for index in range(completions or 1) if index not in used)
            used.add(number)
            extra["batch.kubernetes.io/job-completion-index"] = str(number)
        manifest = pod_from(spec["template"], job, extra)
        if indexed:
            _number(manifest, name_of(job), number)
        made = make_pod(tx, job, manifest, COMPONENT)
        if made is not None:
            alive.append(made)


def _number(manifest: Obj, name: str, number: int) -> None:
    """What an indexed pod carries beside its label."""
    meta = manifest["metadata"]
    meta["annotations"] = {**(meta.get("annotations") or {}), "batch.kubernetes.io/job-completion-index": str(number)}
    meta["generateName"] = f"{name}-{number}-"
    manifest["spec"].setdefault("hostname", f"{name}-{number}")
    for one in manifest["spec"].get("containers") or ():
        one["env"] = [
            *(one.get("env") or []),
            {
                "name": "JOB_COMPLETION_INDEX",
                "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels['batch.kubernetes.io/job-completion-index']"}},
            },
        ]


def _index(pod: Obj) -> int:
    text = (pod["metadata"].get("labels") or {}).get("batch.kubernetes.io/job-completion-index", "-1")
    return int(text)


def _done_indexes(tx: Transaction, job: Obj) -> str:
    """The indexes whose pods have succeeded, as ranges: `0-2,4`."""
    pods = claimed_pods(tx, job, lambda labels: True)
    done = sorted({_index(pod) for pod in pods if status_of(pod).get("phase") == "Succeeded"} - {-1})
    parts: list[list[int]] = []
    for number in done:
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join([f"{first}" if first == last else f"{first}-{last}" for first, last in parts])


def _last_failure(tx: Transaction, job: Obj) -> float:
    found = 0.0
    for pod in claimed_pods(tx, job, lambda labels: True):
        for one in status_of(pod).get("containerStatuses") or ():
            ended = ((one.get("state") or {}).get("terminated") or {}).get("finishedAt")
            if ended and status_of(pod).get("phase") == "Failed":
                found = max(found, parse_timestamp(ended))
    return found


def _resumed(job: Obj) -> bool:
    return (condition_of(job, "Suspended") or {}).get("status") == "True" and not spec_of(job).get("suspend")


def _suspension(tx: Transaction, job: Obj, conditions: list[Obj]) -> list[Obj]:
    """The condition Suspended, and the event of its change."""
    known = condition_of(job, "Suspended")
    suspended = bool(spec_of(job).get("suspend"))
    if suspended is ((known or {}).get("status") == "True"):
        return conditions
    word = "Suspended" if suspended else "Resumed"
    found = {
        "lastProbeTime": tx.timestamp(),
        "lastTransitionTime": tx.timestamp(),
        "message": f"Job {word.lower()}",
        "reason": f"Job{word}",
        "status": str(suspended),
        "type": "Suspended",
    }
    tx.event(job, "Normal", word, found["message"], COMPONENT)
    return [*[one for one in conditions if one.get("type") != "Suspended"], found]


def _publish(tx: Transaction, key: str, counts: Obj, ended: tuple[str, str, str] | None) -> None:
    job = tx.find_key(JOB, key)
    if job is None:
        return
    pods = [pod for pod in claimed_pods(tx, job, lambda labels: True) if is_active(pod)]
    before = status_of(job)
    now = tx.timestamp()
    found: Obj = {
        "active": 0 if ended else len(pods),
        "failed": counts["failed"],
        "succeeded": counts["succeeded"],
    }
    found = without_empty({name: value for name, value in found.items() if value})
    if spec_of(job).get("completionMode") == "Indexed":
        found["completedIndexes"] = _done_indexes(tx, job)
    found["ready"] = 0 if ended else len([pod for pod in pods if is_ready(pod)])
    found["terminating"] = 0
    found["uncountedTerminatedPods"] = {}
    conditions = list(before.get("conditions") or ())
    if ended is None:
        conditions = _suspension(tx, job, conditions)
    if not spec_of(job).get("suspend"):
        found["startTime"] = before.get("startTime") or now
        if _resumed(job):
            found["startTime"] = now
    if ended is not None:
        kind, reason, message = ended
        first = {"Complete": "SuccessCriteriaMet", "Failed": "FailureTarget"}[kind]
        for name in (first, kind):
            conditions.append(
                {
                    "lastProbeTime": now,
                    "lastTransitionTime": now,
                    "message": message,
                    "reason": reason,
                    "status": "True",
                    "type": name,
                }
            )
        if kind == "Complete":
            found["completionTime"] = now
            tx.event(job, "Normal", "Completed", "Job completed", COMPONENT)
        else:
            tx.event(job, "Warning", reason, message, COMPONENT)
    if conditions:
        found["conditions"] = conditions
    tx.update_status(JOB, job, found)
    if ended is not None:
        tx.wake("job", key)

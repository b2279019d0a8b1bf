"""The loop that makes Jobs by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.clock import parse_timestamp, timestamp
from minikctl.state.controllers.job import is_finished
from minikctl.state.controllers.schedule import Schedule, next_in, zone_of
from minikctl.state.kinds import CRON_JOB, JOB
from minikctl.state.objects import (
    condition_of,
    copy_tree,
    is_terminating,
    key_of,
    name_of,
    namespace_of,
    owner_reference,
    spec_of,
    status_of,
    uid_of,
)

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

COMPONENT = "cronjob-controller"
MANY = 100  # missed Jobs of which a cluster complains


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one CronJob."""
    cron = tx.find_key(CRON_JOB, key)
    if cron is None or is_terminating(cron):
        return
    jobs = tx.controlled(JOB, uid_of(cron))
    if not spec_of(cron).get("suspend"):
        _schedule(tx, cron, jobs)
    _clean_up(tx, cron)
    _publish(tx, key)


def _schedule(tx: Transaction, cron: Obj, jobs: list[Obj]) -> None:
    """Makes the latest Job that is due, and looks again when the next one will be."""
    spec = spec_of(cron)
    schedule = Schedule.parse(spec.get("schedule", ""))
    if schedule is None:
        return
    try:
        zone = zone_of(spec.get("timeZone"))
    except ValueError as unknown:
        tx.event(cron, "Warning", "UnknownTimeZone", f"invalid timeZone: {unknown}", COMPONENT)
        return
    since = parse_timestamp(status_of(cron).get("lastScheduleTime") or cron["metadata"]["creationTimestamp"])
    if spec.get("startingDeadlineSeconds") is not None:
        since = max(since, tx.now - spec["startingDeadlineSeconds"])
    due = next_in(zone, schedule, since)
    if due is None:
        return
    if due > tx.now:
        tx.wake_at(due, "cronjob", key_of(cron), patient=True)
        return
    latest, missed = due, 1
    while (following := next_in(zone, schedule, latest)) is not None and following <= tx.now:
        latest, missed = following, missed + 1
    if missed > MANY:
        message = "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew"
        tx.event(cron, "Warning", "TooManyMissedTimes", message, COMPONENT)
    _make(tx, cron, jobs, latest)
    upcoming = next_in(zone, schedule, latest)
    if upcoming is not None:
        tx.wake_at(upcoming, "cronjob", key_of(cron), patient=True)


def _make(tx: Transaction, cron: Obj, jobs: list[Obj], due: float) -> None:
    """The Job of one instant, named by its minute."""
    active = [job for job in jobs if not is_finished(job)]
    policy = spec_of(cron).get("concurrencyPolicy", "Allow")
    if policy == "Forbid" and active:
        message = "Not starting job because prior execution is running and concurrency policy is Forbid"
        tx.event(cron, "Normal", "JobAlreadyActive", message, COMPONENT)
        return
    if policy == "Replace":
        for job in active:
            tx.delete(JOB, name_of(job), namespace_of(job))
            tx.event(cron, "Normal", "SuccessfulDelete", f"Deleted job {name_of(job)}", COMPONENT)
    template = spec_of(cron).get("jobTemplate") or {}
    meta = template.get("metadata") or {}
    name = f"{name_of(cron)}-{int(due // 60)}"
    manifest: Obj = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": name,
            "namespace": namespace_of(cron),
            "annotations": {
                **(meta.get("annotations") or {}),
                "batch.kubernetes.io/cronjob-scheduled-timestamp": timestamp(due),
            },
            "labels": dict(meta.get("labels") or {}),
            "ownerReferences": [owner_reference(cron)],
        },
        "spec": copy_tree(template.get("spec") or {}),
    }
    if tx.find(JOB, name, namespace_of(cron)) is None:
        tx.create(JOB, manifest, namespace_of(cron), strict="Ignore")
        tx.event(cron, "Normal", "SuccessfulCreate", f"Created job {name}", COMPONENT)
    status = {**status_of(cron), "lastScheduleTime": timestamp(due)}
    current = tx.find_key(CRON_JOB, key_of(cron))
    if current is not None:
        tx.update_status(CRON_JOB, current, status)


def _clean_up(tx: Transaction, cron: Obj) -> None:
    """Keeps the last few finished Jobs."""
    jobs = sorted(tx.controlled(JOB, uid_of(cron)), key=lambda job: job["metadata"].get("creationTimestamp", ""))
    for kind, field, default in (
        ("Complete", "successfulJobsHistoryLimit", 3),
        ("Failed", "failedJobsHistoryLimit", 1),
    ):
        found = [job for job in jobs if (condition_of(job, kind) or {}).get("status") == "True"]
        for job in found[: max(0, len(found) - spec_of(cron).get(field, default))]:
            tx.delete(JOB, name_of(job), namespace_of(job))
            tx.event(cron, "Normal", "SuccessfulDelete", f"Deleted job {name_of(job)}", COMPONENT)


def _publish(tx: Transaction, key: str) -> None:
    cron = tx.find_key(CRON_JOB, key)
    if cron is None:
        return
    jobs = tx.controlled(JOB, uid_of(cron))
    active = [
        {
            "apiVersion": "batch/v1",
            "kind": "Job",
            "name": name_of(job),
            "namespace": namespace_of(job),
            "resourceVersion": job["metadata"].get("resourceVersion", ""),
            "uid": uid_of(job),
        }
        for job in jobs
        if not is_finished(job)
    ]
    before = status_of(cron)
    for reference in before.get("active") or ():
        done = next((job for job in jobs if uid_of(job) == reference.get("uid") and is_finished(job)), None)
        if done is not None:
            kind = "Complete" if condition_of(done, "Complete") else "Failed"
            message = f"Saw completed job: {name_of(done)}, condition: {kind}"
            tx.event(cron, "Normal", "SawCompletedJob", message, COMPONENT)
    found = {name: value for name, value in before.items() if name != "active"}
    if active:
        found["active"] = active
    times = [status_of(job).get("completionTime") for job in jobs if condition_of(job, "Complete")]
    latest = max([text for text in times if text] or [""])
    if latest:
        found["lastSuccessfulTime"] = max(latest, before.get("lastSuccessfulTime") or "")
    known = {one["uid"] for one in before.get("active") or ()}
    if known == {one["uid"] for one in active} and "active" in before:
        found["active"] = before["active"]
    tx.update_status(CRON_JOB, cron, found)

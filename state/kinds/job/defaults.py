"""Fields that the server fills in for a Job, and the selector that it makes from its uid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.podspec.defaults import template_defaults
from minikctl.state.objects import labels_of, name_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

UID_LABEL = "batch.kubernetes.io/controller-uid"
NAME_LABEL = "batch.kubernetes.io/job-name"
OLD_UID_LABEL = "controller-uid"
OLD_NAME_LABEL = "job-name"
MOST = 2**31 - 1


def defaults(job: Obj) -> None:
    """SetDefaults_Job of v1.33. Labels come from the template's where the Job has none."""
    job_spec_defaults(job.setdefault("spec", {}))
    labels = job["spec"]["template"]["metadata"].get("labels")
    if labels and not labels_of(job):
        job["metadata"]["labels"] = dict(labels)
    job.setdefault("status", {})


def job_spec_defaults(spec: Obj) -> None:
    """A Job's spec, in place; the template of a CronJob gets only its pods' defaults."""
    template_defaults(spec.setdefault("template", {}))
    if spec.get("completions") is None and spec.get("parallelism") is None:
        spec["completions"] = 1
    limit = 6 if spec.get("backoffLimitPerIndex") is None else MOST
    replacement = "TerminatingOrFailed" if spec.get("podFailurePolicy") is None else "Failed"
    for field, value in (
        ("parallelism", 1),
        ("backoffLimit", limit),
        ("completionMode", "NonIndexed"),
        ("suspend", False),
        ("podReplacementPolicy", replacement),
        ("manualSelector", False),
    ):
        if spec.get(field) is None:
            spec[field] = value
    for rule in (spec.get("podFailurePolicy") or {}).get("rules") or ():
        for pattern in rule.get("onPodConditions") or ():
            if not pattern.get("status"):
                pattern["status"] = "True"


def allocate(tx: Transaction, job: Obj, old: Obj | None) -> None:
    """A new Job selects its pods by its own uid, unless it says that it brings a selector of its own."""
    if old is not None or job["spec"].get("manualSelector"):
        return
    spec = job["spec"]
    metadata = spec["template"]["metadata"]
    own = {
        UID_LABEL: uid_of(job),
        NAME_LABEL: name_of(job),
        OLD_UID_LABEL: uid_of(job),
        OLD_NAME_LABEL: name_of(job),
    }
    shared = labels_of(job) == (metadata.get("labels") or {})
    metadata["labels"] = {**own, **(metadata.get("labels") or {})}
    if shared:  # Kubernetes: the Job's labels are those of the template, defaulted again whenever it is read
        job["metadata"]["labels"] = dict(metadata["labels"])
    selector = spec["selector"] = spec.get("selector") or {}
    selector["matchLabels"] = {UID_LABEL: uid_of(job), **(selector.get("matchLabels") or {})}

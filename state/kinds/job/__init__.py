"""Jobs: RULES of the kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.clock import age, parse_timestamp
from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME, SELECTOR, TEMPLATE_COLUMNS, count
from minikctl.state.kinds.podspec.deferred import deferred

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

STATES = (("Complete", "Complete"), ("Failed", "Failed"))
LATER_STATES = (("Suspended", "Suspended"), ("FailureTarget", "FailureTarget"))


def condition_is_true(job: Obj, kind: str) -> bool:
    """What the first condition of that type says."""
    for condition in (job.get("status") or {}).get("conditions") or ():
        if condition.get("type") == kind:
            return bool(condition.get("status") == "True")
    return False


def status_cell(job: Obj, view: View) -> str:
    """`Complete`, `Failed`, `Terminating`, `Suspended`, `FailureTarget` or `Running`."""
    for kind, shown in STATES:
        if condition_is_true(job, kind):
            return shown
    if job["metadata"].get("deletionTimestamp"):
        return "Terminating"
    for kind, shown in LATER_STATES:
        if condition_is_true(job, kind):
            return shown
    return "Running"


def completions_cell(job: Obj, view: View) -> str:
    """`1/1`, or `2/1 of 5` for a queue of work with several workers."""
    spec, succeeded = job["spec"], count(job.get("status") or {}, "succeeded")
    if spec.get("completions") is not None:
        return f"{succeeded}/{spec['completions']}"
    workers = count(spec, "parallelism")
    return f"{succeeded}/1 of {workers}" if workers > 1 else f"{succeeded}/1"


def duration_cell(job: Obj, view: View) -> str:
    """How long the job took, or has been going on for."""
    status = job.get("status") or {}
    if not status.get("startTime"):
        return ""
    end = parse_timestamp(status["completionTime"]) if status.get("completionTime") else view.now
    return age(end - parse_timestamp(status["startTime"]))


RULES = Rules(
    columns=(
        NAME,
        Column("Status", status_cell),
        Column("Completions", completions_cell),
        Column("Duration", duration_cell),
        AGE,
        *TEMPLATE_COLUMNS,
        SELECTOR,
    ),
    defaults=deferred("job.defaults", "defaults"),
    allocate=deferred("job.defaults", "allocate"),
    validate=deferred("job.validate", "validate"),
    validate_update=deferred("job.validate", "validate_update"),
    describe=deferred("job.describe", "describe"),
    spec_generation=True,
    has_status=True,
)

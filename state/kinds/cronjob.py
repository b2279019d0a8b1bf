"""CronJobs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME, containers_of
from minikctl.state.objects import annotations_of, labels_of, name_of, namespace_of

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.text import Page
    from minikctl.state.view import View

Obj = dict[str, Any]

POLICIES = ("Allow", "Forbid", "Replace")
LONGEST_NAME = 52  # a Job's name has eleven characters more


def schedule_cell(obj: Obj, view: View) -> str:
    return obj["spec"].get("schedule") or ""


def zone_cell(obj: Obj, view: View) -> str:
    zone = obj["spec"].get("timeZone")
    return "<none>" if zone is None else zone


def suspend_cell(obj: Obj, view: View) -> str:
    return bool_text(obj["spec"].get("suspend"))


def bool_text(value: bool | None) -> str:
    """`True`, `False`, or `<unset>`."""
    return "<unset>" if value is None else str(value)


def active_cell(obj: Obj, view: View) -> int:
    return len((obj.get("status") or {}).get("active") or ())


def last_cell(obj: Obj, view: View) -> str:
    from minikctl.state.clock import age_since  # only for lists

    last = (obj.get("status") or {}).get("lastScheduleTime")
    return age_since(last, view.now) if last else "<none>"


def pod_template(obj: Obj) -> Obj:
    found: Obj = ((obj["spec"].get("jobTemplate") or {}).get("spec") or {}).get("template") or {}
    return found


def names_cell(obj: Obj, view: View) -> str:
    return ",".join([container.get("name", "") for container in containers_of(pod_template(obj))])


def images_cell(obj: Obj, view: View) -> str:
    return ",".join([container.get("image", "") for container in containers_of(pod_template(obj))])


def selector_cell(obj: Obj, view: View) -> str:
    from minikctl.state.selectors import selector_text  # wide lists only show it

    return selector_text(obj["spec"]["jobTemplate"]["spec"].get("selector"))


def defaults(obj: Obj) -> None:
    """SetDefaults_CronJob of v1.33; the Job inside gets its defaults when it is made."""
    from minikctl.state.kinds.podspec.defaults import fill, template_defaults  # only for writes

    spec = obj.setdefault("spec", {})
    fill(spec, "concurrencyPolicy", "Allow")
    for field, value in (("suspend", False), ("successfulJobsHistoryLimit", 3), ("failedJobsHistoryLimit", 1)):
        if spec.get(field) is None:
            spec[field] = value
    template = spec.setdefault("jobTemplate", {})
    template.setdefault("metadata", {}).setdefault("creationTimestamp", None)
    template_defaults(template.setdefault("spec", {}).setdefault("template", {}))
    obj.setdefault("status", {})


def validate(obj: Obj) -> Iterator[FieldError]:
    """ValidateCronJobCreate of v1.33."""
    from minikctl.state import fields, names  # only for writes
    from minikctl.state.kinds.job.validate import job_spec_errors
    from minikctl.state.kinds.podspec.validate.wording import negative, unsupported

    spec = obj["spec"]
    if not spec.get("schedule"):
        yield fields.required("spec.schedule")
    else:
        yield from schedule_errors(spec["schedule"])
    yield from negative("spec.startingDeadlineSeconds", spec.get("startingDeadlineSeconds"))
    yield from zone_errors(spec.get("timeZone"))
    if spec["concurrencyPolicy"] not in POLICIES:
        yield unsupported("spec.concurrencyPolicy", spec["concurrencyPolicy"], POLICIES)
    job = spec["jobTemplate"]["spec"]
    yield from job_spec_errors(job, "spec.jobTemplate.spec")
    if job.get("manualSelector"):
        yield unsupported("spec.jobTemplate.spec.manualSelector", True, ("nil", "false"))
    for field in ("successfulJobsHistoryLimit", "failedJobsHistoryLimit"):
        yield from negative(f"spec.{field}", spec.get(field))
    is_new = not obj["metadata"].get("resourceVersion")
    if is_new and len(name_of(obj)) > LONGEST_NAME:
        yield fields.invalid("metadata.name", name_of(obj), names.too_long(LONGEST_NAME))


def schedule_errors(schedule: str) -> Iterator[FieldError]:
    """robfig/cron's words for what it cannot read."""
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.podspec.schedules import schedule_problem

    problem = schedule_problem(schedule)
    if problem:
        yield fields.invalid("spec.schedule", schedule, problem)
    if "TZ" in schedule:
        why = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"
        yield fields.invalid("spec.schedule", schedule, why)


def zone_errors(zone: str | None) -> Iterator[FieldError]:
    """A name of the time zone database."""
    import re  # only for writes

    from minikctl.state import fields

    if zone is None:
        return
    if not zone:
        yield fields.invalid("spec.timeZone", zone, "timeZone must be nil or non-empty string")
    elif not all(re.fullmatch(r"(?!-)(?!\.\.?$)[A-Za-z.\-_0-9+]{1,14}", part) for part in zone.split("/")):
        yield fields.invalid("spec.timeZone", zone, f"unknown time zone {zone}")
    elif zone.lower() == "local":
        why = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
        yield fields.invalid("spec.timeZone", zone, why)
    elif not is_zone(zone):
        yield fields.invalid("spec.timeZone", zone, f"unknown time zone {zone}")


def is_zone(zone: str) -> bool:
    """Whether the machine's time zone database has a zone; without a database everything passes."""
    from zoneinfo import available_timezones  # only for writes that name a zone

    known = available_timezones()
    return not known or zone in known


def describe(obj: Obj, view: View) -> str:
    """kubectl's page."""
    from minikctl.state.kinds.pages import annotations_block, events_block, labels_block  # only for pages
    from minikctl.state.kinds.podspec.describe.containers import time_text
    from minikctl.state.text import Page

    page, spec, status = Page(), obj["spec"], obj.get("status") or {}
    page.line(f"Name:\t{name_of(obj)}")
    page.line(f"Namespace:\t{namespace_of(obj)}")
    labels_block(page, "Labels", labels_of(obj))
    annotations_block(page, "Annotations", annotations_of(obj))
    page.line(f"Schedule:\t{schedule_cell(obj, view)}")
    page.line(f"Concurrency Policy:\t{spec.get('concurrencyPolicy', '')}")
    page.line(f"Suspend:\t{bool_text(spec.get('suspend'))}")
    page.line(f"Successful Job History Limit:\t{or_unset(spec, 'successfulJobsHistoryLimit')}")
    page.line(f"Failed Job History Limit:\t{or_unset(spec, 'failedJobsHistoryLimit')}")
    page.line(f"Starting Deadline Seconds:\t{or_unset(spec, 'startingDeadlineSeconds', 's')}")
    job_lines(page, (spec.get("jobTemplate") or {}).get("spec") or {})
    last = status.get("lastScheduleTime")
    page.line(f"Last Schedule Time:\t{time_text(last) if last else '<unset>'}")
    active = ", ".join([job.get("name", "") for job in status.get("active") or ()])
    page.line(f"Active Jobs:\t{active or '<none>'}")
    events_block(page, view, obj)
    return str(page)


def or_unset(holder: Obj, field: str, unit: str = "") -> str:
    return "<unset>" if holder.get(field) is None else f"{holder[field]}{unit}"


def job_lines(page: Page, job: Obj) -> None:
    """The Job that is made each time."""
    from minikctl.state.kinds.podspec.describe.template import template_block  # only for pages
    from minikctl.state.selectors import selector_of

    selector = job.get("selector")
    page.line(f"Selector:\t{'<unset>' if selector is None else selector_of(selector)}")
    page.line(f"Parallelism:\t{or_unset(job, 'parallelism')}")
    page.line(f"Completions:\t{or_unset(job, 'completions')}")
    if job.get("activeDeadlineSeconds") is not None:
        page.line(f"Active Deadline Seconds:\t{job['activeDeadlineSeconds']}s")
    template_block(page, job.get("template"))


RULES = Rules(
    columns=(
        NAME,
        Column("Schedule", schedule_cell),
        Column("Timezone", zone_cell),
        Column("Suspend", suspend_cell, type="boolean"),
        Column("Active", active_cell, type="integer"),
        Column("Last Schedule", last_cell),
        AGE,
        Column("Containers", names_cell, wide=True),
        Column("Images", images_cell, wide=True),
        Column("Selector", selector_cell, wide=True),
    ),
    defaults=defaults,
    validate=validate,
    describe=describe,
    spec_generation=True,
    has_status=True,
)

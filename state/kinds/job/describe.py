"""The page of `describe job`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.clock import age, parse_timestamp
from minikctl.state.kinds.pages import annotations_block, events_block, labels_block
from minikctl.state.kinds.podspec.cells import count
from minikctl.state.kinds.podspec.describe.containers import time_text
from minikctl.state.kinds.podspec.describe.golang import boolean
from minikctl.state.kinds.podspec.describe.template import template_block
from minikctl.state.objects import annotations_of, labels_of, name_of, namespace_of, owner_of
from minikctl.state.selectors import selector_of
from minikctl.state.text import Page

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

INDEXES_SHOWN = 50


def describe(job: Obj, view: View) -> str:
    """The whole page."""
    page, spec, status = Page(), job["spec"], job.get("status") or {}
    page.line(f"Name:\t{name_of(job)}")
    page.line(f"Namespace:\t{namespace_of(job)}")
    page.line(f"Selector:\t{selector_of(spec.get('selector'))}")
    labels_block(page, "Labels", labels_of(job))
    annotations_block(page, "Annotations", annotations_of(job))
    owner = owner_of(job)
    if owner:
        page.line(f"Controlled By:\t{owner['kind']}/{owner['name']}")
    number_lines(page, spec)
    time_lines(page, spec, status)
    ready = "" if status.get("ready") is None else f" ({status['ready']} Ready)"
    page.line(
        f"Pods Statuses:\t{count(status, 'active')} Active{ready} / {count(status, 'succeeded')} Succeeded"
        f" / {count(status, 'failed')} Failed"
    )
    if spec.get("completionMode") == "Indexed":
        page.line(f"Completed Indexes:\t{indexes_text(status.get('completedIndexes') or '')}")
    template_block(page, spec.get("template"))
    events_block(page, view, job)
    return str(page)


def number_lines(page: Page, spec: Obj) -> None:
    """What the Job is to do, as far as it is said."""
    if spec.get("parallelism") is not None:
        page.line(f"Parallelism:\t{spec['parallelism']}")
    page.line(f"Completions:\t{'<unset>' if spec.get('completions') is None else spec['completions']}")
    if spec.get("completionMode") is not None:
        page.line(f"Completion Mode:\t{spec['completionMode']}")
    if spec.get("suspend") is not None:
        page.line(f"Suspend:\t{boolean(spec['suspend'])}")
    if spec.get("backoffLimit") is not None:
        page.line(f"Backoff Limit:\t{spec['backoffLimit']}")
    if spec.get("ttlSecondsAfterFinished") is not None:
        page.line(f"TTL Seconds After Finished:\t{spec['ttlSecondsAfterFinished']}")


def time_lines(page: Page, spec: Obj, status: Obj) -> None:
    """When it began and ended, and how long it may take."""
    start, end = status.get("startTime"), status.get("completionTime")
    if start:
        page.line(f"Start Time:\t{time_text(start)}")
    if end:
        page.line(f"Completed At:\t{time_text(end)}")
    if start and end:
        page.line(f"Duration:\t{age(parse_timestamp(end) - parse_timestamp(start))}")
    if spec.get("activeDeadlineSeconds") is not None:
        page.line(f"Active Deadline Seconds:\t{spec['activeDeadlineSeconds']}s")


def indexes_text(indexes: str) -> str:
    """`0-3,5`, cut at the first comma behind 50 characters."""
    if not indexes:
        return "<none>"
    comma = indexes.find(",", INDEXES_SHOWN)
    return indexes if comma < 0 else indexes[: comma + 1] + "..."

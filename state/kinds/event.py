"""Event: what happened to an object, and how often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from minikctl.state.clock import age_since
from minikctl.state.fields import FieldError, invalid
from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.objects import namespace_of
from minikctl.state.tables import NAME

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]


def first_seen(event: Obj, view: View) -> str:
    """The age of the first occurrence: of `firstTimestamp`, or of `eventTime` where that is missing."""
    if event.get("firstTimestamp"):
        return age_since(event["firstTimestamp"], view.now)
    return age_since(event.get("eventTime"), view.now)


def last_seen(event: Obj, view: View) -> str:
    """The age of the last occurrence (printEvent): a series' last one, else `lastTimestamp`, else the first."""
    series = event.get("series")
    if series is not None:
        return age_since(series.get("lastObservedTime"), view.now)
    if event.get("lastTimestamp"):
        return age_since(event["lastTimestamp"], view.now)
    return first_seen(event, view)


def type_cell(event: Obj, view: View) -> str:
    return event.get("type") or ""


def reason_cell(event: Obj, view: View) -> str:
    return event.get("reason") or ""


def object_cell(event: Obj, view: View) -> str:
    """`pod/web`."""
    involved = event.get("involvedObject") or {}
    kind, name = (involved.get("kind") or "").lower(), involved.get("name") or ""
    return f"{kind}/{name}" if name else kind


def subobject_cell(event: Obj, view: View) -> str:
    return (event.get("involvedObject") or {}).get("fieldPath") or ""


def source_cell(event: Obj, view: View) -> str:
    """`kubelet, minikube`."""
    source = event.get("source") or {}
    component = source.get("component") or event.get("reportingComponent") or ""
    host = source.get("host") or event.get("reportingInstance") or ""
    return f"{component}, {host}" if host else component


def message_cell(event: Obj, view: View) -> str:
    return (event.get("message") or "").strip()


def count_cell(event: Obj, view: View) -> int:
    series = event.get("series")
    if series is not None:
        return int(series.get("count") or 0)
    return int(event.get("count") or 1)


def by_last_seen(events: Sequence[Obj]) -> list[Obj]:
    """Events in the order of their last occurrence: what `kubectl events` shows; `get events` keeps names' order."""
    return sorted(events, key=moment_text)


def moment_text(event: Obj) -> str:
    """When an event was last seen, as text that sorts."""
    series = event.get("series") or {}
    found: str = series.get("lastObservedTime") or event.get("lastTimestamp") or event.get("eventTime") or ""
    return found[:19]


def defaults(event: Obj) -> None:
    """Fields that Go always writes, empty where nothing was said."""
    event.setdefault("eventTime", None)
    event.setdefault("reportingComponent", "")
    event.setdefault("reportingInstance", "")


def validate(event: Obj) -> Iterator[FieldError]:
    """An Event lives where its object lives; about objects of the whole cluster in `default`."""
    namespace, about = namespace_of(event), (event.get("involvedObject") or {}).get("namespace") or ""
    if namespace != about and not (not about and namespace == "default"):
        yield invalid("involvedObject.namespace", about, "does not match event.namespace")


def describe(event: Obj, view: View) -> str:
    from minikctl.state.kinds.generic import describe as generic  # only `describe` needs it

    return generic(event, view)


RULES = Rules(
    columns=(
        Column("Last Seen", last_seen),
        Column("Type", type_cell),
        Column("Reason", reason_cell),
        Column("Object", object_cell),
        Column("Subobject", subobject_cell, wide=True),
        Column("Source", source_cell, wide=True),
        Column("Message", message_cell),
        Column("First Seen", first_seen, wide=True),
        Column("Count", count_cell, wide=True, type="integer"),
        NAME._replace(wide=True),
    ),
    defaults=defaults,
    validate=validate,
    describe=describe,
)

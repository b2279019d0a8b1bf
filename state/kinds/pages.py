"""What the describe pages of all kinds share: labels, annotations, ages and the table of events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from minikctl.state.clock import age_since
from minikctl.state.objects import annotations_of, labels_of, name_of, namespace_of

if TYPE_CHECKING:
    from minikctl.state.text import Page
    from minikctl.state.view import View

Obj = dict[str, Any]

ANNOTATION_LIMIT = 140  # bytes: longer annotations start on a line of their own
HIDDEN_ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration"


def age(view: View, timestamp: str | None) -> str:
    """How long ago an RFC 3339 timestamp was: `3h44m`, or `<unknown>` where there is none."""
    return age_since(timestamp, view.now)


def labels_block(page: Page, label: str, pairs: Mapping[str, str] | None, level: int = 0) -> None:
    """A map as `Labels:` shows it: one `key=value` a line, sorted by key, or `<none>`."""
    page.pairs(label, pairs, level)


def annotations_block(page: Page, label: str, pairs: Mapping[str, str] | None, level: int = 0) -> None:
    """A map as `Annotations:` shows it: `key: value`, long and many-line values below their key."""
    shown = {key: value for key, value in (pairs or {}).items() if key != HIDDEN_ANNOTATION}
    if not shown:
        page.line(f"{label}:\t<none>", level)
        return
    for index, key in enumerate(sorted(shown)):
        lead = f"{label}:\t" if index == 0 else "\t"
        value = shown[key].removesuffix("\n")
        if "\n" not in value and _bytes(key) + _bytes(value) + 2 <= ANNOTATION_LIMIT:
            page.line(f"{lead}{key}: {value}", level)
            continue
        page.line(f"{lead}{key}:", level)
        for line in value.split("\n"):
            page.line(f"\t  {shortened(line, ANNOTATION_LIMIT - 2)}", level)


def shortened(text: str, limit: int) -> str:
    """A text of at most `limit` bytes, with `...` behind it if something was cut off."""
    if _bytes(text) <= limit:
        return text
    return text.encode()[:limit].decode(errors="ignore") + "..."


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())


def heading(page: Page, obj: Obj) -> None:
    """The lines that most pages begin with: name, namespace, labels, annotations."""
    page.line(f"Name:\t{name_of(obj)}")
    page.line(f"Namespace:\t{namespace_of(obj)}")
    labels_block(page, "Labels", labels_of(obj))
    annotations_block(page, "Annotations", annotations_of(obj))


def events_block(page: Page, view: View, obj: Obj, level: int = 0) -> None:
    """The table of events that ends a page. A view with `show_events = False` (--show-events) has none."""
    if getattr(view, "show_events", True):
        events_table(page, view, view.events_for(obj), level)


def events_table(page: Page, view: View, events: Sequence[Obj], level: int = 0) -> None:
    """Events in the order of their last occurrence, or `Events: <none>`."""
    if not events:
        page.line("Events:\t<none>", level)
        return
    page.line("Events:", level)
    page.line("Type\tReason\tAge\tFrom\tMessage", level + 1)
    page.line("----\t------\t----\t----\t-------", level + 1)
    for event in sorted(events, key=lambda event: event.get("lastTimestamp") or ""):
        source = (event.get("source") or {}).get("component") or event.get("reportingComponent") or ""
        message = (event.get("message") or "").strip()
        cells = (event.get("type") or "", event.get("reason") or "", occurrences(event, view.now), source, message)
        page.line("\t".join(cells), level + 1)


def occurrences(event: Obj, now: float) -> str:
    """When an event happened: `5m`, or `12s (x3 over 5m)` if it did more than once."""
    first = age_since(event.get("eventTime") or event.get("firstTimestamp"), now)
    series = event.get("series")
    if series is not None:
        return f"{age_since(series.get('lastObservedTime'), now)} (x{series.get('count', 0)} over {first})"
    count = event.get("count") or 0
    if count > 1:
        return f"{age_since(event.get('lastTimestamp'), now)} (x{count} over {first})"
    return first

"""What a recorder does with many Events about one object: similar ones are combined, floods are cut (client-go)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.clock import parse_timestamp

if TYPE_CHECKING:
    from collections.abc import Iterable

Obj = dict[str, Any]

COMBINED = "(combined from similar events): "
MOST_SIMILAR = 10  # from the tenth message of a reason on they are combined
SIMILAR_SECONDS = 600.0
BURST, REFILL = 25, 300.0  # Events about one object from one source, and seconds until one more is let through


def seconds_of(text: str | None) -> float:
    return parse_timestamp(text) if text else 0.0


def is_flood(known: Iterable[Obj], source: Obj, now: float) -> bool:
    """Whether a source has told so much about an object that the next Event is dropped (its spam filter)."""
    own = [event for event in known if event.get("source") == source]
    total = sum(int(event.get("count") or 1) for event in own)
    if total < BURST:
        return False
    first = min(seconds_of(event.get("firstTimestamp")) for event in own)
    return total >= BURST + int(max(0.0, now - first) // REFILL)


def combined(known: Iterable[Obj], kind: str, reason: str, source: Obj, now: float) -> tuple[bool, Obj | None]:
    """(whether another message of a reason is combined with those before it, the Event that they are combined in)."""
    similar = [
        event
        for event in known
        if event.get("reason") == reason and event.get("type") == kind and event.get("source") == source
    ]
    recent = [event for event in similar if now - seconds_of(event.get("lastTimestamp")) < SIMILAR_SECONDS]
    found = next((event for event in recent if str(event.get("message", "")).startswith(COMBINED)), None)
    return len(recent) + 1 >= MOST_SIMILAR, found

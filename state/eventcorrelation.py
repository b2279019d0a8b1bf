"""What a recorder does with many Events about one object: similar ones are combined, floods are cut (client-go)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.clock import parse_timestamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

COMBINED = "(combined from similar events): "
MOST_SIMILAR = 10  # from the tenth message of a reason on they are combined
SIMILAR_SECONDS = 600.0
TABLE = "_unsaid"  # the buckets of sources that tell much about an object
BURST, REFILL = 25, 300.0  # Events about one object from one source, and seconds until one more is let through


def seconds_of(text: str | None) -> float:
    return parse_timestamp(text) if text else 0.0


def let_through(tx: Transaction, about: str, source: Obj, known: Iterable[Obj], signature: str) -> int | None:
    """Whether an Event about an object may be written now: how many of the same were kept back, None if it may not.

    A source has a bucket of tokens for each object (EventSourceObjectSpamFilter); what it has no token for is counted
    and told with the next one. The bucket is only kept once it is half empty.
    """
    name = f"{source.get('component', '')}|{source.get('host', '')}|{about}"
    bucket = tx.stored(TABLE, name)
    if bucket is None:
        told = sum(int(event.get("count") or 1) for event in known if event.get("source") == source)
        if told < BURST // 2:
            return 0
        tokens, counts = float(max(0, BURST - told)), {}
    else:
        tokens = min(float(BURST), bucket["tokens"] + max(0.0, tx.now - bucket["at"]) / REFILL)
        counts = dict(bucket["counts"])
    if tokens < 1:
        counts[signature] = counts.get(signature, 0) + 1
        tx.put(TABLE, name, {"tokens": tokens, "at": tx.now, "counts": counts})
        return None
    kept_back: int = counts.pop(signature, 0)
    tx.put(TABLE, name, {"tokens": tokens - 1, "at": tx.now, "counts": counts})
    return kept_back


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

"""Event objects: recorded by loops, repeats folded into a count as client-go's recorder does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.clock import parse_timestamp, timestamp
from minikctl.state.eventcorrelation import COMBINED, MOST_SIMILAR, combined, let_through
from minikctl.state.kinds import EVENT
from minikctl.state.objects import name_of, namespace_of, without_empty

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

LIFETIME = 3600.0  # seconds: kube-apiserver's --event-ttl
LOOP, KEY = "eventttl", "/"


def record(
    tx: Transaction,
    obj: Obj,
    kind: str,
    reason: str,
    message: str,
    component: str,
    host: str = "",
    field: str = "",
) -> None:
    """Writes an Event about `obj`, or counts one more of the same (same object, reason, message and source)."""
    involved = involved_object(obj, field)
    source = without_empty({"component": component, "host": host})
    before = tx.events_for(obj)
    same = next((known for known in reversed(before) if is_same(known, involved, kind, reason, message, source)), None)
    if same is None and len(before) >= MOST_SIMILAR - 1:
        too_many, same = combined(before, kind, reason, source, tx.now)
        if too_many:
            message = COMBINED + message
        else:
            same = None
    kept_back = 0
    if before:
        group = COMBINED if message.startswith(COMBINED) else message
        about = f"{involved.get('kind')}/{involved.get('namespace', '')}/{involved.get('name')}"
        found = let_through(tx, about, source, before, f"{reason}|{group}")
        if found is None:
            return
        kept_back = found
    if same is not None:
        count = same.get("count", 1) + 1 + kept_back
        tx.write(EVENT, {**same, "count": count, "lastTimestamp": tx.timestamp(), "message": message})
        return
    tx.wake_at(tx.now + LIFETIME, LOOP, KEY, patient=True)
    namespace = namespace_of(obj) or "default"
    tx.counter += 1
    digits = f"{int(tx.now * 1e6) * 1000 + tx.counter % 1000:x}"  # client-go: nanoseconds, so that names sort by time
    now = tx.timestamp()
    tx.write(
        EVENT,
        {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": {"name": f"{name_of(obj)}.{digits}", "namespace": namespace},
            "involvedObject": involved,
            "reason": reason,
            "message": message,
            "source": source,
            "firstTimestamp": now,
            "lastTimestamp": now,
            "count": 1 + kept_back,
            "type": kind,
            "eventTime": None,
            "reportingComponent": component,
            "reportingInstance": host,
        },
    )


def is_same(known: Obj, involved: Obj, kind: str, reason: str, message: str, source: Obj) -> bool:
    """Whether an Event says the same of the same; the version of the object does not count."""
    if known.get("reason") != reason or known.get("message") != message or known.get("type") != kind:
        return False
    subject = {**known["involvedObject"], "resourceVersion": involved.get("resourceVersion", "")}
    return without_empty(subject) == involved and known.get("source") == source


def involved_object(obj: Obj, field: str = "") -> Obj:
    """The reference to what an Event is about."""
    meta = obj["metadata"]
    return without_empty(
        {
            "apiVersion": obj.get("apiVersion", ""),
            "fieldPath": field,
            "kind": obj.get("kind", ""),
            "name": meta.get("name", ""),
            "namespace": meta.get("namespace", ""),
            "resourceVersion": meta.get("resourceVersion", ""),
            "uid": meta.get("uid", ""),
        }
    )


def last_seen(event: Obj) -> float:
    """The moment an Event was last seen."""
    text = event.get("lastTimestamp") or event.get("eventTime") or event["metadata"].get("creationTimestamp")
    return parse_timestamp(text) if text else 0.0


def expire(tx: Transaction) -> None:
    """Removes Events older than an hour, and looks again when the next one will be (once a minute at most).

    Timestamps of the same form compare as text, which spares reading thousands of them.
    """
    limit = timestamp(tx.now - LIFETIME)
    oldest = ""
    for event in list(tx.table(EVENT.plural).values()):
        seen = event.get("lastTimestamp") or event.get("eventTime") or event["metadata"].get("creationTimestamp") or ""
        if seen[:19] <= limit[:19]:
            tx.forget(EVENT, name_of(event), namespace_of(event))
        elif not oldest or seen < oldest:
            oldest = seen
    if oldest:
        due = parse_timestamp(oldest) + LIFETIME
        tx.wake_at(max(due, tx.now + 60), LOOP, KEY, patient=True)

"""Event objects: recorded by loops, repeats folded into a count as client-go's recorder does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.clock import parse_timestamp
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
    for known in reversed(tx.events_for(obj)):
        same = known.get("reason") == reason and known.get("message") == message and known.get("type") == kind
        subject = {**known["involvedObject"], "resourceVersion": involved.get("resourceVersion", "")}
        if same and without_empty(subject) == involved and known.get("source") == source:
            again = {**known, "count": known.get("count", 1) + 1, "lastTimestamp": tx.timestamp()}
            tx.write(EVENT, again)
            return
    tx.wake_at(tx.now + LIFETIME, LOOP, KEY, patient=True)
    namespace = namespace_of(obj) or "default"
    digits = tx.chance.bytes(tx.purpose(f"event/{namespace}/{name_of(obj)}"))[:8].hex()
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
            "count": 1,
            "type": kind,
            "eventTime": None,
            "reportingComponent": component,
            "reportingInstance": host,
        },
    )


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
    """Removes Events older than an hour, and looks again when the next one will be."""
    oldest: float | None = None
    for event in tx.list(EVENT):
        due = last_seen(event) + LIFETIME
        if due <= tx.now:
            tx.forget(EVENT, name_of(event), namespace_of(event))
        elif oldest is None or due < oldest:
            oldest = due
    if oldest is not None:
        tx.wake_at(oldest, LOOP, KEY, patient=True)

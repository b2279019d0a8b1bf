"""The only way to change the cluster: a view that can be written, all of it or nothing."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from minikctl.state import errors
from minikctl.state.chance import Chance
from minikctl.state.clock import timestamp
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import copy_tree, key_of
from minikctl.state.values import NamedTuple
from minikctl.state.view import View

if TYPE_CHECKING:
    from minikctl.state.moment import Moment

Obj = dict[str, Any]


class Change(NamedTuple):
    """One object before and after; None where it does not exist."""

    kind: Kind
    key: str
    old: Obj | None
    new: Obj | None


class Timer(NamedTuple):
    """A loop's key that is to be looked at again at a moment."""

    due: float
    loop: str
    key: str


class Transaction(View):
    """A view whose writes are seen by its own reads and by nobody else until they are committed.

    `now` moves while due work is done; `timestamp()` never lies in the future of `real`, the moment it was begun.
    """

    __slots__ = (
        "actor",
        "cause",
        "chance",
        "counter",
        "manager",
        "pace",
        "pending",
        "real",
        "resource_version",
        "steps",
        "woken",
    )

    def __init__(self, moment: Moment, now: float, cause: str = "", actor: str = "") -> None:
        super().__init__(moment, now)
        self.real = now
        self.cause = cause
        self.actor = actor
        self.pace = str(self.settings["pace"])
        self.manager = ""  # the field manager; "" for writes that own no fields
        self.steps: list[dict[str, Any]] = []
        self.pending: deque[Change] = deque()
        self.woken: deque[tuple[str, str]] = deque()
        self.resource_version = moment.resource_version
        self.counter = moment.counter
        self.chance = Chance(str(self.settings["seed"]))

    # ---- time and chance

    def timestamp(self) -> str:
        """Now, as objects carry it."""
        return timestamp(min(self.now, self.real))

    def purpose(self, text: str) -> str:
        """A purpose that no other draw of this cluster has: nothing repeats."""
        self.counter += 1
        return f"{text}/{self.counter}"

    def step(self, actor: str, step: str, obj: Obj | None = None, detail: str = "") -> None:
        """Notes who did what, for `story`."""
        subject = f"{obj['kind']}/{key_of(obj)}" if obj else ""
        self.steps.append({"actor": actor, "step": step, "object": subject, "time": self.now, "detail": detail})

    # ---- documents

    def put(self, table: str, key: str, obj: Obj | None) -> None:
        """Stores a document as it is; None removes it. For objects of kinds use `write`."""
        touched = self._overlay.setdefault(table, {})
        for (indexed, _), index in self._fresh.items():
            if indexed == table:
                index.change(key, touched.get(key), obj)
        touched[key] = obj
        merged = self._merged.get(table)
        if merged is not None:
            if obj is None:
                merged.pop(key, None)
            else:
                merged[key] = obj
        if table == "_settings":
            self._settings = None

    def write(self, kind: Kind, obj: Obj) -> Obj:
        """A loop's own write, without admission: sets uid, creationTimestamp, resourceVersion, generation.

        Nothing happens if the object is as it was. The object must not be modified afterwards. Returns what is stored.
        """
        key = key_of(obj)
        old = self.find_key(kind, key)
        meta = dict(obj["metadata"])
        if old is not None:
            before = old["metadata"]
            for name in ("uid", "creationTimestamp", "resourceVersion", "generation"):
                if before.get(name) is not None:
                    meta[name] = before[name]
            obj = {**obj, "metadata": meta}
            if obj == old:
                return old
            self._count_generation(kind, obj, old)
        else:
            meta.setdefault("uid", self.chance.uid(self.purpose(f"uid/{kind.plural}/{key}")))
            meta.setdefault("creationTimestamp", self.timestamp())
            obj = {**obj, "metadata": meta}
            self._count_generation(kind, obj, None)
        return self.store(kind, obj, old)

    def store(self, kind: Kind, obj: Obj, old: Obj | None) -> Obj:
        """Gives the object its resourceVersion and puts it into its table; the loops will hear of it."""
        self.resource_version += 1
        obj["metadata"]["resourceVersion"] = str(self.resource_version)
        key = key_of(obj)
        self._drop_incomplete(kind, key)
        self.put(kind.plural, key, obj)
        if kind.plural == "customresourcedefinitions":
            self._kinds = None
        self.pending.append(Change(kind, key, old, obj))
        return obj

    def _count_generation(self, kind: Kind, obj: Obj, old: Obj | None) -> None:
        from minikctl.state.kinds.kind import rules  # only what is written

        if not rules(kind).spec_generation:
            return
        if old is None:
            obj["metadata"].setdefault("generation", 1)
        elif beside_status(obj) != beside_status(old) and not assigns_node(obj, old):
            obj["metadata"]["generation"] = old["metadata"].get("generation", 1) + 1

    def _drop_incomplete(self, kind: Kind, key: str) -> None:
        incomplete = self.table("_incomplete").get(kind.plural)
        if incomplete and key in incomplete:
            self.put("_incomplete", kind.plural, {name: True for name in incomplete if name != key})
        self._complete.pop((kind.plural, key), None)

    def forget(self, kind: Kind, name: str, namespace: str = "") -> None:
        """Removes an object at once, whatever its finalizers say."""
        key = f"{namespace if kind.namespaced else ''}/{name}"
        old = self.find_key(kind, key)
        if old is None:
            return
        self.resource_version += 1
        self._drop_incomplete(kind, key)
        self.put(kind.plural, key, None)
        self.pending.append(Change(kind, key, old, None))

    def update_status(self, kind: Kind, obj: Obj, status: Obj) -> Obj:
        """Writes only the status of an object that was read."""
        if obj.get("status") == status:
            return obj
        return self.write(kind, {**obj, "status": status})

    # ---- as a user of the API

    def create(
        self, kind: Kind, manifest: Obj, namespace: str = "", *, strict: str = "Strict", version: str = ""
    ) -> Obj:
        """POST: admission, then store. Raises ApiError. `strict`: fieldValidation; `version`: of the request."""
        from minikctl.state import admission  # only for writes

        return admission.create(self, kind, manifest, namespace, strict, version)

    def replace(
        self, kind: Kind, manifest: Obj, namespace: str = "", *, strict: str = "Strict", subresource: str = ""
    ) -> Obj:
        """PUT: admission against the stored object, then store. Raises ApiError."""
        from minikctl.state import admission  # only for writes

        return admission.update(self, kind, manifest, namespace, strict, subresource)

    def delete(
        self,
        kind: Kind,
        name: str,
        namespace: str = "",
        *,
        propagation: str = "Background",
        grace: int | None = None,
        uid: str = "",
    ) -> Obj:
        """DELETE: `propagation` is Background, Foreground or Orphan; `grace` in seconds. Returns the object."""
        from minikctl.state import deletion  # only for writes

        return deletion.delete(self, kind, name, namespace, propagation, grace, uid)

    def expect(self, kind: Kind, name: str, namespace: str, resource_version: str) -> Obj:
        """The object, if it still has that resourceVersion; raises ApiError NotFound or Conflict."""
        found = self.get(kind, name, namespace)
        if resource_version and found["metadata"].get("resourceVersion") != resource_version:
            raise errors.conflict(kind.plural, kind.group, name)
        return found

    # ---- what nodes remember

    def remember(self, pod: Obj, memory: Obj | None) -> None:
        """Keeps what the node knows of a pod; None forgets it."""
        key = key_of(pod)
        if memory is not None:
            memory = {**memory, "uid": pod["metadata"].get("uid")}
        if self.stored("_runtime", key) != memory:
            self.put("_runtime", key, memory)
            self.wake("kubelet", key)

    # ---- events and timers

    def event(
        self,
        obj: Obj,
        kind: str,
        reason: str,
        message: str,
        component: str,
        *,
        host: str = "",
        field: str = "",
    ) -> None:
        """Records an Event about an object; repeats are folded."""
        from minikctl.state import events  # only for writes

        events.record(self, obj, kind, reason, message, component, host, field)

    def wake_at(self, moment: float, loop: str, key: str, *, patient: bool = False) -> None:
        """Lets a loop look at a key at a moment; the earlier of two wins. The pace never hurries a patient timer."""
        name = f"{loop}|{key}"
        known = self.stored("_timers", name)
        if known is None or known["due"] > moment:
            timer: Obj = {"due": moment, "loop": loop, "key": key}
            if patient:
                timer["patient"] = True
            self.put("_timers", name, timer)

    def wake(self, loop: str, key: str) -> None:
        """Lets a loop look at a key as soon as the loops run."""
        self.woken.append((loop, key))

    def sleep_off(self, loop: str, key: str) -> None:
        """Takes a timer back."""
        name = f"{loop}|{key}"
        if self.stored("_timers", name) is not None:
            self.put("_timers", name, None)

    def timers(self) -> list[Timer]:
        """All timers, in order of due time, then of their names: the same order everywhere."""
        found = [Timer(doc["due"], doc["loop"], doc["key"]) for doc in self.table("_timers").values()]
        return sorted(found)

    def next_timer(self, hurried: bool = False) -> Timer | None:
        """The earliest timer; `hurried` leaves the patient ones out."""
        docs = self.table("_timers").values()
        found = [(doc["due"], doc["loop"], doc["key"]) for doc in docs if not (hurried and doc.get("patient"))]
        return Timer(*min(found)) if found else None

    # ---- for the commit

    def written(self) -> list[tuple[str, str, Obj | None, Obj | None]]:
        """What differs from the moment this began with: (table, key, old, new)."""
        found = []
        for table, touched in self._overlay.items():
            for key, new in touched.items():
                old = self._moment.document(table, key)
                if old != new:
                    found.append((table, key, old, new))
        return found


def beside_status(obj: Obj) -> Obj:
    """What a generation counts: everything but metadata and status."""
    return {key: value for key, value in obj.items() if key not in ("metadata", "status")}


def assigns_node(obj: Obj, old: Obj) -> bool:
    """Whether a pod gets its node: a binding goes past the strategy that counts a pod's generations."""
    return obj.get("kind") == "Pod" and obj["spec"].get("nodeName") != old["spec"].get("nodeName")


def scoped(kind: Kind, obj: Obj, namespace: str) -> Obj:
    """A copy of a manifest with its namespace set, or removed for kinds of the whole cluster."""
    found: Obj = copy_tree(obj)
    meta = found.setdefault("metadata", {})
    if not kind.namespaced:
        meta.pop("namespace", None)
    elif not meta.get("namespace"):
        meta["namespace"] = namespace
    return found

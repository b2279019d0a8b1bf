"""A read-only moment of the cluster: every object as an API server would hand it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from minikctl.state import errors
from minikctl.state.kinds import CUSTOM_RESOURCE_DEFINITION, EVENT, KINDS
from minikctl.state.kinds.kind import Kind, rules
from minikctl.state.objects import copy_tree, labels_of

if TYPE_CHECKING:
    from minikctl.state.indexes import Index
    from minikctl.state.moment import Moment

Obj = dict[str, Any]
Objs = list[Obj]
Keys = list[str]
Kinds = list[Kind]

DEFAULT_SETTINGS: dict[str, Any] = {
    "service_cidrs": ["10.96.0.0/12"],
    "pod_cidrs": ["10.244.0.0/16"],
    "node_port_range": "30000-32767",
    "cluster_domain": "cluster.local",
    "proxy_mode": "iptables",
    "load_balancer": "none",
    "ingress": [],
    "pace": "real",
    "seed": "",
}


class View:
    """The cluster as it is at one moment. Never modify what a view hands out."""

    __slots__ = ("_complete", "_fresh", "_kinds", "_merged", "_moment", "_overlay", "_settings", "now", "show_events")

    def __init__(self, moment: Moment, now: float) -> None:
        self._moment = moment
        self._overlay: dict[str, dict[str, Obj | None]] = {}  # what is written and not committed yet
        self._merged: dict[str, dict[str, Obj]] = {}  # tables with what is written, once they were asked for
        self._fresh: dict[tuple[str, str], Index] = {}  # indexes over the overlay
        self._complete: dict[tuple[str, str], Obj] = {}
        self._settings: dict[str, Any] | None = None
        self._kinds: dict[str, Kind] | None = None
        self.now = now
        self.show_events = True  # False: pages end without the table of events (--show-events)

    @property
    def rev(self) -> int:
        """The revision that is shown."""
        return self._moment.rev

    # ---- objects

    def find(self, kind: Kind, name: str, namespace: str = "") -> Obj | None:
        """An object, complete, or None."""
        return self.find_key(kind, f"{namespace if kind.namespaced else ''}/{name}")

    def find_key(self, kind: Kind, key: str) -> Obj | None:
        stored = self.stored(kind.plural, key)
        return None if stored is None else self._completed(kind, key, stored)

    def get(self, kind: Kind, name: str, namespace: str = "") -> Obj:
        """An object; raises ApiError NotFound."""
        found = self.find(kind, name, namespace)
        if found is None:
            raise errors.not_found(kind.plural, kind.group, name)
        return found

    def list(self, kind: Kind, namespace: str | None = None) -> Objs:
        """Objects ordered by namespace and name; of all namespaces if `namespace` is None."""
        table = self.table(kind.plural)
        if namespace is None or not kind.namespaced:
            keys = sorted(table)
        else:
            prefix = f"{namespace}/"
            keys = sorted([key for key in table if key.startswith(prefix)])
        return [self._completed(kind, key, table[key]) for key in keys]

    def selected(self, kind: Kind, namespace: str, labels: Mapping[str, str]) -> Objs:
        """Objects of a namespace whose labels contain all the given ones; all of them for no labels."""
        if not labels:
            return self.list(kind, namespace)
        wanted = labels.items()
        values = [f"{namespace}/{key}={value}" for key, value in wanted]
        rarest = min(values, key=lambda value: self._moment.index(kind.plural, "labels").count(value))
        found = [self.find_key(kind, key) for key in self.indexed(kind, "labels", rarest)]
        return [obj for obj in found if obj is not None and labels_of(obj).items() >= wanted]

    def owned(self, kind: Kind, uid: str) -> Objs:
        """Objects with an owner reference to that uid, ordered by key."""
        found = [self.find_key(kind, key) for key in self.indexed(kind, "owner", uid)]
        return [obj for obj in found if obj is not None]

    def controlled(self, kind: Kind, uid: str) -> Objs:
        """Objects whose controller has that uid."""
        return [
            obj
            for obj in self.owned(kind, uid)
            if any(ref.get("controller") and ref.get("uid") == uid for ref in obj["metadata"]["ownerReferences"])
        ]

    def on_node(self, kind: Kind, node: str) -> Objs:
        """Objects (pods) that are assigned to a node."""
        found = [self.find_key(kind, key) for key in self.indexed(kind, "node", node)]
        return [obj for obj in found if obj is not None]

    def indexed(self, kind: Kind, index: str, value: str) -> Keys:
        """Keys of a table by an index, in order, with what is not committed yet."""
        base = self._moment.index(kind.plural, index).keys(value)
        touched = self._overlay.get(kind.plural)
        if not touched:
            return sorted(base)
        fresh = self._fresh.get((kind.plural, index))
        if fresh is None:
            from minikctl.state.indexes import Index  # only while writing

            present = {key: obj for key, obj in touched.items() if obj is not None}
            fresh = self._fresh[kind.plural, index] = Index(index, present)
        return sorted({key for key in base if key not in touched} | set(fresh.keys(value)))

    def events_for(self, obj: Obj) -> Objs:
        """The Events about an object, in order of their keys."""
        meta = obj.get("metadata") or {}
        value = f"{obj.get('kind')}/{meta.get('namespace') or ''}/{meta.get('name')}"
        found = [self.find_key(EVENT, key) for key in self.indexed(EVENT, "involved", value)]
        uid = meta.get("uid")
        return [ev for ev in found if ev is not None and ev["involvedObject"].get("uid", uid) in (uid, "", None)]

    # ---- kinds

    @property
    def kinds(self) -> Kinds:
        """Every kind that the server serves, those of CustomResourceDefinitions included."""
        return [*KINDS, *self._custom_kinds()]

    def _custom_kinds(self) -> Iterator[Kind]:
        table = self.table(CUSTOM_RESOURCE_DEFINITION.plural)
        if table:
            from minikctl.state.kinds.custom import kind_of  # only where there are any

            for key in sorted(table):
                yield from kind_of(table[key])

    def kind_of(self, api_version: str, name: str) -> Kind | None:
        """The kind that a manifest's apiVersion and kind name."""
        for kind in self.kinds:
            if kind.name == name and (kind.api_version == api_version or api_version in kind.versions):
                return kind
        return None

    def kind_named(self, text: str) -> Kind | None:
        """The kind a user means by a plural, singular or short name, alone or with `.group` or `.version.group`."""
        word = text.lower()
        name, _, group = word.partition(".")
        for kind in self.kinds:
            if word in (kind.plural, kind.singular) or word in kind.short:
                return kind
        for kind in self.kinds:
            if group and name in (kind.plural, kind.singular, *kind.short):
                served = [kind.api_version, *kind.versions]
                groups = {version.rpartition("/")[0] for version in served}
                full = {f"{version.rpartition('/')[2]}.{version.rpartition('/')[0]}" for version in served}
                if group in groups or group in full or group == f"{kind.version}.":
                    return kind
        return None

    # ---- settings and what nodes know

    @property
    def settings(self) -> dict[str, Any]:
        """The cluster's settings, complete."""
        if self._settings is None:
            stored = self.stored("_settings", "cluster") or {}
            self._settings = {**DEFAULT_SETTINGS, **stored}
        return self._settings

    @property
    def world(self) -> dict[str, Any]:
        """The `spec` of the World document."""
        return self.stored("_settings", "world") or {}

    def runtime(self, pod: Obj) -> dict[str, Any]:
        """What the node remembers of a pod, {} if nothing or if it was another pod of that name."""
        meta = pod["metadata"]
        found = self.stored("_runtime", f"{meta.get('namespace', '')}/{meta['name']}")
        if found is None or found.get("uid", meta.get("uid")) != meta.get("uid"):
            return {}
        return found

    # ---- tables as they are stored

    def stored(self, table: str, key: str) -> Obj | None:
        """A document as it is stored."""
        touched = self._overlay.get(table)
        if touched is not None and key in touched:
            return touched[key]
        return self._moment.document(table, key)

    def table(self, table: str) -> Mapping[str, Obj]:
        """A table as it is stored."""
        base = self._moment.documents(table)
        touched = self._overlay.get(table)
        if not touched:
            return base
        merged = self._merged.get(table)
        if merged is None:
            merged = self._merged[table] = dict(base)
            for key, obj in touched.items():
                if obj is None:
                    merged.pop(key, None)
                else:
                    merged[key] = obj
        return merged

    def _completed(self, kind: Kind, key: str, stored: Obj) -> Obj:
        """The object with its defaults: only what was loaded incomplete needs a copy."""
        incomplete = self.table("_incomplete")
        if kind.plural not in incomplete or key not in incomplete[kind.plural]:
            return stored
        known = self._complete.get((kind.plural, key))
        if known is None:
            known = copy_tree(stored)
            rules(kind).complete(known)
            self._complete[kind.plural, key] = known
        return known

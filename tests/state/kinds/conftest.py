"""A stand-in for View and Transaction: the same questions, answered from a list of objects.

The fixture `stand_in` makes one: `stand_in([objects], service_cidrs=[...])`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from minikctl.state import errors
from minikctl.state.chance import Chance
from minikctl.state.clock import parse_timestamp
from minikctl.state.kinds import KINDS
from minikctl.state.kinds.kind import rules
from minikctl.state.objects import copy_tree, key_of, labels_of, name_of, namespace_of, owner_of

Obj = dict[str, Any]

NOW = "2026-01-01T12:00:00Z"
SETTINGS = {"service_cidrs": ["10.96.0.0/12"], "node_port_range": "30000-32767"}


class StandIn:
    def __init__(self, objects: Sequence[Obj] = (), now: str = NOW, **settings: Any) -> None:
        self.now = parse_timestamp(now)
        self.settings = {**SETTINGS, **settings}
        self.world: Obj = {}
        self.show_events = True
        self.chance = Chance("test")
        self._draws = 0
        self._objects: dict[str, list[Obj]] = {}
        for obj in objects:
            self.add(obj)

    def add(self, obj: Obj) -> None:
        kind = next(kind for kind in KINDS if kind.name == obj["kind"])
        obj = copy_tree(obj)
        obj["metadata"].setdefault("uid", f"uid-of-{name_of(obj)}")
        rules(kind).complete(obj)
        found = self._objects.setdefault(kind.plural, [])
        found.append(obj)
        found.sort(key=lambda one: (namespace_of(one), name_of(one)))

    def purpose(self, text: str) -> str:
        self._draws += 1
        return f"{text}/{self._draws}"

    def list(self, kind: Any, namespace: str | None = None) -> Any:
        return [obj for obj in self._objects.get(kind.plural, []) if namespace in (None, namespace_of(obj))]

    def table(self, table: str) -> Obj:
        return {key_of(obj): obj for obj in self._objects.get(table, [])}

    def find(self, kind: Any, name: str, namespace: str = "") -> Obj | None:
        return next((obj for obj in self.list(kind) if (name_of(obj), namespace_of(obj)) == (name, namespace)), None)

    def get(self, kind: Any, name: str, namespace: str = "") -> Obj:
        found = self.find(kind, name, namespace)
        if found is None:
            raise errors.not_found(kind.plural, kind.group, name)
        return found

    def selected(self, kind: Any, namespace: str, labels: dict[str, str]) -> Any:
        return [obj for obj in self.list(kind, namespace) if labels.items() <= labels_of(obj).items()]

    def owned(self, kind: Any, uid: str) -> Any:
        return [obj for obj in self.list(kind) if (owner_of(obj) or {}).get("uid") == uid]

    def on_node(self, kind: Any, node: str) -> Any:
        return [obj for obj in self.list(kind) if obj["spec"].get("nodeName") == node]

    def events_for(self, obj: Obj) -> Any:
        return [
            event
            for event in self._objects.get("events", [])
            if (event["involvedObject"].get("kind"), event["involvedObject"].get("name")) == (obj["kind"], name_of(obj))
            and event["involvedObject"].get("namespace", "") == namespace_of(obj)
        ]

    def write(self, kind: Any, manifest: Obj, old: Obj | None = None) -> Obj:
        """What admission does to a manifest, without storing it; raises ApiError."""
        from minikctl.state.kinds import metadata

        obj, rule = copy_tree(manifest), rules(kind)
        if kind.namespaced:
            obj["metadata"].setdefault("namespace", "default")
        if old is not None:
            obj["metadata"] = {**copy_tree(old["metadata"]), **obj["metadata"]}
            if rule.has_status:
                obj["status"] = copy_tree(old.get("status", {}))
        rule.defaults(obj)
        rule.prepare(obj, old, self.now)
        rule.allocate(self, obj, old)  # type: ignore[arg-type]
        found = list(metadata.validate(kind, obj) if old is None else metadata.validate_update(kind, obj, old))
        if old is not None:
            found += rule.validate_update(obj, old)
        found += rule.validate(obj)
        if found:
            raise errors.invalid(kind.name, kind.group, name_of(obj), found)
        return obj


@pytest.fixture
def stand_in() -> type[StandIn]:
    return StandIn

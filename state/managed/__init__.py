"""Who manages which field: managedFields, and server-side apply with its conflicts.

Sources: apimachinery's managedfields, structured-merge-diff's merge.Updater.
"""

from __future__ import annotations

import json
from typing import Any

from minikctl.state import clock, schema
from minikctl.state.errors import ApiError, Cause
from minikctl.state.kinds.kind import Kind
from minikctl.state.managed.merging import merged, pruned
from minikctl.state.managed.paths import Node, Path, Paths, flat, from_fields, in_order, owned, shown, to_fields
from minikctl.state.managed.typed import check_typed
from minikctl.state.objects import annotations_of, copy_tree
from minikctl.state.shapes import shape_of
from minikctl.state.shapes.reading import struct
from minikctl.state.values import NamedTuple

Obj = dict[str, Any]
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
NEVER_MANAGED = (
    ("f:apiVersion",),
    ("f:kind",),
    ("f:metadata",),
    *(
        ("f:metadata", f"f:{name}")
        for name in (
            "clusterName",
            "creationTimestamp",
            "generation",
            "managedFields",
            "name",
            "namespace",
            "resourceVersion",
            "selfLink",
            "uid",
        )
    ),
)


class Manager(NamedTuple):
    """Whose fields an entry lists; an applier is the same whatever version it uses."""

    name: str
    operation: str  # Apply, Update
    api_version: str  # "" for appliers
    subresource: str = ""

    @property
    def text(self) -> str:
        """As conflicts name it."""
        named = f'"{self.name}"' + (f' with subresource "{self.subresource}"' if self.subresource else "")
        return f"{named} using {self.api_version}" if self.operation == "Update" else named


class Entry(NamedTuple):
    """One entry of managedFields."""

    paths: Paths
    api_version: str
    time: str


Entries = dict[Manager, Entry]


class Changes(NamedTuple):
    """What became of one object in the other."""

    touched: Paths  # added or modified
    removed: Paths


def updated(
    kind: Kind, old: Obj | None, new: Obj, manager: str, now: float, *, subresource: str = "", api_version: str = ""
) -> list[Obj]:
    """managedFields after a create, an update or a patch: what changed is the manager's now."""
    node, version = node_of(kind, api_version or new.get("apiVersion", "")), api_version or kind.api_version
    before = schema.written(kind, old or {"apiVersion": kind.api_version, "kind": kind.name})
    changes = compared(before, schema.written(kind, new), node)
    took = frozenset(path for path in changes.touched if path[0] == "f:metadata" or of_part(path, subresource))
    entries = entries_of(old or new)
    key = Manager(manager, "Update", version, subresource)
    left = {
        other: entry._replace(paths=entry.paths - changes.removed - (frozenset() if other == key else took))
        for other, entry in entries.items()
    }
    if took:
        former = left[key].paths if key in left else frozenset()
        left[key] = Entry(former | took, version, clock.timestamp(now))
    return written(left)


def of_part(path: Path, subresource: str) -> bool:
    """Whether a write to the object, or to its status, may own a path."""
    return (path[0] == "f:status") == (subresource == "status")


def applied(
    kind: Kind,
    current: Obj | None,
    config: Obj,
    manager: str,
    now: float,
    *,
    force: bool = False,
    subresource: str = "",
) -> Obj:
    """The object after a server-side apply, managedFields included; still to be defaulted and validated.

    Raises ApiError: Conflict if another manager has a field with another value, and what the config's type forbids.
    """
    if (config.get("metadata") or {}).get("managedFields"):
        raise ApiError(400, "BadRequest", "metadata.managedFields must be nil")
    version = config.get("apiVersion") or kind.api_version
    node = node_of(kind, version)
    check_typed(kind, config, version)
    wanted = without_nulls(config)
    key = Manager(manager, "Apply", "", subresource)
    if current is None:
        return with_entries(wanted, {key: Entry(managed_paths(wanted, node), version, clock.timestamp(now))})
    entries = entries_of(current)
    last = entries[key].paths if key in entries else frozenset()
    now_owned = managed_paths(wanted, node)
    others = {other: entry for other, entry in entries.items() if other != key}
    bare = without_entries(current)
    found = merged(bare, wanted, node)
    kept = frozenset().union(now_owned, *(entry.paths for entry in others.values()))
    found = pruned(found, node, last - now_owned, kept)
    changes = compared(bare, found, node)
    conflicts = {other: entry.paths & changes.touched for other, entry in others.items()}
    conflicts = {other: paths for other, paths in conflicts.items() if paths}
    if conflicts and not force:
        allowed = unchanged_since_applied(kind, bare, node) if manager == "kubectl" else frozenset()
        refuse({other: paths - allowed for other, paths in conflicts.items()})
    result = {
        other: entry._replace(paths=entry.paths - changes.removed - conflicts.get(other, frozenset()))
        for other, entry in others.items()
    }
    same = found == bare and key in entries and entries[key].paths == now_owned
    time = entries[key].time if same else clock.timestamp(now)
    return with_entries(found, {**result, key: Entry(now_owned, version, time)})


def refuse(conflicts: dict[Manager, Paths]) -> None:
    """Raises the server's conflict if there is one."""
    listed = [(manager, path) for manager in sorted(conflicts) for path in in_order(conflicts[manager])]
    if not listed:
        return
    if len(listed) == 1:
        manager, path = listed[0]
        said = f"Apply failed with 1 conflict: conflict with {manager.text}: {shown(path)}"
    else:
        lines = []
        for manager in dict.fromkeys(manager for manager, _ in listed):
            lines.append(f"conflicts with {manager.text}:")
            lines += [f"- {shown(path)}" for other, path in listed if other == manager]
        said = f"Apply failed with {len(listed)} conflicts: " + "\n".join(lines)
    causes = [Cause("FieldManagerConflict", f"conflict with {manager.text}", shown(path)) for manager, path in listed]
    raise ApiError(409, "Conflict", said, causes=causes)


def unchanged_since_applied(kind: Kind, current: Obj, node: Node) -> Paths:
    """Fields that client-side apply set and nobody changed: kubectl may take these over without a conflict."""
    try:
        last = json.loads(annotations_of(current).get(LAST_APPLIED) or "null")
    except ValueError:
        return frozenset()
    if not isinstance(last, dict):
        return frozenset()
    changes = compared(last, current, node)
    return managed_paths(last, node) - changes.touched - changes.removed


def compared(old: Obj, new: Obj, node: Node) -> Changes:
    """What was added, modified and removed, leaf by leaf; what is never managed is left out."""
    before, after = flat(old, node), flat(new, node)
    touched = {path for path, value in after.items() if path not in before or differs(before[path], value)}
    return Changes(
        frozenset(touched.difference(NEVER_MANAGED)),
        frozenset(path for path in before if path not in after and path not in NEVER_MANAGED),
    )


def differs(before: Any, after: Any) -> bool:
    """Whether two values differ; null and something with parts do not, only the parts count."""
    if (before is ... and after is None) or (before is None and after is ...):
        return False
    return type(before) is not type(after) or bool(before != after)


def managed_paths(obj: Obj, node: Node) -> Paths:
    """The paths that an applied config owns."""
    return frozenset(owned(obj, node)).difference(NEVER_MANAGED)


def node_of(kind: Kind, api_version: str) -> Node:
    """The root: by the shape, or for a custom resource untyped below its metadata."""
    shape = shape_of(api_version, kind.name) or shape_of(kind.api_version, kind.name)
    return Node(struct(shape)) if shape is not None else CustomNode(None)


class CustomNode(Node):
    """The root of a custom resource: only its metadata has a shape."""

    __slots__ = ()

    def child(self, name: str) -> Node:
        if name != "metadata":
            return super().child(name)
        from minikctl.state.shapes.meta import ObjectMeta

        return Node(struct(ObjectMeta))


def entries_of(obj: Obj) -> Entries:
    """The entries of an object's managedFields."""
    found: Entries = {}
    for entry in (obj.get("metadata") or {}).get("managedFields") or ():
        operation, version = entry.get("operation", "Update"), entry.get("apiVersion", "")
        key = Manager(
            entry.get("manager", ""), operation, version if operation == "Update" else "", entry.get("subresource", "")
        )
        found[key] = Entry(frozenset(from_fields(entry.get("fieldsV1") or {})), version, entry.get("time", ""))
    return found


def written(entries: Entries) -> list[Obj]:
    """managedFields: appliers first, then by time and name; managers of nothing are left out."""
    order = sorted(entries, key=lambda key: (key.operation, entries[key].time, key.name, entries[key].api_version))
    return [written_entry(key, entries[key]) for key in order if entries[key].paths]


def written_entry(manager: Manager, entry: Entry) -> Obj:
    found: Obj = {
        "apiVersion": entry.api_version,
        "fieldsType": "FieldsV1",
        "fieldsV1": to_fields(entry.paths),
        "manager": manager.name,
        "operation": manager.operation,
    }
    if manager.subresource:
        found["subresource"] = manager.subresource
    if entry.time:
        found["time"] = entry.time
    return found


def with_entries(obj: Obj, entries: Entries) -> Obj:
    listed = written(entries)
    meta = {**obj.get("metadata", {})}
    meta.pop("managedFields", None)
    return {**obj, "metadata": {**meta, "managedFields": listed} if listed else meta}


def without_entries(obj: Obj) -> Obj:
    """A copy without managedFields."""
    meta = {name: value for name, value in obj.get("metadata", {}).items() if name != "managedFields"}
    found: Obj = copy_tree({**obj, "metadata": meta})
    return found


def without_nulls(value: Any) -> Any:
    """A copy without null fields: applying null is saying nothing."""
    if isinstance(value, dict):
        return {name: without_nulls(item) for name, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value

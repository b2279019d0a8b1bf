"""Loading and saving whole clusters: verbatim, and at rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Kind, rules
from minikctl.state.network.ingress.classes import EVERY_CLASS
from minikctl.state.objects import copy_tree, key_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Obj = dict[str, Any]

WORLD_VERSION = "minikctl/v1"
KEPT = {"machines": "_machines", "stopped": "_nodes", "pulled": "_images"}  # key of a World document -> table
OURS = ("settings", "runtime", "counter", "clock", "images", *KEPT)  # keys that are not the user's


class NotAnObject(ValueError):
    """A document that is no Kubernetes object."""


def flattened(documents: list[Obj]) -> list[Obj]:
    """Lists opened into their items."""
    found: list[Obj] = []
    for document in documents:
        if not isinstance(document, dict) or "kind" not in document:
            raise NotAnObject("a document is not a Kubernetes object: it has no kind")
        if document["kind"] == "List" or (str(document["kind"]).endswith("List") and "items" in document):
            kind, version = str(document["kind"]).removesuffix("List"), document.get("apiVersion")
            for item in document.get("items") or []:
                found += flattened([{"kind": kind, "apiVersion": version, **item} if kind else item])
        else:
            found.append(document)
    return found


def load(tx: Transaction, documents: list[Obj], merge: bool) -> None:
    """Puts documents into the tables as they are; without `merge` nothing else is left. Raises NotAnObject."""
    objects = flattened(documents)
    if not merge:
        seed, pace = tx.settings["seed"], tx.settings["pace"]
        for table in list(tx._moment.tables()):
            for key in list(tx.table(table)):
                tx.put(table, key, None)
        tx.put("_settings", "cluster", {"seed": seed, "pace": pace, "ingress": [EVERY_CLASS]})
    crds = [obj for obj in objects if obj["kind"] == "CustomResourceDefinition"]
    for obj in [*crds, *[other for other in objects if other["kind"] != "CustomResourceDefinition"]]:
        if obj["kind"] == "World" and obj.get("apiVersion") == WORLD_VERSION:
            _load_world(tx, obj)
        else:
            _load_object(tx, obj)
    _load_settings(tx)


def _load_object(tx: Transaction, obj: Obj) -> None:
    kind = tx.kind_of(str(obj.get("apiVersion")), str(obj["kind"]))
    if kind is None:
        raise NotAnObject(f"unknown kind {obj['kind']} in version {obj.get('apiVersion')}")
    meta = obj.get("metadata")
    if not isinstance(meta, dict) or not meta.get("name"):
        raise NotAnObject(f"a {obj['kind']} without a name")
    if kind.namespaced and not meta.get("namespace"):
        obj = {**obj, "metadata": {**meta, "namespace": "default"}}
    if obj.get("apiVersion") != kind.api_version:
        obj = {**obj, "apiVersion": kind.api_version}
    tx.put(kind.plural, key_of(obj), obj)
    text = str(meta.get("resourceVersion") or "")
    if text.isdigit():
        tx.resource_version = max(tx.resource_version, int(text))
    _note_incomplete(tx, kind, obj)


def _note_incomplete(tx: Transaction, kind: Kind, obj: Obj) -> None:
    complete = copy_tree(obj)
    rules(kind).complete(complete)
    known = tx.stored("_incomplete", kind.plural) or {}
    key = key_of(obj)
    if complete != obj and key not in known:
        tx.put("_incomplete", kind.plural, {**known, key: True})
    elif complete == obj and key in known:
        tx.put("_incomplete", kind.plural, {name: True for name in known if name != key})


def _load_world(tx: Transaction, obj: Obj) -> None:
    spec = obj.get("spec") or {}
    tx.put("_settings", "world", {key: value for key, value in spec.items() if key not in OURS})
    if isinstance(spec.get("settings"), dict):
        tx.put("_settings", "cluster", spec["settings"])
    for name, table in {"runtime": "_runtime", **KEPT}.items():
        for key, memory in (spec.get(name) or {}).items():
            tx.put(table, key, memory)
    if isinstance(spec.get("images"), dict):
        tx.put("_settings", "images", {"images": spec["images"]})
    tx.counter = max(tx.counter, int(spec.get("counter") or 0))


def _load_settings(tx: Transaction) -> None:
    """What the World document says of the API server becomes the cluster's settings."""
    server = tx.world.get("apiServer") or {}
    found: Obj = {}
    if server.get("serviceClusterIPRange"):
        found["service_cidrs"] = [part.strip() for part in str(server["serviceClusterIPRange"]).split(",")]
    if server.get("serviceNodePortRange"):
        found["node_port_range"] = str(server["serviceNodePortRange"])
    if found:
        tx.put("_settings", "cluster", {**(tx.stored("_settings", "cluster") or {}), **found})


def dump(view: View) -> list[Obj]:
    """Every object, in order of KINDS, then one World document."""
    found: list[Obj] = []
    for kind in view.kinds:
        table = view.table(kind.plural)
        found += [table[key] for key in sorted(table)]
    spec: Obj = {**view.world, "settings": view.stored("_settings", "cluster") or {}}
    spec["counter"] = getattr(view, "counter", view._moment.counter)
    for name, kept in {"runtime": "_runtime", **KEPT}.items():
        memories = view.table(kept)
        if memories:
            spec[name] = {key: memories[key] for key in sorted(memories)}
    images = view.stored("_settings", "images")
    if images:
        spec["images"] = images["images"]
    found.append({"apiVersion": WORLD_VERSION, "kind": "World", "metadata": {"name": "world"}, "spec": spec})
    return found


def reconcile(tx: Transaction) -> None:
    """Wakes every loop of the controller manager for every object, until nothing changes."""
    from minikctl.state.settling import BY_KIND, Settler
    from minikctl.state.transaction import Change

    settler = Settler(tx, only_manager=True)
    for kind in tx.kinds:
        loops = [loop for loop in BY_KIND.get(kind.plural, ()) if loop.manager]
        for obj in tx.list(kind) if loops else ():
            for loop in loops:
                for key in loop.keys[kind](Change(kind, key_of(obj), obj, obj), tx):
                    settler.wake(loop.name, key)
    settler.drain()

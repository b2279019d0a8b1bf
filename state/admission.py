"""One write through the API server, step by step: decode, default, prepare, admit, allocate, validate, store."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from minikctl.state import errors
from minikctl.state.kinds import KINDS, NAMESPACE, POD
from minikctl.state.kinds.kind import Kind, Rules, rules
from minikctl.state.objects import copy_tree, is_terminating, key_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

SYSTEM_FIELDS = (
    "uid",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "generation",
    "selfLink",
)


def create(tx: Transaction, kind: Kind, manifest: Obj, namespace: str, strict: str, version: str = "") -> Obj:
    """POST of a manifest; returns the stored object. Raises ApiError."""
    tx.step("kube-apiserver", "request", manifest if "kind" in manifest else None, f"create {kind.resource}")
    obj = decoded(tx, kind, manifest, strict)
    in_namespace(kind, obj, namespace)
    meta = obj["metadata"]
    if meta.get("resourceVersion"):
        raise errors.bad_request("resourceVersion should not be set on objects to be created")
    generate_name(tx, kind, obj)
    require_namespace(tx, kind, obj)
    rule = rules_of(tx, kind)
    for field in SYSTEM_FIELDS:
        meta.pop(field, None)
    if rule.has_status:
        obj.pop("status", None)
    rule.defaults(obj)
    rule.prepare(obj, None, tx.now)
    admit(tx, kind, obj, None)
    meta["uid"] = tx.chance.uid(tx.purpose(f"uid/{kind.plural}/{key_of(obj)}"))
    meta["creationTimestamp"] = tx.timestamp()
    if rule.spec_generation:
        meta["generation"] = 1
    rule.allocate(tx, obj, None)
    refuse_invalid(kind, obj, None, rule)
    check(tx, kind, obj, None)
    there = tx.stored(kind.plural, key_of(obj))
    if there is not None:
        raise errors.already_exists(kind.plural, kind.group, meta["name"], is_terminating(there))
    return stored(tx, kind, obj, None)


def update(tx: Transaction, kind: Kind, manifest: Obj, namespace: str, strict: str, subresource: str = "") -> Obj:
    """PUT of a manifest; returns the stored object (the old one if nothing changed). Raises ApiError."""
    obj = decoded(tx, kind, manifest, strict)
    in_namespace(kind, obj, namespace)
    meta = obj["metadata"]
    old = tx.get(kind, meta.get("name", ""), meta.get("namespace", ""))
    before = old["metadata"]
    if meta.get("resourceVersion") and meta["resourceVersion"] != before.get("resourceVersion"):
        raise errors.conflict(kind.plural, kind.group, meta["name"])
    if meta.get("uid") and meta["uid"] != before.get("uid"):
        why = f"Precondition failed: UID in precondition: {meta['uid']}, UID in object meta: {before.get('uid')}"
        raise errors.conflict(kind.plural, kind.group, meta["name"], why)
    if subresource == "status":
        obj = {**copy_tree(old), "status": obj.get("status", {})}
        meta = obj["metadata"]
    if subresource == "approval":
        conditions = (obj.get("status") or {}).get("conditions") or []
        obj = {**copy_tree(old), "status": {**copy_tree(old.get("status") or {}), "conditions": conditions}}
        meta = obj["metadata"]
    if subresource == "resize" and kind == POD:
        obj = resized(old, obj)
        meta = obj["metadata"]
    rule = rules_of(tx, kind)
    for field in (*SYSTEM_FIELDS, "resourceVersion"):
        meta.pop(field, None)
        if field in before:
            meta[field] = before[field]
    if tx.manager or "managedFields" not in meta:
        meta.pop("managedFields", None)
        if "managedFields" in before:
            meta["managedFields"] = before["managedFields"]
    if rule.has_status and not subresource:
        obj.pop("status", None)
        if "status" in old:
            obj["status"] = copy_tree(old["status"])
    rule.defaults(obj)
    rule.prepare(obj, old, tx.now)
    admit(tx, kind, obj, old)
    rule.allocate(tx, obj, old)
    refuse_invalid(kind, obj, old if subresource != "resize" else None, rule)
    if not subresource:
        check(tx, kind, obj, old)
    obj = finished(kind, obj)
    meta = obj["metadata"]
    if obj == old:
        return old
    from minikctl.state.transaction import beside_status  # a cycle otherwise

    if rule.spec_generation and beside_status(obj) != beside_status(old):
        meta["generation"] = before.get("generation", 1) + 1
    if is_terminating(obj) and not meta.get("finalizers") and not meta.get("deletionGracePeriodSeconds"):
        from minikctl.state import deletion  # only where something is being deleted

        deletion.finish(tx, kind, obj)
        return obj
    return stored(tx, kind, obj, old, subresource)


def is_custom(kind: Kind) -> bool:
    """Whether a kind comes from a CustomResourceDefinition."""
    return not kind.module and kind not in KINDS


def rules_of(tx: Transaction, kind: Kind) -> Rules:
    """The rules of a kind; those of a custom one stand in its definition."""
    if not is_custom(kind):
        return rules(kind)
    from minikctl.state.kinds import customrules  # only for custom kinds

    return customrules.custom_rules(kind, tx)


def resized(old: Obj, asked: Obj) -> Obj:
    """A pod whose containers have other resources, and nothing else. Raises ApiError Invalid if its class changes."""
    from minikctl.state import fields  # only where a pod is resized
    from minikctl.state.kinds.podspec.qos import qos_class

    found: Obj = copy_tree(old)
    for part in ("containers", "initContainers"):
        wanted = {one.get("name"): one.get("resources") for one in (asked.get("spec") or {}).get(part) or ()}
        for one in found["spec"].get(part) or ():
            if wanted.get(one["name"]) is not None:
                one["resources"] = wanted[one["name"]]
    before = (old.get("status") or {}).get("qosClass") or qos_class(old["spec"])
    if qos_class(found["spec"]) != before:
        why = "Pod QOS Class may not change as a result of resizing"
        raise errors.invalid("Pod", "", old["metadata"]["name"], [fields.invalid("metadata", before, why)])
    return found


def finished(kind: Kind, obj: Obj) -> Obj:
    """The object in the form in which a server writes it: `status: {}`, `creationTimestamp: null` and the like."""
    from minikctl.state import schema  # loaded by the decoding

    return schema.written(kind, obj)


def stored(tx: Transaction, kind: Kind, obj: Obj, old: Obj | None, subresource: str = "") -> Obj:
    """Puts the object into its table, with what its manager owns now."""
    obj = finished(kind, obj)
    if tx.manager and (old is None or old["metadata"].get("managedFields")):  # what nobody tracked stays untracked
        from minikctl.state import managed  # only for writes in a manager's name

        fields = managed.updated(kind, old, obj, tx.manager, min(tx.now, tx.real), subresource=subresource)
        obj["metadata"]["managedFields"] = fields
    tx.step("kube-apiserver", "stored", obj, "")
    return tx.store(kind, obj, old)


def decoded(tx: Transaction, kind: Kind, manifest: Obj, strict: str) -> Obj:
    """A copy of a manifest as the server's decoder reads it. Raises BadRequest with the decoder's words."""
    from minikctl.state import schema  # the shapes cost time and only writes need them

    if is_custom(kind):
        from minikctl.state.kinds import customrules  # only for custom kinds

        found = customrules.decode(kind, manifest, tx)
    else:
        found = schema.decode(kind, manifest)
    problems = found.strict_errors
    if problems and strict != "Ignore":
        listed = ", ".join(problems)
        if strict == "Strict":
            name, version = manifest.get("kind", kind.name), manifest.get("apiVersion", kind.api_version)
            raise errors.bad_request(
                f'{name} in version "{version.rpartition("/")[2]}" cannot be handled as a {name}: '
                f"strict decoding error: {listed}"
            )
    obj: Obj = found.obj
    if obj.get("apiVersion") not in (None, kind.api_version):
        from minikctl.state import versions  # only for another version of a kind

        obj = versions.stored(kind, obj)
    obj.setdefault("metadata", {})
    return obj


def in_namespace(kind: Kind, obj: Obj, namespace: str) -> None:
    """Sets the namespace of the request where the object has none. Raises BadRequest if they differ."""
    meta = obj["metadata"]
    if not kind.namespaced:
        meta.pop("namespace", None)
        return
    given = meta.get("namespace") or namespace or "default"
    if namespace and given != namespace:
        raise errors.bad_request(
            "the namespace of the provided object does not match the namespace sent on the request"
        )
    meta["namespace"] = given


def generate_name(tx: Transaction, kind: Kind, obj: Obj) -> None:
    """A name from `generateName`: cut to 58 characters, and five more (apiserver/pkg/storage/names)."""
    meta = obj["metadata"]
    base = meta.get("generateName")
    if base and not meta.get("name"):
        while True:
            name = base[:58] + tx.chance.suffix(tx.purpose(f"name/{kind.plural}/{meta.get('namespace', '')}/{base}"))
            if tx.stored(kind.plural, f"{meta.get('namespace', '')}/{name}") is None:
                break
        meta["name"] = name


def require_namespace(tx: Transaction, kind: Kind, obj: Obj) -> None:
    """The NamespaceLifecycle admission plugin: the namespace must be there, and not about to go."""
    if not kind.namespaced:
        return
    namespace = obj["metadata"]["namespace"]
    found = tx.find(NAMESPACE, namespace)
    if found is None:
        raise errors.not_found("namespaces", "", namespace)
    if is_terminating(found):
        name = obj["metadata"].get("name", "")
        why = f"unable to create new content in namespace {namespace} because it is being terminated"
        raise errors.forbidden(kind.plural, kind.group, name, why)


def admit(tx: Transaction, kind: Kind, obj: Obj, old: Obj | None) -> None:
    """The admission plugins that change or refuse objects."""
    from minikctl.state.admitting import PLUGINS  # only for writes

    for plugin in PLUGINS.get(kind.name, ()):
        admitting: Callable[[Transaction, Obj, Obj | None], None] = plugin
        admitting(tx, obj, old)


def check(tx: Transaction, kind: Kind, obj: Obj, old: Obj | None) -> None:
    """The admission plugins that only refuse, and look at what is valid."""
    from minikctl.state import admitting  # only for writes

    admitting.check(tx, kind, obj, old)


def refuse_invalid(kind: Kind, obj: Obj, old: Obj | None, rule: Rules) -> None:
    """Validation; raises ApiError Invalid with every field error."""
    from minikctl.state.kinds import metadata  # only for writes

    found = []
    if old is None:
        found += list(metadata.validate(kind, obj))
    else:
        found += list(metadata.validate_update(kind, obj, old))
        found += list(rule.validate_update(obj, old))
    found += list(rule.validate(obj))
    if found:
        raise errors.invalid(kind.name, kind.group, obj["metadata"].get("name", ""), found)

"""PATCH requests: strategic, merge and JSON patches, and server-side apply, each through admission.

Sources: apiserver's endpoints/handlers/patch.go, apimachinery's managedfields (skipnonapplied.go).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import errors, fields
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import copy_tree, name_of, namespace_of, spec_of, status_of
from minikctl.state.patches.mergepatch import merge_patch
from minikctl.state.patches.result import patched

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

BEFORE = "before-first-apply"  # who owns what was there before anybody applied
SCHEME = "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"
APPLIER = "kubectl"  # whose server-side apply keeps the annotation of the older apply up to date


def patch(
    tx: Transaction,
    kind: Kind,
    name: str,
    namespace: str,
    change: Any,
    form: str,
    *,
    validation: str = "Warn",
    subresource: str = "",
    version: str = "",
) -> tuple[Obj, list[str]]:
    """(the object afterwards, warnings). `form` is strategic, merge or json; `validation` as of a request.

    `version` is the API version that the request speaks. Raises ApiError.
    """
    current = tx.get(kind, name, namespace)
    if subresource == "scale":
        return rescaled(tx, kind, current, change, form), []
    version = version or kind.api_version
    base = current
    if version != kind.api_version:
        from minikctl.state.versions import served  # only for another version of a kind

        base = served(kind, current, version)
    result = with_kind(base, changed(kind, base, change, form, version), form)
    obj, warnings = patched(kind, result, change, form, validation)
    refuse_other_address(current, obj)
    return tx.replace(kind, obj, namespace, strict="Ignore", subresource=subresource), warnings


def changed(kind: Kind, base: Obj, change: Any, form: str, version: str) -> Obj:
    """An object with a patch applied, not yet read."""
    if form == "json":
        from minikctl.state.patches.jsonpatch import json_patch  # only for this form

        result: Obj = json_patch(base, change)
        return result
    if form == "merge":
        return merge_patch(base, change)
    from minikctl.state.patches.strategic import strategic_merge  # only for this form

    return strategic_merge(kind, base, change, version)


def with_kind(base: Obj, result: Obj, form: str) -> Obj:
    """The result of a patch as an object of its kind: a strategic patch cannot change it, others must not."""
    own: Obj = {field: base[field] for field in ("apiVersion", "kind") if field in base}
    if not isinstance(result, dict) or all(result.get(field) == value for field, value in own.items()):
        return result
    if form == "strategic":
        return {**result, **own}
    from json import dumps  # only for this error

    shown = dumps(result, separators=(",", ":"), sort_keys=True)
    named, version = result.get("kind"), result.get("apiVersion")
    why = f'no kind "{named}" is registered for version "{version}" in scheme "{SCHEME}"'
    raise errors.invalid("", "", "", [fields.invalid("patch", shown, why)])


def refuse_other_address(current: Obj, obj: Obj) -> None:
    """A patch may not change where an object is. Raises BadRequest."""
    for what, of in (("name", name_of), ("namespace", namespace_of)):
        if of(obj) != of(current):
            raise errors.bad_request(
                f"the {what} of the object ({of(obj)}) does not match the {what} on the URL ({of(current)})"
            )


# ---- scale


def scale_of(obj: Obj) -> Obj:
    """The Scale of an object that has replicas."""
    meta = obj["metadata"]
    kept = ("creationTimestamp", "name", "namespace", "resourceVersion", "uid")
    selector = spec_of(obj).get("selector") or {}
    labels = selector.get("matchLabels") if "matchLabels" in selector or "matchExpressions" in selector else selector
    text = ",".join(f"{key}={value}" for key, value in sorted((labels or {}).items()))
    return {
        "apiVersion": "autoscaling/v1",
        "kind": "Scale",
        "metadata": {key: meta[key] for key in kept if key in meta},
        "spec": {"replicas": spec_of(obj).get("replicas", 0)},
        "status": {"replicas": status_of(obj).get("replicas", 0), "selector": text},
    }


def rescaled(tx: Transaction, kind: Kind, current: Obj, change: Any, form: str) -> Obj:
    """The Scale after a patch of it; the object itself gets its replicas."""
    if "scale" not in kind.subresources:
        raise errors.resource_not_found()
    scale = scale_of(current)
    from minikctl.state.patches.jsonpatch import json_patch  # only for this form

    result: Obj = json_patch(scale, change) if form == "json" else merge_patch(scale, change)
    replicas = (result.get("spec") or {}).get("replicas", 0)
    obj = {**current, "spec": {**spec_of(current), "replicas": replicas}}
    return scale_of(tx.replace(kind, obj, namespace_of(current), strict="Ignore"))


# ---- server-side apply


def apply(
    tx: Transaction,
    kind: Kind,
    config: Obj,
    namespace: str,
    manager: str,
    *,
    force: bool = False,
    subresource: str = "",
) -> Obj:
    """The object afterwards, made if it did not exist. Raises ApiError, Conflict among them."""
    from minikctl.state import managed  # only for server-side apply

    config = copy_tree(config)
    config.setdefault("metadata", {})
    if kind.namespaced:
        config["metadata"].setdefault("namespace", namespace)
    now = min(tx.now, tx.real)
    current = tx.find(kind, name_of(config), config["metadata"].get("namespace", ""))
    if current is None:
        if subresource:
            raise errors.not_found(kind.plural, kind.group, name_of(config))
        return tx.create(kind, managed.applied(kind, None, config, manager, now, force=force), namespace, strict="Warn")
    if not current["metadata"].get("managedFields"):
        current = with_former_owner(kind, current, now)
    result = managed.applied(kind, current, config, manager, now, force=force, subresource=subresource)
    if manager == APPLIER:
        result = with_annotation(result, config)
    return tx.replace(kind, result, namespace, strict="Warn", subresource=subresource)


def with_former_owner(kind: Kind, current: Obj, now: float) -> Obj:
    """An object of which nobody owned anything: all of it belongs to who was there before."""
    from minikctl.state import managed  # only for server-side apply

    entries = managed.updated(kind, None, current, BEFORE, now)
    return {**current, "metadata": {**current["metadata"], "managedFields": entries}}


def with_annotation(result: Obj, config: Obj) -> Obj:
    """The object with the annotation of client-side apply brought up to date, if it has one."""
    from minikctl.state import managed  # only for server-side apply

    annotations = result["metadata"].get("annotations") or {}
    if managed.LAST_APPLIED not in annotations:
        return result
    from minikctl.state.gotext import json_line  # only here

    meta = {key: value for key, value in config["metadata"].items() if key != "annotations"}
    own = {k: v for k, v in (config["metadata"].get("annotations") or {}).items() if k != managed.LAST_APPLIED}
    noted = json_line({**config, "metadata": {**meta, **({"annotations": own} if own else {})}}) + "\n"
    annotations = {**annotations, managed.LAST_APPLIED: noted}
    return {**result, "metadata": {**result["metadata"], "annotations": annotations}}

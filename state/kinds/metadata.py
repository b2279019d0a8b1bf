"""Validation of `metadata`, the same for every kind (apimachinery, api/validation/objectmeta.go)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from minikctl.state import names
from minikctl.state.fields import FieldError, forbidden, invalid, required, too_long
from minikctl.state.kinds.kind import Kind, rules

Obj = dict[str, Any]

ANNOTATIONS_LIMIT = 256 * 1024  # bytes, keys and values together
IMMUTABLE = "field is immutable"
FIXED = ("name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds")


def validate(kind: Kind, obj: Obj) -> Iterator[FieldError]:
    """What is wrong with the metadata of a new object."""
    meta = obj.get("metadata") or {}
    yield from name_errors(kind, meta)
    yield from namespace_errors(kind, meta)
    if meta.get("generation", 0) < 0:
        yield invalid("metadata.generation", meta["generation"], "must be greater than or equal to 0")
    yield from lasting(meta)


def validate_update(kind: Kind, new: Obj, old: Obj) -> Iterator[FieldError]:
    """What may not change, and what is wrong with what may."""
    meta, before = new.get("metadata") or {}, old.get("metadata") or {}
    if before.get("deletionTimestamp"):
        yield from new_finalizers(meta, before)
    for field in FIXED:
        if meta.get(field) != before.get(field):
            yield invalid(f"metadata.{field}", meta.get(field) or "", IMMUTABLE)
    yield from lasting(meta)


def name_errors(kind: Kind, meta: Obj) -> Iterator[FieldError]:
    """The checks of name and generateName; a kind without its own name check takes DNS subdomains."""
    check = rules(kind).name_errors or names.dns_subdomain
    prefix, name = meta.get("generateName"), meta.get("name")
    if prefix:
        for message in check(names.without_generated_end(prefix)):
            yield invalid("metadata.generateName", prefix, message)
    if not name:
        yield required("metadata.name", "name or generateName is required")
        return
    for message in check(name):
        yield invalid("metadata.name", name, message)


def namespace_errors(kind: Kind, meta: Obj) -> Iterator[FieldError]:
    namespace = meta.get("namespace")
    if not kind.namespaced:
        if namespace:
            yield forbidden("metadata.namespace", "not allowed on this type")
    elif not namespace:
        yield required("metadata.namespace")
    else:
        for message in names.dns_label(namespace):
            yield invalid("metadata.namespace", namespace, message)


def lasting(meta: Obj) -> Iterator[FieldError]:
    """The checks that every write makes: labels, annotations, owners, finalizers."""
    yield from label_errors(meta.get("labels"), "metadata.labels")
    yield from annotation_errors(meta.get("annotations"), "metadata.annotations")
    yield from owner_errors(meta.get("ownerReferences") or [], "metadata.ownerReferences")
    yield from finalizer_errors(meta.get("finalizers") or [], "metadata.finalizers")


def label_errors(labels: Mapping[str, str] | None, field: str) -> Iterator[FieldError]:
    """A map of labels, or a selector that is a plain map (ValidateLabels)."""
    for key, value in (labels or {}).items():
        for message in names.qualified_name(key):
            yield invalid(field, key, message)
        for message in names.label_value(value):
            yield invalid(field, value, message)


def annotation_errors(annotations: Mapping[str, str] | None, field: str) -> Iterator[FieldError]:
    size = 0
    for key, value in (annotations or {}).items():
        for message in names.qualified_name(key.lower()):
            yield invalid(field, key, message)
        size += len(key.encode()) + len(value.encode())
    if size > ANNOTATIONS_LIMIT:
        yield too_long(field, ANNOTATIONS_LIMIT)


def owner_errors(owners: list[Obj], field: str) -> Iterator[FieldError]:
    controller = ""
    for index, owner in enumerate(owners):
        at = f"{field}[{index}]"
        if not owner.get("apiVersion"):
            yield invalid(f"{at}.apiVersion", owner.get("apiVersion", ""), "version must not be empty")
        for part in ("kind", "name", "uid"):
            if not owner.get(part):
                yield invalid(f"{at}.{part}", owner.get(part, ""), "must not be empty")
        if owner.get("controller"):
            if controller:
                yield invalid(
                    field,
                    owners,
                    "Only one reference can have Controller set to true. "
                    f'Found "true" in references for {controller} and {owner.get("name", "")}',
                )
            controller = owner.get("name", "")


def finalizer_errors(finalizers: list[str], field: str) -> Iterator[FieldError]:
    for finalizer in finalizers:
        for message in names.qualified_name(finalizer):
            yield invalid(field, finalizer, message)
    if "orphan" in finalizers and "foregroundDeletion" in finalizers:
        both = "finalizer orphan and foregroundDeletion cannot be both set"
        yield invalid(field, finalizers, both)


def new_finalizers(meta: Obj, before: Obj) -> Iterator[FieldError]:
    """Nothing may be added to hold up a deletion that has begun."""
    added = [name for name in meta.get("finalizers") or () if name not in (before.get("finalizers") or ())]
    if added:
        shown = "[]string{" + ", ".join(f'"{name}"' for name in sorted(added)) + "}"
        detail = f"no new finalizers can be added if the object is being deleted, found new finalizers {shown}"
        yield forbidden("metadata.finalizers", detail)

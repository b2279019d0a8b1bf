"""Creates strategic merge patches: what `edit` (two-way) and `apply` (three-way) send.

Source: apimachinery, util/strategicpatch. The patch is the difference from the live object to the wanted one without
deletions, joined with the deletions from what was applied last to what is wanted now.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import copy_tree, same
from minikctl.state.patches import lists
from minikctl.state.patches.lists import DELETE, DELETE_FROM_LIST, DIRECTIVE, ELEMENT_ORDER, RETAIN_KEYS
from minikctl.state.patches.mergepatch import Precondition, check_preconditions
from minikctl.state.patches.problems import Conflict, go_text, go_type
from minikctl.state.patches.schemas import Meta, meta_of, type_of
from minikctl.state.patches.strategic import joined
from minikctl.state.shapes.reading import Type
from minikctl.state.values import NamedTuple

Obj = dict[str, Any]


class Wanted(NamedTuple):
    """Which differences count."""

    changes: bool = True
    deletions: bool = True
    order: bool = True  # $setElementOrder lists are made
    retain_keys: bool = False  # a $retainKeys list is made


def two_way(
    kind: Kind, original: Obj, modified: Obj, preconditions: Iterable[Precondition] = (), version: str = ""
) -> Obj:
    """The strategic merge patch that makes `modified` of `original`. Raises PatchError, PreconditionFailed."""
    patch = objects(original, modified, type_of(kind, version), Wanted())
    check_preconditions(patch, preconditions)
    found: Obj = copy_tree(patch)
    return found


def three_way(
    kind: Kind,
    original: Obj,
    modified: Obj,
    current: Obj,
    *,
    overwrite: bool = True,
    preconditions: Iterable[Precondition] = (),
    version: str = "",
) -> Obj:
    """The strategic merge patch of `apply`: `original` is what was applied last, `modified` the manifest.

    Raises PatchError, PreconditionFailed, and Conflict unless `overwrite`.
    """
    shape = type_of(kind, version)
    additions = objects(current, modified, shape, Wanted(deletions=False))
    deletions = objects(original, modified, shape, Wanted(changes=False))
    patch = joined(deletions, additions, shape)
    check_preconditions(patch, preconditions)
    if not overwrite:
        changed = objects(original, current, shape, Wanted(order=False))
        if have_conflicts(patch, changed, Meta(shape, False, False, False, "")):
            raise Conflict(patch, changed)
    return patch


def objects(original: Obj, modified: Obj, kind: Type | None, wanted: Wanted) -> Obj:
    """The difference of two objects."""
    patch: Obj = {}
    for key in sorted(modified):
        value = modified[key]
        if key not in original or go_type(original[key]) != go_type(value):
            if wanted.changes:
                patch[key] = value
        else:
            _field(original[key], value, key, patch, meta_of(kind, key), wanted)
    gone = [key for key in original if key not in modified]
    if wanted.deletions:
        patch.update(dict.fromkeys(gone))
    if wanted.retain_keys:
        kept = [key for key, value in modified.items() if value is not None]
        if kept and (patch or any(original[key] is not None for key in gone)):
            patch[RETAIN_KEYS] = sorted(kept)
    return patch


def _field(before: Any, value: Any, key: str, patch: Obj, meta: Meta, wanted: Wanted) -> None:
    """The difference of two values of the same type, put into the patch."""
    if isinstance(value, dict):
        if meta.replaces:
            if wanted.changes:
                patch[key] = value
            return
        within = objects(before, value, meta.type, wanted._replace(retain_keys=meta.retains_keys))
        if within:
            patch[key] = within
    elif isinstance(value, list) and meta.merges:
        added, removed, order = _lists(before, value, meta, wanted._replace(retain_keys=meta.retains_keys))
        for name, found in ((key, added), (f"{DELETE_FROM_LIST}/{key}", removed), (f"{ELEMENT_ORDER}/{key}", order)):
            if found:
                patch[name] = found
    elif wanted.changes and not same(before, value):
        patch[key] = value


Three = tuple[list[Any], list[Any], list[Any]]


def _lists(original: list[Any], modified: list[Any], meta: Meta, wanted: Wanted) -> Three:
    """The difference of two merged lists: items to merge, scalars to delete, the order."""
    if not original:
        return (modified if wanted.changes else []), [], []
    if not lists.hold_objects(original, modified):
        return _scalars(original, modified, wanted)
    key = meta.merge_key
    added, removed = _items(original, modified, meta, wanted)
    added = lists.ordered(added, modified, key) + removed
    order_same = len(original) == len(modified) and all(
        same(lists.key_of(before, key), lists.key_of(item, key))
        for before, item in zip(original, modified, strict=True)
    )
    counts = (wanted.changes and (added or not order_same)) or (wanted.deletions and added)
    return added, [], [{key: item[key]} for item in modified] if wanted.order and counts else []


def _scalars(original: list[Any], modified: list[Any], wanted: Wanted) -> Three:
    """The difference of two merged lists of scalars, compared by their texts."""
    before, after = lists.sorted_by_text(original), lists.sorted_by_text(modified)
    changed = not same(before, modified)  # Kubernetes sorts the original in place, then compares it with what is wanted
    added, removed = [], []
    while before or after:
        left, right = (go_text(items[0]) if items else "" for items in (before, after))
        if before and after and left == right:
            before.pop(0)
            after.pop(0)
        elif not before or (after and left > right):
            added.append(after.pop(0))
        else:
            removed.append(before.pop(0))
    added = lists.ordered(added if wanted.changes else [], modified, "")
    removed = lists.without_repeats(removed) if wanted.deletions else []
    counts = (wanted.deletions and removed) or (wanted.changes and changed)
    return added, removed, modified if wanted.order and counts else []


def _items(original: list[Any], modified: list[Any], meta: Meta, wanted: Wanted) -> tuple[list[Any], list[Any]]:
    """The difference of two merged lists of objects: those to merge, those to delete."""
    key = meta.merge_key
    before, after = lists.sorted_by_text(original, key), lists.sorted_by_text(modified, key)
    added, removed = [], []
    while before or after:
        left, right = (go_text(lists.key_of(items[0], key)) if items else "" for items in (before, after))
        if before and after and left == right:
            item = after.pop(0)
            within = objects(before.pop(0), item, meta.item, wanted)
            if within:
                within[key] = item[key]
                added.append(within)
        elif not before or (after and left > right):
            item = after.pop(0)
            if wanted.changes:
                added.append(item)
        else:
            gone = before.pop(0)
            if wanted.deletions:
                removed.append({DIRECTIVE: DELETE, key: gone[key]})
    return added, removed


def have_conflicts(left: Any, right: Any, meta: Meta) -> bool:
    """Whether two patches touch a common field differently, lists compared by their merge keys."""
    if isinstance(left, dict):
        if not isinstance(right, dict) or left.get(DIRECTIVE) != right.get(DIRECTIVE):
            return True
        if meta.replaces:
            return False
        common = (key for key in left if key in right and key not in (DIRECTIVE, RETAIN_KEYS))
        return any(have_conflicts(left[key], right[key], meta_of(meta.type, key)) for key in common)
    if isinstance(left, list):
        return not isinstance(right, list) or _lists_have_conflicts(left, right, meta)
    return not same(left, right)


def _lists_have_conflicts(left: list[Any], right: list[Any], meta: Meta) -> bool:
    """The same of two lists."""
    of_objects = lists.hold_objects(left, right)
    items = Meta(meta.item, False, False, False, "")
    if meta.merges:
        if not of_objects:
            return False
        others = {go_text(lists.key_of(item, meta.merge_key)): item for item in right}
        texts = ((go_text(lists.key_of(item, meta.merge_key)), item) for item in left)
        return any(have_conflicts(item, others[text], items) for text, item in texts if text in others)
    if len(left) != len(right):
        return True
    if not of_objects:
        left, right = (lists.sorted_by_text(lists.without_repeats(found)) for found in (left, right))
    return len(left) != len(right) or any(have_conflicts(*pair, items) for pair in zip(left, right, strict=True))

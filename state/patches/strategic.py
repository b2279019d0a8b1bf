"""Applies strategic merge patches: lists merged by key, and the directives `$patch`, `$retainKeys` and their like.

Source: apimachinery, util/strategicpatch. The same merge joins two patches when `apply` creates one (`joined`); then
directives are kept instead of being obeyed.
"""

from __future__ import annotations

from typing import Any

from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import copy_tree, same
from minikctl.state.patches import lists
from minikctl.state.patches.lists import DELETE_FROM_LIST, DIRECTIVE, ELEMENT_ORDER, RETAIN_KEYS
from minikctl.state.patches.problems import (
    BAD_ORDER_LIST,
    BAD_PRIMITIVE_LIST,
    BAD_RETAIN_KEYS,
    PatchError,
    go_text,
    malformed,
    no_merge_key,
    unexpected,
    wrong_type,
)
from minikctl.state.patches.schemas import Meta, meta_of, type_of
from minikctl.state.shapes.reading import Type
from minikctl.state.shapes.values import word

Obj = dict[str, Any]
ACCEPTED = "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"


def strategic_merge(kind: Kind, current: Obj, patch: Any, api_version: str = "") -> Obj:
    """The object with a patch merged into it. Raises PatchError; custom resources know no strategic merge."""
    shape = type_of(kind, api_version)
    if shape is None:
        said = f"the body of the request was in an unknown format - accepted media types include: {ACCEPTED}"
        raise PatchError(415, "UnsupportedMediaType", said)
    if not isinstance(patch, dict):
        raise malformed(f"json: cannot unmarshal {word(patch)} into Go value of type map[string]interface {{}}")
    return Merge(obeying=True).objects(copy_tree(current), copy_tree(patch), shape)


def joined(first: Obj, second: Obj, shape: Type | None) -> Obj:
    """Two patches as one; the second one wins."""
    return Merge(obeying=False).objects(copy_tree(first), copy_tree(second), shape)


class Merge:
    """One merge; changes its arguments. `obeying`: directives are carried out and nulls vanish."""

    __slots__ = ("obeying",)

    def __init__(self, *, obeying: bool) -> None:
        self.obeying = obeying

    def objects(self, original: Obj, patch: Obj, kind: Type | None) -> Obj:
        """Two objects merged."""
        if DIRECTIVE in patch:
            return whole(patch)
        self.retain_keys(original, patch)
        for key in sorted(key for key in patch if key.startswith(ELEMENT_ORDER)):
            self.order_list(original, patch, key, kind)
        for key in sorted(patch):
            self.field(original, key, patch[key], kind)
        return original

    def field(self, original: Obj, key: str, value: Any, kind: Type | None) -> None:
        """One field of a patch merged into an object."""
        removing = key.startswith(DELETE_FROM_LIST)
        if removing and not self.obeying:
            original[key] = value
            return
        if removing:
            key = list_name(key, DELETE_FROM_LIST, BAD_PRIMITIVE_LIST)
        if value is None:
            original.pop(key, None)
            if self.obeying:
                return
        if key not in original:
            if not self.obeying:
                original[key] = value
            elif not removing and not has_directive(value):
                original[key] = fresh(value)
            return
        before = original[key]
        if isinstance(before, dict) and isinstance(value, dict):
            meta = meta_of(kind, key)
            original[key] = value if meta.replaces else self.objects(before, value, meta.type)
        elif isinstance(before, list) and isinstance(value, list):
            original[key] = self.lists(before, value, meta_of(kind, key), removing)
        else:
            original[key] = fresh(value) if self.obeying else value

    def lists(self, original: list[Any], patch: list[Any], meta: Meta, removing: bool) -> list[Any]:
        """Two lists merged, or the patch's where lists of that field are replaced."""
        if not meta.merges:
            return patch
        if not original and not patch:
            return original
        if not lists.hold_objects(original, patch):
            if self.obeying and removing:
                return [item for item in original if lists.index_in(patch, item, "") < 0]
            merged = lists.without_repeats([*original, *patch])
        elif not meta.merge_key:
            raise unexpected("cannot merge lists without merge key for type struct")
        else:
            given = patch
            left, patch = special_items(original, given, meta.merge_key)
            merged = self.items(list(left), patch, meta)
            if not any(item.get(DIRECTIVE) == lists.REPLACE for item in given):
                original[: len(merged)] = merged[: len(original)]  # Kubernetes: new items fill places of deleted ones
            original = left
        return lists.in_order(merged, patch, original, meta.merge_key)

    def items(self, merged: list[Any], patch: list[Any], meta: Meta) -> list[Any]:
        """Objects merged into those with the same merge key, or added."""
        for item in patch:
            value = lists.key_of(item, meta.merge_key)
            at = lists.find(merged, meta.merge_key, value)
            if at >= 0:
                merged[at] = self.objects(merged[at], dict(item), meta.item)
            else:
                merged.append(item)  # Kubernetes: as it is, nulls and directives too
        return merged

    def retain_keys(self, original: Obj, patch: Obj) -> None:
        """Drops the fields that `$retainKeys` does not name."""
        if RETAIN_KEYS not in patch:
            return
        kept = patch.pop(RETAIN_KEYS)
        if not self.obeying:
            if RETAIN_KEYS in original and not same(original[RETAIN_KEYS], kept):
                said = f"{go_text(original[RETAIN_KEYS])} and {go_text(kept)} are not deep equal"
                raise unexpected(f"{said}: this may happen when calculating the 3-way diff patch")
            original.setdefault(RETAIN_KEYS, kept)
            return
        if not isinstance(kept, list):
            raise malformed(BAD_RETAIN_KEYS)
        for key, value in patch.items():
            if value is not None and not key.startswith((DELETE_FROM_LIST, ELEMENT_ORDER)) and key not in kept:
                raise malformed(BAD_RETAIN_KEYS)
        for key in [key for key in original if key not in kept]:
            del original[key]

    def order_list(self, original: Obj, patch: Obj, key: str, kind: Type | None) -> None:
        """Merges the list that a `$setElementOrder` belongs to, and puts it in that order."""
        order = patch.pop(key)
        if not self.obeying:
            if key in original and not same(original[key], order):
                raise malformed(BAD_ORDER_LIST)
            original.setdefault(key, order)
        if not isinstance(order, list):
            raise wrong_type([], order)
        name = list_name(key, ELEMENT_ORDER, BAD_ORDER_LIST)
        before, value = original.get(name), patch.get(name)
        for found, given in ((before, name in original), (value, name in patch)):
            if given and not isinstance(found, list):
                raise wrong_type([], found)
        meta = meta_of(kind, name)
        check_order(value or [], order, meta.merge_key)
        if name in original and name in patch:
            merged = self.lists(before or [], value or [], meta, False)
        elif name in original or name in patch:
            merged = (before if name in original else value) or []
        else:
            return
        if before or value:
            lists.hold_objects(before or [], value or [])
        original[name] = lists.in_order(merged, order, before or [], meta.merge_key)
        patch.pop(name, None)


def whole(patch: Obj) -> Obj:
    """What `$patch` makes of a whole object."""
    directive = patch.pop(DIRECTIVE)
    if directive == lists.REPLACE:
        return patch
    if directive == lists.DELETE:
        return {}
    raise unknown_directive(directive, {**patch, DIRECTIVE: directive})


def unknown_directive(directive: Any, patch: Obj) -> PatchError:
    return unexpected(f"unknown patch type: {go_text(directive)} in map: {go_text(patch)}")


def special_items(original: list[Any], patch: list[Any], key: str) -> tuple[list[Any], list[Any]]:
    """Carries out the `$patch` of items; returns what is left of the list, and of the patch.

    Deleting shifts the original in place and leaves its end as it was: that is the live order that counts afterwards.
    """
    left, replacing, size = [], False, len(original)
    for item in patch:
        directive = item.get(DIRECTIVE)
        if DIRECTIVE not in item:
            left.append(item)
        elif directive == lists.DELETE:
            if key not in item:
                raise no_merge_key(item, key)
            while (at := lists.find(original[:size], key, item[key])) >= 0:
                original[at : size - 1] = original[at + 1 : size]
                size -= 1
        elif directive == lists.REPLACE:
            replacing = True
        elif directive == lists.MERGE:
            raise unexpected("merging lists cannot yet be specified in the patch")
        else:
            raise unknown_directive(directive, item)
    return (left, []) if replacing else (original[:size], left)


def list_name(key: str, prefix: str, problem: str) -> str:
    """The list that a directive beside it is for: `$setElementOrder/ports` -> `ports`."""
    head, slash, name = key.partition("/")
    if not slash or head != prefix:
        raise malformed(problem)
    return name


def check_order(patch: list[Any], order: list[Any], key: str) -> None:
    """The patch's items must come in the order that `$setElementOrder` gives."""
    if not order or not patch:
        return
    staying = [item for item in patch if not (key and lists.deleting(item))]
    at = place = 0
    while at < len(staying) and place < len(order):
        item = staying[at]
        if isinstance(item, dict) and DIRECTIVE in item:
            at += 1
            continue
        equal = same(lists.key_of(item, key), lists.key_of(order[place], key)) if key else same(item, order[place])
        at, place = at + equal, place + 1
    if at < len(staying) and place >= len(order):
        shown = f"The order in patch list:\n{go_text(patch)}\n doesn't match {ELEMENT_ORDER} list:\n{go_text(order)}\n"
        raise unexpected(shown)


def fresh(value: Any) -> Any:
    """A value for a field that is new: without nulls, and without the objects that have a `$patch`."""
    if isinstance(value, dict):
        return {key: fresh(item) for key, item in value.items() if item is not None and not has_directive(item)}
    if isinstance(value, list):
        return [fresh(item) for item in value if not has_directive(item)]
    return value


def has_directive(value: Any) -> bool:
    return isinstance(value, dict) and DIRECTIVE in value

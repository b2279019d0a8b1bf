"""Lists in strategic merges: finding, ordering and telling apart their items (apimachinery, util/strategicpatch)."""

from __future__ import annotations

from typing import Any

from minikctl.state.objects import same
from minikctl.state.patches.problems import (
    NO_LISTS_OF_LISTS,
    REJECTED,
    PatchError,
    go_text,
    go_type,
    no_merge_key,
    unexpected,
    wrong_type,
)

DIRECTIVE, DELETE, REPLACE, MERGE = "$patch", "delete", "replace", "merge"
RETAIN_KEYS = "$retainKeys"
DELETE_FROM_LIST, ELEMENT_ORDER = "$deleteFromPrimitiveList", "$setElementOrder"
SMALL = 12  # Go's sort inserts below that

Items = list[Any]


def hold_objects(*lists: Items) -> bool:
    """Whether the items are objects. Raises PatchError if items differ in type, are lists, or there are none."""
    first = None
    for items in lists:
        for item in items:
            found = go_type(item)
            if found == "[]interface {}":
                raise PatchError(422, "Invalid", REJECTED, NO_LISTS_OF_LISTS)
            if first is not None and found != first:
                raise unexpected(f"list element types are not identical: {go_text(list(lists))}")
            first = found
    if first is None:
        raise unexpected("no elements in any of the given slices")
    return first == "map[string]interface {}"


def key_of(item: Any, key: str) -> Any:
    """The merge key's value. Raises PatchError."""
    if not isinstance(item, dict):
        raise wrong_type({}, item)
    if key not in item:
        raise no_merge_key(item, key)
    return item[key]


def find(items: Items, key: str, value: Any) -> int:
    """Where the item with a merge key's value is, or -1."""
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            raise unexpected(f"value for key {index} is not a map.")
        if key in item and same(item[key], value):
            return index
    return -1


def index_in(order: Items, item: Any, key: str) -> int:
    """Where a list has the same item: the same merge key, or the same scalar."""
    for index, other in enumerate(order):
        if (
            same(item.get(key), other.get(key))
            if key and isinstance(item, dict) and isinstance(other, dict)
            else (same(item, other))
        ):
            return index
    return -1


def deleting(item: Any) -> bool:
    return isinstance(item, dict) and item.get(DIRECTIVE) == DELETE


def ordered(items: Items, order: Items, key: str) -> Items:
    """Items in the order of another list; those that delete come last; those it does not have come forward."""
    last: Items = []
    if key:
        for item in (*items, *order):
            key_of(item, key)
        items, last = [item for item in items if not deleting(item)], [item for item in items if deleting(item)]
    places = [index_in(order, item, key) for item in items]
    indexes: list[int] = []
    for index in range(len(items)):  # Kubernetes: an insertion sort whose order is "yes" wherever an item is unknown
        at = index
        while at > 0:
            before = places[indexes[at - 1]]
            if before >= 0 and places[index] >= 0 and places[index] >= before:
                break
            at -= 1
        indexes.insert(at, index)
    return [items[index] for index in indexes] + last


def interleaved(server: Items, patch: Items, order: Items, key: str) -> Items:
    """The server's own items put among the patch's where the live order says so."""
    found: Items = []
    server, patch = list(server), list(patch)
    while server and patch:
        left, right = index_in(order, server[0], key), index_in(order, patch[0], key)
        found.append(server.pop(0) if 0 <= left < right else patch.pop(0))
    return found + server + patch


def in_order(merged: Items, wanted: Items, live: Items, key: str) -> Items:
    """A merged list in order: what `wanted` names as it orders it, the rest as the live list has it."""
    if key:
        patch = [item for item in merged if find(wanted, key, key_of(item, key)) >= 0]
        server = [item for item in merged if find(wanted, key, key_of(item, key)) < 0]
    else:
        patch = [item for item in merged if index_in(wanted, item, "") >= 0]
        server = [item for item in merged if index_in(wanted, item, "") < 0]
    return interleaved(ordered(server, live, key), ordered(patch, wanted, key), live, key)


def without_repeats(items: Items) -> Items:
    """Scalars without repeats: the last one fills the gap, as Kubernetes has it."""
    found = list(items)
    first = 0
    while first < len(found):
        second = first + 1
        while second < len(found):
            if same(found[first], found[second]):
                found[second] = found[-1]
                found.pop()
            else:
                second += 1
        first += 1
    return found


def sorted_by_text(items: Items, key: str = "") -> Items:
    """Items sorted by the text of their merge key or of themselves; equal ones turn round, as in Go's short sorts."""

    def text(item: Any) -> str:
        return go_text(item.get(key) if key else item)

    if len(items) > SMALL:
        return sorted(items, key=text)
    found: Items = []
    for item in items:
        at = len(found)
        while at > 0 and text(item) <= text(found[at - 1]):
            at -= 1
        found.insert(at, item)
    return found

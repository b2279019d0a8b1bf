"""Differences of JSON trees: `difference(a, b)` is a small patch with which `patched(a, patch)` gives b.

A patch is JSON itself, one of
    ["=", value]                     the value instead
    ["d", set, removed, patches]     a dict: keys set, keys removed, patches by key
    ["l", start, count, items]       a list: `count` items from `start` replaced by `items`
    ["i", [[index, patch], …]]       a list of the same length: patches by index
None stands for no difference.
"""

from __future__ import annotations

from typing import Any

Patch = list[Any]


def same(a: Any, b: Any) -> bool:
    """Equal as JSON: unlike Python's ==, it tells true from 1 and 1 from 1.0."""
    if type(a) is not type(b):
        return False
    if type(a) is dict:
        return a.keys() == b.keys() and all(same(value, b[key]) for key, value in a.items())
    if type(a) is list:
        return len(a) == len(b) and all(map(same, a, b))
    return bool(a == b)


def difference(a: Any, b: Any) -> Patch | None:
    """The patch that makes b of a; None if they are the same."""
    if a is b:
        return None
    if type(a) is dict and type(b) is dict:
        return dict_difference(a, b)
    if type(a) is list and type(b) is list:
        return list_difference(a, b)
    return None if type(a) is type(b) and a == b else ["=", b]


def dict_difference(a: dict[str, Any], b: dict[str, Any]) -> Patch | None:
    added = {key: value for key, value in b.items() if key not in a}
    removed = [key for key in a if key not in b]
    patches = {}
    for key, value in a.items():
        if key in b:
            patch = difference(value, b[key])
            if patch is not None:
                patches[key] = patch
    return ["d", added, removed, patches] if added or removed or patches else None


def list_difference(a: list[Any], b: list[Any]) -> Patch | None:
    """Item by item where the lengths are the same, else what stands between equal ends."""
    if len(a) == len(b):
        patches = [[index, patch] for index in range(len(a)) if (patch := difference(a[index], b[index])) is not None]
        return ["i", patches] if patches else None
    shorter = min(len(a), len(b))
    head = 0
    while head < shorter and same(a[head], b[head]):
        head += 1
    tail = 0
    while tail < shorter - head and same(a[-1 - tail], b[-1 - tail]):
        tail += 1
    return ["l", head, len(a) - head - tail, b[head : len(b) - tail]]


def patched(a: Any, patch: Patch | None) -> Any:
    """What the patch makes of a; a itself stays as it is, and shares what did not change."""
    if patch is None:
        return a
    sort = patch[0]
    if sort == "=":
        return patch[1]
    if sort == "d":
        return patched_dict(a, patch)
    made = list(a)
    if sort == "l":
        made[patch[1] : patch[1] + patch[2]] = patch[3]
    else:
        for index, inner in patch[1]:
            made[index] = patched(made[index], inner)
    return made


def patched_dict(a: dict[str, Any], patch: Patch) -> dict[str, Any]:
    made = dict(a)
    for key in patch[2]:
        del made[key]
    for key, inner in patch[3].items():
        made[key] = patched(made[key], inner)
    made.update(patch[1])
    return made

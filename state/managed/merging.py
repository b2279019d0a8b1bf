"""Merges what is applied into a live object, and takes out what is not applied any more.

Source: structured-merge-diff (typed/merge.go, typed/remove.go).
"""

from __future__ import annotations

from typing import Any

from minikctl.state.managed.paths import Node, Path, Paths, element_of
from minikctl.state.objects import copy_tree


def merged(live: Any, config: Any, node: Node) -> Any:
    """A new value: the config's where it says something, the live one's elsewhere."""
    if type(live) is not type(config) or node.is_leaf(config):
        return copy_tree(config)
    if isinstance(config, dict):
        found = copy_tree(live)
        for name, value in config.items():
            found[name] = merged(live[name], value, node.child(name)) if name in live else copy_tree(value)
        return found
    return merged_items(live, config, node)


def merged_items(live: list[Any], config: list[Any], node: Node) -> list[Any]:
    """Two lists of items merged: in the config's order, what only the live list has stays where it stands."""
    left, right = ({element_of(item, node): item for item in items} for items in (live, config))
    waiting, wanted = [*left], [*right]
    shared = [element for element in wanted if element in left]
    found = []
    while waiting or wanted:
        if waiting and waiting[0] not in right:
            found.append(copy_tree(left[waiting.pop(0)]))
        elif waiting and (not shared or waiting[0] != shared[0]):
            waiting.pop(0)  # it comes where the config has it
        else:
            element = wanted.pop(0)
            if element in left:
                shared.pop(0)
                found.append(merged(left[element], right[element], node.item()))
                if waiting and waiting[0] == element:
                    waiting.pop(0)
            else:
                found.append(copy_tree(right[element]))
    return found


def pruned(value: Any, node: Node, gone: Paths, kept: Paths, base: Path = ()) -> Any:
    """A value without the paths of `gone`, unless something of `kept` is at or below them."""
    if node.is_leaf(value):
        return value
    if isinstance(value, dict):
        found: dict[str, Any] = {}
        for name, below in value.items():
            path = (*base, f"f:{name}")
            if path not in gone or is_kept(path, kept):
                found[name] = pruned(below, node.child(name), gone, kept, path)
        return found
    items = []
    for item in value:
        path = (*base, element_of(item, node))
        if path not in gone or is_kept(path, kept):
            items.append(pruned(item, node.item(), gone, kept, path))
    return items


def is_kept(path: Path, kept: Paths) -> bool:
    size = len(path)
    return any(other[:size] == path for other in kept)

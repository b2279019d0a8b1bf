"""JSON merge patches (RFC 7386): applying them, and creating those that `edit` and `apply` send for custom resources.

Sources: evanphx/json-patch (merge.go), apimachinery's jsonmergepatch and mergepatch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from minikctl.state.objects import copy_tree, same
from minikctl.state.patches.problems import Conflict, PreconditionFailed, go_type, malformed
from minikctl.state.shapes.values import word

Obj = dict[str, Any]
Precondition = Callable[[Obj], bool]


def merge_patch(current: Obj, patch: Any) -> Obj:
    """The object with a patch merged into it. Raises PatchError if the patch is no object."""
    if not isinstance(patch, dict):
        said = f"json: cannot unmarshal {word(patch)} into Go value of type map[string]interface {{}}"
        raise malformed(f"error decoding patch: {said}")
    return merged(copy_tree(current), patch)


def merged(target: Obj, patch: Obj) -> Obj:
    """Merges in place; what is new comes without its nulls."""
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        elif isinstance(value, dict) and isinstance(target.get(key), dict):
            merged(target[key], value)
        else:
            target[key] = without_nulls(value)
    return target


def without_nulls(value: Any) -> Any:
    """A copy whose objects have no null fields; nulls in lists stay."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value


def create_merge_patch(original: Obj, modified: Obj) -> Obj:
    """The patch that makes `modified` of `original`."""
    patch: Obj = {}
    for key, value in modified.items():
        if key not in original or go_type(original[key]) != go_type(value):
            patch[key] = copy_tree(value)
        elif isinstance(value, dict):
            within = create_merge_patch(original[key], value)
            if within:
                patch[key] = within
        elif not same(original[key], value):
            patch[key] = copy_tree(value)
    patch.update({key: None for key in original if key not in modified})
    return patch


def three_way_merge_patch(
    original: Obj, modified: Obj, current: Obj, preconditions: Iterable[Precondition] = ()
) -> Obj:
    """What `apply` sends where strategic merge is not known: changes against `current`, deletions against `original`.

    Raises Conflict if both touch the same field differently, PreconditionFailed.
    """
    additions = changes_of(create_merge_patch(current, modified))
    deletions = deletions_of(create_merge_patch(original, modified))
    if have_conflicts(additions, deletions):
        raise Conflict(additions, deletions)
    patch = merged(deletions, additions)
    check_preconditions(patch, preconditions)
    return patch


def changes_of(patch: Obj) -> Obj:
    """A patch without its deletions, and without objects that are empty then."""
    found: Obj = {}
    for key, value in patch.items():
        if isinstance(value, dict) and value:
            within = changes_of(value)
            if within:
                found[key] = within
        elif value is not None:
            found[key] = value
    return found


def deletions_of(patch: Obj) -> Obj:
    """A patch's deletions alone."""
    found: Obj = {}
    for key, value in patch.items():
        if value is None:
            found[key] = None
        elif isinstance(value, dict) and value:
            within = deletions_of(value)
            if within:
                found[key] = within
    return found


def have_conflicts(left: Any, right: Any) -> bool:
    """Whether two patches set a common field differently."""
    if isinstance(left, dict):
        if not isinstance(right, dict):
            return True
        return any(have_conflicts(value, right[key]) for key, value in left.items() if key in right)
    if isinstance(left, list):
        return not isinstance(right, list) or len(left) != len(right) or any(map(have_conflicts, left, right))
    return not same(left, right)


def check_preconditions(patch: Obj, preconditions: Iterable[Precondition]) -> None:
    """Raises PreconditionFailed if the patch breaks one."""
    if not all(holds(patch) for holds in preconditions):
        raise PreconditionFailed(patch)


def key_unchanged(key: str) -> Precondition:
    """The patch must not touch a field at the top."""
    return lambda patch: key not in patch


def metadata_key_unchanged(key: str) -> Precondition:
    """The patch must not touch a field of metadata."""
    return lambda patch: key not in (patch.get("metadata") or {})


IDENTITY: tuple[Precondition, ...] = (
    key_unchanged("apiVersion"),
    key_unchanged("kind"),
    metadata_key_unchanged("name"),
)

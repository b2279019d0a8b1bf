"""Which patch kubectl sends: strategic for kinds that are built in, JSON merge for custom resources."""

from __future__ import annotations

from typing import Any

from minikctl.state.kinds.kind import Kind
from minikctl.state.patches.difference import three_way, two_way
from minikctl.state.patches.mergepatch import IDENTITY, check_preconditions, create_merge_patch, three_way_merge_patch
from minikctl.state.patches.schemas import type_of

Obj = dict[str, Any]


def for_apply(kind: Kind, original: Obj, modified: Obj, current: Obj, *, overwrite: bool = True) -> tuple[Obj, str]:
    """The patch of client-side `apply` and its type, strategic or merge.

    `original` is the last-applied annotation (or {}), `modified` the manifest with its new annotation. Raises
    PatchError, Conflict, and PreconditionFailed (kubectl: At least one of apiVersion, kind and name was changed).
    """
    version = modified.get("apiVersion", "")
    if type_of(kind, version) is None:
        return three_way_merge_patch(original, modified, current, preconditions=IDENTITY), "merge"
    patch = three_way(kind, original, modified, current, overwrite=overwrite, preconditions=IDENTITY, version=version)
    return patch, "strategic"


def for_edit(kind: Kind, original: Obj, modified: Obj) -> tuple[Obj, str]:
    """The patch of `edit` and of commands that change one live object. Raises PatchError, PreconditionFailed."""
    version = modified.get("apiVersion", "")
    if type_of(kind, version) is None:
        patch = create_merge_patch(original, modified)
        check_preconditions(patch, IDENTITY)
        return patch, "merge"
    return two_way(kind, original, modified, preconditions=IDENTITY, version=version), "strategic"

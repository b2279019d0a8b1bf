"""Patches: JSON patch, merge patch, strategic merge patch; applying them and creating them."""

from __future__ import annotations

from minikctl.state.patches.creating import for_apply, for_edit
from minikctl.state.patches.difference import three_way, two_way
from minikctl.state.patches.jsonpatch import json_patch
from minikctl.state.patches.mergepatch import IDENTITY, create_merge_patch, merge_patch, three_way_merge_patch
from minikctl.state.patches.problems import Conflict, PatchError, PreconditionFailed
from minikctl.state.patches.result import patched
from minikctl.state.patches.schemas import type_of
from minikctl.state.patches.strategic import strategic_merge

__all__ = [
    "IDENTITY",
    "Conflict",
    "PatchError",
    "PreconditionFailed",
    "create_merge_patch",
    "for_apply",
    "for_edit",
    "json_patch",
    "merge_patch",
    "patched",
    "strategic_merge",
    "three_way",
    "three_way_merge_patch",
    "two_way",
    "type_of",
]

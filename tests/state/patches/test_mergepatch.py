"""JSON merge patches: applying and creating them."""

from __future__ import annotations

import pytest

from minikctl.state.patches.mergepatch import IDENTITY, create_merge_patch, merge_patch, three_way_merge_patch
from minikctl.state.patches.problems import PatchError, PreconditionFailed


def test_nulls_remove_and_lists_are_replaced() -> None:
    current = {"a": {"b": 1, "c": 2}, "list": [1, 2]}
    assert merge_patch(current, {"a": {"b": None, "d": 3}, "list": [3], "no": None}) == {
        "a": {"c": 2, "d": 3},
        "list": [3],
    }


def test_what_is_new_comes_without_nulls_but_lists_keep_theirs() -> None:
    assert merge_patch({}, {"a": {"b": None, "c": {"d": None}}, "e": [None]}) == {"a": {"c": {}}, "e": [None]}


def test_a_patch_must_be_an_object() -> None:
    with pytest.raises(PatchError, match="error decoding patch: json: cannot unmarshal array"):
        merge_patch({}, [])


def test_a_created_patch_makes_one_object_of_the_other() -> None:
    original = {"a": {"b": 1, "c": [1]}, "gone": 1, "same": {"x": 1}}
    modified = {"a": {"b": 2, "c": [1, 2]}, "same": {"x": 1}, "new": {}}
    patch = create_merge_patch(original, modified)
    assert patch == {"a": {"b": 2, "c": [1, 2]}, "gone": None, "new": {}}
    assert merge_patch(original, patch) == modified


def test_apply_deletes_only_what_was_applied_before() -> None:
    patch = three_way_merge_patch({"spec": {"a": 1, "b": 2}}, {"spec": {"a": 3}}, {"spec": {"a": 1, "b": 2, "own": 9}})
    assert patch == {"spec": {"a": 3, "b": None}}


def test_identity_must_not_change() -> None:
    with pytest.raises(PreconditionFailed):
        three_way_merge_patch({}, {"kind": "B"}, {"kind": "A"}, preconditions=IDENTITY)

"""Which patch is sent for which kind."""

from __future__ import annotations

import pytest

from minikctl.state.kinds import SERVICE, Kind
from minikctl.state.patches.creating import for_apply, for_edit
from minikctl.state.patches.problems import Conflict, PreconditionFailed

GADGET = Kind("Gadget", "example.com/v1", "gadgets")


def test_kinds_that_are_built_in_get_strategic_patches() -> None:
    before, after = {"spec": {"ports": [{"port": 80}]}}, {"spec": {"ports": [{"port": 80, "name": "web"}]}}
    assert for_edit(SERVICE, before, after)[1] == "strategic"
    assert for_apply(SERVICE, before, after, before)[1] == "strategic"


def test_custom_resources_get_merge_patches() -> None:
    before, after = {"spec": {"parts": [1], "own": 1}}, {"spec": {"parts": [2]}}
    assert for_edit(GADGET, before, after) == ({"spec": {"own": None, "parts": [2]}}, "merge")
    assert for_apply(GADGET, {}, after, before) == ({"spec": {"parts": [2]}}, "merge")


@pytest.mark.parametrize("kind", [SERVICE, GADGET])
def test_neither_may_rename(kind: Kind) -> None:
    with pytest.raises(PreconditionFailed):
        for_edit(kind, {"metadata": {"name": "a"}}, {"metadata": {"name": "b"}})


def test_a_conflict_shows_both_patches() -> None:
    said = Conflict({"a": 1}, {"a": 2}).said(lambda patch: f"a: {patch['a']}\n")
    assert said == "patch:\na: 1\n\nconflicts with changes made from original to current:\na: 2\n\n"

"""JSON patches and the sentences they fail with."""

from __future__ import annotations

from typing import Any

import pytest

from minikctl.state.patches.jsonpatch import json_patch
from minikctl.state.patches.problems import PatchError

SHOP: dict[str, Any] = {
    "metadata": {"labels": {"app": "shop", "a/b": "1"}},
    "spec": {"ports": [{"port": 80}, {"port": 81}]},
}


@pytest.mark.parametrize(
    ("op", "at", "value"),
    [
        ({"op": "add", "path": "/metadata/labels/tier", "value": "web"}, ("metadata", "labels", "tier"), "web"),
        ({"op": "replace", "path": "/spec/ports/0/port", "value": 90}, ("spec", "ports", 0, "port"), 90),
        ({"op": "add", "path": "/spec/ports/-", "value": {"port": 82}}, ("spec", "ports", 2, "port"), 82),
        ({"op": "add", "path": "/spec/ports/1", "value": {"port": 82}}, ("spec", "ports", 1, "port"), 82),
        ({"op": "remove", "path": "/spec/ports/-1"}, ("spec", "ports"), [{"port": 80}]),
        ({"op": "remove", "path": "/metadata/labels/a~1b"}, ("metadata", "labels"), {"app": "shop"}),
        ({"op": "copy", "from": "/spec/ports/0", "path": "/spec/first"}, ("spec", "first"), {"port": 80}),
        ({"op": "move", "from": "/spec/ports", "path": "/ports"}, ("spec",), {}),
        ({"op": "replace", "path": "/metadata/labels/new", "value": "x"}, ("metadata", "labels", "new"), "x"),
        ({"op": "test", "path": "/metadata/labels/app", "value": "shop"}, ("metadata", "labels", "app"), "shop"),
    ],
)
def test_an_operation_changes_what_its_path_names(op: dict[str, Any], at: tuple[Any, ...], value: Any) -> None:
    found: Any = json_patch(SHOP, [op])
    for key in at:
        found = found[key]
    assert found == value


@pytest.mark.parametrize(
    ("op", "said"),
    [
        (
            {"op": "add", "path": "/spec/rules/0", "value": 1},
            'add operation does not apply: doc is missing path: "/spec/rules/0": missing value',
        ),
        (
            {"op": "remove", "path": "/metadata/labels/none"},
            "error in remove for path: '/metadata/labels/none': Unable to remove nonexistent key: none: missing value",
        ),
        (
            {"op": "remove", "path": "/spec/ports/7"},
            "error in remove for path: '/spec/ports/7': Unable to access invalid index: 7: invalid index referenced",
        ),
        (
            {"op": "add", "path": "/spec/ports/x", "value": 1},
            "error in add for path: '/spec/ports/x': value was not a proper array index: 'x': "
            'strconv.Atoi: parsing "x": invalid syntax',
        ),
        (
            {"op": "replace", "path": "/spec/ports/5", "value": 1},
            "Object to be patched is missing field (/spec/ports/5: missing value)",
        ),
        ({"op": "test", "path": "/spec/ports", "value": []}, "testing value /spec/ports failed: test failed"),
        ({"op": "shift", "path": "/spec"}, "Unexpected kind: shift"),
        ({"op": "add", "value": 1}, "add operation failed to decode path: missing value"),
        (
            {"op": "move", "path": "/x"},
            "move operation failed to decode from: operation, missing from field: missing value",
        ),
    ],
)
def test_an_operation_that_does_not_fit_is_told_to_the_client_but_not_by_the_server(
    op: dict[str, Any], said: str
) -> None:
    with pytest.raises(PatchError) as caught:
        json_patch(SHOP, [op])
    assert caught.value.why == said
    assert (caught.value.code, caught.value.reason) == (422, "Invalid")
    assert caught.value.message == "the server rejected our request due to an error in our request"


def test_a_patch_must_be_a_list_of_objects() -> None:
    with pytest.raises(PatchError, match=r"cannot unmarshal object into Go value of type jsonpatch\.Patch"):
        json_patch(SHOP, {"op": "remove"})


def test_true_is_not_one() -> None:
    with pytest.raises(PatchError):
        json_patch({"replicas": 1}, [{"op": "test", "path": "/replicas", "value": True}])


def test_the_object_is_not_changed() -> None:
    before = repr(SHOP)
    json_patch(SHOP, [{"op": "remove", "path": "/spec/ports/0"}])
    assert repr(SHOP) == before

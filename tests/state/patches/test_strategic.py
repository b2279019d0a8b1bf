"""Strategic merge patches: applying them."""

from __future__ import annotations

from typing import Any

import pytest

from minikctl.state.kinds import CUSTOM_RESOURCE_DEFINITION, POD, SERVICE, Kind
from minikctl.state.patches.problems import PatchError
from minikctl.state.patches.strategic import strategic_merge

GADGET = Kind("Gadget", "example.com/v1", "gadgets")


def pod(**more: Any) -> dict[str, Any]:
    containers = [
        {"name": "web", "image": "web:1", "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]},
        {"name": "log", "image": "log:1", "args": ["-v"]},
    ]
    volumes = [{"name": "data", "emptyDir": {}}, {"name": "conf", "configMap": {"name": "conf"}}]
    meta = {"name": "shop", "labels": {"app": "shop"}, "finalizers": ["x/a", "x/b"]}
    return {"metadata": meta, "spec": {"containers": containers, "volumes": volumes, **more}}


def names(items: list[dict[str, Any]]) -> list[str]:
    return [item["name"] for item in items]


def test_items_are_merged_by_their_key() -> None:
    found = strategic_merge(POD, pod(), {"spec": {"containers": [{"name": "log", "image": "log:2"}]}})
    assert names(found["spec"]["containers"]) == ["web", "log"]
    assert found["spec"]["containers"][1] == {"name": "log", "image": "log:2", "args": ["-v"]}


def test_new_items_stand_before_those_that_the_patch_does_not_name() -> None:
    found = strategic_merge(POD, pod(), {"spec": {"containers": [{"name": "new", "image": "n"}]}})
    assert names(found["spec"]["containers"]) == ["new", "web", "log"]


def test_items_are_deleted_by_directive() -> None:
    found = strategic_merge(POD, pod(), {"spec": {"containers": [{"name": "web", "$patch": "delete"}]}})
    assert names(found["spec"]["containers"]) == ["log"]


def test_a_list_is_replaced_by_directive() -> None:
    found = strategic_merge(POD, pod(), {"spec": {"containers": [{"name": "one"}, {"$patch": "replace"}]}})
    assert found["spec"]["containers"] == [{"name": "one"}]


def test_objects_are_replaced_and_emptied_by_directive() -> None:
    patch = {"metadata": {"labels": {"$patch": "replace", "tier": "web"}}}
    assert strategic_merge(POD, pod(), patch)["metadata"]["labels"] == {"tier": "web"}
    patch = {"metadata": {"labels": {"$patch": "delete"}}}
    assert strategic_merge(POD, pod(), patch)["metadata"]["labels"] == {}


def test_element_order_is_enforced() -> None:
    order = [{"name": "log"}, {"name": "web"}]
    found = strategic_merge(POD, pod(), {"spec": {"$setElementOrder/containers": order}})
    assert names(found["spec"]["containers"]) == ["log", "web"]


def test_the_order_of_a_patch_must_agree_with_its_element_order() -> None:
    patch = {"spec": {"$setElementOrder/containers": [{"name": "web"}], "containers": [{"name": "log", "image": "x"}]}}
    with pytest.raises(PatchError) as caught:
        strategic_merge(POD, pod(), patch)
    assert caught.value.why == (
        "The order in patch list:\n[map[image:x name:log]]\n doesn't match $setElementOrder list:\n[map[name:web]]\n"
    )


def test_lists_of_scalars_are_joined_and_shortened() -> None:
    patch = {"metadata": {"finalizers": ["x/c"], "$deleteFromPrimitiveList/finalizers": ["x/a"]}}
    assert strategic_merge(POD, pod(), patch)["metadata"]["finalizers"] == ["x/c", "x/b"]


def test_lists_without_a_merge_key_are_replaced() -> None:
    patch = {"spec": {"containers": [{"name": "log", "args": ["-q"]}]}}
    assert strategic_merge(POD, pod(), patch)["spec"]["containers"][1]["args"] == ["-q"]


def test_retain_keys_drop_what_they_do_not_name() -> None:
    volume = {"name": "data", "$retainKeys": ["name", "hostPath"], "hostPath": {"path": "/x"}}
    found = strategic_merge(POD, pod(), {"spec": {"volumes": [volume]}})
    assert found["spec"]["volumes"][0] == {"name": "data", "hostPath": {"path": "/x"}}


def test_a_null_removes_and_new_objects_come_without_nulls() -> None:
    patch = {"spec": {"volumes": None, "affinity": {"nodeAffinity": None, "podAffinity": {"x": None}}}}
    found = strategic_merge(POD, pod(), patch)
    assert "volumes" not in found["spec"]
    assert found["spec"]["affinity"] == {"podAffinity": {}}


def test_a_directive_on_something_that_is_not_there_leaves_nothing() -> None:
    patch = {
        "metadata": {"annotations": {"$patch": "replace", "a": "b"}},
        "spec": {"tolerations": [{"$patch": "delete"}]},
    }
    found = strategic_merge(POD, pod(), patch)
    assert "annotations" not in found["metadata"]
    assert found["spec"]["tolerations"] == []


def test_ports_of_a_service_are_told_apart_by_number_alone() -> None:
    svc = {"spec": {"ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]}}
    found = strategic_merge(SERVICE, svc, {"spec": {"ports": [{"port": 53, "name": "dns"}]}})
    assert found["spec"]["ports"][0] == {"port": 53, "protocol": "UDP", "name": "dns"}


@pytest.mark.parametrize(
    ("patch", "said"),
    [
        ({"spec": {"containers": [{"image": "x"}]}}, "map: map[image:x] does not contain declared merge key: name"),
        ({"metadata": {"labels": {"$patch": "wipe"}}}, "unknown patch type: wipe in map: map[$patch:wipe]"),
        (
            {"spec": {"containers": [{"name": "web", "$patch": "merge"}]}},
            "merging lists cannot yet be specified in the patch",
        ),
        (
            {"spec": {"volumes": [{"name": "data", "$retainKeys": ["name"], "nfs": {}}]}},
            "invalid patch format of retainKeys",
        ),
        ({"spec": {"$setElementOrder": []}}, "invalid patch format of setElementOrder list"),
    ],
)
def test_a_patch_that_cannot_be_applied_is_refused(patch: dict[str, Any], said: str) -> None:
    with pytest.raises(PatchError) as caught:
        strategic_merge(POD, pod(), patch)
    assert caught.value.message == said


def test_custom_resources_know_no_strategic_merge() -> None:
    with pytest.raises(PatchError) as caught:
        strategic_merge(GADGET, {}, {})
    assert (caught.value.code, caught.value.reason) == (415, "UnsupportedMediaType")
    assert strategic_merge(CUSTOM_RESOURCE_DEFINITION, {}, {"spec": {"group": "a"}}) == {"spec": {"group": "a"}}


def test_neither_the_object_nor_the_patch_is_changed() -> None:
    current, patch = pod(), {"spec": {"containers": [{"name": "web", "$patch": "delete"}, {"name": "new"}]}}
    before = repr((current, patch))
    strategic_merge(POD, current, patch)
    assert repr((current, patch)) == before

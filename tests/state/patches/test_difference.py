"""Strategic merge patches: creating them, as `edit` and `apply` do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minikctl.state.kinds import POD, SERVICE
from minikctl.state.patches.difference import three_way, two_way
from minikctl.state.patches.mergepatch import IDENTITY
from minikctl.state.patches.problems import Conflict, PreconditionFailed
from minikctl.state.patches.strategic import strategic_merge


def service(*ports: dict[str, Any], **spec: Any) -> dict[str, Any]:
    return {"kind": "Service", "metadata": {"name": "shop"}, "spec": {"ports": list(ports), **spec}}


def test_a_two_way_patch_names_changes_additions_and_deletions() -> None:
    patch = two_way(
        SERVICE, service({"port": 80}, type="NodePort"), service({"port": 80, "name": "web"}, sessionAffinity="None")
    )
    assert patch == {
        "spec": {
            "$setElementOrder/ports": [{"port": 80}],
            "ports": [{"name": "web", "port": 80}],
            "sessionAffinity": "None",
            "type": None,
        }
    }


def test_items_that_go_are_deleted_by_directive() -> None:
    patch = two_way(SERVICE, service({"port": 80}, {"port": 90}), service({"port": 90}))
    assert patch["spec"]["ports"] == [{"$patch": "delete", "port": 80}]


def test_a_volume_that_changes_its_kind_retains_its_keys() -> None:
    before = {"spec": {"volumes": [{"name": "data", "emptyDir": {}}]}}
    after = {"spec": {"volumes": [{"name": "data", "hostPath": {"path": "/x"}}]}}
    [volume] = two_way(POD, before, after)["spec"]["volumes"]
    assert volume == {"$retainKeys": ["hostPath", "name"], "emptyDir": None, "hostPath": {"path": "/x"}, "name": "data"}


def test_equal_objects_need_no_patch() -> None:
    assert two_way(SERVICE, service({"port": 80}), service({"port": 80})) == {}


def test_apply_leaves_alone_what_it_never_set() -> None:
    applied = service({"port": 80}, selector={"app": "shop", "tier": "web"})
    live = service(
        {"port": 80, "protocol": "TCP", "targetPort": 80},
        selector={"app": "shop", "tier": "web"},
        clusterIP="10.96.0.9",
    )
    wanted = service({"port": 80, "targetPort": 8080}, selector={"app": "shop"})
    patch = three_way(SERVICE, applied, wanted, live)
    assert patch == {
        "spec": {
            "$setElementOrder/ports": [{"port": 80}],
            "ports": [{"port": 80, "targetPort": 8080}],
            "selector": {"tier": None},
        }
    }
    assert strategic_merge(SERVICE, live, patch)["spec"]["clusterIP"] == "10.96.0.9"


def test_applying_the_same_again_needs_no_patch() -> None:
    live = service({"port": 80, "protocol": "TCP"}, clusterIP="10.96.0.9")
    assert three_way(SERVICE, service({"port": 80}), service({"port": 80}), live) == {}


def test_unsorted_finalizers_are_put_in_order_although_nothing_changed() -> None:
    applied = {"metadata": {"finalizers": ["x/b", "x/a"]}}
    assert three_way(SERVICE, applied, applied, applied) == {
        "metadata": {"$setElementOrder/finalizers": ["x/b", "x/a"]}
    }


def test_without_overwrite_a_foreign_change_is_a_conflict() -> None:
    applied, live, wanted = service(type="ClusterIP"), service(type="NodePort"), service(type="LoadBalancer")
    assert three_way(SERVICE, applied, wanted, live) == {"spec": {"type": "LoadBalancer"}}
    with pytest.raises(Conflict):
        three_way(SERVICE, applied, wanted, live, overwrite=False)


def test_the_name_must_stay() -> None:
    with pytest.raises(PreconditionFailed):
        two_way(SERVICE, {"metadata": {"name": "a"}}, {"metadata": {"name": "b"}}, preconditions=IDENTITY)


ENV = st.lists(st.sampled_from("ABC"), unique=True, max_size=3)
CONTAINER = st.fixed_dictionaries(
    {"image": st.sampled_from(["a", "b"])},
    optional={
        "env": st.builds(lambda found: [{"name": name, "value": "1"} for name in found], ENV),
        "args": st.lists(st.sampled_from("xy"), min_size=1, max_size=2),
    },
)
SOURCE = st.sampled_from([{"emptyDir": {}}, {"hostPath": {"path": "/x"}}, {"configMap": {"name": "c"}}])


@st.composite
def pods(draw: Any) -> dict[str, Any]:
    containers = [
        {"name": name, **draw(CONTAINER)}
        for name in draw(st.permutations(["c1", "c2", "c3"]))[: draw(st.integers(1, 3))]
    ]
    volumes = [{"name": name, **draw(SOURCE)} for name in draw(st.permutations(["v1", "v2"]))]
    labels = draw(st.dictionaries(st.sampled_from("ab"), st.sampled_from("12")))
    return {"metadata": {"name": "shop", "labels": labels}, "spec": {"containers": containers, "volumes": volumes}}


def without_empty_lists(value: Any) -> Any:
    """Items that go leave an empty list behind, which a server does not write."""
    if isinstance(value, dict):
        return {key: without_empty_lists(item) for key, item in value.items() if item != []}
    return [without_empty_lists(item) for item in value] if isinstance(value, list) else value


@settings(max_examples=80, deadline=None)
@given(pods(), pods())
def test_a_created_patch_applied_makes_the_wanted_object(before: dict[str, Any], after: dict[str, Any]) -> None:
    found = strategic_merge(POD, before, two_way(POD, before, after))
    assert without_empty_lists(found) == without_empty_lists(after)

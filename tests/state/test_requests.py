"""Patches and server-side apply as requests to a cluster in memory."""

from __future__ import annotations

from typing import Any

import pytest

from minikctl.state import requests
from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.errors import ApiError
from minikctl.state.kinds import CONFIG_MAP, DEPLOYMENT, REPLICA_SET

MAP = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "m"}, "data": {"a": "1"}}


@pytest.fixture
def cluster() -> Cluster:
    """A cluster with one ConfigMap."""
    made = Cluster.in_memory(ScriptedClock(1_767_000_000.0), {"seed": "x", "pace": "instant"})
    with made.transaction("test") as tx:
        tx.create(CONFIG_MAP, MAP, "default")
    return made


def patched(cluster: Cluster, change: Any, form: str) -> dict[str, Any]:
    with cluster.transaction("test") as tx:
        return requests.patch(tx, CONFIG_MAP, "m", "default", change, form)[0]


def managers(obj: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["manager"], one["operation"]) for one in obj["metadata"].get("managedFields") or ()]


def test_each_form_of_patch_changes_the_object(cluster: Cluster) -> None:
    assert patched(cluster, {"data": {"b": "2"}}, "strategic")["data"] == {"a": "1", "b": "2"}
    assert patched(cluster, {"data": {"b": None}}, "merge")["data"] == {"a": "1"}
    assert patched(cluster, [{"op": "add", "path": "/data/c", "value": "3"}], "json")["data"] == {"a": "1", "c": "3"}


def test_a_strategic_patch_cannot_change_the_kind(cluster: Cluster) -> None:
    assert patched(cluster, {"kind": "Foo"}, "strategic")["kind"] == "ConfigMap"


def test_a_merge_patch_that_changes_the_kind_is_refused(cluster: Cluster) -> None:
    with pytest.raises(ApiError, match='no kind "Foo" is registered for version "v1"'):
        patched(cluster, {"kind": "Foo"}, "merge")


def test_unknown_fields_are_warned_of(cluster: Cluster) -> None:
    with cluster.transaction("test") as tx:
        _, warnings = requests.patch(tx, CONFIG_MAP, "m", "default", {"foo": 1}, "strategic")

    assert warnings == ['unknown field "foo"']


def test_writes_without_a_manager_track_nothing(cluster: Cluster) -> None:
    with cluster.transaction("test") as tx:
        tx.manager = "me"
        found, _ = requests.patch(tx, CONFIG_MAP, "m", "default", {"data": {"b": "2"}}, "merge")

    assert managers(found) == []


def test_what_was_there_before_the_first_apply_has_an_owner(cluster: Cluster) -> None:
    with cluster.transaction("test") as tx:
        found = requests.apply(tx, CONFIG_MAP, {**MAP, "data": {"b": "2"}}, "default", "me")

    assert found["data"] == {"a": "1", "b": "2"}
    assert managers(found) == [("me", "Apply"), ("before-first-apply", "Update")]


def test_what_is_no_longer_applied_goes(cluster: Cluster) -> None:
    for data in ({"x": "1", "y": "2"}, {"x": "1"}):
        with cluster.transaction("test") as tx:
            config = {**MAP, "metadata": {"name": "n"}, "data": data}
            found = requests.apply(tx, CONFIG_MAP, config, "default", "me")

    assert found["data"] == {"x": "1"}


def test_loops_do_not_write_in_the_name_of_a_user(cluster: Cluster) -> None:
    template = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": template}
    with cluster.transaction("test") as tx:
        tx.manager = "me"
        manifest = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"}, "spec": spec}
        tx.create(DEPLOYMENT, manifest, "default")

    view = cluster.view()
    assert ("me", "Update") in managers(view.get(DEPLOYMENT, "d", "default"))
    owned = view.list(REPLICA_SET, "default")
    assert [managers(one) for one in owned] == [[]]

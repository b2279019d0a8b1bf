"""Who manages which field, and what happens when two want the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from minikctl.state import managed, schema
from minikctl.state.errors import ApiError
from minikctl.state.kinds import DEPLOYMENT, SERVICE, Kind
from minikctl.state.managed.paths import from_fields, in_order, shown, to_fields

NOW = 1_767_225_600.0
LATER = NOW + 60
GADGET = Kind("Gadget", "example.com/v1", "gadgets")


def deployment(replicas: int = 1, image: str = "web:1", **template: Any) -> dict[str, Any]:
    container = {"name": "web", "image": image, "ports": [{"containerPort": 80}]}
    spec = {
        "replicas": replicas,
        "selector": {"matchLabels": {"app": "web"}},
        "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container], **template}},
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": spec,
    }


def managed_by(obj: dict[str, Any]) -> dict[str, Any]:
    return {entry["manager"]: entry["fieldsV1"] for entry in obj["metadata"].get("managedFields", [])}


def created_by(manager: str, obj: dict[str, Any]) -> dict[str, Any]:
    obj = schema.decode(DEPLOYMENT, obj).obj
    obj["metadata"]["managedFields"] = managed.updated(DEPLOYMENT, None, obj, manager, NOW)
    return obj


def test_a_creator_manages_what_it_set_with_dots_where_go_has_pointers() -> None:
    [entry] = created_by("kubectl-create", deployment())["metadata"]["managedFields"]
    assert {key: value for key, value in entry.items() if key != "fieldsV1"} == {
        "apiVersion": "apps/v1",
        "fieldsType": "FieldsV1",
        "manager": "kubectl-create",
        "operation": "Update",
        "time": "2026-01-01T00:00:00Z",
    }
    assert entry["fieldsV1"] == {
        "f:spec": {
            "f:replicas": {},
            "f:selector": {},
            "f:template": {
                "f:metadata": {"f:labels": {".": {}, "f:app": {}}},
                "f:spec": {
                    "f:containers": {
                        'k:{"name":"web"}': {
                            ".": {},
                            "f:image": {},
                            "f:name": {},
                            "f:ports": {
                                ".": {},
                                'k:{"containerPort":80,"protocol":"TCP"}': {".": {}, "f:containerPort": {}},
                            },
                            "f:resources": {},
                        }
                    }
                },
            },
        }
    }


def test_an_updater_takes_the_fields_it_changes_from_others() -> None:
    old = created_by("kubectl-create", deployment())
    new = schema.decode(DEPLOYMENT, deployment(replicas=3)).obj
    entries = managed.updated(DEPLOYMENT, old, new, "kubectl-edit", LATER)
    assert [entry["manager"] for entry in entries] == ["kubectl-create", "kubectl-edit"]
    assert entries[1]["fieldsV1"] == {"f:spec": {"f:replicas": {}}}
    assert "f:replicas" not in entries[0]["fieldsV1"]["f:spec"]
    assert [entry["time"] for entry in entries] == ["2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z"]


def test_an_update_without_a_change_leaves_everything_as_it_was() -> None:
    old = created_by("kubectl-create", deployment())
    assert managed.updated(DEPLOYMENT, old, old, "kubectl-edit", LATER) == old["metadata"]["managedFields"]


def test_a_first_apply_manages_exactly_its_config() -> None:
    found = managed.applied(DEPLOYMENT, None, deployment(), "kubectl", NOW)
    labels = found["metadata"]["managedFields"][0]["fieldsV1"]["f:spec"]["f:template"]["f:metadata"]["f:labels"]
    assert labels == {"f:app": {}}
    assert found["metadata"]["managedFields"][0]["operation"] == "Apply"


def test_applying_another_value_than_someone_else_set_is_a_conflict() -> None:
    live = created_by("kubectl-client-side-apply", deployment())
    with pytest.raises(ApiError) as caught:
        managed.applied(DEPLOYMENT, live, deployment(replicas=5), "ci", LATER)
    assert (caught.value.code, caught.value.reason) == (409, "Conflict")
    assert caught.value.message == (
        'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas'
    )
    assert caught.value.causes[0] == (
        "FieldManagerConflict",
        'conflict with "kubectl-client-side-apply" using apps/v1',
        ".spec.replicas",
    )


def test_several_conflicts_are_listed_by_manager() -> None:
    live = managed.applied(DEPLOYMENT, None, deployment(), "ops", NOW)
    with pytest.raises(ApiError) as caught:
        managed.applied(DEPLOYMENT, live, deployment(5, "web:2"), "ci", LATER)
    assert caught.value.message == (
        'Apply failed with 2 conflicts: conflicts with "ops":\n'
        "- .spec.replicas\n"
        '- .spec.template.spec.containers[name="web"].image'
    )


def test_the_same_value_is_shared() -> None:
    live = managed.applied(DEPLOYMENT, None, deployment(), "ops", NOW)
    found = managed.applied(DEPLOYMENT, live, deployment(), "ci", LATER)
    assert managed_by(found)["ops"] == managed_by(found)["ci"]


def test_force_takes_over() -> None:
    live = managed.applied(DEPLOYMENT, None, deployment(), "ops", NOW)
    found = managed.applied(DEPLOYMENT, live, deployment(replicas=5), "ci", LATER, force=True)
    assert found["spec"]["replicas"] == 5
    assert "f:replicas" not in managed_by(found)["ops"]["f:spec"]


def test_what_is_not_applied_any_more_goes_unless_others_have_it() -> None:
    config = deployment(nodeSelector={"disk": "ssd"}, hostNetwork=True)
    live = managed.applied(DEPLOYMENT, None, config, "ops", NOW)
    live = managed.applied(
        DEPLOYMENT, live, {**deployment(), "spec": {"template": {"spec": {"hostNetwork": True}}}}, "ci", NOW
    )
    found = managed.applied(DEPLOYMENT, live, deployment(), "ops", LATER)
    assert "nodeSelector" not in found["spec"]["template"]["spec"]
    assert found["spec"]["template"]["spec"]["hostNetwork"] is True


def test_items_of_lists_are_told_apart_by_their_keys() -> None:
    ports = [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]
    svc: dict[str, Any] = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "dns"}, "spec": {"ports": ports}}
    live = managed.applied(SERVICE, None, svc, "ops", NOW)
    live["spec"]["ports"][0]["targetPort"] = 53
    named = {**svc, "spec": {"ports": [{"port": 53, "name": "tcp"}, {"port": 53, "protocol": "UDP", "name": "udp"}]}}
    found = managed.applied(SERVICE, live, named, "ci", LATER)
    assert found["spec"]["ports"] == [
        {"port": 53, "protocol": "TCP", "name": "tcp"},
        {"port": 53, "protocol": "UDP", "targetPort": 53, "name": "udp"},
    ]


def test_what_only_the_live_list_has_stays_where_it_stands() -> None:
    def spec(*names: str) -> dict[str, Any]:
        containers = [{"name": name, "image": "i"} for name in names]
        return {
            "apiVersion": "apps/v1",
            "metadata": {"name": "web"},
            "spec": {"template": {"spec": {"containers": containers}}},
        }

    live = managed.applied(DEPLOYMENT, None, spec("a", "b", "c"), "ops", NOW)
    found = managed.applied(DEPLOYMENT, live, spec("c", "new", "a"), "ci", LATER)
    containers = found["spec"]["template"]["spec"]["containers"]
    assert [container["name"] for container in containers] == ["b", "c", "new", "a"]


def test_kubectl_takes_over_what_client_side_apply_set_and_nobody_changed() -> None:
    live = created_by("kubectl-client-side-apply", deployment())
    live["metadata"]["annotations"] = {managed.LAST_APPLIED: json.dumps(deployment())}
    assert managed.applied(DEPLOYMENT, live, deployment(replicas=5), "kubectl", LATER)["spec"]["replicas"] == 5
    live["spec"]["replicas"] = 7
    with pytest.raises(ApiError, match=r"\.spec\.replicas"):
        managed.applied(DEPLOYMENT, live, deployment(replicas=5), "kubectl", LATER)


def test_applying_the_same_again_changes_nothing() -> None:
    once = managed.applied(DEPLOYMENT, None, deployment(), "kubectl", NOW)
    assert managed.applied(DEPLOYMENT, once, deployment(), "kubectl", LATER) == once


def test_unknown_fields_and_wrong_types_are_refused_in_their_own_words() -> None:
    with pytest.raises(ApiError) as caught:
        managed.applied(DEPLOYMENT, None, deployment(hostnetwork=True), "kubectl", NOW)
    assert caught.value.message == (
        "failed to create typed patch object (default/web; apps/v1, Kind=Deployment): "
        ".spec.template.spec.hostnetwork: field not declared in schema"
    )
    with pytest.raises(ApiError, match=r"\.spec\.replicas: expected numeric \(int or float\), got string"):
        managed.applied(DEPLOYMENT, None, deployment(replicas="two"), "kubectl", NOW)  # type: ignore[arg-type]


def test_custom_resources_are_merged_field_by_field_and_their_lists_replaced() -> None:
    config = {
        "apiVersion": "example.com/v1",
        "kind": "Gadget",
        "metadata": {"name": "g"},
        "spec": {"a": 1, "list": [1, 2]},
    }
    live = managed.applied(GADGET, None, config, "ops", NOW)
    assert managed_by(live)["ops"] == {"f:spec": {"f:a": {}, "f:list": {}}}
    found = managed.applied(GADGET, live, {**config, "spec": {"list": [3]}}, "ops", LATER)
    assert found["spec"] == {"list": [3]}


def test_fields_and_paths_are_two_forms_of_the_same() -> None:
    tree = {
        "f:metadata": {"f:labels": {".": {}, "f:app": {}}},
        "f:spec": {'v:"x"': {}, 'k:{"name":"a"}': {".": {}, "f:b": {}}},
    }
    paths = frozenset(from_fields(tree))
    assert to_fields(paths) == tree
    assert [shown(path) for path in in_order(paths)] == [
        ".metadata.labels",
        ".metadata.labels.app",
        '.spec[name="a"]',
        '.spec[="x"]',
        '.spec[name="a"].b',
    ]

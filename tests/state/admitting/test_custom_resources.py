"""Objects of custom kinds are read, defaulted and validated by their definition."""

import pytest

from minikctl.state.errors import ApiError
from minikctl.state.kinds import CUSTOM_RESOURCE_DEFINITION

SPEC = {
    "type": "object",
    "required": ["cron"],
    "properties": {
        "cron": {"type": "string", "pattern": r"^(\d+|\*)$"},
        "replicas": {"type": "integer", "minimum": 1, "maximum": 10, "default": 1},
    },
}
VERSION = {
    "name": "v1",
    "served": True,
    "storage": True,
    "subresources": {"status": {}},
    "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": SPEC, "status": {"type": "object"}}}},
}
NAMES = {"plural": "crontabs", "singular": "crontab", "kind": "CronTab", "shortNames": ["ct"]}
MANIFEST = {"apiVersion": "stable.example.com/v1", "kind": "CronTab", "metadata": {"name": "one"}}


@pytest.fixture
def defined(stage):
    spec = {"group": "stable.example.com", "scope": "Namespaced", "names": NAMES, "versions": [VERSION]}
    stage.make(CUSTOM_RESOURCE_DEFINITION, "crontabs.stable.example.com", "", spec=spec)
    return stage


def create(stage, **spec):
    with stage.cluster.transaction("create") as tx:
        return tx.create(tx.kind_named("ct"), {**MANIFEST, "spec": spec}, "default")


def test_a_custom_object_is_defaulted(defined):
    made = create(defined, cron="5")
    assert made["spec"] == {"cron": "5", "replicas": 1}
    assert made["metadata"]["generation"] == 1


def test_a_custom_object_is_validated(defined):
    with pytest.raises(ApiError) as caught:
        create(defined, replicas=11)
    assert caught.value.message == (
        'CronTab.stable.example.com "one" is invalid: [spec.cron: Required value, '
        "spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10]"
    )


def test_unknown_fields_are_refused(defined):
    with pytest.raises(ApiError) as caught:
        create(defined, cron="5", nothing=True)
    assert caught.value.message == (
        'CronTab in version "v1" cannot be handled as a CronTab: strict decoding error: unknown field "spec.nothing"'
    )


def test_a_definition_is_established(defined):
    conditions = defined.get(CUSTOM_RESOURCE_DEFINITION, "crontabs.stable.example.com")["status"]["conditions"]
    assert [(one["type"], one["status"]) for one in conditions] == [("NamesAccepted", "True"), ("Established", "True")]


def test_objects_go_with_their_definition(defined):
    create(defined, cron="5")
    defined.delete(CUSTOM_RESOURCE_DEFINITION, "crontabs.stable.example.com")
    view = defined.cluster.view()
    assert view.table("crontabs") == {}
    assert view.kind_named("crontabs") is None


def test_the_fields_of_a_custom_object_have_managers(defined):
    with defined.cluster.transaction("apply") as tx:
        tx.manager = "kubectl-client-side-apply"
        made = tx.create(tx.kind_named("ct"), {**MANIFEST, "spec": {"cron": "5"}}, "default")
    [entry] = made["metadata"]["managedFields"]
    assert entry["fieldsV1"]["f:spec"] == {".": {}, "f:cron": {}, "f:replicas": {}}

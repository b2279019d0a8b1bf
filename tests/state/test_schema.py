"""What an API server's decoder refuses, drops and adds."""

from __future__ import annotations

from typing import Any

import pytest

from minikctl.state import schema
from minikctl.state.errors import ApiError
from minikctl.state.kinds import CONFIG_MAP, DEPLOYMENT, ENDPOINT_SLICE, EVENT, KINDS, SECRET, SERVICE
from minikctl.state.shapes import MODULES, shape_of
from minikctl.state.shapes.reading import fields


def service(spec: Any, **more: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "shop"}, "spec": spec, **more}


def deployment(**container: Any) -> dict[str, Any]:
    pod = {"containers": [{"name": "shop", "image": "shop:1", **container}]}
    template = {"metadata": {"labels": {"app": "shop"}}, "spec": pod}
    spec = {"selector": {"matchLabels": {"app": "shop"}}, "template": template}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "shop"}, "spec": spec}


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"ports": [{"port": "http"}]}, "string into Go struct field ServicePort.spec.ports.port of type int32"),
        ({"ports": [{"port": 80.5}]}, "number 80.5 into Go struct field ServicePort.spec.ports.port of type int32"),
        (
            {"ports": [{"port": 2**31}]},
            "number 2147483648 into Go struct field ServicePort.spec.ports.port of type int32",
        ),
        ({"ports": {"port": 80}}, "object into Go struct field ServiceSpec.spec.ports of type []v1.ServicePort"),
        ({"ports": ["web"]}, "string into Go struct field ServiceSpec.spec.ports of type v1.ServicePort"),
        (
            {"ports": [{"targetPort": True}]},
            "bool into Go struct field ServicePort.spec.ports.targetPort of type int32",
        ),
        ({"type": 3}, "number into Go struct field ServiceSpec.spec.type of type v1.ServiceType"),
        ({"selector": {"app": 1}}, "number into Go struct field ServiceSpec.spec.selector of type string"),
        ({"selector": ["app"]}, "array into Go struct field ServiceSpec.spec.selector of type map[string]string"),
        (
            {"publishNotReadyAddresses": "yes"},
            "string into Go struct field ServiceSpec.spec.publishNotReadyAddresses of type bool",
        ),
        ("web", "string into Go struct field Service.spec of type v1.ServiceSpec"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_in_go_words(spec: Any, said: str) -> None:
    with pytest.raises(ApiError) as caught:
        schema.decode(SERVICE, service(spec))
    assert (
        caught.value.message == f'Service in version "v1" cannot be handled as a Service: json: cannot unmarshal {said}'
    )
    assert (caught.value.code, caught.value.reason) == (400, "BadRequest")


def test_the_first_misfit_in_the_order_of_keys_is_told() -> None:
    with pytest.raises(ApiError, match=r"ServiceSpec\.spec\.clusterIP of type string"):
        schema.decode(SERVICE, service({"type": 1, "clusterIP": 2}))


@pytest.mark.parametrize(
    ("kind", "manifest", "said"),
    [
        (SECRET, {"kind": "Secret", "data": {"key": "abcde"}}, "illegal base64 data at input byte 4"),
        (SECRET, {"kind": "Secret", "data": {"key": "pass word"}}, "illegal base64 data at input byte 4"),
        (SECRET, {"kind": "Secret", "data": {"key": "a==="}}, "illegal base64 data at input byte 1"),
        (
            DEPLOYMENT,
            deployment(resources={"limits": {"cpu": "much"}}),
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        ),
        (
            EVENT,
            {"kind": "Event", "firstTimestamp": "yesterday"},
            'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"',
        ),
        (
            EVENT,
            {"kind": "Event", "firstTimestamp": "2025-13-01T00:00:00Z"},
            'parsing time "2025-13-01T00:00:00Z": month out of range',
        ),
        (
            EVENT,
            {"kind": "Event", "eventTime": "2025-01-01T00:00:00Z"},
            'parsing time "2025-01-01T00:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
        ),
    ],
)
def test_values_with_a_notation_of_their_own_are_checked(kind: Any, manifest: dict[str, Any], said: str) -> None:
    with pytest.raises(ApiError) as caught:
        schema.decode(kind, manifest)
    assert caught.value.message.endswith(f"cannot be handled as a {kind.name}: {said}")


def test_unknown_fields_are_listed_in_the_order_of_keys_and_dropped() -> None:
    found = schema.decode(SERVICE, service({"ports": [{"port": 1, "Port": 2, "nodeport": 3}], "zone": 1}, extra={}))
    assert found.strict_errors == [
        'unknown field "extra"',
        'unknown field "spec.ports[0].Port"',
        'unknown field "spec.ports[0].nodeport"',
        'unknown field "spec.zone"',
    ]
    assert found.obj["spec"] == {"ports": [{"port": 1}]}


def test_no_more_than_a_hundred_unknown_fields_are_listed() -> None:
    found = schema.decode(SERVICE, service({f"field{number}": 1 for number in range(300)}))
    assert len(found.strict_errors) == 100


def test_what_go_leaves_out_is_left_out_and_what_it_always_writes_is_there() -> None:
    found = schema.decode(DEPLOYMENT, deployment(args=[], tty=False, workingDir="", env=None)).obj
    assert found["spec"]["template"]["spec"]["containers"] == [{"image": "shop:1", "name": "shop", "resources": {}}]
    assert found["spec"]["template"]["metadata"]["creationTimestamp"] is None
    assert found["spec"]["strategy"] == {}
    assert found["status"] == {}


def test_pointers_keep_their_empty_values() -> None:
    found = schema.decode(DEPLOYMENT, {**deployment(), "spec": {**deployment()["spec"], "replicas": 0}}).obj
    assert found["spec"]["replicas"] == 0


def test_nulls_in_lists_and_maps_become_empty_values() -> None:
    found = schema.decode(DEPLOYMENT, deployment(args=["a", None])).obj
    assert found["spec"]["template"]["spec"]["containers"][0]["args"] == ["a", ""]
    assert schema.decode(CONFIG_MAP, {"data": {"key": None}}).obj["data"] == {"key": ""}


def test_quantities_and_times_are_written_canonically() -> None:
    container = schema.decode(DEPLOYMENT, deployment(resources={"limits": {"cpu": 0.5, "memory": "1024Mi"}})).obj
    limits = container["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"]
    assert limits == {"cpu": "500m", "memory": "1Gi"}
    event = schema.decode(EVENT, {"firstTimestamp": "2025-01-01T02:00:00.7+02:00"}).obj
    assert event["firstTimestamp"] == "2025-01-01T00:00:00Z"
    assert event["eventTime"] is None


def test_a_manifest_is_not_changed() -> None:
    manifest = service({"type": None, "ports": [{"port": 80, "name": ""}]})
    schema.decode(SERVICE, manifest)
    assert manifest == service({"type": None, "ports": [{"port": 80, "name": ""}]})


def test_decoding_what_was_decoded_changes_nothing() -> None:
    once = schema.decode(DEPLOYMENT, deployment(resources={"limits": {"cpu": "0.5"}})).obj
    assert schema.decode(DEPLOYMENT, once).obj == once


def test_lists_that_are_always_written_become_null_when_an_object_is_written() -> None:
    written = schema.written(ENDPOINT_SLICE, {"metadata": {"name": "shop-1"}, "addressType": "IPv4"})
    assert (written["endpoints"], written["ports"]) == (None, None)


@pytest.mark.parametrize("kind", list(KINDS), ids=lambda kind: kind.resource)
def test_every_kind_has_a_shape(kind: Any) -> None:
    assert all(shape_of(version, kind.name) for version in (kind.api_version, *kind.versions))


def test_every_declaration_can_be_read() -> None:
    seen: set[type] = set()
    waiting = [
        shape_of(version, kind)
        for version, found in MODULES.items()
        for kinds in found.values()
        for kind in kinds.split()
    ]
    while waiting:
        shape = waiting.pop()
        assert shape is not None
        if shape in seen:
            continue
        seen.add(shape)
        for field in fields(shape).values():
            kind = field.type
            while kind.item:
                kind = kind.item
            if kind.shape:
                waiting.append(kind.shape)
    assert len(seen) > 400


def test_fields_are_explained_by_name_and_type() -> None:
    explained = schema.fields_of(SERVICE, ("spec", "ports"))
    assert explained is not None
    assert [(field.name, field.type, field.required) for field in explained] == [
        ("appProtocol", "string", False),
        ("name", "string", False),
        ("nodePort", "integer", False),
        ("port", "integer", True),
        ("protocol", "string", False),
        ("targetPort", "IntOrString", False),
    ]


def test_lists_maps_and_structs_are_explained() -> None:
    types = {field.name: field.type for field in schema.fields_of(SERVICE, ("spec",)) or ()}
    assert (types["ports"], types["selector"], types["sessionAffinityConfig"]) == (
        "[]ServicePort",
        "map[string]string",
        "SessionAffinityConfig",
    )
    limits = schema.field_of(DEPLOYMENT, ("spec", "template", "spec", "containers", "resources", "limits"))
    assert limits is not None
    assert (limits.type, limits.is_struct) == ("map[string]Quantity", False)


def test_a_path_that_leads_nowhere_is_not_explained() -> None:
    assert schema.fields_of(SERVICE, ("spec", "port")) is None
    assert schema.field_of(SERVICE, ("specs",)) is None
    assert schema.fields_of(SERVICE, ("spec", "type")) == []

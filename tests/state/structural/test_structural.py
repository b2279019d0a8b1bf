"""Custom resources: what their schema drops, adds and refuses."""

from __future__ import annotations

from typing import Any

import pytest

from minikctl.state import structural
from minikctl.state.errors import ApiError

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["spec"],
    "properties": {
        "spec": {
            "type": "object",
            "required": ["size"],
            "properties": {
                "size": {"type": "integer", "minimum": 1, "maximum": 5},
                "color": {"type": "string", "enum": ["red", "blue"], "default": "red"},
                "name": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 5},
                "port": {"x-kubernetes-int-or-string": True, "anyOf": [{"type": "integer"}, {"type": "string"}]},
                "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                "parts": {
                    "type": "array",
                    "maxItems": 2,
                    "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": ["id"],
                    "items": {
                        "type": "object",
                        "properties": {"id": {"type": "string"}, "on": {"type": "boolean", "default": True}},
                    },
                },
                "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
            },
            "oneOf": [{"required": ["size"]}, {"required": ["name"]}],
        }
    },
}


def gadget(**spec: Any) -> dict[str, Any]:
    return {"apiVersion": "example.com/v1", "kind": "Gadget", "metadata": {"name": "g"}, "spec": spec}


def test_unknown_fields_are_listed_and_dropped() -> None:
    data = {
        **gadget(size=1, sise=2, parts=[{"id": "a", "x": 1}], free={"any": {"thing": 1}}, labels={"a": "b"}),
        "extra": 1,
    }
    found = structural.decoded(SCHEMA, data, "Gadget", "example.com/v1")
    assert found.strict_errors == [
        'unknown field "extra"',
        'unknown field "spec.parts[0].x"',
        'unknown field "spec.sise"',
    ]
    assert found.obj["spec"] == {"size": 1, "parts": [{"id": "a"}], "free": {"any": {"thing": 1}}, "labels": {"a": "b"}}


def test_metadata_is_read_as_that_of_every_object() -> None:
    with pytest.raises(
        ApiError, match=r"cannot unmarshal number into Go struct field ObjectMeta\.metadata\.labels of type string"
    ):
        structural.decoded(SCHEMA, {"metadata": {"labels": {"a": 1}}}, "Gadget", "example.com/v1")


def test_defaults_are_filled_in() -> None:
    obj = gadget(size=1, color=None, parts=[{"id": "a"}])
    structural.defaulted(SCHEMA, obj)
    assert obj["spec"] == {"size": 1, "color": "red", "parts": [{"id": "a", "on": True}]}


def test_the_schema_of_a_version_is_found() -> None:
    definition = {"spec": {"versions": [{"name": "v1", "schema": {"openAPIV3Schema": SCHEMA}}, {"name": "v2"}]}}
    assert structural.schema_of(definition, "v1") is SCHEMA
    assert structural.schema_of(definition, "v2") == {}


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"size": "big"}, ['spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"']),
        ({"size": 0}, ["spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1"]),
        ({"size": 6}, ["spec.size: Invalid value: 6: spec.size in body should be less than or equal to 5"]),
        ({"size": 1, "color": "pink"}, ['spec.color: Unsupported value: "pink": supported values: "red", "blue"']),
        (
            {"size": None},
            ['spec.size: Invalid value: "null": spec.size in body must be of type integer: "null"'],
        ),
        (
            {"size": 1, "labels": {"a": 1}},
            ['spec.labels.a: Invalid value: "integer": spec.labels.a in body must be of type string: "integer"'],
        ),
        (
            {"size": 1, "parts": [{"id": "a"}, {"id": "a"}]},
            ['spec.parts[1]: Duplicate value: map[string]interface {}{"id":"a"}'],
        ),
        ({"size": 1, "parts": [{}, {"id": "a"}, {"id": "b"}]}, ["spec.parts: Too many: 3: must have at most 2 items"]),
        (
            {},
            [
                "spec.size: Required value",
                '<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found none valid',
            ],
        ),
        ({"size": 1, "port": "http"}, []),
        (
            {"size": 1, "port": True},
            ['spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"'],
        ),
    ],
)
def test_values_are_checked(spec: dict[str, Any], said: list[str]) -> None:
    assert [error.text for error in structural.validate(SCHEMA, gadget(**spec))] == said


def test_texts_are_measured_and_matched() -> None:
    schema = {"properties": {"spec": {"properties": {"name": SCHEMA["properties"]["spec"]["properties"]["name"]}}}}
    assert [error.text for error in structural.validate(schema, gadget(name="Toolong"))] == [
        "spec.name: Too long: may not be more than 5 bytes",
        "spec.name: Invalid value: \"Toolong\": spec.name in body should match '^[a-z]+$'",
    ]


def test_what_is_required_must_be_there() -> None:
    assert [error.text for error in structural.validate(SCHEMA, {"metadata": {}})] == ["spec: Required value"]

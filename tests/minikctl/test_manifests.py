"""Reading manifests: values, documents, and the words for what is wrong."""

from __future__ import annotations

import pytest

from minikctl.manifests import ParseError, YamlError, documents, read_yaml, yamltext
from minikctl.manifests.objectmeta import decode_error, schema_error


def values(text: str) -> list[object]:
    return [document.value for document in documents(text.encode())]


def error_of(text: str) -> str:
    with pytest.raises(ParseError) as caught:
        values(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("y", True),
        ("N", False),
        ("on", True),
        ("nULL", "nULL"),
        ("~", None),
        ("010", 8),
        ("0o17", 15),
        ("08", 8),
        ("1_000", 1000),
        ("0x1F", 31),
        ("-0b11", -3),
        ("1.0", 1),
        ("1e3", 1000),
        (".5", 0.5),
        ("1e400", "1e400"),
        ("12:30:45", "12:30:45"),
        ("2001-01-01", "2001-01-01"),
        ("123456789012345678901", 123456789012345680000.0),
        ('"5"', "5"),
        ("!!str 5", "5"),
        ("!!binary aGk=", "hi"),
        ("!own x", "x"),
    ],
)
def test_scalars_mean_what_go_yaml_says(text: str, value: object) -> None:
    assert read_yaml(f"a: {text}\n") == {"a": value}


def test_the_last_of_equal_keys_wins_and_keys_are_text() -> None:
    assert read_yaml("a: 1\na: 2\n5: b\ny: c\n1.5: d\n") == {"a": 2, "5": "b", "true": "c", "1.5": "d"}


def test_merge_keys_bring_in_what_is_not_there() -> None:
    assert read_yaml("a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n")["d"] == {"b": 1, "c": 3}


ERRORS = [
    ("a: [\n", "line 1: did not find expected node content"),
    ('a: "x\n', "line 2: found unexpected end of stream"),
    ("a: b\nkind: x: y\n", "line 2: mapping values are not allowed in this context"),
    ("kind: x: y\n", "mapping values are not allowed in this context"),
    ("a: b\nc: @d\n", "line 2: found character that cannot start any token"),
    ("a: 1\nb: 2\nspec:\n  ports: [80\n", "line 4: did not find expected ',' or ']'"),
    ("a: {b: c\n", "line 1: did not find expected ',' or '}'"),
    ("a:\n  - b\n c: d\n", "line 2: did not find expected key"),
    ("- a\nb: c\n", "line 1: did not find expected '-' indicator"),
    ("a: - b\n", "block sequence entries are not allowed in this context"),
    ('a: "\\q"\n', "found unknown escape character"),
    ("a: b\nc\n", "line 3: could not find expected ':'"),
    ("a: *b\n", "unknown anchor 'b' referenced"),
    ("a: &x [*x]\n", "anchor 'x' value contains itself"),
    ("<<: 5\n", "map merge requires map or sequence of maps as the value"),
    ("a: !!int x\n", "cannot decode !!str `x` as a !!int"),
]


@pytest.mark.parametrize("loader", ["CLoader", "Loader"])
@pytest.mark.parametrize(("text", "message"), ERRORS)
def test_yaml_is_refused_in_go_yamls_words(
    text: str, message: str, loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(yamltext.yaml, loader):
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yamltext, "Loader", getattr(yamltext.yaml, loader))

    with pytest.raises(YamlError) as caught:
        read_yaml(text)

    assert str(caught.value) == f"yaml: {message}"


def test_aliases_cannot_multiply_without_bound() -> None:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 8)]

    with pytest.raises(YamlError, match="excessive aliasing"):
        read_yaml("\n".join(lines))


def test_documents_are_cut_at_separators_and_empty_ones_left_out() -> None:
    assert values("---\n# nothing\n---\na: 1\n--- # more\nb: 2\n") == [{"a": 1}, {"b": 2}]
    assert values("") == []


def test_lines_count_from_the_document() -> None:
    assert error_of("a: 1\n---\n\nkind: x: y\n").endswith(
        "yaml: line 2: mapping values are not allowed in this context"
    )


def test_a_separator_with_text_is_refused() -> None:
    assert error_of("a: 1\n--- x\n") == "invalid Yaml document separator: x"


def test_json_documents_may_follow_each_other() -> None:
    assert values('{"a": 1}\n{"b": 2}') == [{"a": 1}, {"b": 2}]
    assert values('{"a": 1}\n---\nb: 2\n') == [{"a": 1}, {"b": 2}]


def test_what_begins_like_json_may_be_yaml() -> None:
    assert values("{a: 1, b: [x,],}\n") == [{"a": 1, "b": ["x"]}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1', "unexpected EOF"),
        ('{"a": b: c}', "json: offset 7: invalid character 'b' looking for beginning of value"),
        ('{"a": 1]', "json: offset 8: invalid character ']' after object key:value pair"),
        ('{"a" 1}', "json: offset 6: invalid character '1' after object key"),
        ('{"a":"\\x"}', "json: offset 8: invalid character 'x' in string escape code"),
        ('{"a":1}\n{"b":2}\nx', "invalid character 'x' looking for beginning of value"),
    ],
)
def test_json_is_refused_in_gos_words(text: str, message: str) -> None:
    assert error_of(text) == message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("hello", "json: cannot unmarshal string into Go value of type unstructured.detector"),
        ({"a": 1}, "Object 'Kind' is missing in '{\"a\":1}'"),
        (
            {"kind": "x", "apiVersion": 1},
            "cannot unmarshal number into Go struct field metadataOnlyObject.apiVersion of type string",
        ),
        (
            {"kind": "x", "metadata": []},
            "cannot unmarshal array into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta",
        ),
        (
            {"kind": "x", "metadata": {"name": True}},
            "cannot unmarshal bool into Go struct field ObjectMeta.metadata.name of type string",
        ),
        (
            {"kind": "x", "metadata": {"labels": {"a": 5}}},
            "cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string",
        ),
        (
            {"kind": "x", "metadata": {"generation": 1.5}},
            "cannot unmarshal number 1.5 into Go struct field ObjectMeta.metadata.generation of type int64",
        ),
        (
            {"kind": "x", "metadata": {"ownerReferences": [{"uid": 5}]}},
            "cannot unmarshal number into Go struct field OwnerReference.metadata.ownerReferences.uid of type types.UID",
        ),
    ],
)
def test_what_is_no_object_is_refused(value: object, message: str) -> None:
    assert decode_error(value).endswith(message)


def test_apiversion_and_kind_are_asked_for() -> None:
    assert "[apiVersion not set, kind not set]" in schema_error({})
    assert "kind isn't string type" in schema_error({"apiVersion": "v1", "kind": 5})
    assert "invalid object to validate" in schema_error([])
    assert schema_error({"apiVersion": "v1", "kind": "Pod"}) == ""

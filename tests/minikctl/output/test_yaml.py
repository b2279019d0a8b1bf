"""YAML as kubectl writes it; the expectations were taken from kubectl 1.33."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minikctl.output import Options, printer_for
from minikctl.output.to_yaml import string_text, to_yaml


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", "plain"),
        ("two words", "two words"),
        ("", '""'),
        ("y", '"y"'),
        ("No", '"No"'),
        ("null", '"null"'),
        ("~", '"~"'),
        ("~a", "~a"),
        ("tRue", "tRue"),
        ("1", '"1"'),
        ("08", '"08"'),
        ("0x1f", '"0x1f"'),
        ("0xg", "0xg"),
        ("1_000", '"1_000"'),
        ("1.5", '"1.5"'),
        (".5", '".5"'),
        ("1e3", '"1e3"'),
        ("e5", "e5"),
        ("100m", "100m"),
        ("10.0.0.1", "10.0.0.1"),
        ("123456789012345678901234567890", '"123456789012345678901234567890"'),
        ("2024-01-01", '"2024-01-01"'),
        ("2024-01-01T00:00:00Z", '"2024-01-01T00:00:00Z"'),
        ("2024-13-01", "2024-13-01"),
        ("12:30", '"12:30"'),
        ("80:443", "80:443"),
        ("::1", "::1"),
        ("-a", "-a"),
        ("- a", "'- a'"),
        ("-", "'-'"),
        ("a: b", "'a: b'"),
        ("a:b", "a:b"),
        ("a:", "'a:'"),
        ("a #b", "'a #b'"),
        ("#a", "'#a'"),
        ("*", "'*'"),
        ("{}", "'{}'"),
        ("[a]", "'[a]'"),
        ("a[b]", "a[b]"),
        ("'a", "'''a'"),
        ("a'b", "a'b"),
        ('"a', "'\"a'"),
        ("@a", "'@a'"),
        ("%a", "'%a'"),
        (" a", "' a'"),
        ("a ", "'a '"),
        ("---", "'---'"),
        ("...a", "'...a'"),
        ("a\tb", '"a\\tb"'),
        ("é", "é"),
        ("\U0001f600", '"\\U0001F600"'),
        ("<a>&b", "<a>&b"),
        ("25%", "25%"),
    ],
)
def test_strings_are_quoted_only_where_they_must(text, written):
    assert string_text(text) == written


def test_an_object_is_written_by_key_with_lists_at_the_indent_of_their_key():
    obj = {
        "kind": "Service",
        "apiVersion": "v1",
        "spec": {"ports": [{"port": 80, "name": "http"}, {"port": 443}], "selector": {}, "externalIPs": []},
        "metadata": {"name": "web", "creationTimestamp": None, "labels": {"ver": "1", "app": "web"}},
        "nested": [[1, [True]], None, {"a": ["b"]}],
    }

    assert to_yaml(obj) == (
        "apiVersion: v1\nkind: Service\nmetadata:\n  creationTimestamp: null\n  labels:\n    app: web\n"
        '    ver: "1"\n  name: web\nnested:\n- - 1\n  - - true\n- null\n- a:\n  - b\nspec:\n  externalIPs: []\n'
        "  ports:\n  - name: http\n    port: 80\n  - port: 443\n  selector: {}\n"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\nb\n", "|\n  a\n  b\n"),
        ("a\nb", "|-\n  a\n  b\n"),
        ("a\n\n", "|+\n  a\n\n"),
        ("\na", "|2-\n\n  a\n"),
        ("  a\nb\n", "|2\n    a\n  b\n"),
        ("a\n\n\nb\n", "|\n  a\n\n\n  b\n"),
        ("a \nb", '"a \\nb"\n'),
        ("a\tb\nc\n", '"a\\tb\\nc\\n"\n'),
        ("a\n ", '"a\\n "\n'),
    ],
)
def test_lines_make_a_block_unless_blanks_or_tabs_forbid_it(text, written):
    assert to_yaml({"k": text}) == f"k: {written}"


def test_long_text_is_cut_at_blanks_beyond_the_eightieth_column():
    words = "word " * 30

    assert to_yaml({"k": words + "x"}).split("\n") == [
        "k: " + ("word " * 16).rstrip(),
        "  " + ("word " * 14) + "x",
        "",
    ]
    assert to_yaml({"k": "x" * 200}) == f"k: {'x' * 200}\n"


def test_keys_are_in_go_yamls_order():
    keys = ["a10", "a2", "ab", "a-b", "A", "1", "10", "2", "a", "app.kubernetes.io/name", "app"]

    assert [line.partition(":")[0].strip('"') for line in to_yaml(dict.fromkeys(keys, 0)).splitlines()] == [
        "1",
        "2",
        "10",
        "A",
        "a",
        "a-b",
        "a2",
        "a10",
        "ab",
        "app",
        "app.kubernetes.io/name",
    ]


def test_numbers_are_written_as_go_writes_them():
    assert to_yaml([1, 1.5, 2.0, 1e21, 1e-7, 12345678.5]) == "- 1\n- 1.5\n- 2\n- 1e+21\n- 1e-07\n- 1.23456785e+07\n"


def test_a_second_document_follows_a_line_of_dashes():
    written: list[str] = []
    printer = printer_for("yaml", Options())
    printer.print({"kind": "A"}, written.append)
    printer.print({"kind": "B", "metadata": {"managedFields": []}}, written.append)

    assert "".join(written) == "kind: A\n---\nkind: B\nmetadata: {}\n"


TEXTS = st.text(st.sampled_from("ab01 \n\t:-#?'\"\\_./,[{e+x~!é"), max_size=120)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXTS.filter(lambda key: "\n" not in key), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["spec", "data", "status"]), VALUES, min_size=1))
def test_what_is_written_reads_back_the_same(obj):
    assert yaml.load(to_yaml(obj), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) == obj

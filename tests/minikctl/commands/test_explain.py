"""`explain` prints the structure of kinds, and descriptions where a package carries them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from minikctl.commands.explain import documentation
from minikctl.commands.explain.wrapping import filled, indented, wrapped
from tests.minikctl.conftest import CommandLine

TYPES: dict[str, Any] = {
    "Service": {
        "description": "A name for a set of Pods.",
        "properties": {"spec": {"$ref": "#/$defs/Spec", "description": "What is wanted."}},
        "x-kubernetes-group-version-kind": [{"group": "", "version": "v1", "kind": "Service"}],
    },
    "Spec": {
        "description": "All that is wanted.",
        "properties": {
            "ports": {"items": {"$ref": "#/$defs/Port"}, "type": "array", "description": "Where it answers."},
            "selector": {"additionalProperties": {"type": "string"}, "description": "Which Pods."},
            "sessionAffinity": {"type": "string", "description": "Who comes back."},
        },
    },
    "Port": {
        "description": "One port.",
        "properties": {"port": {"type": "integer", "description": "Its number.\n\nOne of many."}},
    },
}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small document in the place of the API's own."""
    monkeypatch.setattr("minikctl.commands.explain.documentation.definitions", lambda: TYPES)
    monkeypatch.setattr("minikctl.commands.explain.definitions", lambda: TYPES)


@pytest.fixture
def untold(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No package with descriptions."""
    monkeypatch.setattr(documentation, "PACKAGE", "no_such_package")
    documentation.definitions.cache_clear()
    yield
    documentation.definitions.cache_clear()


def test_a_field_has_its_own_description_and_those_of_its_types(run: CommandLine, told: None) -> None:
    assert run("explain", "svc.spec.ports").out == (
        "KIND:       Service\nVERSION:    v1\n\nFIELD: ports <[]ServicePort>\n\n\n"
        "DESCRIPTION:\n    Where it answers.\n    One port.\n    \n"
        "FIELDS:\n"
        "  appProtocol\t<string>\n    <no description>\n\n"
        "  name\t<string>\n    <no description>\n\n"
        "  nodePort\t<integer>\n    <no description>\n\n"
        "  port\t<integer> -required-\n    Its number.\n    \n    One of many.\n\n"
        "  protocol\t<string>\n  enum: SCTP, TCP, UDP\n    <no description>\n\n"
        "  targetPort\t<IntOrString>\n    <no description>\n\n\n"
    )


def test_values_of_an_enumeration_end_its_description(run: CommandLine, told: None) -> None:
    assert run("explain", "svc.spec.sessionAffinity").out.endswith(
        "FIELD: sessionAffinity <string>\nENUM:\n    ClientIP\n    None\n\nDESCRIPTION:\n    Who comes back.\n    \n"
        '    Possible enum values:\n     - `"ClientIP"`\n     - `"None"`\n    \n\n'
    )


def test_the_older_form_has_no_names_of_types(run: CommandLine, told: None) -> None:
    assert run("explain", "svc.spec", "--output", "plaintext-openapiv2").out.startswith(
        "KIND:     Service\nVERSION:  v1\n\nRESOURCE: spec <Object>\n\n"
        "DESCRIPTION:\n     What is wanted.\n\n     All that is wanted.\n\nFIELDS:\n"
        "   allocateLoadBalancerNodePorts\t<boolean>\n     <no description>\n\n"
    )
    assert run("explain", "svc.spec.selector", "--output", "plaintext-openapiv2").out == (
        "KIND:     Service\nVERSION:  v1\n\nFIELD:    selector <map[string]string>\n\nDESCRIPTION:\n     Which Pods.\n"
    )


def test_without_the_package_one_line_says_so_and_the_structure_is_printed(run: CommandLine, untold: None) -> None:
    result = run("explain", "svc.spec.ports")
    assert result.err.count("\n") == 1 and "pip install" in result.err and result.code == 0
    assert "  port\t<integer> -required-\n" in result.out


def test_recursive_trees_have_no_descriptions(run: CommandLine, told: None) -> None:
    out = run("explain", "svc.spec", "--recursive").out
    assert "FIELDS:\n  allocateLoadBalancerNodePorts\t<boolean>\n  clusterIP\t<string>\n" in out
    assert "    port\t<integer> -required-\n" in out


def test_long_words_are_left_whole_and_broken_spaces_are_dropped() -> None:
    assert wrapped("one  two three", 8) == "one  two\nthree"
    assert wrapped("see http://a.very.long/address now", 12) == "see\nhttp://a.very.long/address\nnow"
    assert wrapped("a\n\n  b\n", 10) == "a\n\n  b\n"
    assert indented("a\n\nb", 2) == "  a\n  \n  b"


def test_the_older_printer_joins_lines_but_keeps_lists_and_code() -> None:
    assert filled("one\ntwo\n\n* three\n* four:\nfive\n    code", 20) == [
        "one two",
        "",
        "* three",
        "* four:",
        "five",
        "    code",
    ]

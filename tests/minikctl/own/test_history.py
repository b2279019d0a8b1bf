"""`history`, `undo`, `redo`."""

from __future__ import annotations

import json
from typing import Any


def causes(at_home: Any) -> list[str]:
    return [one["cause"] for one in json.loads(at_home("history", "-o", "json").out)]


def test_every_command_that_changes_something_is_listed(at_home: Any) -> None:
    at_home("create", "namespace", "a")
    at_home("get", "ns")
    at_home("label", "ns", "a", "x=y")
    assert causes(at_home)[:2] == ["cluster create", "create namespace a"]
    table = at_home("history").out.splitlines()
    assert table[0].split() == ["REV", "TIME", "CHANGES", "CAUSE"]
    assert table[2].endswith("   create namespace a")


def test_one_revision_is_shown_with_its_fields(at_home: Any) -> None:
    at_home("create", "configmap", "a", "--from-literal=x=1")
    with_new = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: '2'}\n"
    at_home("replace", "-f", "-", stdin=with_new)
    found = json.loads(at_home("history", "show", "3", "-o", "json").out)
    assert found["changes"] == [
        {"object": "configmaps/default/a", "change": "changed", "fields": [["data.x", "1", "2"]]}
    ]
    page = at_home("history", "show", "3").out
    assert "~ configmaps/default/a\n    data.x: 1 -> 2\n" in page


def test_revisions_that_are_not_there_are_refused(at_home: Any) -> None:
    at_home("get", "ns")
    assert at_home("history", "show", "99").code == 1
    assert at_home("history", "show").code == 2
    assert at_home("history", "-o", "yaml").code == 2


def test_changes_are_taken_back_and_made_again(at_home: Any) -> None:
    at_home("create", "configmap", "a")
    at_home("delete", "configmap", "a")
    assert at_home("undo") == ("undone: delete configmap a\n", "", 0)
    assert at_home("get", "cm", "a", "-o", "name").out == "configmap/a\n"
    assert at_home("redo").out == "done again: delete configmap a\n"
    assert at_home("get", "cm", "a").code == 1
    assert at_home("redo") == ("", "minikctl redo: there is nothing to redo\n", 1)


def test_what_a_new_cluster_contains_cannot_be_undone(at_home: Any) -> None:
    at_home("get", "ns")
    assert at_home("undo") == ("", "minikctl undo: there is nothing to undo\n", 1)


def test_secrets_of_command_lines_are_not_shown(at_home: Any) -> None:
    at_home("create", "secret", "generic", "a", "--from-literal=key=hidden")
    shown = [at_home("history").out, at_home("history", "-o", "json").out, at_home("history", "show", "2").out]
    shown += [at_home("undo").out, at_home("redo").out]
    assert all("--from-literal=key=***" in one and "hidden" not in one for one in shown)

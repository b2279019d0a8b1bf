"""`problems`, `effect`, `break`: what is wrong, what would be, and practice."""

from __future__ import annotations

import json

import pytest

from tests.minikctl.own.conftest import AtHome


@pytest.fixture
def home(at_home: AtHome) -> AtHome:
    at_home("create", "deployment", "web", "--image=nginx", "--replicas=2", "--port=80")
    at_home("expose", "deployment", "web", "--port=80")
    return at_home


def test_effect_tells_what_a_command_would_change_and_changes_nothing(home: AtHome) -> None:
    before = home("get", "deploy,rs,pods,svc", "-o", "json").out
    (found,) = json.loads(home("effect", "-o", "json", "--", "kubectl", "delete", "svc", "web").out)
    assert list(found)[:4] == ["rev", "time", "cause", "changes"]
    assert found["cause"] == "delete svc web"
    assert {"object": "services/default/web", "change": "deleted", "fields": []} in found["changes"]
    assert {one["change"] for one in found["dns"]} == {"removed"}
    assert home("get", "deploy,rs,pods,svc", "-o", "json").out == before


def test_effect_of_what_would_fail_is_a_refusal(home: AtHome) -> None:
    said = 'minikctl effect: the command would fail: Error from server (NotFound): services "no" not found\n'
    assert home("effect", "--", "delete", "svc", "no") == ("", said, 1)
    assert home("effect", "--", "tui").code == 2
    assert home("effect").code == 2


def test_effect_of_what_only_reads_is_nothing(home: AtHome) -> None:
    assert home("effect", "--", "get", "pods") == ("  Nothing would change.\n", "", 0)
    assert json.loads(home("effect", "-o", "json", "--", "get", "pods").out) == []


def test_effect_reads_manifests_from_standard_input(home: AtHome) -> None:
    manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: '1'}\n"
    assert home("effect", "--", "apply", "-f", "-", stdin=manifest).out == "objects\n  + ConfigMap default/a\n"


def test_problems_are_told_causes_first(home: AtHome) -> None:
    home("set", "selector", "service", "web", "app=wbe")
    assert home("problems").out == (
        "  ✗ svc/default/web\n"
        "    the selector app=wbe matches no pod: the nearest labels are app=web (2 pods)\n"
        "    → connections are refused (REJECT)\n"
        "    fix: kubectl set selector service web app=web -n default\n"
    )
    narrow = home("problems", "--ascii", "--width", "40").out
    assert narrow.isascii() and all(len(row) <= 40 for row in narrow.splitlines())
    home("set", "selector", "service", "web", "app=web")
    assert json.loads(home("problems", "-o", "json").out) == []


def test_something_is_broken_until_it_is_repaired(home: AtHome) -> None:
    assert home("break", "check").code == 1
    said = home("break", "--seed", "4")
    assert said.code == 0 and "default/web" in said.out
    assert home("break").code == 1
    assert home("break", "check").code == 1
    assert json.loads(home("break", "hint", "-o", "json").out)["hint"]
    home("undo")
    assert home("problems").out.startswith("  ✓ Nothing")


def test_giving_up_tells_what_it_was(home: AtHome) -> None:
    home("break", "--seed", "4")
    found = json.loads(home("break", "give-up", "-o", "json").out)
    assert found["repaired"] is False and found["fault"]["fix"]
    assert home("break", "check").code == 1
    assert home("break", "what").code == 2


def test_a_repaired_cluster_is_recognized(home: AtHome) -> None:
    home("break", "--seed", "4")
    (found,) = json.loads(home("problems", "-o", "json").out)
    assert found["fix"].startswith("kubectl set selector ")
    assert home(*found["fix"].split()[1:]).code == 0
    assert home("break", "check") == ("Repaired.\n", "", 0)

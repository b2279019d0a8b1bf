"""The plain-text twins of the screen's panels: `map`, `problems`, `rules`, `ipvs`, `dns`."""

from __future__ import annotations

import json

import pytest

from tests.minikctl.own.conftest import AtHome

TWINS = ("map", "rules", "ipvs", "dns")


@pytest.fixture
def home(at_home: AtHome) -> AtHome:
    at_home("create", "deployment", "web", "--image=nginx", "--replicas=2", "--port=80")
    at_home("expose", "deployment", "web", "--port=80")
    at_home("create", "service", "clusterip", "empty", "--tcp=80")
    return at_home


@pytest.mark.parametrize("name", TWINS)
def test_a_twin_tells_about_one_service_by_either_name_and_about_all(home: AtHome, name: str) -> None:
    one = home(name, "web")
    assert (one.code, one.err) == (0, "") and one.out
    assert home(name, "svc/web") == one
    assert one.out in home(name).out


@pytest.mark.parametrize("name", TWINS)
def test_a_service_that_is_not_there_is_found_wanting(home: AtHome, name: str) -> None:
    assert home(name, "nothing") == (
        "",
        f'minikctl {name}: there is no Service "nothing" in the namespace "default"\n',
        1,
    )
    assert home(name, "pod/web").code == 2
    assert home(name, "-o", "yaml").code == 2


@pytest.mark.parametrize("name", TWINS)
def test_width_and_ascii_are_kept(home: AtHome, name: str) -> None:
    out = home(name, "web", "--width", "40", "--ascii").out
    assert out.isascii() and all(len(row) <= 40 for row in out.splitlines())


def test_the_map_as_json(home: AtHome) -> None:
    found = json.loads(home("map", "web", "-o", "json").out)
    assert list(found) == ["service", "frontends", "ports", "dns", "why"]
    (port,) = found["ports"]
    assert (port["port"], port["targetPort"], len(port["links"])) == (80, 80, 2)
    assert {link["state"] for link in port["links"]} == {"carries"}
    assert found["dns"][0]["name"] == "web.default.svc.cluster.local." and found["why"] == []


def test_problems_as_text_and_json(home: AtHome) -> None:
    assert "svc/default/empty\n    the selector app=empty matches no pod\n" in home("problems").out
    (found,) = json.loads(home("problems", "-n", "default", "-o", "json").out)
    assert found == {
        "code": "SD01",
        "object": "service/default/empty",
        "sentence": "the selector app=empty matches no pod",
        "consequence": "connections are refused (REJECT)",
        "fix": "kubectl get pods --show-labels -n default",
    }


def test_rules_mark_what_changed_since_a_revision(home: AtHome) -> None:
    rev = max(one["rev"] for one in json.loads(home("history", "-o", "json").out))
    home("scale", "deployment", "web", "--replicas=1")

    text = home("rules", "web", "--diff", str(rev)).out
    data = json.loads(home("rules", "web", "--diff", str(rev), "-o", "json").out)

    assert "chain removed, 2 rules" in text
    changes = [rule["change"] for chain in data["nat"].values() for rule in chain]
    assert changes.count("removed") == 3 and changes.count("altered") == 1
    assert home("rules", "web", "--rev", "999").code == 1


def test_exact_rules_are_whole(home: AtHome) -> None:
    out = home("rules", "web", "--raw").out
    saved = home("ssh", "--", "iptables-save", "-t", "nat").out
    rules = [row[2:] for row in out.splitlines() if row.startswith("  -A")]
    assert rules and all(rule in saved for rule in rules)


def test_ipvs_as_json(home: AtHome) -> None:
    (found,) = json.loads(home("ipvs", "web", "-o", "json").out)
    assert found["service"] == "default/web" and len(found["reals"]) == 2


def test_the_story_goes_from_the_request_to_the_rules(home: AtHome) -> None:
    found = json.loads(home("story", "svc/web", "-o", "json").out)
    told = [(step["actor"], step["what"]) for step in found]
    order = [
        ("user", "asks"),
        ("kube-apiserver", "allocates"),
        ("kube-apiserver", "stores"),
        ("endpointslice-controller", "creates"),
        ("coredns", "answers anew"),
        ("kube-proxy", "writes"),
    ]
    assert [step for step in told if step in order][: len(order)] == order
    assert [step["step"] for step in found] == list(range(1, len(found) + 1))
    assert list(found[0]) == ["step", "actor", "object", "what", "time", "detail"]
    assert found[0]["detail"] == "expose deployment web --port=80"
    assert "allocates Service default/web" in home("story", "web").out
    assert home("story", "web", "--ascii", "--width", "50").out.isascii()

"""Requests of pods, from the name to the answer."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from minikctl.state.network.routing.walks import Walk, is_address, target_of, walk, walk_json

_spec = spec_from_file_location("cluster_of", Path(__file__).with_name("cluster_of.py"))
assert _spec and _spec.loader
c: Any = module_from_spec(_spec)
_spec.loader.exec_module(c)


class Answer(NamedTuple):
    addresses: tuple[str, ...]
    queries: tuple[dict[str, str], ...]


NAMES = {"web": ["10.96.0.10"], "peers": ["10.244.0.5", "10.244.1.5"], "db": ["203.0.113.7"]}


def resolve(view: Any, pod: Any, name: str) -> Answer:
    """A resolver with a few names; others cost four queries."""
    found = NAMES.get(name, [])
    result = "NOERROR" if found else "NXDOMAIN"
    return Answer(tuple(found), tuple({"name": name, "type": "A", "result": result} for _ in range(1 if found else 4)))


def requested(url: str, *objects: Any) -> Walk:
    pods = [c.pod("client", "10.244.0.9"), c.pod("near", "10.244.0.5"), c.pod("far", "10.244.1.5", "other")]
    view = c.ClusterOf(c.node(), c.node("other", "192.168.49.3"), *pods, *objects)
    return walk(view, pods[0], url, resolve)


WEB = [c.service("web"), c.slice_of("web", "10.244.0.5", "10.244.1.5")]


def test_a_name_leads_through_the_rules_to_an_endpoint() -> None:
    found = requested("http://web/x", *WEB)
    assert (found.resolved, found.queries, found.verdict, found.curl_exit) == (("10.96.0.10",), 1, "DNAT", 0)
    assert [step["layer"] for step in found.steps][:3] == ["dns", "pod", "nat"]
    assert found.steps[-1]["layer"] == "reply"


def test_an_unknown_name_ends_the_request() -> None:
    found = requested("http://nosuch")
    assert (found.resolved, found.queries, found.verdict, found.curl_exit) == ((), 4, "UNRESOLVED", 6)


def test_an_address_needs_no_query() -> None:
    assert requested("10.96.0.10", *WEB).queries == 0


@pytest.mark.parametrize(
    ("url", "verdict", "code"),
    [
        ("http://10.96.0.10:81", "NONE", 28),
        ("http://10.96.0.77", "NONE", 28),
        ("http://10.96.0.11", "REJECT", 7),
        ("http://peers:8080", "NONE", 0),
        ("http://peers", "NONE", 7),
        ("http://db", "NONE", 28),
    ],
)
def test_the_client_notices_what_the_rules_and_the_server_do(url: str, verdict: str, code: int) -> None:
    found = requested(url, *WEB, c.service("none", "10.96.0.11"))
    assert (found.verdict, found.curl_exit) == (verdict, code)


def test_a_url_is_taken_apart() -> None:
    assert target_of("https://web.shop:8443/a?b") == ("https", "web.shop", 8443, "/a?b")
    assert target_of("web") == ("http", "web", 80, "/")
    assert target_of("https://u:p@[fd00::1]?q") == ("https", "fd00::1", 443, "/?q")
    with pytest.raises(ValueError):
        target_of("http://:80")


def test_a_url_nobody_can_read_is_malformed() -> None:
    assert requested("http://web:port").curl_exit == 3


def test_names_are_told_from_addresses() -> None:
    assert is_address("10.0.0.1") and is_address("fd00::1")
    assert not is_address("web") and not is_address("10.0.0") and not is_address("a.b.c.d")


def test_the_json_answer_has_the_fields_of_the_contract() -> None:
    view = c.ClusterOf(c.node(), c.pod("client", "10.244.0.9"), c.pod("near", "10.244.0.5"), *WEB)
    found = walk_json(view, "client", "http://web", "default", resolve)
    assert list(found) == ["resolved", "queries", "verdict", "endpoints", "masquerade", "curlExit", "steps"]

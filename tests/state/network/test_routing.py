"""Where connections go: from pods, from nodes, from outside."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from minikctl.state.chance import Chance
from minikctl.state.kinds import POD
from minikctl.state.network.routing import Verdict, chosen_endpoint, parse_target, trace, trace_json
from minikctl.state.network.routing.delivery import ANSWERED, REFUSED, TIMED_OUT
from minikctl.state.network.routing.reach import from_node, from_outside, from_pod, masquerade_address

_spec = spec_from_file_location("cluster_of", Path(__file__).with_name("cluster_of.py"))
assert _spec and _spec.loader
c: Any = module_from_spec(_spec)
_spec.loader.exec_module(c)


NODE_PORT = [{"port": 80, "protocol": "TCP", "nodePort": 30080}]
PODS = [c.pod("client", "10.244.0.9", "a"), c.pod("near", "10.244.0.5", "a"), c.pod("far", "10.244.1.5", "b")]
BOTH = c.slice_of("web", c.endpoint("10.244.0.5", "a"), c.endpoint("10.244.1.5", "b"))
NODES = [c.node("a", "192.168.49.2"), c.node("b", "192.168.49.3")]


def cluster(*objects: Any, **settings: Any) -> Any:
    return c.ClusterOf(*NODES, *PODS, *objects, **settings)


def verdict(found: Verdict) -> tuple[str, tuple[str, ...], bool]:
    return found.verdict, found.endpoints, found.masquerade


def test_a_pod_reaches_all_endpoints_of_a_cluster_ip_under_its_own_address() -> None:
    found = trace(cluster(c.service("web"), BOTH), "a", "10.244.0.9", "10.96.0.10", 80)
    assert verdict(found) == ("DNAT", ("10.244.0.5:8080", "10.244.1.5:8080"), False)


def test_a_pod_that_may_reach_itself_is_masqueraded() -> None:
    assert trace(cluster(c.service("web"), BOTH), "a", "10.244.0.5", "10.96.0.10", 80).masquerade


def test_a_node_is_masqueraded_on_its_way_to_a_cluster_ip() -> None:
    assert trace(cluster(c.service("web"), BOTH), "a", "192.168.49.2", "10.96.0.10", 80).masquerade


def test_other_ports_of_a_cluster_ip_time_out_in_iptables_mode_and_are_refused_elsewhere() -> None:
    for mode, expected in (("iptables", "NONE"), ("ipvs", "REJECT"), ("nftables", "REJECT")):
        assert (
            trace(cluster(c.service("web"), BOTH, proxy_mode=mode), "a", "10.244.0.9", "10.96.0.10", 81).verdict
            == expected
        )


@pytest.mark.parametrize("mode", ["iptables", "ipvs", "nftables"])
def test_a_service_without_endpoints_is_refused_in_every_mode(mode: str) -> None:
    assert trace(cluster(c.service("web"), proxy_mode=mode), "a", "10.244.0.9", "10.96.0.10", 80).verdict == "REJECT"


def test_addresses_that_no_service_has_are_dropped_in_nftables_mode() -> None:
    assert trace(cluster(proxy_mode="nftables"), "a", "10.244.0.9", "10.96.9.9", 80).verdict == "DROP"
    assert trace(cluster(proxy_mode="nftables"), "a", "10.244.0.9", "203.0.113.1", 80).verdict == "NONE"


@pytest.mark.parametrize(("mode", "expected"), [("iptables", "DNAT"), ("nftables", "NONE"), ("ipvs", "NONE")])
def test_node_ports_answer_on_localhost_in_iptables_mode_only(mode: str, expected: str) -> None:
    made = c.service("web", ports=NODE_PORT, type="NodePort")
    assert trace(cluster(made, BOTH, proxy_mode=mode), "a", "127.0.0.1", "127.0.0.1", 30080).verdict == expected


def test_a_local_policy_keeps_the_client_address_and_drops_where_no_endpoint_is() -> None:
    made = c.service("web", ports=NODE_PORT, type="NodePort", externalTrafficPolicy="Local")
    near = c.slice_of("web", c.endpoint("10.244.0.5", "a"))
    assert verdict(trace(cluster(made, near), "a", "203.0.113.9", "192.168.49.2", 30080)) == (
        "DNAT",
        ("10.244.0.5:8080",),
        False,
    )
    assert trace(cluster(made, near), "b", "203.0.113.9", "192.168.49.3", 30080).verdict == "DROP"


def test_source_ranges_fence_the_balancer_address_but_not_node_ports() -> None:
    made = c.service(
        "web", ports=NODE_PORT, type="LoadBalancer", status=["192.0.2.1"], loadBalancerSourceRanges=["198.51.100.0/24"]
    )
    found = cluster(made, BOTH)
    assert trace(found, "a", "198.51.100.9", "192.0.2.1", 80).verdict == "DNAT"
    assert trace(found, "a", "203.0.113.9", "192.0.2.1", 80).verdict == "DROP"
    assert trace(found, "a", "203.0.113.9", "192.168.49.2", 30080).verdict == "DNAT"


def test_a_health_check_port_is_accepted() -> None:
    made = c.service(
        "web", ports=NODE_PORT, type="LoadBalancer", externalTrafficPolicy="Local", healthCheckNodePort=32000
    )
    for mode in ("iptables", "ipvs"):
        assert trace(cluster(made, proxy_mode=mode), "a", "203.0.113.9", "192.168.49.2", 32000).verdict == "ACCEPT"


def test_an_answer_has_the_fields_of_the_contract() -> None:
    found = trace_json(cluster(c.service("web"), BOTH), "a", "10.244.0.9", "10.96.0.10:80/tcp")
    assert (found["verdict"], found["endpoints"], found["masquerade"]) == (
        "DNAT",
        ["10.244.0.5:8080", "10.244.1.5:8080"],
        False,
    )
    assert all(set(step) == {"layer", "where", "rule", "before", "after", "verdict", "why"} for step in found["steps"])


@pytest.mark.parametrize("text", ["10.0.0.1", "10.0.0.1:x/tcp", "web:80", "10.0.0.1:80/icmp", "10.0.0.1:70000"])
def test_a_malformed_target_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_target(text)


def test_targets_may_leave_the_protocol_out() -> None:
    assert parse_target("[fd00::1]:53/UDP") == ("fd00::1", 53, "udp")
    assert parse_target("10.0.0.1:80") == ("10.0.0.1", 80, "tcp")


def test_connections_spread_evenly_and_repeat_themselves() -> None:
    found = Verdict("DNAT", ("a:1", "b:1", "c:1"))
    chosen = [chosen_endpoint(found, Chance("x"), "10.244.0.9", str(i)) for i in range(300)]
    assert chosen == [chosen_endpoint(found, Chance("x"), "10.244.0.9", str(i)) for i in range(300)]
    assert all(60 <= chosen.count(endpoint) <= 140 for endpoint in found.endpoints)


def test_a_sticky_client_keeps_its_endpoint_while_that_exists() -> None:
    sticky = c.service("web", sessionAffinity="ClientIP")
    found = trace(cluster(sticky, BOTH), "a", "10.244.0.9", "10.96.0.10", 80)
    first = chosen_endpoint(found, Chance("x"), "10.244.0.9", "1")
    assert all(chosen_endpoint(found, Chance("x"), "10.244.0.9", str(i)) == first for i in range(50))
    fewer = found._replace(endpoints=(first,))
    assert chosen_endpoint(fewer, Chance("x"), "10.244.0.9", "2") == first
    assert {chosen_endpoint(found, Chance("x"), f"10.244.0.{i}", "1") for i in range(50)} == set(found.endpoints)


def client_of(view: Any) -> Any:
    return view.get(POD, "client", "default")


def test_a_pod_reaches_the_node_port_of_another_node() -> None:
    view = cluster(c.service("web", ports=NODE_PORT, type="NodePort"), BOTH)
    found, outcome, steps = from_pod(view, client_of(view), "192.168.49.3", 30080)
    assert (found.verdict, outcome) == ("DNAT", ANSWERED)
    assert any(step["where"] == "a" and step["layer"] == "node" for step in steps)


def test_who_listens_answers_and_who_does_not_refuses() -> None:
    view = cluster()
    assert from_pod(view, client_of(view), "10.244.1.5", 8080)[1] == ANSWERED
    assert from_pod(view, client_of(view), "10.244.1.5", 80)[1] == REFUSED
    assert from_pod(view, client_of(view), "10.244.0.9", 8080)[1] == ANSWERED
    assert from_pod(view, client_of(view), "10.244.1.99", 8080)[1] == TIMED_OUT
    assert from_pod(view, client_of(view), "192.168.49.2", 30099)[1] == REFUSED


def test_from_outside_only_nodes_and_balancers_can_be_reached() -> None:
    made = c.service("web", ports=NODE_PORT, type="LoadBalancer", status=["192.0.2.1"])
    view = cluster(made, BOTH)
    assert from_outside(view, "192.168.49.2", 30080)[1] == ANSWERED
    assert from_outside(view, "192.0.2.1", 80)[1] == ANSWERED
    assert from_outside(view, "10.96.0.10", 80)[1] == TIMED_OUT
    assert from_outside(view, "10.244.0.5", 8080)[1] == TIMED_OUT


def test_a_balancer_goes_to_a_node_that_has_an_endpoint() -> None:
    made = c.service("web", ports=NODE_PORT, type="LoadBalancer", status=["192.0.2.1"], externalTrafficPolicy="Local")
    view = cluster(made, c.slice_of("web", c.endpoint("10.244.1.5", "b")))
    found, outcome, _ = from_outside(view, "192.0.2.1", 80)
    assert (verdict(found), outcome) == (("DNAT", ("10.244.1.5:8080",), False), ANSWERED)


def test_a_node_reaches_a_cluster_ip() -> None:
    assert from_node(cluster(c.service("web"), BOTH), "a", "10.96.0.10", 80)[1] == ANSWERED


def test_masqueraded_packets_carry_the_address_of_the_interface_they_leave_by() -> None:
    assert masquerade_address(cluster(), "a", "10.244.0.5") == "10.244.0.1"
    assert masquerade_address(cluster(), "a", "10.244.1.5") == "192.168.49.2"


def test_machines_outside_listen_on_the_ports_the_world_gives_them() -> None:
    outside = {"kind": "World", "spec": {"external": [{"address": "203.0.113.50", "listens": [{"port": 5432}]}]}}
    view = cluster(outside)
    assert from_pod(view, client_of(view), "203.0.113.50", 5432)[1] == ANSWERED
    assert from_pod(view, client_of(view), "203.0.113.50", 80)[1] == REFUSED
    assert from_pod(view, client_of(view), "203.0.113.51", 80)[1] == TIMED_OUT

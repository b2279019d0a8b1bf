"""Which service ports there are on a node, and which of their backends count."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from minikctl.state.network.nodes import node_facts
from minikctl.state.network.proxyconfig import (
    detector_of,
    localhost_answers,
    node_port_destinations,
    parsed,
    plain_mapping,
    proxy_config,
)
from minikctl.state.network.virtual import ServicePort, service_ports

_spec = spec_from_file_location("cluster_of", Path(__file__).with_name("cluster_of.py"))
assert _spec and _spec.loader
c: Any = module_from_spec(_spec)
_spec.loader.exec_module(c)


def port_of(*objects: Any, node: str = "minikube", family: int = 4) -> ServicePort:
    (port,) = service_ports(c.ClusterOf(*objects), node, family)
    return port


def texts(backends: Any) -> list[str]:
    return [backend.text for backend in backends]


def test_backends_stand_in_the_order_of_their_text() -> None:
    port = port_of(c.service("web"), c.slice_of("web", "10.244.0.2", "10.244.0.10", "10.244.0.100"))
    assert texts(port.choice.cluster) == ["10.244.0.100:8080", "10.244.0.10:8080", "10.244.0.2:8080"]


def test_backends_without_conditions_are_ready() -> None:
    port = port_of(c.service("web"), c.slice_of("web", {"addresses": ["10.244.0.2"]}))
    assert texts(port.choice.cluster) == ["10.244.0.2:8080"]


def test_terminating_backends_serve_only_while_none_is_ready() -> None:
    leaving = c.endpoint("10.244.0.3", ready=False, serving=True, terminating=True)
    gone = c.endpoint("10.244.0.4", ready=False, serving=False, terminating=True)
    both = port_of(c.service("web"), c.slice_of("web", c.endpoint("10.244.0.2", ready=True), leaving, gone))
    alone = port_of(c.service("web"), c.slice_of("web", leaving, gone))
    assert texts(both.choice.cluster) == ["10.244.0.2:8080"]
    assert texts(alone.choice.cluster) == ["10.244.0.3:8080"]


def test_the_local_set_is_chosen_apart_from_the_cluster_set() -> None:
    leaving = c.endpoint("10.244.0.3", "minikube", ready=False, serving=True, terminating=True)
    port = port_of(
        c.service("web", ports=[{"port": 80, "nodePort": 30080}], type="NodePort", externalTrafficPolicy="Local"),
        c.slice_of("web", leaving, c.endpoint("10.244.1.2", "other", ready=True)),
    )
    assert texts(port.choice.local) == ["10.244.0.3:8080"]
    assert texts(port.choice.cluster) == ["10.244.1.2:8080"]
    assert texts(port.choice.reachable) == ["10.244.0.3:8080", "10.244.1.2:8080"]


def test_a_service_for_this_node_only_has_no_cluster_set() -> None:
    port = port_of(
        c.service("web", internalTrafficPolicy="Local"), c.slice_of("web", c.endpoint("10.244.1.2", "other"))
    )
    assert (port.choice.cluster, port.choice.local, port.choice.any) == ((), (), True)


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        ((["a"], ["b"]), ["10.244.0.2:8080"]),
        ((["b"], ["b"]), ["10.244.0.2:8080", "10.244.0.3:8080"]),
        ((["a"], []), ["10.244.0.2:8080", "10.244.0.3:8080"]),
        ((["a", "b"], ["a"]), ["10.244.0.2:8080", "10.244.0.3:8080"]),
    ],
)
def test_zone_hints_count_if_all_have_them_and_one_names_the_zone(zones: Any, expected: list[str]) -> None:
    endpoints = [c.endpoint(f"10.244.0.{2 + i}", zones=names) for i, names in enumerate(zones)]
    port = port_of(c.node("minikube", zone="a"), c.service("web"), c.slice_of("web", *endpoints))
    assert texts(port.choice.cluster) == expected


def test_a_backend_in_two_slices_counts_once_and_is_local_if_one_says_so() -> None:
    port = port_of(
        c.service("web"),
        c.slice_of("web", c.endpoint("10.244.0.2", "minikube")),
        c.slice_of("web", c.endpoint("10.244.0.2"), suffix="2"),
    )
    assert [(backend.text, backend.local) for backend in port.backends] == [("10.244.0.2:8080", True)]


@pytest.mark.parametrize(
    "made",
    [
        c.service("web", "None"),
        c.service("web", ""),
        c.service("web", type="ExternalName", externalName="example.com"),
        {**c.service("web"), "metadata": {"name": "web", "labels": {"service.kubernetes.io/service-proxy-name": "x"}}},
    ],
)
def test_services_without_rules_are_left_out(made: Any) -> None:
    assert service_ports(c.ClusterOf(made), "minikube") == []


def test_slices_of_headless_services_are_left_out() -> None:
    made = c.slice_of("web", "10.244.0.2", **{"service.kubernetes.io/headless": ""})
    assert port_of(c.service("web"), made).backends == ()


def test_each_family_has_its_own_address() -> None:
    both = c.service("web", clusterIPs=["10.96.0.10", "fd00::10"], ipFamilies=["IPv4", "IPv6"])
    six = c.slice_of("web", "fd00:10::2", family="IPv6", suffix="6")
    found = c.ClusterOf(both, c.slice_of("web", "10.244.0.2"), six)
    assert [p.cluster_ip for p in service_ports(found, "minikube", 4)] == ["10.96.0.10"]
    (port,) = service_ports(found, "minikube", 6)
    assert (port.cluster_ip, texts(port.choice.cluster)) == ("fd00::10", ["[fd00:10::2]:8080"])


def test_load_balancer_addresses_without_rules_are_left_out() -> None:
    ingress = [
        {"hostname": "lb.example"},
        {"ip": "192.0.2.1", "ipMode": "Proxy"},
        {"ip": "192.0.2.2"},
        {"ip": "fd00::1"},
    ]
    assert port_of(c.service("web", type="LoadBalancer", status=ingress)).balancer_ips == ("192.0.2.2",)


def test_source_ranges_are_trimmed_and_normalised() -> None:
    port = port_of(c.service("web", type="LoadBalancer", loadBalancerSourceRanges=[" 203.0.113.9/25", "fd00::/8", "x"]))
    assert [allowed.text for allowed in port.source_ranges] == ["203.0.113.0/25"]


def test_leading_zeros_are_read_leniently() -> None:
    port = port_of(c.service("web", "010.096.0.10"), c.slice_of("web", "10.244.000.002", "10.244.0.3"))
    assert port.cluster_ip == "10.96.0.10"
    assert texts(port.choice.cluster) == ["10.244.0.2:8080", "10.244.0.3:8080"]


def test_ports_without_name_or_number_in_a_slice_yield_nothing() -> None:
    ports = [{"name": None, "port": 80, "protocol": "TCP"}, {"name": "", "port": None, "protocol": "TCP"}]
    assert port_of(c.service("web"), c.slice_of("web", "10.244.0.2", ports=ports)).backends == ()


def test_a_plain_configuration_is_read_without_a_yaml_parser() -> None:
    text = (
        'mode: "ipvs"\nconntrack:\n  min: null\nlogging:\n  options:\n    json:\n      size: "0"\n  verbosity: 0\n'
        "nodePortAddresses: []\niptables:\n  masqueradeAll: true\n  masqueradeBit: 15\nempty:\n"
    )
    import yaml

    assert plain_mapping(text) == yaml.safe_load(text)


@pytest.mark.parametrize(
    "text", ["a: [b]\n", "a: |\n  b\n", "a:\n- b\n", "a: 'it''s'\n", "a: &x b\n", "  a: b\n c: d\n"]
)
def test_other_yaml_is_left_to_the_parser(text: str) -> None:
    assert plain_mapping(text) is None


def test_a_configuration_has_the_defaults_of_kube_proxy() -> None:
    config = parsed('clusterCIDR: 10.0.0.0/8,fd00::/8\nipvs:\n  scheduler: ""\n')
    assert (config.mode, config.mark, config.scheduler, config.localhost_node_ports) == (
        "",
        "0x4000/0x4000",
        "rr",
        True,
    )
    assert config.cluster_cidrs == ("10.0.0.0/8", "fd00::/8")


def test_without_a_configuration_the_settings_count() -> None:
    config = proxy_config(c.ClusterOf(proxy_mode="ipvs", pod_cidrs=["10.1.0.0/16"]))
    assert (config.mode, config.cluster_cidrs) == ("ipvs", ("10.1.0.0/16",))


def test_the_local_detector_follows_its_mode() -> None:
    node = node_facts(c.ClusterOf(c.node()), "minikube")
    by_bridge = parsed("detectLocalMode: BridgeInterface\ndetectLocal:\n  bridgeInterface: cni0\n")
    by_prefix = parsed("detectLocalMode: InterfaceNamePrefix\ndetectLocal:\n  interfaceNamePrefix: veth\n")
    assert detector_of(by_bridge, 4, node).local == "-i cni0"
    assert detector_of(by_prefix, 4, node).foreign == "! -i veth+"
    assert detector_of(parsed("clusterCIDR: 10.0.0.0/8\n"), 4, node).foreign == "! -s 10.0.0.0/8"
    assert not detector_of(parsed('clusterCIDR: ""\n'), 4, node)


def test_node_ports_answer_where_the_configuration_says() -> None:
    cluster = c.ClusterOf(c.node(), c.world(minikube={"addresses": ["192.168.49.2", "172.17.0.1"]}))
    node = node_facts(cluster, "minikube")
    assert node_port_destinations(parsed("nodePortAddresses: []\n"), 4, node) is None
    assert node_port_destinations(parsed("nodePortAddresses: [0.0.0.0/0]\n"), 4, node) is None
    assert node_port_destinations(parsed("nodePortAddresses: [172.17.0.0/16, 127.0.0.0/8]\n"), 4, node) == (
        "172.17.0.1",
        "127.0.0.1",
    )
    assert node_port_destinations(parsed("nodePortAddresses: [primary]\n"), 4, node) == ("192.168.49.2",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nodePortAddresses: []\n", True),
        ("nodePortAddresses: [64.0.0.0/2]\n", True),
        ("nodePortAddresses: [127.0.0.1/32]\n", True),
        ("nodePortAddresses: [192.168.0.0/16]\n", False),
        ("nodePortAddresses: [primary]\n", False),
        ("iptables:\n  localhostNodePorts: false\n", False),
    ],
)
def test_localhost_answers_unless_it_is_left_out(text: str, expected: bool) -> None:
    assert localhost_answers(parsed(text)) is expected

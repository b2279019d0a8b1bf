"""The table of nftables mode."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from minikctl.state.network.nftables import chain_name, table
from minikctl.state.network.nodes import node_facts
from minikctl.state.network.proxyconfig import ProxyConfig
from minikctl.state.network.virtual import service_ports

_spec = spec_from_file_location("cluster_of", Path(__file__).with_name("cluster_of.py"))
assert _spec and _spec.loader
c: Any = module_from_spec(_spec)
_spec.loader.exec_module(c)


CONFIG = ProxyConfig("nftables", ("10.0.0.0/8",))


def printed(*objects: Any) -> str:
    cluster = c.ClusterOf(c.node(), *objects)
    return table(service_ports(cluster, "minikube"), CONFIG, 4, node_facts(cluster, "minikube"), ["10.96.0.0/12"])


def test_chains_carry_a_short_hash_and_the_whole_name() -> None:
    assert chain_name("service", "ns1/svc1/tcp/p80") == "service-ULMVA6XW-ns1/svc1/tcp/p80"
    assert (
        chain_name("endpoint", "ns1/svc1/tcp/p80__10.180.0.1/80") == "endpoint-5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80"
    )


def test_a_service_is_a_map_entry_and_a_chain() -> None:
    text = printed(c.service("web"), c.slice_of("web", "10.244.0.5"))
    chain, end = chain_name("service", "default/web/tcp/"), chain_name("endpoint", "default/web/tcp/__10.244.0.5/8080")
    assert f"\t\telements = {{ 10.96.0.10 . tcp . 80 : goto {chain} }}\n" in text
    assert (
        f"\tchain {chain} {{\n"
        "\t\tip daddr 10.96.0.10 tcp dport 80 ip saddr != 10.0.0.0/8 jump mark-for-masquerade\n"
        f"\t\tnumgen random mod 1 vmap {{ 0 : goto {end} }}\n\t}}\n"
    ) in text
    assert "\t\tmeta l4proto tcp dnat to 10.244.0.5:8080\n" in text


def test_a_service_without_endpoints_is_rejected_by_a_map() -> None:
    assert '10.96.0.10 . tcp . 80 comment "default/web" : goto reject-chain' in printed(c.service("web"))


def test_node_ports_answer_on_the_primary_address() -> None:
    text = printed(c.world(minikube={"addresses": ["192.168.49.2", "172.17.0.1"]}))
    assert "\t\telements = { 192.168.49.2 }\n" in text


def test_source_ranges_are_a_chain_of_their_own() -> None:
    made = c.service("web", type="LoadBalancer", status=["192.0.2.1"], loadBalancerSourceRanges=["203.0.113.0/25"])
    text = printed(made, c.slice_of("web", "10.244.0.5"))
    assert f'192.0.2.1 . tcp . 80 comment "default/web" : goto {chain_name("firewall", "default/web/tcp/")}' in text
    assert "\t\tip saddr != 203.0.113.0/25 drop\n" in text


def test_affinity_has_a_set_for_every_endpoint() -> None:
    text = printed(c.service("web", sessionAffinity="ClientIP"), c.slice_of("web", "10.244.0.5"))
    name = chain_name("affinity", "default/web/tcp/__10.244.0.5/8080")
    assert f"\tset {name} {{\n\t\ttype ipv4_addr\n\t\tflags dynamic,timeout\n\t\ttimeout 3h\n\t}}\n" in text
    assert f"\t\tupdate @{name} {{ ip saddr }}\n" in text

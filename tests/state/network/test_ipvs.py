"""Virtual servers, sets and rules of ipvs mode."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from minikctl.state.network.iptables.tables import tables_of_node
from minikctl.state.network.ipvs.servers import HEADER, bound_addresses, listing, virtual_servers
from minikctl.state.network.ipvs.sets import entries_of, set_name
from minikctl.state.network.nodes import node_facts
from minikctl.state.network.proxyconfig import ProxyConfig
from minikctl.state.network.virtual import service_ports

_spec = spec_from_file_location("cluster_of", Path(__file__).with_name("cluster_of.py"))
assert _spec and _spec.loader
c: Any = module_from_spec(_spec)
_spec.loader.exec_module(c)


CONFIG = ProxyConfig("ipvs", ("10.244.0.0/16",))
MACHINE = c.world(minikube={"addresses": ["192.168.49.2", "172.17.0.1"]})
NODE_PORT = [{"port": 80, "protocol": "TCP", "nodePort": 30080}]


def shown(*objects: Any, config: ProxyConfig = CONFIG) -> list[str]:
    cluster = c.ClusterOf(c.node(), MACHINE, *objects)
    node = node_facts(cluster, "minikube")
    text = listing(virtual_servers(service_ports(cluster, "minikube"), config, 4, node))
    assert text.startswith(HEADER)
    return text.removeprefix(HEADER).splitlines()


def sets(*objects: Any) -> dict[str, set[str]]:
    cluster = c.ClusterOf(c.node(), MACHINE, *objects)
    found = entries_of(service_ports(cluster, "minikube"), CONFIG, 4, node_facts(cluster, "minikube"))
    return {name: entries for name, entries in found.items() if entries}


def test_a_virtual_server_lists_its_real_servers_in_columns() -> None:
    assert shown(c.service("web"), c.slice_of("web", "10.244.0.5")) == [
        "TCP  10.96.0.10:80 rr",
        "  -> 10.244.0.5:8080              Masq    1      0          0         ",
    ]


def test_addresses_above_half_the_range_come_first() -> None:
    lines = shown(c.service("web", ports=NODE_PORT, type="NodePort"))
    assert lines == ["TCP  172.17.0.1:30080 rr", "TCP  192.168.49.2:30080 rr", "TCP  10.96.0.10:80 rr"]


def test_protocols_are_ordered_by_their_number() -> None:
    ports = [{"name": p.lower(), "port": 53, "protocol": p} for p in ("SCTP", "UDP", "TCP")]
    assert [line[:4] for line in shown(c.service("dns", ports=ports))] == ["TCP ", "UDP ", "SCTP"]


def test_affinity_and_scheduler_are_flags() -> None:
    sticky = c.service("web", sessionAffinity="ClientIP")
    assert shown(sticky, config=CONFIG._replace(scheduler="lc")) == ["TCP  10.96.0.10:80 lc persistent 10800"]


def test_a_local_policy_without_local_endpoints_falls_back_to_all() -> None:
    made = c.service("web", ports=NODE_PORT, type="NodePort", externalTrafficPolicy="Local")
    lines = shown(made, c.slice_of("web", c.endpoint("10.244.1.5", "other")))
    assert sum("-> 10.244.1.5:8080" in line for line in lines) == 3
    only = c.service("web", internalTrafficPolicy="Local")
    assert shown(only, c.slice_of("web", c.endpoint("10.244.1.5", "other"))) == ["TCP  10.96.0.10:80 rr"]


def test_addresses_of_other_interfaces_are_not_bound() -> None:
    made = c.service("web", externalIPs=["172.17.0.1", "198.51.100.1"])
    cluster = c.ClusterOf(c.node(), MACHINE, made)
    found = bound_addresses(service_ports(cluster, "minikube"), node_facts(cluster, "minikube"))
    assert found == ["10.96.0.10", "198.51.100.1"]


def test_sets_hold_what_services_have() -> None:
    made = c.service(
        "web",
        ports=NODE_PORT,
        type="LoadBalancer",
        externalTrafficPolicy="Local",
        status=["192.0.2.1"],
        healthCheckNodePort=32000,
    )
    found = sets(made, c.slice_of("web", c.endpoint("10.244.0.5", "minikube")))
    assert found == {
        "KUBE-LOOP-BACK": {"10.244.0.5,tcp:8080,10.244.0.5"},
        "KUBE-CLUSTER-IP": {"10.96.0.10,tcp:80"},
        "KUBE-LOAD-BALANCER": {"192.0.2.1,tcp:80"},
        "KUBE-LOAD-BALANCER-LOCAL": {"192.0.2.1,tcp:80"},
        "KUBE-NODE-PORT-TCP": {"30080"},
        "KUBE-NODE-PORT-LOCAL-TCP": {"30080"},
        "KUBE-HEALTH-CHECK-NODE-PORT": {"32000"},
        "KUBE-IPVS-IPS": {"10.96.0.10", "192.0.2.1"},
    }


def test_names_of_sets_fit_what_the_kernel_takes() -> None:
    assert set_name("KUBE-LOAD-BALANCER-SOURCE-CIDR", 6) == "KUBE-6-LOAD-BALANCER-SOURCE-CID"
    assert set_name("KUBE-CLUSTER-IP", 4) == "KUBE-CLUSTER-IP"


def test_ranges_that_leave_the_node_out_keep_it_from_the_balancer() -> None:
    made = c.service("web", type="LoadBalancer", status=["192.0.2.1"], loadBalancerSourceRanges=["203.0.113.0/24"])
    table = tables_of_node(c.ClusterOf(c.node(), made, proxy_mode="ipvs"), "minikube").tables["filter"]
    assert table.rules("KUBE-IPVS-OUT-FILTER") == [
        "-A KUBE-IPVS-OUT-FILTER -s 192.0.2.1/32 -m ipvs --vproto 6 --vaddr 192.0.2.1 --vport 80 -j DROP"
    ]


def test_rules_for_empty_sets_are_not_written() -> None:
    table = tables_of_node(c.ClusterOf(c.node(), proxy_mode="ipvs"), "minikube").tables["nat"]
    assert table.rules("KUBE-SERVICES") == [
        "-A KUBE-SERVICES -s 127.0.0.0/8 -j RETURN",
        "-A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODE-PORT",
    ]
    assert "KUBE-PROXY-CANARY" not in table.chain_names()

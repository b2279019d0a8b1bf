"""The iptables rules of a node, as iptables-save prints them."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from minikctl.state.network.iptables.blocks import probability
from minikctl.state.network.iptables.listing import Style, listed, specified
from minikctl.state.network.iptables.naming import endpoint_chain, service_hash
from minikctl.state.network.iptables.service import changed_lines, difference, rules_of_blocks, rules_of_service
from minikctl.state.network.iptables.tables import Tables, ctime, save, tables_of_node
from minikctl.state.network.nodes import node_facts
from minikctl.state.network.proxyconfig import proxy_config
from minikctl.state.network.virtual import service_ports

_spec = spec_from_file_location("cluster_of", Path(__file__).with_name("cluster_of.py"))
assert _spec and _spec.loader
c: Any = module_from_spec(_spec)
_spec.loader.exec_module(c)


def rules(cluster: Any, table: str, chain: str, family: int = 4) -> list[str]:
    return tables_of_node(cluster, "minikube", family).tables[table].rules(chain)


def web(**spec: Any) -> Any:
    ports = [{"port": 80, "protocol": "TCP", **({"nodePort": 30080} if spec.get("type") != "ClusterIP" else {})}]
    return c.service("web", "10.96.0.10", ports, type=spec.pop("type", "NodePort"), **spec)


TWO = c.slice_of("web", c.endpoint("10.244.0.5", "minikube"), c.endpoint("10.244.1.5", "other"))
HASH = service_hash("default/web", "tcp")


@pytest.mark.parametrize(
    ("name", "protocol", "expected"),
    [
        ("default/kubernetes:https", "tcp", "NPX46M4PTMTKRN6Y"),
        ("kube-system/kube-dns:dns", "udp", "TCOU7JCQXEZGVUNU"),
        ("kube-system/kube-dns:dns-tcp", "tcp", "ERIFXISQEP7F7OF4"),
    ],
)
def test_chains_have_the_names_they_have_on_every_cluster(name: str, protocol: str, expected: str) -> None:
    assert service_hash(name, protocol) == expected


def test_probabilities_are_shown_as_the_kernel_keeps_them() -> None:
    shown = [probability(n) for n in (2, 3, 5, 6, 7, 9, 10)]
    assert shown == [
        "0.50000000000",
        "0.33333333349",
        "0.20000000019",
        "0.16666666651",
        "0.14285714272",
        "0.11111111101",
        "0.10000000009",
    ]


def test_a_cluster_ip_leads_to_its_endpoints() -> None:
    cluster = c.ClusterOf(web(type="ClusterIP"), TWO)
    assert rules(cluster, "nat", f"KUBE-SVC-{HASH}") == [
        f'-A KUBE-SVC-{HASH} ! -s 10.244.0.0/16 -d 10.96.0.10/32 -p tcp -m comment --comment "default/web cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ',
        f'-A KUBE-SVC-{HASH} -m comment --comment "default/web -> 10.244.0.5:8080" -m statistic --mode random --probability 0.50000000000 -j {endpoint_chain("default/web", "tcp", "10.244.0.5:8080")}',
        f'-A KUBE-SVC-{HASH} -m comment --comment "default/web -> 10.244.1.5:8080" -j {endpoint_chain("default/web", "tcp", "10.244.1.5:8080")}',
    ]


def test_a_service_without_endpoints_is_refused() -> None:
    cluster = c.ClusterOf(web(type="ClusterIP"))
    (rule,) = rules(cluster, "filter", "KUBE-SERVICES")
    assert '"default/web has no endpoints"' in rule
    assert rule.endswith("-j REJECT --reject-with icmp-port-unreachable")
    assert not any("default/web" in rule for rule in rules(cluster, "nat", "KUBE-SERVICES"))


def test_the_jump_to_node_ports_is_the_last_rule() -> None:
    assert rules(c.ClusterOf(web(), TWO), "nat", "KUBE-SERVICES")[-1].endswith("--dst-type LOCAL -j KUBE-NODEPORTS")


def test_a_local_policy_keeps_pods_and_the_node_on_all_endpoints() -> None:
    cluster = c.ClusterOf(web(externalTrafficPolicy="Local"), TWO)
    targets = [rule.rpartition(" ")[2] for rule in rules(cluster, "nat", f"KUBE-EXT-{HASH}")]
    assert targets == [f"KUBE-SVC-{HASH}", "KUBE-MARK-MASQ", f"KUBE-SVC-{HASH}", f"KUBE-SVL-{HASH}"]


def test_a_local_policy_without_local_endpoints_drops_what_comes_from_outside() -> None:
    elsewhere = c.slice_of("web", c.endpoint("10.244.1.5", "other"))
    (rule,) = rules(c.ClusterOf(web(externalTrafficPolicy="Local"), elsewhere), "filter", "KUBE-EXTERNAL-SERVICES")
    assert rule.endswith("-m addrtype --dst-type LOCAL -m tcp --dport 30080 -j DROP")


def test_affinity_remembers_clients_in_the_chain_of_their_endpoint() -> None:
    chain = endpoint_chain("default/web", "tcp", "10.244.0.5:8080")
    cluster = c.ClusterOf(web(sessionAffinity="ClientIP"), c.slice_of("web", "10.244.0.5"))
    assert f"-m recent --set --name {chain} --mask 255.255.255.255 --rsource" in rules(cluster, "nat", chain)[1]
    assert "--rcheck --seconds 10800 --reap" in rules(cluster, "nat", f"KUBE-SVC-{HASH}")[1]


def test_more_than_a_thousand_endpoints_cost_the_comments() -> None:
    many = [f"10.244.{i // 200}.{i % 200 + 1}" for i in range(1001)]
    found = rules(c.ClusterOf(web(), c.slice_of("web", *many)), "nat", f"KUBE-SVC-{HASH}")
    assert "comment" in found[0]
    assert "comment" not in found[1]


def test_the_mark_follows_the_configuration() -> None:
    cluster = c.ClusterOf(c.proxy("clusterCIDR: 10.244.0.0/16\niptables:\n  masqueradeBit: 15\n"))
    assert rules(cluster, "nat", "KUBE-MARK-MASQ") == ["-A KUBE-MARK-MASQ -j MARK --set-xmark 0x8000/0x8000"]


def test_what_the_kernel_can_do_decides_some_rules() -> None:
    plain = c.ClusterOf(c.world(minikube={"masqueradeRandomFully": False, "conntrackTCPBeLiberal": True}))
    counting = c.ClusterOf(c.world(minikube={"nfacct": True}), web(), TWO)
    assert rules(plain, "nat", "KUBE-POSTROUTING")[-1].endswith("-j MASQUERADE")
    assert not any("INVALID" in rule for rule in rules(plain, "filter", "KUBE-FORWARD"))
    assert "--nfacct-name  localhost_nps_accepted_pkts" in rules(counting, "nat", "KUBE-NODEPORTS")[0]


def test_ipv6_has_its_own_masks_and_no_localnet_rule() -> None:
    six = c.service("web", "fd00::10", ipFamilies=["IPv6"])
    cluster = c.ClusterOf(six, c.slice_of("web", "fd00:10::5", family="IPv6"))
    tables = tables_of_node(cluster, "minikube", 6)
    assert "--to-destination [fd00:10::5]:8080" in tables.text("nat")
    assert "-d fd00::10/128" in tables.text("nat")
    assert tables.tables["filter"].rules("KUBE-FIREWALL") == []
    assert tables.tables["filter"].rules("INPUT")[0] == "-A INPUT -j KUBE-FIREWALL"


def test_in_nftables_mode_only_the_kubelet_writes_iptables_rules() -> None:
    tables = tables_of_node(c.ClusterOf(web(), TWO, proxy_mode="nftables"), "minikube")
    assert tables.tables["nat"].chain_names() == ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING", "KUBE-KUBELET-CANARY"]
    assert tables.tables["filter"].rules("INPUT") == ["-A INPUT -j KUBE-FIREWALL"]


def test_chains_are_printed_by_name_after_the_built_in_ones() -> None:
    names = tables_of_node(c.ClusterOf(web(), TWO), "minikube").tables["nat"].chain_names()
    assert names[:4] == ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"]
    assert names[4:] == sorted(names[4:])


def test_a_dump_says_when_it_was_made() -> None:
    text = save(tables_of_node(c.ClusterOf(), "minikube"), ["mangle"], 1767323045.0)
    assert text.startswith(
        "# Generated by iptables-save v1.8.7 on Fri Jan  2 03:04:05 2026\n*mangle\n:PREROUTING ACCEPT [0:0]\n"
    )
    assert text.endswith(":KUBE-PROXY-CANARY - [0:0]\nCOMMIT\n# Completed on Fri Jan  2 03:04:05 2026\n")
    assert ctime(0.0) == "Thu Jan  1 00:00:00 1970"


STATES = [
    [c.slice_of("web", *addresses)]
    for addresses in (["10.244.0.5"], ["10.244.0.5", "10.244.0.6", "10.244.1.1"], ["10.244.1.1"], [], ["10.244.0.9"])
]


def test_replacing_one_service_port_gives_what_a_new_rendering_gives() -> None:
    other = [c.service("api", "10.96.0.11"), c.slice_of("api", "10.244.0.7"), c.service("zoo", "10.96.0.12")]
    first = c.ClusterOf(web(), *other, *STATES[0])
    tables = tables_of_node(first, "minikube")
    tables.text("nat")
    for state in STATES[1:]:
        cluster = c.ClusterOf(web(), *other, *state)
        ports = service_ports(cluster, "minikube")
        tables.replace(next(port for port in ports if port.service == "web"))
        fresh = Tables(node_facts(cluster, "minikube"), proxy_config(cluster), 4, ports)
        assert [tables.text(name) for name in ("nat", "filter")] == [fresh.text(name) for name in ("nat", "filter")]


def test_a_new_service_port_takes_its_place_among_the_others() -> None:
    tables = tables_of_node(c.ClusterOf(c.service("zoo", "10.96.0.12"), c.slice_of("zoo", "10.244.0.7")), "minikube")
    cluster = c.ClusterOf(c.service("zoo", "10.96.0.12"), c.slice_of("zoo", "10.244.0.7"), web(), TWO)
    tables.replace(service_ports(cluster, "minikube")[0])
    assert tables.text("nat") == tables_of_node(cluster, "minikube").text("nat")


def test_tables_follow_a_view_one_service_at_a_time() -> None:
    zoo = [c.service("zoo", "10.96.0.12"), c.slice_of("zoo", "10.244.0.7")]
    two_ports = c.service(
        "web", "10.96.0.10", [{"name": n, "port": p, "protocol": "TCP"} for n, p in (("a", 80), ("b", 81))]
    )
    tables = tables_of_node(c.ClusterOf(*zoo, two_ports), "minikube")
    for state in ([*zoo, web(), TWO], [*zoo, web()], [*zoo], [*zoo, two_ports]):
        cluster = c.ClusterOf(*state)
        tables.follow(cluster, "default", "web")
        fresh = tables_of_node(cluster, "minikube")
        assert [tables.text(name) for name in ("nat", "filter")] == [fresh.text(name) for name in ("nat", "filter")]


def test_the_rules_of_one_service_are_its_own() -> None:
    cluster = c.ClusterOf(web(), TWO, c.service("api", "10.96.0.11"), c.slice_of("api", "10.244.0.7"))
    found = rules_of_service(cluster, "minikube", web())
    assert list(found)[:4] == [
        "nat KUBE-SERVICES",
        "nat KUBE-NODEPORTS",
        f"nat KUBE-EXT-{HASH}",
        f"nat KUBE-SVC-{HASH}",
    ]
    assert all("default/api" not in rule for chain in found.values() for rule in chain)


def test_a_difference_marks_what_came_and_went() -> None:
    before = rules_of_service(c.ClusterOf(web(), TWO), "minikube", web())
    after = rules_of_service(c.ClusterOf(web(), c.slice_of("web", "10.244.0.5")), "minikube", web())
    found = difference(before, after)
    gone = f"nat {endpoint_chain('default/web', 'tcp', '10.244.1.5:8080')}"
    assert {mark for mark, _ in found[gone]} == {"-"}
    assert [mark for mark, _ in found[f"nat KUBE-SVC-{HASH}"]] == [" ", "-", "-", "+"]
    assert "nat KUBE-SERVICES" not in found
    assert rules_of_blocks([]) == {}


def test_changed_lines_keep_their_order() -> None:
    assert changed_lines(["a", "b", "c"], ["a", "x", "c", "d"]) == [
        (" ", "a"),
        ("-", "b"),
        ("+", "x"),
        (" ", "c"),
        ("+", "d"),
    ]


def test_a_listing_has_the_columns_of_the_program() -> None:
    table = tables_of_node(c.ClusterOf(web(), TWO), "minikube").tables["nat"]
    text = listed(table, 4, Style(numeric=True), f"KUBE-SVC-{HASH}")
    lines = text.splitlines()
    assert lines[0] == f"Chain KUBE-SVC-{HASH} (2 references)"
    assert lines[1] == "target     prot opt source               destination         "
    assert (
        lines[2]
        == "KUBE-MARK-MASQ  tcp  -- !10.244.0.0/16        10.96.0.10           /* default/web cluster IP */ tcp dpt:80"
    )
    assert lines[3].endswith("/* default/web -> 10.244.0.5:8080 */ statistic mode random probability 0.50000000000")


def test_a_verbose_listing_counts_and_numbers() -> None:
    table = tables_of_node(c.ClusterOf(), "minikube").tables["nat"]
    lines = listed(table, 4, Style(True, True, False, True), "KUBE-MARK-MASQ").splitlines()
    assert lines[1] == "num   pkts bytes target     prot opt in     out     source               destination         "
    assert (
        lines[2]
        == "1        0     0 MARK       all  --  *      *       0.0.0.0/0            0.0.0.0/0            MARK or 0x4000"
    )


def test_counters_may_come_from_elsewhere() -> None:
    tables = tables_of_node(c.ClusterOf(), "minikube")
    text = save(tables, ["nat"], 0.0, lambda table, chain, number: (number, 60 * number))
    assert "[2:120] -A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0\n" in text
    style = Style(numeric=True, verbose=True)
    lines = listed(tables.tables["nat"], 4, style, "KUBE-MARK-MASQ", lambda *_: (123456, 7654321)).splitlines()
    assert lines[2].startswith(" 123K 7654K MARK ")


def test_rules_can_be_listed_as_commands() -> None:
    table = tables_of_node(c.ClusterOf(), "minikube").tables["nat"]
    assert (
        specified(table, "KUBE-MARK-MASQ") == "-N KUBE-MARK-MASQ\n-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000\n"
    )
    assert specified(table).startswith("-P PREROUTING ACCEPT\n-P INPUT ACCEPT\n")

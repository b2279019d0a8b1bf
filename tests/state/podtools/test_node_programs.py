"""The network programs of a node."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from minikctl.state.podtools.node import run
from minikctl.state.podtools.node.ip import run_in_pod

_spec = spec_from_file_location("cluster_of", Path(__file__).parent.with_name("network") / "cluster_of.py")
assert _spec and _spec.loader
c: Any = module_from_spec(_spec)
_spec.loader.exec_module(c)


PODS = [c.pod("client", "10.244.0.9"), c.pod("host", "192.168.49.2", hostNetwork=True)]
WEB = [c.service("web"), c.slice_of("web", c.endpoint("10.244.0.5", "minikube"))]


def call(line: str, **settings: Any) -> tuple[str, str, int]:
    found = run(c.ClusterOf(c.node(), *PODS, *WEB, **settings), "minikube", line.split())
    assert found is not None
    return tuple(found)


def test_other_programs_are_none_of_these() -> None:
    assert run(c.ClusterOf(), "minikube", ["ls"]) is None


def test_all_tables_are_saved_unless_one_is_named() -> None:
    everything, one = call("iptables-save")[0], call("iptables-save -t nat")[0]
    assert [line for line in everything.splitlines() if line.startswith("*")] == ["*mangle", "*filter", "*nat"]
    assert one.count("*") == 1 and "-A KUBE-SERVICES -d 10.96.0.10/32" in one
    assert "[0:0] -A PREROUTING" in call("iptables-save -c -t nat")[0]


@pytest.mark.parametrize(
    ("line", "error", "code"),
    [
        ("iptables-save -t foo", "iptables-save v1.8.7 (nf_tables): table `foo' does not exist\n", 1),
        ("iptables -L NOPE", "iptables: No chain/target/match by that name.\n", 1),
        (
            "iptables -t foo -L",
            "iptables v1.8.7 (nf_tables): table 'foo' does not exist\nPerhaps iptables or your kernel needs to be upgraded.\n",
            3,
        ),
        (
            "iptables",
            "iptables v1.8.7 (nf_tables): no command specified\nTry `iptables -h' or 'iptables --help' for more information.\n",
            2,
        ),
        ("ip addr show dev kube-ipvs0", 'Device "kube-ipvs0" does not exist.\n', 1),
        ("ip foo", 'Object "foo" is unknown, try "ip help".\n', 1),
        ("ipset list NOPE", "ipset v7.15: The set with the given name does not exist\n", 1),
        ("nft list table ip nope", "Error: No such file or directory\n", 1),
    ],
)
def test_wrong_usage_is_answered_in_the_words_of_the_program(line: str, error: str, code: int) -> None:
    assert call(line) == ("", error, code)


@pytest.mark.parametrize(
    "line", ["iptables -t nat -L -n", "iptables -nL -t nat", "iptables --table nat --list --numeric"]
)
def test_a_listing_may_be_asked_for_in_several_ways(line: str) -> None:
    assert call(line) == call("iptables -L -n -t nat")
    assert (
        "KUBE-SERVICES  all  --  0.0.0.0/0            0.0.0.0/0            /* kubernetes service portals */"
        in call(line)[0]
    )


def test_one_chain_may_be_listed() -> None:
    assert call("iptables -t nat -S KUBE-MARK-MASQ")[0].startswith("-N KUBE-MARK-MASQ\n-A KUBE-MARK-MASQ ")
    assert call("iptables -t nat -nL KUBE-MARK-MASQ --line-numbers")[0].splitlines()[2].startswith("1    MARK ")


def test_virtual_servers_exist_in_ipvs_mode_only() -> None:
    assert call("ipvsadm -Ln")[0].count("\n") == 3
    assert "TCP  10.96.0.10:80 rr\n  -> 10.244.0.5:8080 " in call("ipvsadm -Ln", proxy_mode="ipvs")[0]
    assert call("ipvsadm -L -n -t 10.96.0.10:80", proxy_mode="ipvs")[2] == 0
    assert (
        call("ipvsadm -S -n", proxy_mode="ipvs")[0]
        == "-A -t 10.96.0.10:80 -s rr\n-a -t 10.96.0.10:80 -r 10.244.0.5:8080 -m -w 1\n"
    )


def test_sets_are_saved_with_their_entries() -> None:
    text = call("ipset save", proxy_mode="ipvs")[0]
    assert "create KUBE-CLUSTER-IP hash:ip,port family inet hashsize 1024 maxelem 65536 " in text
    assert "add KUBE-CLUSTER-IP 10.96.0.10,tcp:80\n" in text
    assert call("ipset test KUBE-CLUSTER-IP 10.96.0.10,tcp:80", proxy_mode="ipvs")[2] == 0
    assert "Members:\n10.96.0.10\n" in call("ipset list KUBE-IPVS-IPS", proxy_mode="ipvs")[0]
    assert call("ipset save") == ("", "", 0)


def test_service_addresses_are_on_a_device_of_their_own() -> None:
    text = call("ip -o -4 addr show dev kube-ipvs0", proxy_mode="ipvs")[0]
    assert (
        text
        == "3: kube-ipvs0    inet 10.96.0.10/32 scope global kube-ipvs0\\       valid_lft forever preferred_lft forever\n"
    )


def test_a_node_has_a_link_for_every_pod() -> None:
    assert call("ip -br addr")[0].count("veth") == 1
    assert "10.244.0.9 dev veth" in call("ip route")[0]


def test_a_pod_has_one_address_and_its_node_as_gateway() -> None:
    view = c.ClusterOf(c.node(), *PODS)
    assert (
        "    inet 10.244.0.9/24 brd 10.244.0.255 scope global eth0\n" in run_in_pod(view, PODS[0], ["ip", "a"]).stdout
    )
    assert run_in_pod(view, PODS[0], ["ip", "route"]).stdout == (
        "default via 10.244.0.1 dev eth0 \n"
        "10.244.0.0/24 via 10.244.0.1 dev eth0 src 10.244.0.9 \n"
        "10.244.0.1 dev eth0 scope link src 10.244.0.9 \n"
    )
    assert run_in_pod(view, PODS[0], ["ip", "route", "get", "10.96.0.10"]).stdout.startswith(
        "10.96.0.10 via 10.244.0.1 dev eth0 src 10.244.0.9 uid 0"
    )


def test_a_pod_in_the_network_of_its_node_sees_the_devices_of_the_node() -> None:
    view = c.ClusterOf(c.node(), *PODS)
    assert run_in_pod(view, PODS[1], ["ip", "-br", "a"]) == run(view, "minikube", ["ip", "-br", "a"])


def test_the_table_of_nftables_mode_can_be_listed() -> None:
    assert call("nft list tables", proxy_mode="nftables")[0] == "table ip kube-proxy\n"
    assert call("nft list ruleset", proxy_mode="nftables")[0].startswith("table ip kube-proxy {\n")
    assert call("nft list chain ip kube-proxy reject-chain", proxy_mode="nftables")[0].endswith("\t\treject\n\t}\n}\n")
    assert call("nft list ruleset")[0] == ""


def test_no_connection_outlives_its_command() -> None:
    assert call("conntrack -L") == ("", "conntrack v1.4.6 (conntrack-tools): 0 flow entries have been shown.\n", 0)

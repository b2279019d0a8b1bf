"""NetworkPolicies let connections through or not, as their rules say."""

import pytest

from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.kinds import NAMESPACE, NETWORK_POLICY, POD, SERVICE
from minikctl.state.network import policies
from minikctl.state.network.dns import resolve
from minikctl.state.network.routing import delivery, reach
from minikctl.state.network.routing.walks import walk

DENY = {"podSelector": {}, "policyTypes": ["Ingress"]}


def make(tx, kind, manifest, namespace=""):
    tx.create(kind, {"apiVersion": kind.api_version, "kind": kind.name, **manifest}, namespace)


class Town:
    """A cluster with three pods: web and client in default, stranger in a namespace of another team."""

    def __init__(self):
        self.cluster = Cluster.in_memory(ScriptedClock(1_750_000_000.0), {"seed": "town", "nodes": 3})
        with self.cluster.transaction("town") as tx:
            make(tx, NAMESPACE, {"metadata": {"name": "other", "labels": {"team": "b"}}})
            for name, namespace in (("web", "default"), ("client", "default"), ("stranger", "other")):
                ports = [{"containerPort": 80, "name": "http"}]
                metadata = {"name": name, "labels": {"app": name}}
                spec = {"containers": [{"name": "c", "image": "nginx", "ports": ports}]}
                make(tx, POD, {"metadata": metadata, "spec": spec}, namespace)
            service = {"selector": {"app": "web"}, "ports": [{"port": 8080, "targetPort": 80}]}
            make(tx, SERVICE, {"metadata": {"name": "web"}, "spec": service}, "default")
        self.cluster.clock.sleep(60)

    def policy(self, spec, namespace="default", name="rule"):
        with self.cluster.transaction("policy") as tx:
            make(tx, NETWORK_POLICY, {"metadata": {"name": name}, "spec": spec}, namespace)

    def pod(self, name):
        view = self.cluster.view()
        return view.find(POD, name, "default") or view.find(POD, name, "other")

    def address(self, name):
        return self.pod(name)["status"]["podIP"]

    def allowed(self, source, target, port=80):
        return policies.allowed(self.cluster.view(), self.address(source), self.address(target), port)

    def outcome(self, source, address, port):
        return reach.from_pod(self.cluster.view(), self.pod(source), address, port)[1]


@pytest.fixture
def town():
    return Town()


def test_without_policies_everything_may_pass(town):
    assert town.allowed("client", "web") == (True, "")


def test_a_policy_without_rules_keeps_everybody_out(town):
    town.policy(DENY)
    assert town.allowed("client", "web") == (
        False,
        "NetworkPolicy default/rule has no ingress rule for pod default/web that allows this connection",
    )
    assert town.allowed("web", "web")[0]
    assert town.allowed("client", "stranger")[0]


def test_a_service_whose_pods_are_closed_times_out(town):
    address = town.cluster.view().get(SERVICE, "web", "default")["spec"]["clusterIP"]
    assert town.outcome("client", address, 8080) == delivery.ANSWERED
    town.policy(DENY)
    _, outcome, steps = reach.from_pod(town.cluster.view(), town.pod("client"), address, 8080)
    assert outcome == delivery.TIMED_OUT
    assert [one["rule"] for one in steps if one["layer"] == "policy"] == ["NetworkPolicy default/rule"]


def test_the_node_of_a_pod_always_reaches_it(town):
    town.policy(DENY)
    node = town.pod("web")["spec"]["nodeName"]
    assert reach.from_node(town.cluster.view(), node, town.address("web"), 80)[1] == delivery.ANSWERED


@pytest.mark.parametrize(
    ("peer", "client", "stranger"),
    [
        ({"podSelector": {"matchLabels": {"app": "client"}}}, True, False),
        ({"podSelector": {}}, True, False),
        ({"namespaceSelector": {"matchLabels": {"team": "b"}}}, False, True),
        ({"namespaceSelector": {}, "podSelector": {"matchLabels": {"app": "stranger"}}}, False, True),
        ({"ipBlock": {"cidr": "10.0.0.0/8"}}, True, True),
        ({"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.244.0.0/16"]}}, False, False),
    ],
)
def test_peers_are_pods_namespaces_and_ranges(town, peer, client, stranger):
    town.policy({**DENY, "ingress": [{"from": [peer]}]})
    assert (town.allowed("client", "web")[0], town.allowed("stranger", "web")[0]) == (client, stranger)


@pytest.mark.parametrize(
    ("port", "opens"),
    [({"port": 80}, True), ({"port": "http"}, True), ({"port": 70, "endPort": 90}, True), ({"port": 81}, False)],
)
def test_ports_are_numbers_names_and_ranges(town, port, opens):
    town.policy({**DENY, "ingress": [{"ports": [port]}]})
    assert town.allowed("client", "web")[0] is opens


def test_a_port_of_another_protocol_opens_nothing(town):
    town.policy({**DENY, "ingress": [{"ports": [{"port": 80, "protocol": "UDP"}]}]})
    assert not town.allowed("client", "web")[0]


def test_rules_of_several_policies_add_up(town):
    town.policy(DENY, name="deny")
    town.policy({**DENY, "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": "client"}}}]}]}, name="let")
    assert town.allowed("client", "web")[0]
    assert not town.allowed("stranger", "web")[0]


def test_a_pod_without_egress_finds_no_names(town):
    town.policy({"podSelector": {"matchLabels": {"app": "client"}}, "policyTypes": ["Egress"]})
    found = walk(town.cluster.view(), town.pod("client"), "http://web:8080/", resolve)
    assert (found.verdict, found.curl_exit) == ("UNRESOLVED", 6)
    assert not town.allowed("client", "web")[0]
    assert town.allowed("stranger", "client")[0]

import pytest

from minikctl.state.kinds import NETWORK_POLICY
from minikctl.state.kinds.kind import rules

RULES = rules(NETWORK_POLICY)


def policy(**spec):
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "p", "namespace": "default", "creationTimestamp": "2026-01-01T00:00:00Z"},
        "spec": {"podSelector": {}, **spec},
    }


def test_types_follow_from_the_rules():
    found = policy(egress=[{"ports": [{"port": 53}]}])
    RULES.defaults(found)
    assert found["spec"]["policyTypes"] == ["Ingress", "Egress"]
    assert found["spec"]["egress"][0]["ports"] == [{"port": 53, "protocol": "TCP"}]


@pytest.mark.parametrize(
    ("peer", "says"),
    [
        ({}, "spec.ingress[0].from[0]: Required value: must specify a peer"),
        ({"ipBlock": {"cidr": "x"}}, 'spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'),
        ({"ipBlock": {"cidr": "10.0.0.0/8"}, "podSelector": {}}, "spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer"),
        ({"ipBlock": {"cidr": "10.0.0.0/8", "except": ["11.0.0.0/16"]}}, 'spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`'),
        ({"podSelector": {"matchExpressions": [{"key": "a", "operator": "In"}]}}, "spec.ingress[0].from[0].podSelector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_peer(peer, says):
    assert [error.text for error in RULES.validate(policy(ingress=[{"from": [peer]}]))] == [says]


def test_the_page(stand_in):
    found = policy(
        policyTypes=["Ingress"],
        podSelector={"matchLabels": {"app": "db"}},
        ingress=[{"from": [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}}], "ports": [{"port": 1, "endPort": 9}]}, {}],
    )  # fmt: skip
    assert RULES.describe(found, stand_in()) == (
        "Name:         p\n"
        "Namespace:    default\n"
        "Created on:   2026-01-01 00:00:00 +0000 UTC\n"
        "Labels:       <none>\n"
        "Annotations:  <none>\n"
        "Spec:\n"
        "  PodSelector:     app=db\n"
        "  Allowing ingress traffic:\n"
        "    To Port Range: 1-9/TCP\n"
        "    From:\n"
        "      IPBlock:\n"
        "        CIDR: 10.0.0.0/8\n"
        "        Except: 10.1.0.0/16\n"
        "    ----------\n"
        "    To Port: <any> (traffic allowed to all ports)\n"
        "    From: <any> (traffic not restricted by source)\n"
        "  Not affecting egress traffic\n"
        "  Policy Types: Ingress\n"
    )

"""What a cloud gives a Service of type LoadBalancer."""

from __future__ import annotations

import pytest

from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.kinds import SERVICE
from minikctl.state.objects import status_of


@pytest.mark.parametrize(
    ("annotation", "value", "start"),
    [
        ("networking.gke.io/load-balancer-type", "Internal", "internal-web-"),
        ("service.beta.kubernetes.io/aws-load-balancer-scheme", "internal", "internal-web-"),
        ("service.beta.kubernetes.io/azure-load-balancer-internal", "true", "internal-web-"),
        ("service.beta.kubernetes.io/aws-load-balancer-scheme", "internet-facing", "web-"),
        ("example.com/none", "true", "web-"),
    ],
)
def test_a_balancer_inside_says_so_in_its_name(annotation: str, value: str, start: str) -> None:
    cluster = Cluster.in_memory(ScriptedClock(1_750_000_000.0), {"seed": "clouds", "load_balancer": "hostname"})
    metadata = {"name": "web", "annotations": {annotation: value}}
    spec = {"type": "LoadBalancer", "selector": {"app": "web"}, "ports": [{"port": 80}]}
    with cluster.transaction("given") as tx:
        tx.create(SERVICE, {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}, "default")
    cluster.clock.sleep(10)
    found = status_of(cluster.view().get(SERVICE, "web", "default"))["loadBalancer"]["ingress"][0]["hostname"]
    assert found.startswith(start)

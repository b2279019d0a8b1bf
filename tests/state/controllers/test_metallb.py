"""MetalLB: Services of type LoadBalancer get addresses of its pools."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
import yaml

from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.kinds import SERVICE
from minikctl.state.objects import Obj, status_of

SPACE = "metallb-system"


def create(cluster: Cluster, *documents: Obj) -> None:
    with cluster.transaction("given") as tx:
        for document in documents:
            kind = tx.kind_of(document["apiVersion"], document["kind"])
            assert kind is not None
            tx.create(kind, document, document["metadata"].get("namespace", "default"))


def pool(name: str, *addresses: str, **spec: Any) -> Obj:
    metadata = {"name": name, "namespace": SPACE}
    more = {"addresses": list(addresses), **spec}
    return {"apiVersion": "metallb.io/v1beta1", "kind": "IPAddressPool", "metadata": metadata, "spec": more}


def balanced(name: str, **annotations: str) -> Obj:
    shown = {f"metallb.io/{key.replace('_', '-')}": value for key, value in annotations.items()}
    spec = {"type": "LoadBalancer", "selector": {"app": name}, "ports": [{"port": 80}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "annotations": shown}, "spec": spec}


def addresses(cluster: Cluster, name: str) -> list[str]:
    entries = (status_of(cluster.view().get(SERVICE, name, "default")).get("loadBalancer") or {}).get("ingress") or []
    return [one["ip"] for one in entries]


@pytest.fixture
def cluster() -> Cluster:
    made = Cluster.in_memory(ScriptedClock(1_750_000_000.0), {"seed": "metallb", "load_balancer": "none"})
    text = files("minikctl.sample_manifests").joinpath("addons/metallb.yaml").read_text(encoding="utf-8")
    create(made, *yaml.safe_load_all(text))
    made.clock.sleep(60)
    return made


def test_a_service_waits_until_there_is_a_pool(cluster: Cluster) -> None:
    create(cluster, balanced("web"))
    assert addresses(cluster, "web") == []
    create(cluster, pool("first", "192.168.49.200-192.168.49.210"))
    assert addresses(cluster, "web") == ["192.168.49.200"]


def test_an_address_that_becomes_free_goes_to_who_waits(cluster: Cluster) -> None:
    create(cluster, pool("small", "192.168.49.200/32"), balanced("web"))
    create(cluster, balanced("api"))
    assert (addresses(cluster, "web"), addresses(cluster, "api")) == (["192.168.49.200"], [])
    event = cluster.view().events_for(cluster.view().get(SERVICE, "api", "default"))[-1]
    assert event["message"] == 'Failed to allocate IP for "default/api": no available IPs'
    with cluster.transaction("delete") as tx:
        tx.delete(SERVICE, "web", "default")
    assert addresses(cluster, "api") == ["192.168.49.200"]


def test_a_service_may_ask_for_a_pool_or_an_address(cluster: Cluster) -> None:
    create(
        cluster,
        pool("first", "192.168.49.200-192.168.49.203"),
        pool("kept", "192.168.49.230-192.168.49.231", autoAssign=False),
        balanced("web", loadBalancerIPs="192.168.49.202"),
        balanced("api", address_pool="kept"),
        balanced("other"),
    )
    assert addresses(cluster, "web") == ["192.168.49.202"]
    assert addresses(cluster, "api") == ["192.168.49.230"]
    assert addresses(cluster, "other") == ["192.168.49.200"]

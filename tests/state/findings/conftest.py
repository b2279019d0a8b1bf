"""Clusters made of a few documents, and the codes of what is found in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.findings import Finding, problems

START = 1_750_000_000.0
SETTINGS = {"seed": "findings", "nodes": 3, "pace": "instant", "load_balancer": "pool", "ingress": ["nginx"]}

Found = Callable[..., list[Finding]]


def cluster_of(documents: list[dict[str, Any]], **settings: Any) -> Cluster:
    """A cluster to which documents were applied, one a second, a minute ago."""
    cluster = Cluster.in_memory(ScriptedClock(START), {**SETTINGS, **settings})
    for one in documents:
        with cluster.transaction("apply") as tx:
            kind = tx.kind_of(one["apiVersion"], one["kind"])
            assert kind is not None
            tx.create(kind, one, one["metadata"].get("namespace", ""))
        cluster.clock.sleep(1)
    cluster.clock.sleep(60)
    return cluster


@pytest.fixture
def found() -> Found:
    return lambda *documents, **settings: problems(cluster_of(list(documents), **settings).view())

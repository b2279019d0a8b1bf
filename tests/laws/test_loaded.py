"""Laws of loaded clusters, tried on the reference states where they stand beside the checkout."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from minikctl.own.documents import read_documents
from minikctl.state.clock import ScriptedClock, timestamp
from minikctl.state.cluster import Cluster
from minikctl.state.kinds import KINDS
from minikctl.state.objects import copy_tree, namespace_of, spec_of

STATES = Path(__file__).resolve().parents[2].parent / "shared/conformance/states"
NOW = 1_800_000_000.0
AGO = re.compile(r"\{\{ago(micro|1123)? ([0-9dhms]+)\}\}")

pytestmark = pytest.mark.skipif(not STATES.is_dir(), reason="the reference states are not beside this checkout")


@pytest.fixture(params=["empty", "go-demo-2", "dev-prod", "alpaca", "workloads", "service-zoo", "ingress-zoo"])
def loaded(request: pytest.FixtureRequest) -> Cluster:
    text = AGO.sub(lambda mark: timestamp(NOW - 86400), (STATES / f"{request.param}.yaml").read_text())
    cluster = Cluster.in_memory(ScriptedClock(NOW), {"seed": "laws"})
    cluster.load(read_documents(text.encode(), request.param))
    return cluster


def objects(cluster: Cluster) -> list[Any]:
    view = cluster.view()
    return [obj for kind in KINDS for obj in view.list(kind)]


def test_a_loaded_cluster_rests_for_a_week(loaded: Cluster) -> None:
    before = json.dumps(objects(loaded), sort_keys=True)

    loaded.clock.sleep(7 * 86400)

    assert loaded.next_due() is None
    assert json.dumps(objects(loaded), sort_keys=True) == before


def test_what_is_saved_loads_as_the_same_cluster(loaded: Cluster) -> None:
    saved = loaded.documents()
    other = Cluster.in_memory(ScriptedClock(NOW), {"seed": "other"})

    other.load(saved)

    assert other.documents() == saved


def test_reconciling_twice_equals_reconciling_once(loaded: Cluster) -> None:
    loaded.reconcile()
    once = json.dumps(objects(loaded), sort_keys=True)

    loaded.reconcile()

    assert json.dumps(objects(loaded), sort_keys=True) == once


def test_services_survive_being_put_back(loaded: Cluster) -> None:
    kinds = [kind for kind in KINDS if kind.name in ("Service", "ConfigMap", "Ingress", "Endpoints", "EndpointSlice")]
    view = loaded.view()
    before = {kind.name: view.list(kind) for kind in kinds}

    with loaded.transaction("kubectl replace") as tx:
        for kind in kinds:
            for obj in before[kind.name]:
                if spec_of(obj).get("externalIPs"):
                    continue  # the state lacks its externalTrafficPolicy, which a server adds when it writes
                tx.replace(kind, copy_tree(obj), namespace_of(obj))

    after = loaded.view()
    assert {kind.name: after.list(kind) for kind in kinds} == before

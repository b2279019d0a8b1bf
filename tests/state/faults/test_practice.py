"""A hidden fault is there until it is repaired."""

from __future__ import annotations

import pytest

from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.faults import practice
from minikctl.state.faults.healthy import healthy


def broken(seed: str) -> tuple[Cluster, practice.Injected]:
    clock = ScriptedClock(1_750_000_000.0)
    cluster = healthy(f"practice-{seed}", clock)
    injected = practice.hide(cluster, seed)
    clock.sleep(90)
    return cluster, injected


@pytest.mark.parametrize("seed", ["1", "2", "3", "4", "5", "6"])
def test_a_hidden_fault_is_found_and_gone_once_it_is_taken_back(seed: str) -> None:
    cluster, injected = broken(seed)
    assert practice.hidden(cluster.view()) == injected
    assert practice.remaining(cluster.view(), injected)
    assert practice.symptom(injected) and "{" not in practice.symptom(injected)
    cluster.undo()
    cluster.clock.sleep(90)
    assert practice.remaining(cluster.view(), injected) == []


def test_the_same_seed_breaks_the_same_thing() -> None:
    assert broken("7")[1] == broken("7")[1]


def test_a_cluster_without_services_cannot_be_broken() -> None:
    cluster = Cluster.in_memory(ScriptedClock(1_750_000_000.0), {"seed": "empty"})
    with pytest.raises(practice.NothingToBreak):
        practice.hide(cluster, "1")

"""Laws of time: what happens does not depend on who looks when, and rest costs nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minikctl.state.kinds import POD
from minikctl.state.objects import key_of
from tests.state.images.place import Place, pod

Obj = dict[str, Any]

KINDS: list[Obj] = [
    pod("crash", "busybox", command=["sh", "-c", "sleep 7; exit 1"]),
    pod("probed", "nginx", readinessProbe={"httpGet": {"path": "/", "port": 80}}),
    pod("never", "nginx", readinessProbe={"tcpSocket": {"port": 81}, "periodSeconds": 3}),
    pod("dying", "nginx", livenessProbe={"tcpSocket": {"port": 81}, "periodSeconds": 4}),
    pod("absent", "nginx:1.161"),
    pod("unmounted", "nginx", volumes=[{"name": "v", "configMap": {"name": "none"}}]),
    pod("job", "busybox", command=["sh", "-c", "sleep 40"], restartPolicy="OnFailure"),
    {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {
            "replicas": 3,
            "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "web", "image": "nginx:1.27"}]},
            },
        },
    },
]
SOME = st.lists(st.sampled_from(range(len(KINDS))), min_size=1, max_size=3, unique=True)
FEW = settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def everything(place: Place) -> list[Obj]:
    """All that is stored, after a write has brought it up to now."""
    with place.cluster.transaction("look"):
        pass
    return place.cluster.documents()


@FEW
@given(SOME, st.integers(1, 3000), st.integers(1, 3000))
def test_settling_in_two_steps_equals_one(chosen: list[int], first: int, second: int) -> None:
    manifests = [KINDS[index] for index in chosen]
    once, twice = Place(*manifests, wait=0), Place(*manifests, wait=0)
    once.after(first + second)
    twice.after(first)
    everything(twice)
    twice.after(second)
    assert everything(once) == everything(twice)


@FEW
@given(SOME, st.integers(1, 2000), st.integers(1, 2000))
def test_looking_changes_nothing(chosen: list[int], first: int, second: int) -> None:
    manifests = [KINDS[index] for index in chosen]
    once, watched = Place(*manifests, wait=0), Place(*manifests, wait=0)
    once.after(first + second)
    watched.after(first)
    watched.cluster.view()
    watched.after(second)
    assert everything(once) == everything(watched)


@FEW
@given(SOME, st.integers(1, 2000))
def test_settling_twice_equals_once(chosen: list[int], moment: int) -> None:
    place = Place(*[KINDS[index] for index in chosen], wait=moment)
    before = everything(place)
    with place.cluster.transaction("again") as tx:
        for found in tx.list(POD):
            tx.wake("kubelet", key_of(found))
    assert place.cluster.documents() == before


def test_a_week_of_rest_leaves_no_trace() -> None:
    place = Place(KINDS[1], KINDS[7], wait=60)
    everything(place)
    rev = place.cluster.view().rev
    place.after(7 * 86400)
    everything(place)
    assert place.cluster.view().rev <= rev + 3

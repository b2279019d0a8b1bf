"""Pods that were loaded: they rest until someone touches them."""

from __future__ import annotations

from typing import Any

from minikctl.state import simulation
from minikctl.state.kinds import POD
from tests.state.images.place import Place

Obj = dict[str, Any]

PROBE = {"httpGet": {"path": "/ready", "port": 8080}, "periodSeconds": 2}


def loaded(ready: bool = True, image: str = "gcr.io/kuar-demo/kuard-amd64:blue") -> Obj:
    state = {
        "name": "app",
        "image": image,
        "ready": ready,
        "started": True,
        "restartCount": 2,
        "containerID": "containerd://" + "a" * 64,
        "state": {"running": {"startedAt": "2025-12-31T00:00:00Z"}},
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "app", "namespace": "default", "uid": "u-1", "creationTimestamp": "2025-12-31T00:00:00Z"},
        "spec": {"nodeName": "node-1", "containers": [{"name": "app", "image": image, "readinessProbe": PROBE}]},
        "status": {
            "phase": "Running",
            "podIP": "10.244.0.77",
            "podIPs": [{"ip": "10.244.0.77"}],
            "containerStatuses": [state],
            "conditions": [{"type": "Ready", "status": str(ready)}],
        },
    }


def place_with(pod: Obj) -> Place:
    place = Place(wait=10)
    place.cluster.load([pod], merge=True)
    return place


def test_a_loaded_pod_does_not_change_by_itself() -> None:
    place = place_with(loaded(ready=False))
    before = place.pod("app")
    place.after(86400)
    assert place.pod("app") == before


def test_a_loaded_pod_answers_as_its_image_does() -> None:
    assert place_with(loaded()).get("app", "/healthy", 8080).body == "ok"


def test_a_loaded_pod_that_is_told_to_fail_fails_and_keeps_its_address() -> None:
    place = place_with(loaded())
    place.get("app", "/ready/api", 8080, "PUT", '{"failNext":-1}')
    place.after(10)
    state = place.container("app")
    assert (state["ready"], state["restartCount"], place.pod("app")["status"]["podIP"]) == (False, 2, "10.244.0.77")
    place.get("app", "/ready/api", 8080, "PUT", '{"failNext":0}')
    place.after(10)
    assert place.container("app")["ready"]


def test_a_loaded_pod_that_is_unready_stays_so_though_its_image_would_answer() -> None:
    place = place_with(loaded(ready=False))
    with place.cluster.transaction("sim") as tx:
        simulation.slow(tx, tx.get(POD, "app", "default"), 1)
    place.after(20)
    assert not place.container("app")["ready"]


def test_a_loaded_pod_can_be_crashed() -> None:
    place = place_with(loaded())
    with place.cluster.transaction("sim") as tx:
        simulation.crash(tx, tx.get(POD, "app", "default"))
    place.after(8)
    assert place.container("app")["restartCount"] == 3

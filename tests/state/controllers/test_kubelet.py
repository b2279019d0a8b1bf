"""What the kubelet does with pods: probes, restarts, ends."""

from __future__ import annotations

import pytest

from minikctl.state import simulation
from minikctl.state.kinds import NODE, POD
from tests.state.images.place import Place, pod

READY = {"httpGet": {"path": "/ready", "port": 8080}, "periodSeconds": 2}
KUARD = "gcr.io/kuar-demo/kuard-amd64:blue"


def is_ready(place: Place, name: str) -> bool:
    return bool(place.container(name)["ready"])


def test_a_failing_readiness_probe_takes_three_tries_and_comes_back() -> None:
    place = Place(pod("kuard", KUARD, readinessProbe=READY))
    place.get("kuard", "/ready/api", 8080, "PUT", '{"failNext":4}')
    seen = []
    for _ in range(14):
        place.after(1)
        seen.append(is_ready(place, "kuard"))
    assert seen[0] and seen[-1] and seen.count(False) in (3, 4, 5)
    told = [message for reason, message in place.events("kuard") if reason == "Unhealthy"]
    assert told == ["Readiness probe failed: HTTP probe failed with statuscode: 500"]


def test_a_liveness_probe_that_fails_restarts_the_container_after_its_grace() -> None:
    command = ["sh", "-c", "touch /tmp/ok; sleep 20; rm /tmp/ok; sleep 600"]
    probe = {"exec": {"command": ["cat", "/tmp/ok"]}, "periodSeconds": 5}
    place = Place(pod("app", "busybox:1.36", command=command, livenessProbe=probe), wait=45)
    assert place.container("app")["restartCount"] == 0
    assert ("Killing", "Container app failed liveness probe, will be restarted") in place.events("app")
    place.after(30)
    assert place.container("app")["restartCount"] == 1
    assert place.container("app")["lastState"]["terminated"]["exitCode"] == 137


def test_a_startup_probe_holds_the_others_back() -> None:
    probe = {"exec": {"command": ["cat", "/tmp/up"]}, "periodSeconds": 5, "failureThreshold": 30}
    command = ["sh", "-c", "sleep 22; touch /tmp/up; sleep 600"]
    place = Place(pod("app", "busybox", command=command, startupProbe=probe), wait=20)
    assert (place.container("app")["started"], is_ready(place, "app")) == (False, False)
    place.after(12)
    assert (place.container("app")["started"], is_ready(place, "app")) == (True, True)


def test_crashes_back_off_longer_and_longer() -> None:
    place = Place(pod("app", "busybox", command=["false"]), wait=0)
    said = []
    for _ in range(40):
        place.after(5)
        state = place.container("app")["state"].get("waiting") or {}
        if state.get("reason") == "CrashLoopBackOff":
            word = state["message"].split()[1]
            said += [word] if said[-1:] != [word] else []
    assert said[:4] == ["10s", "20s", "40s", "1m20s"]


@pytest.mark.parametrize(
    ("policy", "code", "phase", "restarts"),
    [
        ("Never", 0, "Succeeded", 0),
        ("Never", 3, "Failed", 0),
        ("OnFailure", 0, "Succeeded", 0),
        ("OnFailure", 1, "Running", 1),
    ],
)
def test_the_restart_policy_decides(policy: str, code: int, phase: str, restarts: int) -> None:
    place = Place(pod("app", "busybox", command=["sh", "-c", f"exit {code}"], restartPolicy=policy), wait=6)
    assert place.pod("app")["status"]["phase"] == phase
    assert place.container("app")["restartCount"] >= restarts


@pytest.mark.parametrize(
    ("image", "settings", "seconds"), [("nginx", {}, 2), ("busybox", {"command": ["sleep", "99999"]}, 33)]
)
def test_an_end_takes_what_the_program_takes(image: str, settings: dict[str, list[str]], seconds: float) -> None:
    place = Place(pod("app", image, **settings))
    with place.cluster.transaction("delete") as tx:
        tx.delete(POD, "app", "default")
    place.after(1 if seconds < 10 else seconds - 5)
    gone_early = place.cluster.view().find(POD, "app", "default") is None
    place.after(6)
    assert place.cluster.view().find(POD, "app", "default") is None
    assert gone_early == (seconds < 10 and gone_early)


def test_a_missing_config_map_is_waited_for() -> None:
    web = pod("web", "nginx", volumes=[{"name": "v", "configMap": {"name": "cm"}}])
    place = Place(web, wait=10)
    assert ("FailedMount", 'MountVolume.SetUp failed for volume "v" : configmap "cm" not found') in place.events("web")
    place.add({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cm"}})
    place.after(6)
    assert is_ready(place, "web")


def test_a_missing_key_keeps_the_container_from_being_created() -> None:
    env = [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}]
    place = Place(pod("web", "nginx", env=env))
    waiting = place.container("web")["state"]["waiting"]
    assert waiting == {"reason": "CreateContainerConfigError", "message": 'secret "s" not found'}


def test_sim_holds_a_pod_unready_for_a_while() -> None:
    place = Place(pod("web", "nginx"))
    with place.cluster.transaction("sim") as tx:
        simulation.unready(tx, tx.get(POD, "web", "default"), 30)
    assert not is_ready(place, "web")
    place.after(31)
    assert is_ready(place, "web")


def test_sim_crashes_a_pod_once() -> None:
    place = Place(pod("web", "nginx"))
    with place.cluster.transaction("sim") as tx:
        simulation.crash(tx, tx.get(POD, "web", "default"))
    place.after(5)
    assert place.container("web")["restartCount"] == 1
    assert place.container("web")["lastState"]["terminated"]["exitCode"] == 1


def test_sim_makes_a_pod_slow_so_that_its_probe_fails() -> None:
    place = Place(pod("kuard", KUARD, readinessProbe=READY))
    with place.cluster.transaction("sim") as tx:
        simulation.slow(tx, tx.get(POD, "kuard", "default"))
    place.after(10)
    assert not is_ready(place, "kuard")
    assert any("context deadline exceeded" in message for _, message in place.events("kuard"))
    with place.cluster.transaction("sim") as tx:
        simulation.recover(tx, tx.get(POD, "kuard", "default"))
    place.after(3)
    assert is_ready(place, "kuard")


def test_a_node_that_is_down_loses_its_pods_and_comes_back() -> None:
    place = Place(pod("web", "nginx"))
    node = place.pod("web")["spec"]["nodeName"]
    with place.cluster.transaction("sim") as tx:
        simulation.node_down(tx, node)
    place.after(41)
    conditions = {one["type"]: one["status"] for one in place.cluster.view().get(NODE, node)["status"]["conditions"]}
    assert conditions["Ready"] == "Unknown"
    assert {one["type"]: one["status"] for one in place.pod("web")["status"]["conditions"]}["Ready"] == "False"
    with place.cluster.transaction("sim") as tx:
        simulation.node_up(tx, node)
    place.after(1)
    conditions = {one["type"]: one["status"] for one in place.cluster.view().get(NODE, node)["status"]["conditions"]}
    assert conditions["Ready"] == "True"
    assert {one["type"]: one["status"] for one in place.pod("web")["status"]["conditions"]}["Ready"] == "True"


def test_names_and_machines_outside_are_told_to_the_world() -> None:
    place = Place(wait=0)
    with place.cluster.transaction("sim") as tx:
        simulation.dns_name(tx, "db.example.com", ["203.0.113.5"])
        simulation.external(tx, "203.0.113.5", {5432: "ready"})
    world = place.cluster.view().world
    assert world["upstreamDNS"] == [{"name": "db.example.com.", "type": "A", "ttl": 300, "data": "203.0.113.5"}]
    assert world["external"] == [{"address": "203.0.113.5", "listens": [{"port": 5432, "text": "ready"}]}]


def test_a_pod_ends_when_its_deadline_has_passed() -> None:
    limited = pod("app", "busybox", command=["sleep", "1000"])
    limited["spec"]["activeDeadlineSeconds"] = 20
    place = Place(limited, wait=10)
    assert place.pod("app")["status"]["phase"] == "Running"
    place.after(30)
    status = place.pod("app")["status"]
    assert (status["phase"], status["reason"]) == ("Failed", "DeadlineExceeded")


def test_sidecars_end_with_the_pod() -> None:
    sidecar = {"name": "side", "image": "busybox", "command": ["sleep", "9999"], "restartPolicy": "Always"}
    job = pod("job", "busybox", command=["sleep", "5"], restartPolicy="Never", initContainers=[sidecar])
    status = Place(job, wait=30).pod("job")["status"]
    assert status["phase"] == "Succeeded"
    assert "terminated" in status["initContainerStatuses"][0]["state"]


def test_a_probe_that_asks_another_service_notices_when_that_goes() -> None:
    command = ["wget", "-q", "-O-", "-T", "1", "http://back:8080/"]
    back = pod("back", KUARD)
    back["metadata"]["labels"] = {"app": "back"}
    spec = {"selector": {"app": "back"}, "ports": [{"port": 8080}]}
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "back"}, "spec": spec}
    front = pod("front", "busybox", command=["sleep", "9999"], readinessProbe={"exec": {"command": command}})
    place = Place(back, service, front, wait=30)
    assert is_ready(place, "front")
    with place.cluster.transaction("delete") as tx:
        tx.delete(POD, "back", "default")
    place.after(60)
    assert not is_ready(place, "front")

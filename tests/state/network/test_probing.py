"""What probes find, and what a series of tries comes to."""

from __future__ import annotations

from typing import Any

import pytest

from minikctl.state.network.probesteps import simulate
from minikctl.state.network.probing import outcome
from tests.state.images.place import Place, pod

Obj = dict[str, Any]
FAILURE = {"result": "failure", "output": "no"}
SUCCESS = {"result": "success"}


def told(kind: str, spec: Obj, *attempts: Obj) -> Obj:
    return simulate({"container": "app", "probe": {"type": kind, "spec": spec}, "attempts": list(attempts)})


def test_readiness_changes_when_its_threshold_is_reached() -> None:
    found = told("readiness", {"successThreshold": 2}, SUCCESS, SUCCESS, FAILURE, FAILURE, FAILURE, SUCCESS)
    assert found["states"] == [False, True, True, True, False, False]
    assert found["events"] == [{"type": "Warning", "reason": "Unhealthy", "message": "Readiness probe failed: no"}] * 3


def test_a_try_that_could_not_be_made_counts_for_nothing() -> None:
    found = told("readiness", {}, SUCCESS, FAILURE, FAILURE, {"result": "error"}, FAILURE)
    assert found["states"] == [True, True, True, True, False]
    assert found["events"][2]["message"] == "Readiness probe errored"


def test_liveness_restarts_at_the_third_failure() -> None:
    found = told("liveness", {}, FAILURE, FAILURE, SUCCESS, FAILURE, FAILURE, FAILURE, FAILURE)
    assert found["states"] == [True, True, True, True, True, False, False]
    assert found["restart"] is True
    assert found["events"][-1]["message"] == "Container app failed liveness probe, will be restarted"
    assert len(found["events"]) == 6


def test_startup_knows_nothing_until_it_succeeds() -> None:
    assert told("startup", {}, FAILURE, FAILURE, SUCCESS, FAILURE)["states"] == [None, None, True, True]
    assert told("startup", {"failureThreshold": 2}, FAILURE, FAILURE)["states"] == [None, False]


@pytest.fixture(scope="module")
def place() -> Place:
    return Place(
        pod("web", "nginx:1.27", ports=[{"name": "http", "containerPort": 80}]),
        pod("tool", "busybox", command=["sleep", "9999"]),
    )


def found(place: Place, name: str, probe: Obj) -> tuple[str, str]:
    it = place.pod(name)
    result = outcome(place.cluster.view(), it, it["spec"]["containers"][0], probe)
    address = it["status"]["podIP"]
    return result.kind, result.output.replace(address, "IP")


@pytest.mark.parametrize(
    ("probe", "result", "output"),
    [
        ({"httpGet": {"path": "/", "port": "http"}}, "success", ""),
        ({"httpGet": {"path": "/no", "port": 80}}, "failure", "HTTP probe failed with statuscode: 404"),
        (
            {"httpGet": {"path": "no", "port": 81}},
            "failure",
            'Get "http://IP:81/no": dial tcp IP:81: connect: connection refused',
        ),
        (
            {"httpGet": {"path": "/", "port": 80, "scheme": "HTTPS"}},
            "failure",
            'Get "https://IP:80/": http: server gave HTTP response to HTTPS client',
        ),
        ({"tcpSocket": {"port": 80}}, "success", ""),
        ({"tcpSocket": {"port": 3306}}, "failure", "dial tcp IP:3306: connect: connection refused"),
        (
            {"grpc": {"port": 9000}, "timeoutSeconds": 2},
            "failure",
            'timeout: failed to connect service "IP:9000" within 2s: context deadline exceeded',
        ),
        ({"exec": {"command": ["test", "-f", "/etc/nginx/nginx.conf"]}}, "success", ""),
    ],
)
def test_probes_of_a_server(place: Place, probe: Obj, result: str, output: str) -> None:
    assert found(place, "web", probe) == (result, output)


def test_commands_say_why_they_fail(place: Place) -> None:
    said = "cat: can't open '/tmp/ready': No such file or directory\n"
    assert found(place, "tool", {"exec": {"command": ["cat", "/tmp/ready"]}}) == ("failure", said)
    late = ("failure", 'command "sleep 5" timed out')
    assert found(place, "tool", {"exec": {"command": ["sleep", "5"]}}) == late
    assert found(place, "tool", {"exec": {"command": ["mysql"]}})[0] == "error"

"""MINIKCTL_CLOCK and MINIKCTL_PACE: time between the processes of a scripted clock, and the pace of any cluster."""

from __future__ import annotations

import json
from typing import Any

from minikctl.keptclock import KeptClock, kept_in

START = 1767323045.0  # 2026-01-02T03:04:05Z


def folder(at_home: Any) -> Any:
    return at_home.home / "clusters" / "minikctl"


def times(at_home: Any) -> list[str]:
    return [one["time"] for one in json.loads(at_home("history", "-o", "json").out)]


def test_the_first_command_runs_at_the_instant(at_home: Any) -> None:
    created = at_home("get", "ns", "default", "-o", "jsonpath={.metadata.creationTimestamp}").out
    assert created == "2026-01-02T03:04:05Z"


def test_commands_follow_each_other_by_a_millisecond(at_home: Any) -> None:
    at_home("create", "namespace", "a")
    at_home("create", "namespace", "b")
    at_home("create", "namespace", "c")
    assert times(at_home)[-2:] == ["2026-01-02T03:04:05.001000Z", "2026-01-02T03:04:05.002000Z"]


def test_what_waited_moves_the_commands_after_it(at_home: Any) -> None:
    at_home("get", "ns")
    clock = KeptClock(START)
    clock.go_on_in(str(folder(at_home)), START)
    clock.sleep(60)
    at_home("create", "namespace", "later")
    assert times(at_home)[-1] == "2026-01-02T03:05:05.002000Z"


def test_reading_writes_nothing(at_home: Any) -> None:
    at_home("get", "ns")
    before = {path.name: path.read_bytes() for path in folder(at_home).iterdir()}
    at_home("get", "ns")
    at_home("dig", "kubernetes.default.svc.cluster.local")
    assert {path.name: path.read_bytes() for path in folder(at_home).iterdir()} == before


def test_a_damaged_file_of_the_clock_is_no_obstacle(at_home: Any, tmp_path: Any) -> None:
    (tmp_path / "clock").write_bytes(b"\xff nonsense")
    assert kept_in(str(tmp_path / "clock")) == 0.0


def test_an_instant_that_is_later_wins(at_home: Any) -> None:
    at_home("get", "ns")
    at_home.env["MINIKCTL_CLOCK"] = "2026-02-01T00:00:00Z"
    at_home("create", "namespace", "later")
    assert times(at_home)[-1] == "2026-02-01T00:00:00.000000Z"


def test_the_pace_of_the_environment_counts_on_any_cluster(at_home: Any) -> None:
    at_home.env["MINIKCTL_PACE"] = "real"
    at_home("create", "deployment", "slow", "--image=nginx")
    assert at_home("get", "pods", "-o", "jsonpath={.items[*].status.phase}").out == "Pending"
    at_home.env["MINIKCTL_PACE"] = "instant"
    at_home("create", "deployment", "fast", "--image=nginx")
    assert at_home("get", "pods", "-l", "app=fast", "-o", "jsonpath={.items[*].status.phase}").out == "Running"


def test_a_pace_that_is_none_is_refused(at_home: Any) -> None:
    at_home.env["MINIKCTL_PACE"] = "slow"
    assert at_home("get", "pods").err == 'error: MINIKCTL_PACE must be "real" or "instant", not "slow"\n'

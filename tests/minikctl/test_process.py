"""The process around the command line: exit codes, faults, pipes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from minikctl import cli
from minikctl.errors import INTERNAL


def minikctl(home: Path, *argv: str, **more: Any) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "MINIKCTL_HOME": str(home), "MINIKCTL_ERA": "1.33", "MINIKCTL_PACE": "instant"}
    command = [sys.executable, "-m", "minikctl", *argv]
    return subprocess.run(command, capture_output=True, text=True, env=env, cwd=home, **more)


def test_the_first_command_makes_a_cluster_for_the_user_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    result = minikctl(home, "get", "svc", "-o", "name")

    assert (result.stdout, result.returncode) == ("service/kubernetes\n", 0)
    assert (home / "clusters" / "minikctl").is_dir()
    assert home.stat().st_mode & 0o077 == 0


def test_refusals_end_with_exit_code_1(tmp_path: Path) -> None:
    assert minikctl(tmp_path, "get", "nope").returncode == 1


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    env = {**os.environ, "MINIKCTL_HOME": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-m", "minikctl", "api-resources"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_fault_of_ours_is_one_line_and_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("MINIKCTL_HOME", str(tmp_path))
    monkeypatch.setattr(cli, "find", lambda argv, around: 1 // 0)

    assert cli.guarded(["get", "svc"]) == INTERNAL
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "ZeroDivisionError" in said
    (report,) = (tmp_path / "reports").iterdir()
    assert "Traceback" in report.read_text()


def test_an_interruption_is_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    def interrupted(argv: object, around: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setenv("MINIKCTL_HOME", str(tmp_path))
    monkeypatch.setattr(cli, "run", interrupted)

    assert cli.guarded(["get", "svc"]) == 130
    assert capsys.readouterr().err == ""


def test_a_clock_that_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("MINIKCTL_CLOCK", "noon")

    assert cli.guarded(["version", "--client"]) == 1
    assert "RFC 3339" in capsys.readouterr().err

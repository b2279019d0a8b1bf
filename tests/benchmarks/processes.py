"""Whole processes in turn: A B C A B C …, so that a noisy machine is noisy for all of them."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROUNDS, WARM_UPS = 21, 3
ROOT = Path(__file__).resolve().parents[2]


class Timed(NamedTuple):
    """A command's medians: wall milliseconds, and peak memory in MB."""

    milliseconds: float
    megabytes: float


def environment(home: str) -> dict[str, str]:
    """A clean environment in which byte code is cached."""
    kept = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    return {**kept, "MINIKCTL_HOME": home, "HOME": home, "MINIKCTL_PACE": "instant"}


def installed() -> str:
    """A wheel installed in an environment of its own, byte-compiled; the folder of its programs."""
    place = Path(tempfile.mkdtemp(prefix="bench-"))
    run = [sys.executable, "-m", "venv", str(place / "venv")]
    subprocess.run(run, check=True)
    python = str(place / "venv/bin/python")
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--upgrade", "pip"], **quiet)  # type: ignore[call-overload]
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(ROOT)], **quiet)  # type: ignore[call-overload]
    subprocess.run([python, "-m", "compileall", "-q", str(place / "venv/lib")], check=False)
    return str(place / "venv/bin")


def once(argv: list[str], env: dict[str, str], cwd: str) -> Timed:
    """One run."""
    start = time.perf_counter()
    process = subprocess.Popen(argv, env=env, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return Timed((time.perf_counter() - start) * 1000, usage.ru_maxrss / 1024)


def paired(commands: dict[str, list[str]], home: str, before: Callable[[], None] | None = None) -> dict[str, Timed]:
    """The medians of several commands, run in turn."""
    found: dict[str, list[Timed]] = {name: [] for name in commands}
    env = environment(home)
    for number in range(ROUNDS + WARM_UPS):
        if before is not None:
            before()
        for name, argv in commands.items():
            one = once(argv, env, home)
            if number >= WARM_UPS:
                found[name].append(one)
    return {
        name: Timed(statistics.median(one.milliseconds for one in runs), max(one.megabytes for one in runs))
        for name, runs in found.items()
    }


def kubectl() -> str | None:
    """The real client of v1.33, if it is installed."""
    found = shutil.which("kubectl")
    if found is None:
        return None
    beside = Path(os.path.realpath(found)).parent / "kubectl.1.33"
    return str(beside) if beside.exists() else found

"""Figures of sessions and the shell: plain commands a second, all tutorials, completion among 10,000 names, the prompt."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from statistics import median

from minikctl import complete
from minikctl.invocation import Surroundings
from minikctl.sessions.document import Needs, parse
from minikctl.sessions.replay import Replay
from minikctl.sessions.world import START, new_cluster
from minikctl.state.clock import parse_timestamp
from minikctl.state.files import MemoryFiles
from tests.benchmarks.processes import environment, installed, once

PLAIN = 4000
NAMES = 10_000
TUTORIALS = "../shared/tutorials"


class Nowhere:
    """A stream that keeps nothing."""

    def write(self, text: str, /) -> None:
        """Takes text."""

    def flush(self) -> None:
        """Nothing is held back."""


class Input(BytesIO):
    def isatty(self) -> bool:
        return False


def figures() -> list[tuple[str, str]]:
    """(label, value) of every row."""
    found = [("plain commands in replay (2000/s)", f"{PLAIN / seconds(plain_commands()):.0f}/s")]
    program = f"{installed()}/minikctl"
    if os.path.isdir(TUTORIALS):
        home = tempfile.mkdtemp(prefix="bench-home-")
        line = [program, "replay", "-j", "2", os.path.abspath(TUTORIALS)]
        found.append(("all tutorials, -j 2 (10 s)", f"{seconds(lambda: once(line, environment(home), home)):.1f} s"))
    found.append((f"completion among {NAMES} names (50 ms)", f"{completion() * 1000:.0f} ms"))
    found.append(("shell: start, first line, end (250 ms)", f"{shell(program) * 1000:.0f} ms"))
    return found


def seconds(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def plain_commands() -> Callable[[], object]:
    """A session of commands that do next to nothing."""
    session = parse("# T\n\n```console\n" + "$ echo a\na\n" * PLAIN + "```\n")
    cluster = new_cluster(Needs(), "bench", parse_timestamp(START))
    return Replay(session, cluster).run


def completion() -> float:
    """The median of a key press at `get cm`, with many names."""
    cluster = new_cluster(Needs(), "bench", parse_timestamp(START))
    kind = cluster.view().kind_named("configmaps")
    assert kind is not None
    with cluster.transaction("bench") as tx:
        for number in range(NAMES):
            name = {"name": f"settings-{number:05}", "namespace": "default", "uid": str(number)}
            tx.write(kind, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": name})
    around = Surroundings(
        out=Nowhere(),
        err=Nowhere(),
        stdin=Input(),
        files=MemoryFiles(),
        env={},
        cwd="/",
        clock=cluster.clock,
        home="/home",
        cluster=cluster,
    )
    return median(seconds(lambda: complete.completions("get cm settings-0", around)) for _ in range(9))


def shell(program: str) -> float:
    """The median of a shell that is started to read one line."""
    home = tempfile.mkdtemp(prefix="bench-home-")
    line = [program, "shell"]
    env = environment(home)
    once([line[0], "get", "svc"], env, home)
    return median(seconds(lambda: once(line, env, home)) for _ in range(5))

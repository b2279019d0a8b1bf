"""Opens the cluster of a name below MINIKCTL_HOME; makes it when it is asked for the first time."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from minikctl import contexts
from minikctl.errors import CommandError
from minikctl.state.clock import RealClock, ScriptedClock, parse_timestamp

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings
    from minikctl.state.cluster import Cluster

PROPER_NAME = re.compile(r"[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?")


def folder_of(home: str, name: str) -> str:
    """Where a cluster is kept. Raises CommandError for a name that is no file's name."""
    if not PROPER_NAME.fullmatch(name):
        raise CommandError(f'"{name}" is not a name of a cluster: use letters, digits, "-", "_" and "."')
    return f"{home}/clusters/{name}"


def open_cluster(around: Surroundings, name: str) -> Cluster:
    """The cluster of a name. Only the first one is made unasked. Raises CommandError."""
    from minikctl.state.cluster import Cluster  # tinydb, only for commands that need a cluster

    folder = folder_of(around.home, name)
    if not os.path.isdir(folder):
        if name != contexts.NAME and contexts.entry(around.config(), "clusters", name) is None:
            raise CommandError(f'no server found for cluster "{name}"')
        os.makedirs(folder, 0o700, exist_ok=True)
        if os.path.isdir(around.home):
            os.chmod(around.home, 0o700)
    cluster = Cluster.open(folder, around.clock)
    if cluster.is_empty:
        cluster.bootstrap(first_settings(around.env))
    elif isinstance(around.clock, ScriptedClock):
        go_on(cluster, around.clock)
    return cluster


def go_on(cluster: Cluster, clock: ScriptedClock) -> None:
    """Moves a scripted clock to a millisecond after what was stored last: commands follow each other."""
    last = cluster.version()[0]
    stored = cluster.history(last, last)
    if stored:
        clock.advance_to(stored[-1].time + 0.001)


def first_settings(env: Any) -> dict[str, Any]:
    """The settings of a new cluster that the environment names; the seed is drawn if it names none."""
    settings: dict[str, Any] = {"seed": env.get("MINIKCTL_SEED") or os.urandom(8).hex()}
    if env.get("MINIKCTL_PACE"):
        settings["pace"] = env["MINIKCTL_PACE"]
    return settings


def clock_of(env: Any) -> Any:
    """The clock that MINIKCTL_CLOCK names. Raises CommandError."""
    text = env.get("MINIKCTL_CLOCK") or "real"
    if text == "real":
        return RealClock()
    try:
        return ScriptedClock(parse_timestamp(text))
    except (ValueError, IndexError):
        raise CommandError(f'MINIKCTL_CLOCK must be "real" or an RFC 3339 time, not "{text}"') from None

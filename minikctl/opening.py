"""Opens the cluster of a name below MINIKCTL_HOME; makes it when it is asked for the first time."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from minikctl import contexts
from minikctl.errors import CommandError
from minikctl.state.clock import RealClock, parse_timestamp

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings
    from minikctl.state.cluster import Cluster

PACES = ("real", "instant")
PROPER_NAME = r"[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?"


def folder_of(home: str, name: str) -> str:
    """Where a cluster is kept. Raises CommandError for a name that is no file's name."""
    if name != contexts.NAME and not re.fullmatch(PROPER_NAME, name):
        raise CommandError(f'"{name}" is not a name of a cluster: use letters, digits, "-", "_" and "."')
    return f"{home}/clusters/{name}"


def open_cluster(around: Surroundings, name: str) -> Cluster:
    """The cluster of a name. Only the first one is made unasked. Raises CommandError.

    Surroundings with `known` (a shell's) keep what they have opened.
    """
    known: dict[str, Cluster] = getattr(around, "known", {})
    if name in known:
        return known[name]
    from minikctl.state.cluster import Cluster  # tinydb, only for commands that need a cluster

    folder = folder_of(around.home, name)
    if not os.path.isdir(folder):
        if name != contexts.NAME and contexts.entry(around.config(), "clusters", name) is None:
            raise CommandError(f'no server found for cluster "{name}"')
        os.makedirs(folder, 0o700, exist_ok=True)
        if os.path.isdir(around.home):
            os.chmod(around.home, 0o700)
    known[name] = opened(Cluster.open(folder, around.clock), around, folder)
    return known[name]


def opened(cluster: Cluster, around: Surroundings, folder: str) -> Cluster:
    """A cluster, filled if it is new, with the pace and the time of the environment. Raises CommandError."""
    cluster.pace = pace_of(around.env)
    is_new = cluster.is_empty
    if is_new:
        cluster.bootstrap(first_settings(around.env))
    if hasattr(around.clock, "go_on_in"):
        around.clock.go_on_in(folder, 0.0 if is_new else last_change(cluster))
    return cluster


def last_change(cluster: Cluster) -> float:
    """The moment of the last revision; 0 if there is none."""
    last = cluster.version()[0]
    stored = cluster.history(last, last)
    return stored[-1].time if stored else 0.0


def pace_of(env: Any) -> str:
    """The pace that MINIKCTL_PACE names; "": the cluster's own. Raises CommandError."""
    text = str(env.get("MINIKCTL_PACE") or "")
    if text not in ("", *PACES):
        raise CommandError(f'MINIKCTL_PACE must be "real" or "instant", not "{text}"')
    return text


def first_settings(env: Any) -> dict[str, Any]:
    """The settings of a new cluster that the environment names; the seed is drawn if it names none."""
    return {"seed": env.get("MINIKCTL_SEED") or os.urandom(8).hex()}


def clock_of(env: Any) -> Any:
    """The clock that MINIKCTL_CLOCK names. Raises CommandError."""
    text = env.get("MINIKCTL_CLOCK") or "real"
    if text == "real":
        return RealClock()
    from minikctl.keptclock import KeptClock  # only for scripted time

    try:
        return KeptClock(parse_timestamp(text))
    except (ValueError, IndexError):
        raise CommandError(f'MINIKCTL_CLOCK must be "real" or an RFC 3339 time, not "{text}"') from None

"""What one commit is: a revision, and the changes it makes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from minikctl.state.values import NamedTuple

Obj = dict[str, Any]


class Change(NamedTuple):
    """One document that a revision changed; None: it was, or is now, absent."""

    table: str
    key: str  # namespace/name
    old: Obj | None
    new: Obj | None


class Revision(NamedTuple):
    """One commit: what changed, when, why, and the cluster's counters after it."""

    rev: int
    time: float
    cause: str  # the command line, or the probe or timer that did it
    steps: Sequence[Any]  # who did what in which order; any JSON
    changes: Sequence[Change]
    next_due: float | None  # the earliest stored timer
    resource_version: int
    counter: int  # draws of chance so far

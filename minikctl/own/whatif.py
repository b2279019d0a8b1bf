"""A cluster whose changes are never kept: what a command would do, before anybody decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.settling import settle
from minikctl.state.transaction import Transaction
from minikctl.state.view import View


class WhatIf(Cluster):
    """Looks like the cluster that it was made of; every transaction continues the one before, in memory only."""

    def __init__(self, cluster: Cluster) -> None:
        super().__init__(cluster._db, ScriptedClock(cluster.clock.now()))
        self._tx: Transaction | None = None

    def view(self, rev: int | None = None) -> View:
        return self._tx if self._tx is not None and rev is None else super().view(rev)

    @contextmanager
    def transaction(self, cause: str = "", actor: str = "kubernetes-admin") -> Iterator[Transaction]:
        if self._tx is None:
            self._tx = self.effect(cause)
        yield self._tx
        settle(self._tx)

    def wait(self, done: Callable[[View], bool], timeout: float | None = None) -> bool:
        return True

    def undo(self) -> str | None:
        return None

    def redo(self) -> str | None:
        return None

    def load(self, documents: list[dict[str, Any]], *, merge: bool = False) -> None:
        """Nothing is loaded into what is not kept."""

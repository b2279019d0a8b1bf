"""What happened in the cluster, in order, as watches tell it: every stored change with its resourceVersion."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state.store.errors import StoreError

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.store import Revision

Obj = dict[str, Any]

KEPT = 20_000  # events that are remembered; a watch that lags further behind is told that it is gone
REACH = 200  # revisions before the server's start that a watch may begin with


class Happening(NamedTuple):
    """One object before and after a change; `position` is the resourceVersion of the change."""

    position: int
    table: str
    key: str
    old: Obj | None
    new: Obj | None


class Feed:
    """The changes of a cluster since a moment; `pump` takes in what is new and wakes those who wait."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.rev = 0
        self.oldest = 0  # the resourceVersion after which everything is known
        self.latest = 0
        self.dropped = 0  # how many events are not remembered any more
        self.happenings: list[Happening] = []
        self._positions: list[int] = []
        self._waiting: set[asyncio.Event] = set()
        self.begin()

    def begin(self) -> None:
        """Reads the end of the stored history."""
        self.cluster.refresh()
        self.rev = self.cluster.version()[0]
        found: list[Revision] = []
        for reach in (REACH, 1):
            try:
                found = self.cluster.history(max(1, self.rev - reach), self.rev)
                break
            except StoreError:
                continue
        if found:
            self.oldest = self.latest = found[0].resource_version
            self.take(found[1:])

    def pump(self) -> bool:
        """Takes in new changes; True if there were any."""
        found = self.cluster.changes(self.rev)
        if not found:
            return False
        self.take(found)
        self.rev = found[-1].rev
        for waiting in self._waiting:
            waiting.set()
        return True

    def take(self, revisions: list[Revision]) -> None:
        for revision in revisions:
            for one in happenings_of(revision, self.latest):
                self.happenings.append(one)
                self._positions.append(one.position)
            self.latest = max(self.latest, revision.resource_version)
        excess = len(self.happenings) - KEPT
        if excess > KEPT // 10:
            self.oldest = self._positions[excess - 1]
            del self.happenings[:excess], self._positions[:excess]
            self.dropped += excess

    def place_after(self, resource_version: int) -> int:
        """The number of the first event after a resourceVersion; -1 if that is too long ago."""
        if resource_version < self.oldest:
            return -1
        return self.dropped + bisect_right(self._positions, resource_version)

    def since(self, place: int) -> list[Happening] | None:
        """The events from a number on; None if some are forgotten."""
        if place < self.dropped:
            return None
        return self.happenings[place - self.dropped :]

    @property
    def end(self) -> int:
        """The number that the next event gets."""
        return self.dropped + len(self.happenings)

    async def wait(self, seconds: float) -> None:
        """Until something happens, at most so long."""
        waiting = asyncio.Event()
        self._waiting.add(waiting)
        try:
            await asyncio.wait_for(waiting.wait(), seconds)
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(waiting)


def happenings_of(revision: Revision, before: int) -> list[Happening]:
    """The changes of a revision in order. An object that is gone gets a number that no other change has."""
    last = max(revision.resource_version, before)
    changes = [one for one in revision.changes if not one.table.startswith("_")]
    taken = {version_of(one.new) for one in changes if one.new is not None}
    free = [number for number in range(before + 1, last + 1) if number not in taken] if last - before < KEPT else []
    found = []
    for change in changes:
        if change.new is not None:
            number = version_of(change.new)
            position = number if before < number <= last else last
        else:
            position = free.pop(0) if free else last
        found.append(Happening(position, change.table, change.key, change.old, change.new))
    return sorted(found, key=lambda one: one.position)


def version_of(obj: Obj) -> int:
    text = str((obj.get("metadata") or {}).get("resourceVersion") or "0")
    return int(text) if text.isdigit() else 0

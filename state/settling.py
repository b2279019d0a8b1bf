"""Time passes and loops run: changes wake loops by key, timers wake them when due, until everything rests."""

from __future__ import annotations

from collections import deque
from importlib import import_module
from typing import TYPE_CHECKING

from minikctl.state.controllers import LOOPS
from minikctl.state.controllers.loop import Loop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from minikctl.state.transaction import Timer, Transaction

HURRY = 60.0  # seconds that the pace `instant` looks ahead
LIMIT = 2000  # a key that comes back more often between two moments never rests

BY_NAME = {loop.name: loop for loop in LOOPS}
BY_KIND: dict[str, list[Loop]] = {}
for _loop in LOOPS:
    for _kind in _loop.keys:
        BY_KIND.setdefault(_kind.plural, []).append(_loop)
WATCHING_ALL = [loop for loop in LOOPS if loop.everything is not None]


class Settler:
    """Runs the loops over one transaction."""

    __slots__ = ("_counts", "_only_manager", "_queue", "_queued", "_tx")

    def __init__(self, tx: Transaction, only_manager: bool = False) -> None:
        self._tx = tx
        self._queue: deque[tuple[str, str]] = deque()
        self._queued: set[tuple[str, str]] = set()
        self._counts: dict[tuple[str, str], int] = {}
        self._only_manager = only_manager

    def wake(self, loop: str, key: str) -> None:
        """Puts a key into the queue, once."""
        if self._only_manager and not BY_NAME[loop].manager:
            return
        if (loop, key) not in self._queued:
            self._queued.add((loop, key))
            self._queue.append((loop, key))

    def drain(self) -> None:
        """Runs loops until no change is left that anyone has to hear of."""
        self._hear()
        while self._queue:
            loop, key = item = self._queue.popleft()
            self._queued.discard(item)
            count = self._counts[item] = self._counts.get(item, 0) + 1
            assert count <= LIMIT, f"the loop {loop} never comes to rest for {key}"
            import_module(f"minikctl.state.controllers.{loop}").reconcile(self._tx, key)
            self._hear()

    def _hear(self) -> None:
        tx = self._tx
        while tx.woken:
            self.wake(*tx.woken.popleft())
        while tx.pending:
            change = tx.pending.popleft()
            for loop in BY_KIND.get(change.kind.plural, ()):
                for key in loop.keys[change.kind](change, tx):
                    self.wake(loop.name, key)
            for loop in WATCHING_ALL:
                assert loop.everything is not None
                for key in loop.everything(change, tx):
                    self.wake(loop.name, key)

    def advance(self, until: float, *, hurried: bool = False) -> None:
        """Does everything that falls due up to a moment, in order, each at its own time."""
        tx = self._tx
        self.drain()
        while (timer := tx.next_timer(hurried)) is not None and timer.due <= until:
            self.fire(timer)

    def fire(self, timer: Timer) -> None:
        """Does what one timer is for, at its own instant."""
        if timer.due > self._tx.now:
            self._tx.now = timer.due
            self._counts.clear()
        self._tx.sleep_off(timer.loop, timer.key)
        self.wake(timer.loop, timer.key)
        self.drain()


def settle(tx: Transaction, *, extra: Iterable[tuple[str, str]] = ()) -> None:
    """Ends a transaction's writing: loops run, and with the pace `instant` the next minute happens at once."""
    settler = Settler(tx)
    for loop, key in extra:
        settler.wake(loop, key)
    settler.drain()
    if tx.pace == "instant":
        settler.advance(tx.real + HURRY, hurried=True)
        tx.now = tx.real

"""Commands that run aside: a background `kubectl get -w &` waits while others run, though it is written straight on.

It has a thread of its own that runs only while it is given the turn, so that never two things happen at once.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Semaphore, Thread
from typing import TYPE_CHECKING, Any

from minikctl.state.clock import Clock
from minikctl.state.shellscript.tasks import AT_ONCE, Killed, Steps, Wait

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.view import View


class Aside:
    """A function whose waits hand the turn back; `steps()` is what a shell runs."""

    def __init__(self, work: Callable[[Aside], int]) -> None:
        self._work = work
        self._mine = Semaphore(0)
        self._theirs = Semaphore(0)
        self._wait = AT_ONCE
        self._status: int | None = None
        self._fault: BaseException | None = None
        self.stopping = False

    def steps(self) -> Steps:
        """Runs it; ending this generator ends it too."""
        thread = Thread(target=self._run, daemon=True)
        thread.start()
        try:
            while True:
                self._give_turn()
                if self._status is not None:
                    break
                yield self._wait
        finally:
            while self._status is None:
                self.stopping = True
                self._give_turn()
            thread.join()
        if self._fault is not None:
            raise self._fault
        return self._status

    def _give_turn(self) -> None:
        self._mine.release()
        self._theirs.acquire()

    def _run(self) -> None:
        self._mine.acquire()
        status = 1
        try:
            if not self.stopping:
                status = self._work(self)
        except BaseException as fault:  # raised again where it is waited for
            self._fault = None if self.stopping else fault
        self._status = status
        self._theirs.release()

    def pause(self, wait: Wait) -> None:
        """Within the function: hands the turn back until the wait is over."""
        if not self.stopping:
            self._wait = wait
            self._theirs.release()
            self._mine.acquire()
        if self.stopping:
            raise Killed


class AsideClock:
    """The clock of what runs aside."""

    is_scripted = True

    def __init__(self, clock: Clock, aside: Aside) -> None:
        self._clock = clock
        self._aside = aside

    def now(self) -> float:
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        self._aside.pause(Wait(self._clock.now() + max(0.0, seconds)))


class AsideCluster:
    """The cluster for what runs aside: only waiting differs."""

    def __init__(self, cluster: Cluster, aside: Aside) -> None:
        self._cluster = cluster
        self._aside = aside
        self.clock = AsideClock(cluster.clock, aside)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cluster, name)

    def wait(self, done: Callable[[View], bool], timeout: float | None = None) -> bool:
        """As Cluster.wait; others go on meanwhile."""
        cluster = self._cluster
        end = None if timeout is None else cluster.clock.now() + timeout
        while not done(cluster.view()):
            if end is not None and cluster.clock.now() >= end:
                return False
            seen = cluster.version()
            moments = [moment for moment in (cluster.next_due(), end) if moment is not None]
            self._aside.pause(Wait(min(moments, default=None), lambda: cluster.version() != seen))  # noqa: B023
        return True

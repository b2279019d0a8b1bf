"""The time of a session: it stands still but for waits, and background jobs go on while it passes."""

from __future__ import annotations

from collections.abc import Callable

from minikctl.state.shellscript.tasks import LimitReached

LONGEST = 7 * 86400.0  # seconds that may pass in a session


class SessionClock:
    """A scripted clock; `passed` is called whenever time has passed."""

    is_scripted = True

    def __init__(self, start: float) -> None:
        self._now = start
        self._end = start + LONGEST
        self.passed: Callable[[], None] | None = None

    def now(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        """Lets time pass. Raises LimitReached."""
        if not seconds > 0:
            return
        if self._now + seconds > self._end:
            raise LimitReached("stopped: more than 7 days would pass in this session")
        self._now += seconds
        if self.passed is not None:
            self.passed()

    def advance_to(self, moment: float) -> None:
        """Moves to a moment; never back."""
        self.sleep(moment - self._now)

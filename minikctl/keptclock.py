"""KeptClock: a scripted clock that goes on where the last process left it, in a small file of the cluster's folder."""

from __future__ import annotations

import os

from minikctl.state.clock import ScriptedClock, micro_timestamp, parse_timestamp

NAME = "clock"
TICK = 0.001  # seconds that a command takes
LENGTH = 27  # of a timestamp with six decimals: a write of it replaces the one before at once


class KeptClock(ScriptedClock):
    """A scripted clock; once it is kept in a folder, each move by a wait is written there."""

    def __init__(self, now: float) -> None:
        super().__init__(now)
        self._path = ""

    def go_on_in(self, folder: str, last_change: float) -> None:
        """Takes over what a folder remembers: one millisecond after the last wait, or the last change (0: none)."""
        self._path = ""
        last = max(last_change, kept_in(f"{folder}/{NAME}"))
        super().advance_to(last + TICK if last else 0.0)
        self._path = f"{folder}/{NAME}"

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        if self._path and seconds > 0:
            keep(self._path, self._now)

    def advance_to(self, moment: float) -> None:
        self.sleep(moment - self._now)


def kept_in(path: str) -> float:
    """The moment that a file remembers; 0 if there is none."""
    try:
        with open(path, "rb", buffering=0) as file:
            return parse_timestamp(file.read(LENGTH).decode("ascii", "replace"))
    except (OSError, ValueError, IndexError):
        return 0.0


def keep(path: str, moment: float) -> None:
    """Writes a moment into a file, in one write; a folder that cannot be written forgets it."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    except OSError:
        return
    try:
        os.pwrite(handle, micro_timestamp(moment).encode() + b"\n", 0)
    finally:
        os.close(handle)

"""A command that runs beside the screen: its output as it comes, its exit code, and a way to stop it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from minikctl.tui.commands import Commands

MOST = 200_000  # characters that are kept of an output


class Running(threading.Thread):
    """One command line; `changed()` is called, in this thread, whenever there is more to show."""

    def __init__(self, commands: Commands, line: str, changed: Callable[[Running], object]) -> None:
        super().__init__(name="command", daemon=True)
        self.line = line
        self.code: int | None = None
        self._commands, self._changed = commands, changed
        self._parts: list[str] = []
        self._size = 0
        self._stopped = False

    def run(self) -> None:
        try:
            self.code = self._commands.run(self.line, self._write, lambda: self._stopped)
        except Exception as error:  # a fault of a command is no reason for the screen to end
            self._write(f"{type(error).__name__}: {error}\n")
            self.code = 1
        self._changed(self)

    def stop(self) -> None:
        """Calls it off."""
        self._stopped = True

    @property
    def text(self) -> str:
        """What it has said so far."""
        return "".join(self._parts)

    def _write(self, text: str) -> None:
        if self._size < MOST:
            self._parts.append(text)
            self._size += len(text)
            self._changed(self)

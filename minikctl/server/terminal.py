"""A terminal's line discipline, for clients whose own terminal is raw: echo, erase, interrupt, end of input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

BACKSPACE, DELETE, CTRL_C, CTRL_D, CTRL_U = "\b", "\x7f", "\x03", "\x04", "\x15"


class Terminal:
    """Keys in, lines out; what is typed is shown."""

    INTERRUPT: ClassVar[str] = CTRL_C

    def __init__(self, typed: Any, show: Callable[[bytes], None]) -> None:
        self.typed = typed
        self.show = show
        self.line = ""

    def take(self, data: bytes) -> None:
        """Takes keys as they were pressed."""
        for key in data.decode("utf-8", "replace"):
            self.press(key)

    def press(self, key: str) -> None:
        if key in "\r\n":
            self.show(b"\r\n")
            self.typed.feed(self.line + "\n")
            self.line = ""
        elif key in (BACKSPACE, DELETE):
            self.erase(1)
        elif key == CTRL_U:
            self.erase(len(self.line))
        elif key == CTRL_C:
            self.show(b"^C\r\n")
            self.line = ""
            self.typed.lines.put(self.INTERRUPT)
        elif key == CTRL_D:
            if not self.line:
                self.typed.close()
        else:
            self.line += key
            self.show(key.encode())

    def erase(self, count: int) -> None:
        count = min(count, len(self.line))
        if count:
            self.line = self.line[:-count]
            self.show(b"\b \b" * count)

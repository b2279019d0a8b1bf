"""The bar at the bottom: a line to type commands and filters into, with history and completion."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input

from minikctl.tui.actions import bindings


class Bar(Input):
    """The line that is typed into; `mode` says what it is for."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("bar")
    DEFAULT_CSS = """
    Bar, Bar:focus { height: 1; border: none; padding: 0; width: 1fr; background: ansi_default; color: ansi_default; }
    """

    class Closed(Message):
        """Escape was pressed."""

    class Wanted(Message):
        """Tab was pressed: words are wanted for what stands at the cursor."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, select_on_focus=False)
        self.history: list[str] = []
        self._at = 0  # in the history, counted from its end; 0: what is being typed
        self._typed = ""

    def open(self, text: str) -> None:
        """Begins with a text."""
        self.value = text
        self.cursor_position = len(text)
        self._at = 0
        self.screen.set_focus(self)  # at once: what is typed next belongs here

    def remember(self, line: str) -> None:
        """Adds a line to the history; lines that begin with a blank are not kept."""
        if line.strip() and not line.startswith(" ") and self.history[-1:] != [line]:
            self.history.append(line)

    def action_close(self) -> None:
        self.post_message(self.Closed())

    def action_complete(self) -> None:
        self.post_message(self.Wanted())

    def action_older(self) -> None:
        self._recall(1)

    def action_newer(self) -> None:
        self._recall(-1)

    def _recall(self, by: int) -> None:
        """Another line of the history that begins with what was typed."""
        if self._at == 0:
            self._typed = self.value
        found = [line for line in self.history if line.startswith(self._typed)]
        at = self._at + by
        if 0 <= at <= len(found):
            self._at = at
            self.value = found[-at] if at else self._typed
            self.cursor_position = len(self.value)

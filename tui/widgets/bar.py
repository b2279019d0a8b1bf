"""The bar at the bottom: a line to type commands and filters into, with history and completion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input

from minikctl.tui.actions import bindings
from minikctl.tui.commands import Candidate


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
        self._cycle: tuple[str, int, str] | None = None  # the line and cursor that words were wanted for, what was put
        self._turn = 0

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

    class Backwards(Message):
        """Shift-tab was pressed: the words from the last."""

    def action_complete_back(self) -> None:
        self.post_message(self.Backwards())

    def asked(self) -> tuple[str, int]:
        """The line and the cursor that words are wanted for: those of before, while they are gone through."""
        if self._cycle is not None and self.value == self._cycle[2]:
            return self._cycle[0], self._cycle[1]
        self._cycle, self._turn = None, 0
        return self.value, self.cursor_position

    def cycle(self, found: Sequence[Candidate]) -> None:
        """Puts the next word from the end in place of what stands at the cursor."""
        if not found:
            return
        text, cursor = self.asked()
        self._turn += 1
        word = found[-self._turn % len(found)]
        self.value = text[: word.start] + word.text + text[cursor:]
        self.cursor_position = word.start + len(word.text)
        self._cycle = text, cursor, self.value

    def action_take(self) -> None:
        """Takes the newest line of the history that begins so."""
        found = [line for line in self.history if line.startswith(self.value)]
        if found:
            self.value = found[-1]
            self.cursor_position = len(self.value)

    def action_search(self) -> None:
        """The line before that holds what was typed, wherever it stands."""
        if self._at == 0:
            self._typed = self.value
        found = [line for line in self.history if self._typed in line]
        self._at = min(self._at + 1, len(found))
        if found:
            self.value = found[-self._at]
            self.cursor_position = len(self.value)

    def action_clear(self) -> None:
        self.value = ""

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

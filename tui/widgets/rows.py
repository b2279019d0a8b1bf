"""A list with a cursor: rows by key, so that cursor, scroll position and filter survive every update."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from minikctl.state.views.lines import Line, Span, text_of
from minikctl.state.views.services import Row
from minikctl.tui.actions import bindings
from minikctl.tui.widgets.lines import Lines, strip_of


class Rows(Lines):
    """Rows of which one is under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("list")

    class Moved(Message):
        """The cursor is on another row."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Chosen(Message):
        """Enter was pressed on a row."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.every: Sequence[Row] = ()
        self.rows: list[Row] = []
        self.key = ""
        self.pattern = ""
        self.sign, self.gone = "▸", "−"
        self._lost: Row | None = None  # the row under the cursor, gone but kept until the next key

    # ---- what is shown

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Takes new rows; if the one under the cursor is gone, it stays where it was until the cursor moves."""
        at = self.index
        old = self.rows[at] if self.rows else None
        self.every = rows
        found = [row for row in rows if self._matches(row)]
        if old is not None and old.key == self.key and all(row.key != self.key for row in found):
            gone: Line = (Span(f"{self.gone} {text_of(old.line)[2:]}", "removed"),)
            found.insert(min(at, len(found)), old._replace(line=gone))
        self._take(found)

    def filter(self, pattern: str) -> None:
        """Shows the rows that match; `!` in front: those that do not."""
        self.pattern = pattern
        self._take([row for row in self.every if self._matches(row)])

    def _matches(self, row: Row) -> bool:
        pattern = self.pattern
        inverted = pattern.startswith("!")
        pattern = pattern.removeprefix("!")
        if not pattern:
            return True
        try:
            found = bool(re.search(pattern, row.text, re.IGNORECASE))
        except re.error:
            found = pattern.lower() in row.text.lower()
        return found != inverted

    def _take(self, rows: list[Row]) -> None:
        self.rows = rows
        known = {row.key for row in rows}
        if rows and self.key not in known:
            self.key = rows[0].key
            self.refresh()
            self.post_message(self.Moved(self.key))
        self.show([row.line for row in rows])

    # ---- the cursor

    @property
    def index(self) -> int:
        """Where the cursor is."""
        return next((at for at, row in enumerate(self.rows) if row.key == self.key), 0)

    def select(self, key: str) -> None:
        """Puts the cursor on a row."""
        self.key = key
        self._keep_in_sight()
        self.refresh()

    def _go(self, at: int) -> None:
        if not self.rows:
            return
        at = max(0, min(at, len(self.rows) - 1))
        key = self.rows[at].key
        changed, self.key = key != self.key, key
        known = {row.key for row in self.every}
        self.rows = [row for row in self.rows if row.key in known or row.key == key]
        self.show([row.line for row in self.rows])
        self._keep_in_sight()
        self.refresh()
        if changed:
            self.post_message(self.Moved(key))

    def _keep_in_sight(self) -> None:
        at, top, height = self.index, self.scroll_offset.y, self.size.height
        if at < top:
            self.scroll_to(y=at, animate=False)
        elif height and at >= top + height:
            self.scroll_to(y=at - height + 1, animate=False)

    def line_at(self, y: int) -> Strip:
        if y >= len(self.rows):
            return strip_of((), True)
        row = self.rows[y]
        line: Line = row.line
        colour = not self.app.no_color
        if row.key != self.key:
            return strip_of(line, colour)
        text = text_of(line)
        marked = self.sign + text[1:] if text[:2] == "  " else text[:1] + self.sign + text[2:]
        return strip_of((Span(marked + " " * max(0, self.size.width - len(marked))),), colour, reverse=True)

    # ---- keys

    def action_move(self, by: int) -> None:
        self._go(self.index + by)

    def action_top(self) -> None:
        self._go(0)

    def action_bottom(self) -> None:
        self._go(len(self.rows) - 1)

    def action_choose(self) -> None:
        if self.rows:
            self.post_message(self.Chosen(self.key))

    def on_click(self, event: events.Click) -> None:
        at = self.scroll_offset.y + event.y
        if at < len(self.rows):
            self._go(at)

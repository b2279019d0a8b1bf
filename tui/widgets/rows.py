"""A list with a cursor: rows by key, so that cursor, scroll position and filter survive every update."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from minikctl.state.views.lines import Line, Span, line, safe, text_of, width_of
from minikctl.state.views.services import Row
from minikctl.tui.actions import bindings
from minikctl.tui.filtering import matches
from minikctl.tui.styles import palette_of
from minikctl.tui.widgets.lines import Lines, strip_of

FORGET = 1000


def cut_off(found: Line, cells: int) -> Line:
    """A line without its first cells, which are blanks or signs of one cell."""
    left = found[0].text[cells:]
    return (Span(left, found[0].style), *found[1:])


def plain_row(row: Row) -> Line:
    """A row that is only its text."""
    return line("  ", safe(row.text))


class Rows(Lines, inherit_bindings=False):
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
        self.rows: Sequence[Row] = ()
        self._draw: Callable[[Row], Line] = plain_row
        self._drawn: dict[int, Line] = {}  # what stands on the screen, by row
        self.key = ""
        self.pattern = ""
        self.sign, self.gone, self.picked = "▸", "−", "*"
        self.marked: set[str] = set()  # keys of the rows that were marked with space
        self._last_marked = ""
        self._lost: Row | None = None  # the row under the cursor: gone, but kept until the next key

    # ---- what is shown

    def show_rows(self, rows: Sequence[Row], draw: Callable[[Row], Line] | None = None) -> None:
        """Takes new rows; if the one under the cursor is gone, it stays where it was until the cursor moves."""
        at = self.index
        old = self.rows[at] if self.rows else None
        self.every, self._draw = rows, draw or plain_row
        found = [row for row in rows if self._matches(row)] if self.pattern else rows
        self._lost = None
        if old is not None and old.key == self.key and all(row.key != self.key for row in found):
            self._lost = old
            found = [*found[:at], old, *found[at:]]
        self._take(found)

    def begin(self, key: str) -> None:
        """Empties the list for one of another kind, whose row `key` is to be under the cursor."""
        self.every, self.rows, self.pattern, self.key = (), (), "", key
        self.marked, self._lost, self._drawn = set(), None, {}

    def filter(self, pattern: str) -> None:
        """Shows the rows that match; `!` in front: those that do not."""
        self.pattern = pattern
        self._lost = None
        self._take([row for row in self.every if self._matches(row)] if pattern else self.every)

    def _matches(self, row: Row) -> bool:
        return matches(row, self.pattern)

    def _take(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        if rows and all(row.key != self.key for row in rows):
            self.key = rows[0].key
            self.refresh()
            self.post_message(self.Moved(self.key))
        size = Size(self.size.width, len(rows))
        if size.height != self.virtual_size.height:
            self.virtual_size = size
            self.refresh(layout=True)
            return
        top = self.scroll_offset.y
        for y in range(top, min(top + self.size.height, len(rows))):
            if self._drawn.get(y) != self._line(y):
                self.refresh_line(y)

    def _line(self, y: int) -> Line:
        """A row as it is drawn."""
        row = self.rows[y]
        found = self._draw(row)
        if row is self._lost:
            return (Span(f"{self.gone} {text_of(found)[2:]}", "removed"),)
        return found

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
        before, changed, self.key = self.index, key != self.key, key
        if self._lost is not None and self._lost.key != key:
            lost, self._lost = self._lost, None
            self._take([row for row in self.rows if row is not lost])
        self._keep_in_sight()
        if changed:
            self.refresh_line(before)
            self.refresh_line(self.index)
            self.post_message(self.Moved(key))

    def _keep_in_sight(self) -> None:
        at, top, height = self.index, self.scroll_offset.y, self.size.height
        if at < top:
            self.scroll_to(y=at, animate=False)
        elif height and at >= top + height:
            self.scroll_to(y=at - height + 1, animate=False)

    def line_at(self, y: int) -> Strip:
        if y >= len(self.rows):
            return strip_of((), palette_of(self.app))
        found = self._drawn[y] = self._line(y)
        if len(self._drawn) > FORGET:
            self._drawn = {}
        colour = palette_of(self.app)
        if self.rows[y].key in self.marked:
            found = (Span(self.picked, "found"), *cut_off(found, 1))
        if self.rows[y].key != self.key:
            return strip_of(found, colour)
        text = text_of(found)
        marked = self.sign + text[1:] if text[:2] == "  " else text[:1] + self.sign + text[2:]
        return strip_of((Span(marked + " " * max(0, self.size.width - width_of(marked))),), colour, reverse=True)

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

    def action_mark(self) -> None:
        """Marks or unmarks the row, and goes on to the next."""
        self.marked ^= {self.key}
        self._last_marked = self.key
        self.refresh()
        self._go(self.index + 1)

    def action_mark_range(self) -> None:
        """Marks everything between the last mark and the cursor."""
        keys = [row.key for row in self.rows]
        start = keys.index(self._last_marked) if self._last_marked in keys else self.index
        first, last = sorted((start, self.index))
        self.marked |= set(keys[first : last + 1])
        self.refresh()

    def action_unmark(self) -> None:
        self.marked = set()
        self.refresh()

    @property
    def meant(self) -> list[str]:
        """The keys that an action applies to: the marked rows, else the one under the cursor."""
        found = [row.key for row in self.rows if row.key in self.marked]
        return found or ([self.key] if self.rows and self.key else [])

    def on_click(self, event: events.Click) -> None:
        at = self.scroll_offset.y + event.y
        if at < len(self.rows):
            self._go(at)

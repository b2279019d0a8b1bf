"""Lines, drawn line by line: only what is visible is made, only what changed is drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.binding import BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from minikctl.state.views.lines import Line, text_of, width_of
from minikctl.tui.actions import bindings
from minikctl.tui.styles import Palette, base_of, palette_of, style_of

MARKS = ("+", "-", "−", "~")


def strip_of(line: Line, styles: Palette, *, reverse: bool = False) -> Strip:
    """A line as the toolkit draws it; its text is never read as markup."""
    segments = [Segment(span.text, style_of(span.style, styles)) for span in line if span.text]
    if reverse:
        cursor = style_of("cursor", styles)
        segments = [Segment(segment.text, cursor) for segment in segments]
    return Strip(segments, sum([width_of(span.text) for span in line]))


class OneLine(Widget):
    """A single line that does not scroll."""

    DEFAULT_CSS = "OneLine { height: 1; width: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.line: Line = ()

    def show(self, line: Line) -> None:
        if line != self.line:
            self.line = line
            self.refresh()

    def render_line(self, y: int) -> Strip:
        found = strip_of(self.line if y == 0 else (), palette_of(self.app))
        return found.crop_extend(0, self.size.width, self.rich_style).apply_style(base_of(self.app))


class Lines(ScrollView, can_focus=True):
    """Many lines that scroll."""

    DEFAULT_CSS = "Lines { width: 1fr; height: 1fr; scrollbar-size: 1 1; overflow-x: auto; }"
    BINDINGS: ClassVar[list[BindingType]] = bindings("text")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: Sequence[Line] = ()

    def show(self, lines: Sequence[Line]) -> None:
        """Takes new lines; scroll position stays, and lines that are the same are not drawn again."""
        old, self.lines = self.lines, lines
        size = Size(max([width_of(text_of(line)) for line in lines], default=0), len(lines))
        if size != self.virtual_size:
            self.virtual_size = size
            self.refresh(layout=len(old) != len(lines))
            return
        top = self.scroll_offset.y
        for y in range(top, min(top + self.size.height, len(lines))):
            if y >= len(old) or old[y] != lines[y]:
                self.refresh_line(y)

    def text(self) -> str:
        """What is shown, for tests and for copying."""
        return "\n".join([text_of(line).rstrip() for line in self.lines])

    def line_at(self, y: int) -> Strip:
        """A line of the whole, not only of what is visible."""
        return strip_of(self.lines[y] if y < len(self.lines) else (), palette_of(self.app))

    def render_line(self, y: int) -> Strip:
        left, top = self.scroll_offset
        found = self.line_at(top + y).crop_extend(left, left + self.size.width, self.rich_style)
        return found.apply_style(base_of(self.app))

    # ---- keys

    def action_move(self, by: int) -> None:
        self.scroll_to(y=self.scroll_offset.y + by, animate=False)

    def action_page(self, by: int) -> None:
        self.action_move(by * max(1, self.size.height - 1))

    def action_top(self) -> None:
        self.scroll_to(y=0, animate=False)

    def action_bottom(self) -> None:
        self.scroll_to(y=self.virtual_size.height, animate=False)

    def action_sideways(self, by: int) -> None:
        self.scroll_to(x=self.scroll_offset.x + by, animate=False)

    def find(self, text: str, by: int = 0) -> bool:
        """Scrolls to the next line that holds a text (by 1: behind the one at the top, -1: before it).

        Without a text: to the next line that the shown change marks.
        """
        count, start = len(self.lines), self.scroll_offset.y + by
        order = [(start + step * (by or 1)) % count for step in range(count)] if count else []
        wanted = text.lower()
        for y in order:
            shown = text_of(self.lines[y]).lower()
            if wanted in shown if wanted else shown[:1] in MARKS and shown[:1] != "":
                self.scroll_to(y=y, animate=False)
                return True
        return False

"""What lies over the main screen: the help, made from ACTIONS, and lists to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from minikctl.state.views.lines import Line, Span, line, padded
from minikctl.state.views.services import Row
from minikctl.tui.actions import ACTIONS, bindings, keys_of
from minikctl.tui.widgets.lines import Lines, OneLine
from minikctl.tui.widgets.rows import Rows

PLACES = (("app", "EVERYWHERE"), ("list", "IN THE LIST"), ("text", "IN A TEXT"), ("bar", "IN THE COMMAND BAR"))


def help_lines() -> list[Line]:
    """The help page."""
    lines: list[Line] = []
    for where, title in PLACES:
        lines += [(), line(Span(f"  {title}", "header"))]
        for action in ACTIONS:
            if action.where == where and action.text:
                lines.append(line("  ", Span(padded(keys_of(action), 12), "key"), action.text))
    lines += [(), line(Span("  :q leaves. Every command of the command line works behind a colon.", "dim"))]
    return lines[1:]


class Over(ModalScreen[str]):
    """A page or list over the screen; gives back the key that was chosen, "" if none was."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("over")
    CSS = """
    Over { align: center middle; background: transparent; }
    Over #box { width: 90%; max-width: 76; height: 90%; max-height: 40; border: round ansi_blue; }
    Over #box { background: ansi_default; }
    Over.-ascii #box { border: ascii ansi_blue; }
    """

    def __init__(self, title: str, *, page: Sequence[Line] = (), choices: Sequence[str] = (), chosen: str = "") -> None:
        super().__init__()
        self._title, self._page, self._choices, self._chosen = title, page, choices, chosen

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield OneLine(id="over-title")
            yield Lines(id="page") if self._page else Rows(id="choices")

    def on_mount(self) -> None:
        self.set_class(self.app.has_class("-ascii"), "-ascii")
        self.query_one("#over-title", OneLine).show(line(Span(f"  {self._title}", "title")))
        if self._page:
            self.query_one(Lines).show(self._page)
        else:
            rows = self.query_one(Rows)
            rows.sign = ">" if self.app.has_class("-ascii") else "▸"
            rows.key = self._chosen if self._chosen in self._choices else ""
            rows.show_rows([Row(one, one) for one in self._choices])
        self.query_one("#page, #choices").focus()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        event.stop()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.dismiss(event.key)

    def action_choose(self) -> None:
        rows = self.query("#choices")
        self.dismiss(rows.first(Rows).key if rows else "")

    def action_dismiss(self, result: str | None = "") -> None:  # type: ignore[override]
        self.dismiss("")

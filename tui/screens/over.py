"""What lies over the main screen: the help, made from ACTIONS, lists to choose from, and questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from minikctl.state.views.lines import Line, Span, line, padded, safe
from minikctl.state.views.services import Row
from minikctl.tui.actions import ACTIONS, bindings, keys_of
from minikctl.tui.filtering import fuzziness, is_fuzzy
from minikctl.tui.widgets.lines import Lines, OneLine
from minikctl.tui.widgets.rows import Rows

PLACES = (("app", "EVERYWHERE"), ("list", "IN THE LIST"), ("text", "IN A TEXT"), ("bar", "IN THE COMMAND BAR"))
ID_WIDTH = 24


def help_lines(changed: dict[str, str] | None = None) -> list[Line]:
    """The help page; `changed` are the keys of keys.yaml."""
    lines: list[Line] = []
    for where, title in PLACES:
        lines += [(), line(Span(f"  {title}", "header"))]
        for action in ACTIONS:
            if action.where == where and action.text:
                keys = (changed or {}).get(action.id) or keys_of(action)
                told = padded(action.text, 46)
                lines.append(line("  ", Span(padded(keys, 12), "key"), told, Span(f"  {action.id}", "dim")))
    lines += [(), line(Span("  :q leaves. Every command of the command line works behind a colon.", "dim"))]
    return lines[1:]


class Over(ModalScreen[str]):
    """A page or list over the screen; gives back the key that was chosen, "" if none was.

    With `typing`, letters narrow the list (fuzzy) instead of being keys.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings("over")
    CSS = """
    Over { align: center middle; background: transparent; }
    Over #box { width: 90%; max-width: 90; height: 90%; max-height: 40; border: round ansi_blue; }
    Over #box { background: ansi_default; }
    Over #page { height: 1fr; }
    Over.-asks #choices { height: 3; }
    Over.-asks #box { max-height: 24; }
    Over.-ascii #box { border: ascii ansi_blue; }
    """

    def __init__(
        self,
        title: str,
        *,
        page: Sequence[Line] = (),
        choices: Sequence[str] = (),
        chosen: str = "",
        typing: bool = False,
    ) -> None:
        super().__init__()
        self._title, self._page, self._choices, self._chosen = title, page, choices, chosen
        self._typing, self._typed = typing, ""

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield OneLine(id="over-title")
            if self._page:
                yield Lines(id="page")
            if self._choices or not self._page:
                yield Rows(id="choices")

    def on_mount(self) -> None:
        self.set_class(self.app.has_class("-ascii"), "-ascii")
        self.set_class(bool(self._page and self._choices), "-asks")
        self._show_title()
        if self._page:
            self.query_one("#page", Lines).show(self._page)
        if self._choices:
            rows = self.query_one(Rows)
            rows.sign = ">" if self.app.has_class("-ascii") else "▸"
            rows.key = self._chosen if self._chosen in self._choices else ""
            rows.show_rows([Row(one, one) for one in self._choices])
        self.query("#choices, #page").last().focus()

    def _show_title(self) -> None:
        typed = f"   {self._typed}_" if self._typing else ""
        self.query_one("#over-title", OneLine).show(line(Span(f"  {safe(self._title)}{safe(typed)}", "title")))

    def on_event(self, event: events.Event) -> object:  # type: ignore[override]
        """Letters narrow a list that is typed into, before they mean anything else."""
        if self._typing and isinstance(event, events.Key) and (event.is_printable or event.key == "backspace"):
            self._typed = self._typed[:-1] if event.key == "backspace" else self._typed + (event.character or "")
            self._narrow()
            event.stop()
            event.prevent_default()
            return self._nothing()
        return super().on_event(event)

    async def _nothing(self) -> None:
        return

    def _narrow(self) -> None:
        found = [one for one in self._choices if is_fuzzy(self._typed, one)]
        if self._typed:
            found.sort(key=lambda one: fuzziness(self._typed, one))
        rows = self.query_one(Rows)
        rows.key = found[0] if found else ""
        rows.show_rows([Row(one, one) for one in found])
        rows.refresh()
        self._show_title()

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


class GoTo(ModalScreen[str]):
    """Letters for tabs and panes: the next key jumps there; any other key closes it."""

    CSS = """
    GoTo { align: center middle; background: transparent; }
    GoTo #box { width: 44; height: auto; max-height: 90%; border: round ansi_blue; background: ansi_default; }
    GoTo #letters { height: auto; }
    GoTo.-ascii #box { border: ascii ansi_blue; }
    """

    def __init__(self, letters: Sequence[tuple[str, str, str]], title: str = "go to") -> None:
        super().__init__()
        self._letters, self._title = letters, title

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield OneLine(id="over-title")
            yield Lines(id="letters")

    def on_mount(self) -> None:
        self.set_class(self.app.has_class("-ascii"), "-ascii")
        self.query_one("#over-title", OneLine).show(line(Span(f"  {self._title}", "title")))
        rows = [line("   ", Span(f"{letter}  ", "key"), safe(title)) for letter, title, _ in self._letters]
        self.query_one("#letters", Lines).show(rows)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self.dismiss(next((where for letter, _, where in self._letters if letter == event.character), ""))

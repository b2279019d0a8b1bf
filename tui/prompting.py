"""The bar of the main screen: commands, filters, searches, and the output of what was run."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from textual.events import DescendantFocus
from textual.message import Message
from textual.widgets import Input

from minikctl.state.kinds import KINDS
from minikctl.state.objects import split_key
from minikctl.state.views.lines import Span, line
from minikctl.state.views.page import text_lines
from minikctl.tui.running import Running
from minikctl.tui.tabs import BY_NAME
from minikctl.tui.widgets.bar import Bar
from minikctl.tui.widgets.lines import Lines, OneLine
from minikctl.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import App

    from minikctl.tui.app import ClusterApp

    Base = App[int]
else:
    Base = object

TWICE = 1.0  # seconds within which ctrl-c leaves
LEAVING = ("q", "q!", "quit", "exit")


class OutputCame(Message):
    """A command has said something, or has ended."""

    def __init__(self, running: Running) -> None:
        super().__init__()
        self.running = running

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, OutputCame) and message.running is self.running


class Prompting(Base):
    """What the main screen does with the bar. Mixed into ClusterApp."""

    running: Running | None = None
    _mode = ""  # command, filter, search
    _stopped_at = -10.0

    @property
    def _main(self) -> ClusterApp:
        return self  # type: ignore[return-value]

    # ---- opening and closing the bar

    def _open_bar(self, mode: str, sign: str, text: str) -> None:
        self._mode = mode
        self.query_one("#line", Bar).open(text)
        self.query_one("#colon", OneLine).show(line(Span(f" {sign}", "key")))

    def _close_bar(self) -> None:
        mode, self._mode = self._mode, ""
        self.query_one("#line", Bar).value = ""
        self._main.say("")
        shown = "#output" if self.screen.has_class("-output") else "#detail" if mode == "search" else "#services"
        self.screen.set_focus(self.query_one(shown))

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A click into the bar opens it."""
        if not self._mode and isinstance(event.widget, Bar):
            self._open_bar("command", ":", "")

    def action_command(self) -> None:
        self._open_bar("command", ":", "")

    def action_filter(self) -> None:
        rows = self.query_one("#services", Rows)
        if rows.has_focus:
            self._open_bar("filter", "/", rows.pattern)
        else:
            self._open_bar("search", "/", "")

    def action_edit_line(self, text: str) -> None:
        """Puts a command into the bar, for the user to look at and to run."""
        namespace, name = split_key(self._main.wish.service)
        if name:
            self._open_bar("command", ":", text.format(service=name, namespace=namespace))

    # ---- typing

    def on_input_changed(self, event: Input.Changed) -> None:
        rows = self.query_one("#services", Rows)
        if self._mode == "filter":
            rows.filter(event.value)
            self._main._show_lines()
        elif self._mode == "search" and event.value:
            self._text_pane().find(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._mode == "search":
            self._text_pane().find(event.value, after=True)
            return
        mode = self._mode
        self._close_bar()
        if mode == "command":
            self.query_one("#line", Bar).remember(event.value)
            self.command(event.value)

    def on_bar_closed(self) -> None:
        if self._mode == "filter":
            self.query_one("#services", Rows).filter("")
            self._main._show_lines()
        self._close_bar()

    def on_bar_wanted(self) -> None:
        """Completes what stands at the cursor as far as there is only one way; shows what there is."""
        bar = self.query_one("#line", Bar)
        if self._mode != "command":
            return
        found = self._main.commands.complete(bar.value, bar.cursor_position, self._main.wish.namespace or "default")
        if not found:
            return
        start = found[0].start
        common = shared_start([one.text for one in found])
        if len(found) == 1 and not found[0].open:
            common += " "
        typed = bar.value[start : bar.cursor_position]
        if len(common) > len(typed):
            rest = bar.value[bar.cursor_position :]
            bar.value = bar.value[:start] + common + rest
            bar.cursor_position = start + len(common)
        self._main.say("  ".join([one.text for one in found[:40]]) if len(found) > 1 else found[0].help)

    def _text_pane(self) -> Lines:
        return self.query_one("#output" if self.screen.has_class("-output") else "#detail", Lines)

    # ---- running

    def command(self, text: str) -> None:
        """Does what a line of the bar says: a word of ours, a tab, or a command of the command line."""
        words = text.split()
        if not words:
            return
        if words[0] in LEAVING and len(words) == 1:
            self.exit(0)
        elif words == ["help"]:
            self._main.action_help()
        elif len(words) == 1 and words[0] in BY_NAME and words[0] != "services":
            self._main.action_tab(words[0])
        elif words[0] in ("ns", "namespace", "namespaces") and len(words) <= 2:
            self._main._namespace(words[1]) if len(words) == 2 else self._main.action_namespaces()
        elif words in (["svc"], ["services"], ["service"]):
            self.query_one("#services").focus()
        elif len(words) == 1 and is_kind(words[0]):
            self.run_line(f"get {words[0]}")
        else:
            self.run_line(text.strip())

    def run_line(self, text: str) -> None:
        """Runs a command line beside the screen and shows what it says."""
        if self.running is not None and self.running.code is None:
            self._main.say("A command is still running; ctrl-c stops it.", "warn")
            return
        text = self._main.commands.in_namespace(text, self._main.wish.namespace)
        self.running = Running(self._main.commands, text, lambda running: self.post_message(OutputCame(running)))
        self.running.start()
        self.screen_stack[0].add_class("-output")
        self.query_one("#output", Lines).show([])
        self._main._show_tabs()

    def on_output_came(self, message: OutputCame) -> None:
        running = message.running
        if running is not self.running or not self._main.is_whole:
            return
        main = self.screen_stack[0]
        main.query_one("#output", Lines).show([(Span("  "), *one) for one in text_lines(running.text)])
        self._main._show_tabs()
        if running.code is not None:
            self._main.looker.wake()

    def close_output(self) -> None:
        """Shows the tab again."""
        if self.screen.has_class("-output"):
            self.screen.remove_class("-output")
            self._main._show_tabs()
            if self.query_one("#output").has_focus:
                self.query_one("#services").focus()

    def action_undo(self) -> None:
        self.run_line("undo")

    def action_redo(self) -> None:
        self.run_line("redo")

    def action_stop(self) -> None:
        """ctrl-c: stops what runs, closes the bar; twice within a second on the first view, leaves."""
        now = monotonic()
        if self.running is not None and self.running.code is None:
            self.running.stop()
            self._main.say("stopping …")
        elif self._mode:
            self.on_bar_closed()
        elif now - self._stopped_at < TWICE:
            self.exit(0)
        else:
            self._main.say("ctrl-c again leaves")
        self._stopped_at = now


def shared_start(words: list[str]) -> str:
    """What all words begin with."""
    first, last = min(words), max(words)
    at = 0
    while at < min(len(first), len(last)) and first[at] == last[at]:
        at += 1
    return first[:at]


def is_kind(word: str) -> bool:
    """Whether a word names a kind: then it is listed, as people who know k9s expect."""
    return any(word in (kind.plural, kind.singular, *kind.short) for kind in KINDS)

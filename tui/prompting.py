"""The bar of the main screen: commands, filters, searches, and the output of what was run."""

from __future__ import annotations

import threading
from time import monotonic
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported
from textual.events import DescendantFocus
from textual.message import Message
from textual.widgets import Input

from minikctl.state.views.effects import effect_lines
from minikctl.state.views.lines import Line, Look, Span, line
from minikctl.state.views.page import text_lines
from minikctl.tui.listing import kind_of
from minikctl.tui.running import Running
from minikctl.tui.screens.over import Over
from minikctl.tui.tabs import BY_NAME, OTHER_NAMES
from minikctl.tui.widgets.bar import Bar
from minikctl.tui.widgets.lines import Lines, OneLine

if TYPE_CHECKING:
    from textual.app import App

    from minikctl.tui.app import ClusterApp

    Base = App[int]
else:
    Base = object

TWICE = 1.0  # seconds within which ctrl-c leaves
CANCEL, GO = "Cancel", "Go ahead"
READING = (
    *("get", "describe", "logs", "explain", "api-resources", "api-versions", "version", "cluster-info", "top"),
    *("map", "rules", "dns", "problems", "history", "story", "trace", "ipvs", "dig", "events", "diff", "auth"),
    *("config", "help", "options", "completion", "export"),
)
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

    def open_bar(self, mode: str, sign: str, text: str) -> None:
        self._mode = mode
        self.query_one("#line", Bar).open(text)
        self.query_one("#colon", OneLine).show(line(Span(f" {sign}", "key")))

    def _close_bar(self) -> None:
        mode, self._mode = self._mode, ""
        self.query_one("#line", Bar).value = ""
        self._main.say("")
        shown = "#output" if self.screen.has_class("-output") else "#detail" if mode == "search" else "#services"
        shown = "#lesson" if self.screen.has_class("-lesson") else shown
        self.screen.set_focus(self.query_one(shown))

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A click into the bar opens it."""
        if not self._mode and isinstance(event.widget, Bar):
            self.open_bar("command", ":", "")

    def action_command(self) -> None:
        self.open_bar("command", ":", "")

    def action_filter(self) -> None:
        rows = self._main.rows
        if rows.has_focus:
            self.open_bar("filter", "/", rows.pattern)
        else:
            self.open_bar("search", "/", "")

    def edit_line(self, text: str) -> None:
        """Puts a command into the bar, for the user to look at and to run."""
        self.open_bar("command", ":", text)

    # ---- typing

    def on_input_changed(self, event: Input.Changed) -> None:
        rows = self._main.rows
        if self._mode == "filter":
            rows.filter(event.value)
            self._main._show_lines()
        elif self._mode == "search" and event.value:
            self._text_pane().find(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        main, value = self._main, event.value
        if self._mode == "search":
            main.searched = value
            self._text_pane().find(value, 1)
            return
        mode = self._mode
        self._close_bar()
        if mode == "command":
            self.query_one("#line", Bar).remember(value)
            self.command(value)
        elif mode == "save" and value:
            main.save_as(value)
        elif mode == "target":
            main.ask(url=value.strip(), tab="trace", step=-1)
        elif mode == "lesson" and value:
            main.run_lesson(value)
            main.query_one("#lesson", Lines).focus()

    def on_bar_closed(self) -> None:
        if self._mode == "filter":
            self._main.rows.filter("")
            self._main._show_lines()
        self._close_bar()

    def on_bar_backwards(self) -> None:
        """Takes the words that may stand here, one after the other, from the last."""
        bar = self.query_one("#line", Bar)
        if self._mode == "command":
            bar.cycle(self._main.commands.complete(*bar.asked(), self._main.wish.namespace or "default"))

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
        shown = "#lesson" if self.screen.has_class("-lesson") else "#detail"
        return self.query_one("#output" if self.screen.has_class("-output") else shown, Lines)

    # ---- running

    def command(self, text: str) -> None:
        """Does what a line of the bar says: a word of ours, a tab, a kind, or a command of the command line."""
        words = text.split()
        if not words or self._own_word(words) or self._kind_word(words):
            return
        self.run_line(text.strip())

    def _own_word(self, words: list[str]) -> bool:
        """Words that only the screen knows."""
        main, word, alone = self._main, words[0], len(words) == 1
        tab = OTHER_NAMES.get(word, word)
        if word in LEAVING and alone:
            main.leave_now()
        elif words == ["help"]:
            main.action_help()
        elif words == ["now"]:
            main.action_now()
        elif words == ["keys"]:
            main.action_help()
            main.say("; ".join(main.keymap.complaints) or "every key is understood")
        elif words == ["workbench"]:
            main.action_workbench()
        elif word == "theme" and len(words) <= 2:
            main.use_theme(words[1]) if len(words) == 2 else main.action_themes()
        elif word == "tutorial" and len(words) <= 2:
            main.learn(words[1]) if len(words) == 2 else main.action_tutorial()
        elif word == "rev" and len(words) == 2 and words[1].isdigit():
            main.ask(rev=int(words[1]))
        elif alone and tab in BY_NAME and tab not in ("services", "ingress"):
            main.action_tab(tab)
        elif word in ("ns", "namespace", "namespaces") and len(words) <= 2:
            main.to_namespace(words[1]) if len(words) == 2 else main.action_namespaces()
        else:
            return False
        return True

    def _kind_word(self, words: list[str]) -> bool:
        """`svc`, `pod shop`, `svc /web`, `svc app=web`: a list, as people who know k9s expect."""
        main, kind = self._main, kind_of(words[0])
        if kind is None or len(words) > 2 or (len(words) == 2 and words[1].startswith("-")):
            return False
        rest = words[1] if len(words) == 2 else ""
        if rest and not rest.startswith("/") and "=" not in rest:
            main.show_kind(kind.plural, rest)
        else:
            main.show_kind(kind.plural)
        if rest.startswith("/"):
            main.rows.pattern = rest[1:]
        elif "=" in rest:
            main.rows.pattern = f"-l {rest}"
        main._show_lines()
        return True

    def run_line(self, text: str, *, asked: bool = False) -> None:
        """Runs a command line beside the screen; one that destroys shows its effect first and asks."""
        main = self._main
        if self.running is not None and self.running.code is None:
            main.say("A command is still running; ctrl-c stops it.", "warn")
            return
        if main.wish.rev and changes_something(text):
            main.say("You look at the past; the cluster is unchanged.  = now", "warn")
            return
        text = main.commands.in_namespace(text, main.wish.namespace)
        if not asked and is_dangerous(text):
            self._ask_first(text)
        else:
            self._run(text)

    def _run(self, text: str) -> None:
        self.running = Running(self._main.commands, text, lambda running: self.post_message(OutputCame(running)))
        self.running.start()
        self._main.leave_lesson()
        self.screen_stack[0].add_class("-output")
        self.screen_stack[0].query_one("#output", Lines).show([])
        self._main._show_tabs()

    def _ask_first(self, text: str) -> None:
        """Works out in a thread what a line would do, then asks."""
        main = self._main

        def work() -> None:
            look = Look(min(86, max(30, main.size.width - 8)), main.ascii)
            try:
                found = main.commands.effect(text)
                page = effect_lines(*found, text, look) if found else unknown_effect(text, look)
            except Exception as error:  # not to know is no reason not to ask
                page = [*unknown_effect(text, look), line(Span(f"  {type(error).__name__}: {error}", "dim"))]
            self.call_from_thread(asked, page)

        def asked(page: list[Line]) -> None:
            title = f"{' '.join(text.split()[:3])} ?   U undoes it"
            self.push_screen(Over(title, page=page, choices=[CANCEL, GO], chosen=CANCEL), answered)

        def answered(chosen: str | None) -> None:
            if chosen == GO:
                self._run(text)
            else:
                main.say("Nothing was done.")

        threading.Thread(target=work, name="effect", daemon=True).start()

    def in_terminal(self, text: str) -> None:
        """Runs a line that wants the terminal for itself: an editor, a shell."""
        main = self._main
        if main.wish.rev:
            main.say("You look at the past; the cluster is unchanged.  = now", "warn")
            return
        text = main.commands.in_namespace(text, main.wish.namespace)
        try:
            with self.suspend():
                code = main.commands.in_terminal(text)
        except SuspendNotSupported:
            code = main.commands.in_terminal(text)
        main.say(f"$ {text}   exit {code}", "" if code == 0 else "warn")
        main.looker.wake()

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
        """Undoes the last change; from the past, everything that came after what is shown."""
        main = self._main
        rev = main.wish.rev
        if not rev:
            self.run_line("undo")
            return
        count = main.looker.revisions_since(rev)
        main.ask(rev=0)
        self.run_line("; ".join(["undo"] * count) if count else "undo")

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
            self._main.leave_now()
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


def words_of(text: str) -> list[str]:
    """The words of a line without what may stand in front."""
    words = text.split()
    while words and words[0] in ("kubectl", "minikctl", "k", "$"):
        words = words[1:]
    return words


def changes_something(text: str) -> bool:
    """Whether a line may change the cluster: everything that is not known only to read."""
    words = words_of(text)
    return bool(words) and words[0] not in READING and not any(word.startswith("--dry-run") for word in words)


def is_dangerous(text: str) -> bool:
    """Whether a line destroys: delete, replace, drain, scale to 0."""
    words = words_of(text)
    if not words or any(word.startswith(("--dry-run", "-h", "--help")) for word in words):
        return False
    if words[0] == "scale":
        return "--replicas=0" in words or "--replicas 0" in " ".join(words)
    return words[0] in ("delete", "replace", "drain")


def unknown_effect(text: str, look: Look) -> list[Line]:
    """The page when nobody can tell what a line would do."""
    return [line(Span(f"  runs     {text}")), line(Span("  What it would do cannot be told before.", "dim"))]

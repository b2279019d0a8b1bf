"""ClusterApp: the screen over a live cluster; it draws what the looker hands out, and keys change what it asks for."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.message import Message

from minikctl.state.cluster import Cluster
from minikctl.state.kinds import KINDS
from minikctl.state.objects import split_key
from minikctl.state.views.header import header
from minikctl.state.views.lines import Line, Look, Span, fitted, line, safe
from minikctl.tui import memory
from minikctl.tui.actions import bindings
from minikctl.tui.commands import Commands
from minikctl.tui.frames import Frame, Wish
from minikctl.tui.keeping import OFTEN, Keeping
from minikctl.tui.learning import Learning
from minikctl.tui.listing import Listing
from minikctl.tui.looking import Looker
from minikctl.tui.moving import Moving
from minikctl.tui.prompting import Prompting
from minikctl.tui.showing import Showing
from minikctl.tui.styles import palette
from minikctl.tui.tabs import TABS
from minikctl.tui.widgets.bar import Bar
from minikctl.tui.widgets.lines import Lines, OneLine
from minikctl.tui.widgets.rows import Rows

HINTS = "/ filter  : command  tab pane  ; go to  t trace  , . time  U undo  ctrl-p palette  ? help  q leave"
SHOWN = ("service", "tab", "pod", "listed", "selected", "rev", "url", "seed", "step", "namespace")
OF_TRACE = ("play", "trace_by", "trace_to", "pace", "draw", "target", "all_draws", "trace_text")
SMALL_WIDTH, SMALL_HEIGHT = 40, 10


class FrameCame(Message):
    """The looker has something new to show; an older one that was not shown yet does not matter any more."""

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self.frame = frame

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, FrameCame)


class ClusterApp(Showing, Prompting, Moving, Listing, Keeping, Learning, App[int]):
    """The main screen."""

    CSS_PATH = "theme.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = bindings("app")
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - the toolkit declares it without ClassVar
        (0, "-tiny"),
        (SMALL_WIDTH, "-narrow"),
        (60, "-normal"),
        (100, "-wide"),
        (160, "-workbench"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012 - as above
        (0, "-flat"),
        (SMALL_HEIGHT, "-lowest"),
        (12, "-lower"),
        (16, "-low"),
        (20, "-high"),
        (45, "-tall"),
    ]

    def __init__(
        self,
        opened: Callable[[], Cluster],
        commands: Commands,
        *,
        folder: str = "",
        namespace: str | None = "default",
        ascii: bool = False,
        home: str = "",
        rev: int = 0,
        animated: bool = True,
    ) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"
        self.home, self.animated = home, animated and not self.no_color
        self.palette = palette("terminal", not self.no_color)
        self.benched = True
        self.recent = []
        self._views, self._saved = [], {}
        self.first_key = self.searched = ""
        self.lines_before: list[str] = []
        self._crumbs = True
        self.commands = commands
        self.ascii = ascii
        self.wish = Wish(namespace=namespace or "default", ascii=ascii, rev=rev)
        if home:
            self.restored(memory.load(home), with_place=not namespace)
        self.frame: Frame | None = None
        self._said = ""
        self.looker = Looker(opened, commands, self._came, self.wish, folder)

    def compose(self) -> ComposeResult:
        yield OneLine(id="header")
        with Container(id="body"):
            with Vertical(id="left"):
                yield OneLine(id="columns")
                yield Rows(id="services")
            with Vertical(id="right"):
                yield OneLine(id="tabs")
                yield Lines(id="detail")
                yield Lines(id="output")
                yield Lines(id="lesson")
            with Vertical(id="third"):
                yield Lines(id="aside")
        yield OneLine(id="small")
        yield OneLine(id="change")
        with Container(id="bottom"):
            yield OneLine(id="colon")
            yield Bar(id="line")
        yield OneLine(id="hints")

    def on_mount(self) -> None:
        self.set_class(self.ascii, "-ascii")
        self.screen.set_class(self.ascii, "-ascii")
        rows = self.query_one("#services", Rows)
        rows.sign, rows.gone = self.look.signs.current, self.look.signs.removed
        rows.key = self.first_key
        rows.focus()
        self.bar_line().history = list(self.lines_before)
        self.screen.set_class(not self.benched, "-no-bench")
        self.use_theme(self.theme_name)
        self.read_keys()
        complaints = [*self.read_settings(), *self.keymap.complaints]
        self.say(complaints[0] if complaints else "", "warn" if complaints else "dim")
        if self.home:
            self.set_interval(OFTEN, self.remember)
        self._show_lines()
        self.call_after_refresh(self._begin)
        self._end_well()

    def _begin(self) -> None:
        """Has the looker begin once it is known how much room there is."""
        self._ask_for_sizes()
        self.looker.start()

    def _end_well(self) -> None:
        """A polite end from outside leaves the terminal as it was."""
        import asyncio  # the toolkit runs on it

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            try:
                loop.add_signal_handler(number, self.ended_by, number)
            except (NotImplementedError, RuntimeError, ValueError):
                return

    def ended_by(self, number: int) -> None:
        """A signal: what is remembered is written first."""
        self.remember()
        self.exit(128 + number, 128 + number)

    def leave_now(self, code: int = 0) -> None:
        """Leaves; where one was is remembered."""
        self.remember()
        self.exit(code)

    def lines_of_bar(self) -> list[str]:
        bars = self.screen_stack[0].query("#line") if self.screen_stack else ()
        return list(bars.first(Bar).history) if bars else self.lines_before

    def on_unmount(self) -> None:
        self.looker.end()

    # ---- what is wished for

    @property
    def look(self) -> Look:
        """How the screen's own lines are drawn."""
        return Look(self.size.width, self.ascii)

    def ask(self, **changed: object) -> None:
        """Wishes for something else."""
        wish = self.wish._replace(**changed)  # type: ignore[arg-type]
        if wish != self.wish:
            self.wish = wish
            self.looker.wish(wish)
        self._show_tabs()

    def _ask_for_sizes(self) -> None:
        """Tells the looker how much room there is."""
        main = self.screen_stack[0]
        width = main.query_one("#right").size.width or self.size.width
        left = main.query_one("#services").size.width or self.size.width
        third = main.query_one("#aside").size.width if main.query_one("#third").display else 0
        self.ask(list_width=left, width=max(20, width - 1), total=self.size.width, aside=third)
        self.show_lesson()

    def on_resize(self) -> None:
        self.call_after_refresh(self._resized)

    def _resized(self) -> None:
        self._ask_for_sizes()
        text = f" minikctl  {self.size.width}x{self.size.height} is too small, it needs {SMALL_WIDTH}x{SMALL_HEIGHT}"
        if self.focused is None and len(self.screen_stack) == 1:
            self.query_one("#services").focus()
        self.say(self._said)
        self._one("small").show(fitted(line(Span(text, "warn")), self.look))
        self._show_lines()

    # ---- what is shown

    def _one(self, name: str) -> OneLine:
        return self.screen_stack[0].query_one(f"#{name}", OneLine)

    def _came(self, frame: Frame) -> None:
        """Called by the looker, in its thread."""
        self.post_message(FrameCame(frame))

    @property
    def is_whole(self) -> bool:
        """Whether the screen is there; while it is being left, its parts go one by one."""
        return bool(self.screen_stack) and bool(self.screen_stack[0].query("#hints"))

    def fits(self, wish: Wish) -> bool:
        """Whether a frame was made for the list that is wished for."""
        return (wish.namespace, wish.listed) == (self.wish.namespace, self.wish.listed)

    def on_frame_came(self, message: FrameCame) -> None:
        if not self.is_whole or not self.fits(message.frame.wish):
            return  # it is being left, or this is what was wished for before
        frame = self.frame = message.frame
        main = self.screen_stack[0]
        rows = main.query_one("#services", Rows)
        self._show_columns()
        if not rows.key:
            rows.key = frame.selected
        rows.show_rows(frame.listing.rows, frame.listing.line)
        if all(getattr(frame.wish, name) == getattr(self.wish, name) for name in SHOWN) or not self.selected:
            main.query_one("#detail", Lines).show(frame.detail)
        main.query_one("#aside", Lines).show(frame.aside)
        if not self.selected and frame.selected:
            self.ask(selected=frame.selected, **({} if self.wish.listed else {"service": frame.selected}))
        self._show_lines()

    @property
    def selected(self) -> str:
        """The key of the row that is wished for."""
        return self.wish.selected if self.wish.listed else self.wish.service

    def _show_columns(self) -> None:
        """The titles of the list; the one that sorts is in reverse video."""
        if self.frame is None:
            return
        spans = []
        for span in self.frame.listing.header:
            chosen = span.text.strip() and span.text.strip() in (self.column, self.wish.sort)
            spans.append(Span(span.text, "active") if chosen else span)
        self._one("columns").show(tuple(spans))

    def _show_lines(self) -> None:
        """The header, the change line and the tabs."""
        frame = self.frame
        self._show_tabs()
        if frame is None:
            self._one("header").show(header(self.look, ["reading the cluster"], 0))
            return
        self._one("header").show(
            header(self.look, self._place(frame), frame.rev, frame.fault, frame.problems, frame.last)
        )
        shown: Line = frame.change
        if frame.fault:
            shown = fitted(line(Span(f"{self.look.signs.failed} {frame.fault}", "broken")), self.look)
        self._one("change").show(shown)

    def _place(self, frame: Frame) -> list[str]:
        """Where the user is: namespace, how many Services, the selected one."""
        rows = self.screen_stack[0].query_one("#services", Rows)
        count = f"{len(rows.rows)} of {len(rows.every)}" if rows.pattern else str(len(frame.listing.rows))
        if not self._crumbs:
            return []
        place = [self.wish.namespace or "all namespaces", f"{short_name(self.wish.listed)}({count})"]
        if rows.pattern:
            place.append(f"/{rows.pattern}")
        elif self.size.width >= 100 and frame.selected:
            place.append(split_key(frame.selected)[1])
        return place

    def _show_tabs(self) -> None:
        """The titles of the tabs, the open one in brackets; scrolled so that it is in sight."""
        running = self.running
        if self.screen.has_class("-output") and running is not None:
            state = "running, ctrl-c stops" if running.code is None else f"exit {running.code}"
            text = f" $ {running.line}"
            self._one("tabs").show(line(Span(safe(text), "title"), Span(f"   {state}   esc closes", "dim")))
            return
        if self.in_lesson and self.course is not None:
            text = f" tutorial {self.course.name}"
            self._one("tabs").show(
                line(Span(safe(text), "title"), Span("   enter run  n next  b back  esc leaves", "dim"))
            )
            return
        spans: list[Span] = []
        for tab in TABS:
            active = tab.name == self.wish.tab
            title = f"[{tab.title}]" if active else f" {tab.title} "
            spans.append(Span(title, "active" if active else ""))
        width = self.wish.width
        active_at = next(at for at, tab in enumerate(TABS) if tab.name == self.wish.tab)
        while active_at and sum([len(span.text) for span in spans[: active_at + 1]]) > width - 2:
            del spans[0]
            active_at -= 1
        self._one("tabs").show(fitted(tuple(spans), Look(width, self.ascii)))

    def say(self, text: str, style: str = "dim") -> None:
        """A word in the line of hints; nothing: the hints."""
        self._said = text
        shown = line(Span(f" {safe(text) if text else HINTS}", style if text else "dim"))
        self._one("hints").show(fitted(shown, self.look))
        self._one("colon").show(line(Span(" :", "key")))

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys mean something only where they are: nothing but leaving while something lies over the screen."""
        if action in ("command", "filter"):
            return len(self.screen_stack) == 1 and not isinstance(self.focused, Bar)
        if len(self.screen_stack) > 1:
            return action in ("stop", "quit_now", "help_quit")
        in_text = isinstance(self.focused, Lines) and not isinstance(self.focused, Rows)
        if action == "lesson":
            return self.in_lesson
        if action in OF_TRACE:
            return (self.in_trace and self.focused is self.query_one("#detail")) or (
                action == "pace" and self.in_lesson
            )
        if action == "pods" and in_text:
            return self.in_trace
        return True

    def on_rows_moved(self, event: Rows.Moved) -> None:
        if self.wish.listed:
            self.ask(selected=event.key)
        else:
            self.ask(service=event.key, step=-1, url="")

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Opens a row: a Service's map, an Ingress's routes, a namespace's Services, any other's page."""
        kind = self.wish.listed
        if kind == "namespaces":
            self.to_namespace(split_key(event.key)[1])
            self.show_kind("services")
            return
        if kind:
            self.action_tab(
                {"ingresses": "ingress", "endpointslices": "endpoints", "endpoints": "endpoints"}.get(kind, "describe")
            )
        self.screen.set_focus(self.query_one("#detail"))

    def action_leave(self) -> None:
        """Back; on the first view: leaves."""
        rows = self.query_one("#services", Rows)
        on_first = (rows.has_focus or self.focused is None) and not self.in_lesson
        if on_first and not (self.screen.has_class("-output") or self.screen.has_class("-full-list") or rows.pattern):
            self.leave_now()
        else:
            self.action_step_back()

    def action_quit_now(self) -> None:
        self.leave_now()


def short_name(plural: str) -> str:
    """`svc`, `po`, `deploy`: what the header calls a list."""
    if not plural:
        return "svc"
    return next((kind.short[0] for kind in KINDS if kind.plural == plural and kind.short), plural)

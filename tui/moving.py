"""Moving about: tabs by letter, views of before, revisions of before, steps of a trace, and the palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer

from minikctl.state.kinds import KINDS
from minikctl.tui.actions import ACTIONS
from minikctl.tui.frames import Wish
from minikctl.tui.screens.over import GoTo, Over
from minikctl.tui.styles import THEMES
from minikctl.tui.tabs import BY_NAME, TABS
from minikctl.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from textual.app import App

    from minikctl.tui.app import ClusterApp

    Base = App[int]
else:
    Base = object

PACE = 1.2  # seconds for a step of a trace
KEPT = 50  # views that are remembered
VIEW = ("namespace", "service", "tab", "pod", "listed", "selected", "url", "sort", "reverse")
PANES = (("l", "list", "list"), ("n", "namespaces", "namespaces"), ("u", "tutorial", "tutorial"))


class Moving(Base):
    """How one gets from view to view. Mixed into ClusterApp."""

    speed = 1.0
    _timer: Timer | None = None
    _views: list[Wish]
    _at = 0  # in _views; its end: now
    _searched = ""

    @property
    def _moved(self) -> ClusterApp:
        return self  # type: ignore[return-value]

    # ---- the history of views

    def remember_view(self) -> None:
        """Notes what is shown before something else is."""
        main = self._moved
        self._views = [*self._views[: self._at], main.wish][-KEPT:]
        self._at = len(self._views)

    def action_history(self, by: int) -> None:
        """Back and forward, as in a browser."""
        main = self._moved
        target = self._at + by
        if not 0 <= target < len(self._views):
            main.say("There is no view before this one." if by < 0 else "There is no view after this one.")
            return
        if self._at == len(self._views):
            self._views.append(main.wish)
        else:
            self._views[self._at] = main.wish
        self._at = target
        self._restore(self._views[target])

    def action_last_view(self) -> None:
        """Between two views."""
        if self._views:
            before = self._views[min(self._at, len(self._views)) - 1]
            self.remember_view()
            self._restore(before)

    def _restore(self, wish: Wish) -> None:
        main = self._moved
        main.rows.key = wish.selected if wish.listed else wish.service
        main.ask(**{name: getattr(wish, name) for name in VIEW})
        main.rows.refresh()

    # ---- by letter

    def action_go_to(self) -> None:
        letters = [(tab.go, tab.title, tab.name) for tab in TABS]
        self.push_screen(GoTo([*letters, *PANES]), self._gone)

    def _gone(self, where: str | None) -> None:
        main = self._moved
        if where == "list":
            main.rows.focus()
        elif where == "namespaces":
            main.action_namespaces()
        elif where == "tutorial":
            main.action_tutorial()
        elif where:
            main.action_tab(where)

    def action_palette(self) -> None:
        """Everything there is, by a few letters."""
        main = self._moved
        choices = [f"key {one.text}   {one.id}" for one in ACTIONS if one.text and one.where != "bar"]
        choices += [f"tab {tab.title}" for tab in TABS]
        choices += [f"list {kind.plural}" for kind in KINDS]
        choices += [f"theme {name}   {theme.about}" for name, theme in THEMES.items()]
        choices += [f"tutorial {name}" for name in main.commands.tutorials()]
        self.push_screen(Over("palette", choices=choices, typing=True), self._picked)

    async def _picked(self, chosen: str | None) -> None:
        main = self._moved
        what, _, rest = (chosen or "").partition(" ")
        if what == "key":
            wanted = rest.rpartition(" ")[2]
            action = next(one.action for one in ACTIONS if one.id == wanted)
            focused = self.focused
            await self.run_action(action, main if action.startswith("app.") or focused is None else focused)
        elif what == "tab":
            main.action_tab(next(tab.name for tab in TABS if tab.title == rest))
        elif what == "list":
            main.show_kind(rest)
        elif what == "theme":
            main.use_theme(rest.split()[0])
        elif what == "tutorial":
            main.learn(rest)

    # ---- revisions

    def action_travel(self, by: int) -> None:
        """To the revision before or after; the newest one is now."""
        main = self._moved
        frame = main.frame
        if frame is None:
            return
        newest = frame.last or frame.rev
        wanted = (main.wish.rev or newest) + by
        if wanted < 1:
            main.say("This is the first revision.", "warn")
        else:
            main.ask(rev=0 if wanted >= newest else wanted)

    def action_now(self) -> None:
        self._moved.ask(rev=0)

    # ---- a trace

    @property
    def in_trace(self) -> bool:
        """Whether the trace has the focus."""
        return self._moved.wish.tab == "trace"

    def action_trace_by(self, by: int) -> None:
        main = self._moved
        steps = main.frame.steps if main.frame else 0
        main.ask(step=max(0, min(main.wish.step + by, steps - 1)))

    def action_trace_to(self, step: int) -> None:
        steps = self._moved.frame.steps if self._moved.frame else 0
        self._moved.ask(step=max(0, min(step, steps - 1)))

    def action_play(self) -> None:
        """Plays from the current step; again: pauses. Without animation all steps are there at once."""
        main = self._moved
        if self._timer is not None:
            self._pause()
            return
        steps = main.frame.steps if main.frame else 0
        if not main.animated:
            main.ask(step=-1)
            return
        if main.wish.step >= steps - 1:
            main.ask(step=0)
        self._timer = self.set_interval(PACE / self.speed, self._play_on)
        main.say(f"playing, {self.speed:g}x   space pauses")

    def _play_on(self) -> None:
        main = self._moved
        steps = main.frame.steps if main.frame else 0
        if not self.in_trace or main.wish.step >= steps - 1:
            self._pause()
        else:
            self.action_trace_by(1)

    def _pause(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = None
        self._moved.say("")

    def action_pace(self, factor: float) -> None:
        self.speed = min(16.0, max(0.0625, self.speed * factor))
        if self._timer is not None:
            self._pause()
            self._timer = self.set_interval(PACE / self.speed, self._play_on)
        self._moved.say(f"{self.speed:g}x")

    def action_draw(self) -> None:
        """Another endpoint is drawn, as a new connection would."""
        seed = self._moved.wish.seed
        self._moved.ask(seed=str(int(seed or 0) + 1))

    def action_all_draws(self) -> None:
        self._moved.ask(seed="")

    def action_trace_text(self) -> None:
        self._moved.ask(step=-1)

    def action_target(self) -> None:
        """Asks for another address to trace to."""
        self._moved.open_bar("target", "to ", self._moved.wish.url)

    # ---- a text

    def action_match(self, by: int) -> None:
        """The next match of the last search; without one the next mark."""
        pane = self._moved.query_one("#output" if self.screen.has_class("-output") else "#detail", Lines)
        if not pane.find(self._moved.searched, by):
            self._moved.say("There is no other.")

    def action_tab(self, name: str) -> None:
        main = self._moved
        if name != main.wish.tab:
            self.remember_view()
        main.leave_lesson()
        main.close_output()
        changed: dict[str, object] = {"tab": name}
        if name == "logs":
            changed["raw"] = False
        main.ask(**changed)
        main.query_one("#detail", Lines).scroll_to(y=0, animate=False)

    def action_tab_by(self, by: int) -> None:
        at = TABS.index(BY_NAME[self._moved.wish.tab])
        self.action_tab(TABS[(at + by) % len(TABS)].name)

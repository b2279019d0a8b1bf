"""What keys show or hide: panes, namespaces, marks, the header, the help; and closing one thing after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.tui.screens.over import Over, help_lines
from minikctl.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import App

    from minikctl.tui.app import ClusterApp

    Base = App[int]
else:
    Base = object


class Showing(Base):
    """How the screen is arranged. Mixed into ClusterApp."""

    @property
    def _shown(self) -> ClusterApp:
        return self  # type: ignore[return-value]

    def action_other_pane(self) -> None:
        app = self._shown
        services = app.query_one("#services")
        shown = "#lesson" if app.screen.has_class("-lesson") else "#detail"
        detail = app.query_one("#output" if app.screen.has_class("-output") else shown)
        (detail if services.has_focus else services).focus()

    def action_everywhere(self) -> None:
        app = self._shown
        app.remember_view()
        app.ask(namespace=None)

    def action_namespaces(self) -> None:
        app = self._shown
        found = app.frame.namespaces if app.frame else []
        choices = ["all namespaces", *found]
        chosen = app.wish.namespace or choices[0]
        app.push_screen(Over("namespaces", choices=choices, chosen=chosen), app.to_namespace)

    def to_namespace(self, chosen: str | None) -> None:
        """Shows another namespace."""
        app = self._shown
        if chosen:
            app.remember_view()
            app.rows.key = ""
            everywhere = chosen == "all namespaces"
            if not everywhere:
                app.note_namespace(chosen)
            app.ask(namespace=None if everywhere else chosen, service="", selected="")

    def action_raw(self) -> None:
        app = self._shown
        app.ask(raw=not app.wish.raw)

    def action_follow(self) -> None:
        """Goes on with the cluster, or stays at what is shown."""
        app = self._shown
        frame = app.frame
        if app.wish.rev:
            app.action_now()
        elif frame is not None:
            app.ask(rev=frame.rev)
            app.say("it stays as it is now; r follows again")

    def action_workbench(self) -> None:
        """The third column of large screens."""
        app = self._shown
        app.benched = not app.benched
        app.screen_stack[0].set_class(not app.benched, "-no-bench")
        app.call_after_refresh(app._ask_for_sizes)

    def action_crumbs(self) -> None:
        app = self._shown
        app._crumbs = not app._crumbs
        app._show_lines()

    def action_marks(self) -> None:
        app = self._shown
        app.ask(marks=not app.wish.marks)

    def action_reload(self) -> None:
        app = self._shown
        app.ask(reload=app.wish.reload + 1)

    def action_header(self) -> None:
        app = self._shown
        app.screen.toggle_class("-no-header")

    def action_full(self) -> None:
        """The pane in focus alone; again: all of them."""
        app = self._shown
        full = app.screen.has_class("-full") or app.screen.has_class("-full-list")
        in_list = app.query_one("#services").has_focus
        app.screen.set_class(not full and not in_list, "-full")
        app.screen.set_class(not full and in_list, "-full-list")
        app.call_after_refresh(app._ask_for_sizes)

    def action_help(self) -> None:
        app = self._shown
        app.push_screen(Over("help", page=help_lines(app.keymap.keys)))

    def action_step_back(self) -> None:
        """Closes what is open, one thing after the other; never leaves."""
        app = self._shown
        rows = app.query_one("#services", Rows)
        if app.screen.has_class("-full") or app.screen.has_class("-full-list"):
            app.action_full()
        elif app.screen.has_class("-output"):
            app.close_output()
        elif app.in_lesson:
            app.leave_lesson()
        elif rows.pattern:
            rows.filter("")
            app._show_lines()
        else:
            rows.focus()

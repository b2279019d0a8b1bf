"""The looker: one thread that owns the cluster, notices every change, and draws what the screen wishes to see."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable
from typing import NamedTuple

from minikctl.state.cluster import Cluster
from minikctl.state.kinds import NAMESPACE, POD
from minikctl.state.objects import split_key
from minikctl.state.store.errors import StoreError
from minikctl.state.store.watching import Watcher
from minikctl.state.view import View
from minikctl.state.views import changes, page, services
from minikctl.state.views.lines import Line, Look, Span, line, safe
from minikctl.state.views.scene import Scene
from minikctl.tui.commands import Commands
from minikctl.tui.tabs import BY_NAME, Tab

GROUP = 0.5  # seconds: changes that follow each other so fast are one group
RETRY = 2.0
POLL = 0.05  # where the operating system does not tell
YOUNG, QUICK, SLOW = 660.0, 1.0, 10.0  # ages of what is younger than YOUNG show seconds


class Wish(NamedTuple):
    """What the screen wants to see."""

    namespace: str | None = "default"  # None: all
    service: str = ""
    tab: str = "map"
    pod: str = ""
    list_width: int = 80
    width: int = 80
    total: int = 80  # of the screen
    ascii: bool = False
    marks: bool = True
    raw: bool = False
    reload: int = 0  # rises when everything is to be read again


class Frame(NamedTuple):
    """What there is to see."""

    wish: Wish
    rev: int
    service: str  # the one that is shown: the first if none was wished for
    listing: services.Listing
    detail: list[Line]
    change: Line
    problems: int
    namespaces: list[str]
    pods: list[str]  # namespace/name, those of the shown namespace first
    fault: str = ""  # why this is not live


NO_LISTING = services.Listing()


class Looker(threading.Thread):
    """Looks whenever something may have changed; hands out frames that differ from the last one."""

    def __init__(
        self,
        opened: Callable[[], Cluster],
        commands: Commands,
        show: Callable[[Frame], object],
        wish: Wish,
        folder: str,
    ) -> None:
        super().__init__(name="looker", daemon=True)
        self._opened, self._commands, self._show, self._folder = opened, commands, show, folder
        self._wish = wish
        self._ended = self._stumbled = False
        self._reader, self._writer = os.pipe()
        self._cluster: Cluster | None = None
        self._watcher: Watcher | None = None
        self._last: Frame | None = None
        self._view: View | None = None
        self._before: View | None = None
        self._version: tuple[int, float] = (-1, 0.0)
        self._changed_at = 0.0
        self._cause = ""
        self._marked: tuple[object, dict[str, dict[str, str]]] | None = None
        self._listed: tuple[object, services.Listing] | None = None
        self._rows: tuple[object, services.Known] = (None, {})
        self._output: tuple[object, str, str] | None = None  # of a tab that is a command: for what, before, now

    # ---- called by the screen

    def wish(self, wish: Wish) -> None:
        """Asks for something else to be shown."""
        if wish != self._wish:
            self._wish = wish
            self.wake()

    def wake(self) -> None:
        """Has it look at once."""
        try:
            os.write(self._writer, b"x")
        except OSError:
            return

    def end(self) -> None:
        self._ended = True
        self.wake()

    # ---- the thread

    def run(self) -> None:
        self._watch()
        while not self._ended:
            pause = self._look()
            if not self._ended:
                self._pause(pause)
        if self._watcher is not None:
            self._watcher.close()

    def _look(self) -> float:
        """Makes a frame and shows it if it is another; returns after how many seconds to look again."""
        wish = self._wish
        try:
            if self._cluster is None:
                self._cluster = self._opened()
            self._take_in(self._cluster, wish)
            frame = self.frame(wish)
            pause = self._next_look(self._cluster)
            self._stumbled = False
        except Exception as error:  # whatever is wrong with the cluster: the screen goes on, and says so
            if not self._folder and not self._stumbled:
                self._stumbled = True  # a cluster in memory may have been caught in the middle of a command
                return POLL
            frame, pause = self._faulty(wish, error), RETRY
            if not isinstance(error, StoreError) or self._view is None:
                self._cluster = None
        if not self._ended and (self._last is None or not is_same(frame, self._last)):
            self._last = frame
            self._show(frame)
        return pause

    def _pause(self, seconds: float) -> None:
        """Waits for a wish, for the journal, or until the time is over."""
        self._watch()
        poll = select.poll()
        poll.register(self._reader, select.POLLIN)
        handle = self._watcher.fileno() if self._watcher is not None else -1
        if handle >= 0:
            poll.register(handle, select.POLLIN)
        else:
            seconds = min(seconds, POLL)
        for ready, _ in poll.poll(max(0.0, seconds) * 1000):
            if ready == self._reader:
                os.read(self._reader, 4096)
        if self._watcher is not None:
            self._watcher.look()

    def _watch(self) -> None:
        """Has the operating system tell when the folder changes, as soon as there is one."""
        if self._folder and (self._watcher is None or self._watcher.fileno() < 0) and os.path.isdir(self._folder):
            self._watcher = Watcher(self._folder)

    def _next_look(self, cluster: Cluster) -> float:
        """Until the cluster changes by itself, or an age does."""
        now = cluster.clock.now()
        pause = QUICK if now - self._changed_at < YOUNG else SLOW
        due = cluster.next_due()
        return pause if due is None else max(0.001, min(pause, due - now + 0.001))

    def _faulty(self, wish: Wish, error: Exception) -> Frame:
        """The last frame again, with what is wrong."""
        fault = safe(f"{error}" if isinstance(error, StoreError) else f"{type(error).__name__}: {error}")
        if self._last is not None:
            return self._last._replace(wish=wish, fault=fault)
        return Frame(wish, 0, "", NO_LISTING, [], (), 0, [], [], fault)

    # ---- what changed

    def _take_in(self, cluster: Cluster, wish: Wish) -> None:
        """The newest view, and the one before the latest group of changes."""
        version = cluster.version()
        view = cluster.view()
        if version != self._version:
            self._follow(cluster, view, version)
        self._view = view

    def _follow(self, cluster: Cluster, view: View, version: tuple[int, float]) -> None:
        old_rev = self._version[0]
        if self._view is None:
            self._begin(cluster, version[0])
        else:
            if view.now - self._changed_at > GROUP or self._before is None:
                self._before = self._view
                self._cause = ""
            causes = [one.cause for one in cluster.history(old_rev + 1, version[0])] if version[0] > old_rev else []
            self._cause = changes.cause_of(causes) or self._cause
            self._changed_at = view.now
        self._version = version

    def _begin(self, cluster: Cluster, rev: int) -> None:
        """At the start, the last stored revision is what changed last."""
        try:
            last = cluster.history(rev, rev)
            self._before = cluster.view(rev - 1) if rev > 1 else None
        except (StoreError, ValueError):
            last = []
        self._cause = changes.cause_of([one.cause for one in last])
        self._changed_at = last[-1].time if last else 0.0

    # ---- frames

    def frame(self, wish: Wish) -> Frame:
        """What the wish shows of the cluster as it was last taken in."""
        view = self._view
        assert view is not None, "something was taken in"
        look = Look(wish.list_width, wish.ascii, wish.marks, wish.raw)
        marks = self._marks(view)
        scene = Scene(view, look, wish.service, wish.pod, "", self._before, marks)
        listing = self._listing(scene, wish)
        service = wish.service or (listing.rows[0].key if listing.rows else "")
        scene = scene._replace(service=service, look=look._replace(width=wish.width))
        whole = scene._replace(look=look._replace(width=wish.total))
        return Frame(
            wish=wish,
            rev=view.rev,
            service=service,
            listing=listing,
            detail=self._detail(scene, BY_NAME.get(wish.tab) or BY_NAME["map"]),
            change=changes.change_line(whole, view.rev, self._cause),
            problems=services.troubled(listing.rows),
            namespaces=[key[1:] for key in sorted(view.table(NAMESPACE.plural))],
            pods=self._pods(view, split_key(service)[0]),
        )

    def _marks(self, view: View) -> dict[str, dict[str, str]]:
        """What the shown change did; worked out once for each version."""
        if self._marked is None or self._marked[0] != self._version:
            found = changes.difference(self._before, view) if self._before is not None else {}
            self._marked = self._version, found
        return self._marked[1]

    def _listing(self, scene: Scene, wish: Wish) -> services.Listing:
        """The list; while the cluster has not changed, the one of before with newer ages."""
        wanted = (self._version, wish.namespace, scene.look, wish.reload)
        if self._listed is not None and self._listed[0] == wanted:
            listing = self._listed[1]
            if int(listing.now) != int(scene.view.now):
                listing = listing._replace(now=scene.view.now)
        else:
            if self._rows[0] != (scene.look, wish.reload):
                self._rows = (scene.look, wish.reload), {}
            listing = services.listing(scene, wish.namespace, self._rows[1])
        self._listed = wanted, listing
        return listing

    def _pods(self, view: View, namespace: str) -> list[str]:
        keys = sorted(view.table(POD.plural))
        return [key for key in keys if key.startswith(f"{namespace}/")] + [
            key for key in keys if not key.startswith(f"{namespace}/")
        ]

    def _detail(self, scene: Scene, tab: Tab) -> list[Line]:
        """The lines of a tab; what goes wrong in it stays in it."""
        try:
            return self._of_command(scene, tab) if tab.command else tab.draw(scene)
        except Exception as error:  # a panel's failure is a state of the panel
            text = safe(f"{type(error).__name__}: {error}")
            return [(), line(Span(f"  {tab.title} could not be drawn.", "broken")), line(Span(f"  {text}", "dim"))]

    def _of_command(self, scene: Scene, tab: Tab) -> list[Line]:
        """The output of the tab's command, run again when the cluster has changed; marks show what differs."""
        namespace, name = split_key(scene.service)
        if not name and "{" in tab.command:
            return tab_without_service()
        text = tab.command.format(service=name, namespace=namespace)
        known = self._output
        if known is None or known[0] != (text, self._version):
            parts: list[str] = []
            self._commands.run(text, parts.append, lambda: False)
            before = known[2] if known is not None and isinstance(known[0], tuple) and known[0][0] == text else ""
            known = self._output = ((text, self._version), before, "".join(parts))
        return page.compared_lines(known[1] or None, known[2], scene.look)


def is_same(one: Frame, other: Frame) -> bool:
    """Whether two frames show the same; lists are the same only if they are one."""
    return one.listing is other.listing and one._replace(listing=NO_LISTING) == other._replace(listing=NO_LISTING)


def tab_without_service() -> list[Line]:
    return [(), line(Span("  No Service is selected.", "title"))]

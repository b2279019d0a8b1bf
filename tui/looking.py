"""The looker: one thread that owns the cluster, notices every change, and draws what the screen wishes to see."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable

from minikctl.state.cluster import Cluster
from minikctl.state.kinds import NAMESPACE, POD, SERVICE, Kind
from minikctl.state.objects import split_key
from minikctl.state.store.errors import StoreError
from minikctl.state.store.watching import Watcher
from minikctl.state.view import View
from minikctl.state.views import changes, objects, page, services, timeline, trace
from minikctl.state.views.lines import Line, Look, Span, line, safe
from minikctl.state.views.scene import Scene
from minikctl.tui.commands import Commands
from minikctl.tui.frames import Frame, Wish
from minikctl.tui.questions import Questions
from minikctl.tui.tabs import BY_NAME, Tab

GROUP = 0.5  # seconds: changes that follow each other so fast are one group
RETRY = 2.0
POLL = 0.05  # where the operating system does not tell
ASIDE = 18  # lines of each part of the third column
YOUNG, QUICK, SLOW = 660.0, 1.0, 10.0  # ages of what is younger than YOUNG show seconds


NO_LISTING = services.Listing()


class Looker(Questions, threading.Thread):
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
        self._past: tuple[int, View, View | None, str] | None = None  # a revision that was looked at

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

    def look_once(self, wish: Wish) -> Frame:
        """A frame, made by whoever asks; for a looker whose thread was never started."""
        self._wish = wish
        try:
            if self._cluster is None:
                self._cluster = self._opened()
            self._take_in(self._cluster, wish)
            self._last = self.frame(wish)
        except Exception as error:  # said, as on the screen
            return self._faulty(wish, error)
        return self._last

    def newest(self) -> int:
        """The last revision that was taken in."""
        return max(0, self._version[0])

    def revisions_since(self, rev: int) -> int:
        """How many commands have changed the cluster since a revision: what undo would have to undo."""
        cluster = self._cluster
        if cluster is None:
            return 0
        return sum([not one.cause.startswith("due: ") for one in cluster.history(rev + 1)])

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
        """What the wish shows of the cluster as it was last taken in, or as it was after a revision."""
        now = self._view
        assert now is not None, "something was taken in"
        view, before, cause, last = now, self._before, self._cause, 0
        if 0 < wish.rev < now.rev:
            view, before, cause = self._at(wish.rev)
            last = now.rev
        look = Look(wish.list_width, wish.ascii, wish.marks, wish.raw)
        marks = self._marks(view, before)
        scene = Scene(view, look, wish.service, wish.pod, "", before, marks)
        scene = scene._replace(listed=wish.listed, url=wish.url, seed=wish.seed, step=wish.step)
        listing = self._listing(scene, wish)
        first = listing.rows[0].key if listing.rows else ""
        if wish.listed:
            selected = wish.selected or first
            service = self._behind(view, wish, selected)
        else:
            service = selected = wish.service or first
        scene = scene._replace(service=service, selected=selected, look=look._replace(width=wish.width))
        whole = scene._replace(look=look._replace(width=wish.total))
        tab = BY_NAME.get(wish.tab) or BY_NAME["map"]
        return Frame(
            wish=wish,
            rev=wish.rev if last else view.rev,
            service=service,
            listing=listing,
            detail=self._detail(scene, tab),
            change=changes.change_line(whole, wish.rev if last else view.rev, cause),
            problems=services.troubled(listing.rows),
            namespaces=[key[1:] for key in sorted(view.table(NAMESPACE.plural))],
            pods=self._pods(view, split_key(service)[0]),
            last=last,
            steps=self._steps(scene) if tab.name == "trace" else 0,
            aside=self._aside(scene, wish.aside) if wish.aside else (),
            selected=selected,
        )

    def _at(self, rev: int) -> tuple[View, View | None, str]:
        """The cluster after a revision, before it, and what it is called. Raises StoreError."""
        assert self._cluster is not None, "something was taken in"
        if self._past is None or self._past[0] != rev:
            view = self._cluster.view(rev)
            try:
                before = self._cluster.view(rev - 1) if rev > 1 else None
            except (StoreError, ValueError):
                before = None  # the history begins here
            cause = changes.cause_of([one.cause for one in self._cluster.history(rev, rev)])
            self._past = rev, view, before, cause
        return self._past[1:]

    def _behind(self, view: View, wish: Wish, selected: str) -> str:
        """The Service that belongs to the selected row; else the one that was shown before."""
        kind = view.kind_named(wish.listed)
        obj = view.find_key(kind, selected) if kind is not None and selected else None
        return (objects.behind(view, kind, obj) if kind is not None and obj is not None else "") or wish.service

    def _steps(self, scene: Scene) -> int:
        try:
            found = trace.walked(scene)
        except Exception:  # the tab says what is wrong
            return 0
        return len(found.steps) if found is not None else 0

    def _aside(self, scene: Scene, width: int) -> list[Line]:
        """The third column: what is wrong, and what has happened."""
        scene = scene._replace(look=scene.look._replace(width=width))
        lines: list[Line] = []
        for title, name in (("problems", "problems"), ("changes", "changes"), ("events", "events")):
            found = self._detail(scene, BY_NAME[name])
            lines += [line(Span(f" {title}", "header")), *found[:ASIDE], ()]
        return lines

    def _marks(self, view: View, before: View | None) -> dict[str, dict[str, str]]:
        """What the shown change did; worked out once for each version."""
        wanted = self._version, self._past[0] if self._past is not None and view is self._past[1] else 0
        if self._marked is None or self._marked[0] != wanted:
            self._marked = wanted, changes.difference(before, view) if before is not None else {}
        return self._marked[1]

    def _listing(self, scene: Scene, wish: Wish) -> services.Listing:
        """The list; while the cluster has not changed, the one of before with newer ages."""
        shape = (wish.listed, wish.rev, wish.sort, wish.reverse, wish.wide, wish.troubled)
        wanted = (self._version, wish.namespace, scene.look, wish.reload, shape)
        if self._listed is not None and self._listed[0] == wanted:
            listing = self._listed[1]
            if int(listing.now) != int(scene.view.now):
                listing = listing._replace(now=scene.view.now)
        else:
            listing = self._new_listing(scene, wish)
            if wish.troubled:
                listing = listing._replace(rows=objects.with_trouble(listing.rows))
            listing = objects.sorted_rows(listing, wish.sort, wish.reverse)
        self._listed = wanted, listing
        return listing

    def _new_listing(self, scene: Scene, wish: Wish) -> services.Listing:
        """The Services, or the objects of another kind."""
        kind = scene.view.kind_named(wish.listed) if wish.listed else None
        if kind is not None:
            return objects.listing(scene, kind, wish.namespace, wide=wish.wide)
        if self._rows[0] != (scene.look, wish.reload):
            self._rows = (scene.look, wish.reload), {}
        return services.listing(scene, wish.namespace, self._rows[1])

    def _pods(self, view: View, namespace: str) -> list[str]:
        keys = sorted(view.table(POD.plural))
        return [key for key in keys if key.startswith(f"{namespace}/")] + [
            key for key in keys if not key.startswith(f"{namespace}/")
        ]

    def _detail(self, scene: Scene, tab: Tab) -> list[Line]:
        """The lines of a tab; what goes wrong in it stays in it."""
        try:
            if tab.name == "timeline":
                assert self._cluster is not None and self._view is not None, "something was taken in"
                shown = self._wish.rev or self._view.rev
                return timeline.lines(self._cluster.history(), shown, scene.look, self._view.now)
            return self._of_command(scene, tab) if tab.command else tab.draw(scene)
        except Exception as error:  # a panel's failure is a state of the panel
            text = safe(f"{type(error).__name__}: {error}")
            return [(), line(Span(f"  {tab.title} could not be drawn.", "broken")), line(Span(f"  {text}", "dim"))]

    def _of_command(self, scene: Scene, tab: Tab) -> list[Line]:
        """The output of the tab's command, run again when the cluster has changed; marks show what differs."""
        namespace, service = split_key(scene.service)
        space, name = split_key(scene.selected)
        if not (service if "{service}" in tab.command else name):
            return tab_without_service()
        kind = scene.view.kind_named(scene.listed) if scene.listed else SERVICE
        assert kind is not None, "it is listed"
        if scene.view.rev != (self._view.rev if self._view else 0) or scene.view is not self._view:
            return self._of_the_past(scene, tab, kind)
        inside = f" --namespace {space}" if space else ""
        text = tab.command.format(
            service=service,
            namespace=namespace,
            name=name,
            kind=kind.resource if scene.listed else kind.singular,
            in_namespace=inside,
        )
        known = self._output
        if known is None or known[0] != (text, self._version):
            parts: list[str] = []
            self._commands.run(text, parts.append, lambda: False)
            before = known[2] if known is not None and isinstance(known[0], tuple) and known[0][0] == text else ""
            known = self._output = ((text, self._version), before, "".join(parts))
        return page.compared_lines(known[1] or None, known[2], scene.look)

    def _of_the_past(self, scene: Scene, tab: Tab, kind: Kind) -> list[Line]:
        """Commands only know the present; an object is shown as it was."""
        namespace, name = split_key(scene.selected)
        obj = scene.view.find(kind, name, namespace)
        if tab.name != "yaml" or obj is None:
            return [(), line(Span(f"  {tab.title} shows only the present:  = goes there.", "title"))]
        from minikctl.state.views.documents import as_yaml  # only here

        old = scene.before.find(kind, name, namespace) if scene.before is not None else None
        return page.compared_lines(as_yaml(old) if old is not None else None, as_yaml(obj), scene.look)


def is_same(one: Frame, other: Frame) -> bool:
    """Whether two frames show the same; lists are the same only if they are one."""
    return one.listing is other.listing and one._replace(listing=NO_LISTING) == other._replace(listing=NO_LISTING)


def tab_without_service() -> list[Line]:
    return [(), line(Span("  No Service is selected.", "title"))]

"""TinyDB's Storage over revisions: what a storage on files and one in memory have in common."""

from __future__ import annotations

from _thread import RLock
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tinydb.storages import Storage

from minikctl.state.store.documents import START, Moment
from minikctl.state.store.errors import HistoryGoneError
from minikctl.state.store.revision import Change, Revision

if TYPE_CHECKING:
    from minikctl.state.store.disk import Disk
    from minikctl.state.store.documents import NewValue
    from minikctl.state.store.lock import WriterLock

KEPT = 1000  # revisions of history
WAIT = 10.0  # seconds for another writer

Now = Callable[[], float]


def machine_time() -> float:
    from minikctl.state.clock import RealClock  # plain TinyDB writes only

    return RealClock().now()


class RevisionStorage(Storage):
    """A moment, and revisions that lead from one to the next."""

    def __init__(self, disk: Disk | None, wait: float, now: Now) -> None:
        super().__init__()
        self.moment: Moment = START
        self._wait, self._now = wait, now
        self._lock: WriterLock | None = None
        self.state = RLock()  # held while one thread moves on to another moment
        self._read: Moment | None = None
        self._lock_disk = disk  # None: other processes are no matter

    @property
    def lock(self) -> WriterLock:
        if self._lock is None:
            from minikctl.state.store.lock import WriterLock  # writers only

            with self.state:
                self._lock = self._lock or WriterLock(self._lock_disk, self._wait)
        return self._lock

    def refresh(self) -> bool:
        """Takes in what others committed; True if that changed anything."""
        return False

    def is_behind(self) -> bool:
        """There may be something to refresh."""
        return False

    def commit(self, revision: Revision) -> None:
        raise NotImplementedError

    def history(self, first: int, last: int) -> list[Revision]:
        """Stored revisions with first <= rev <= last, oldest first."""
        raise NotImplementedError

    def moment_before(self) -> Moment:
        """The counters (no tables) before the oldest revision that is stored."""
        raise NotImplementedError

    @contextmanager
    def writing(self) -> Iterator[Moment]:
        """Holds the writer's lock; gives the latest moment."""
        is_first = self.lock.take()
        try:
            if is_first:
                self.refresh()
            yield self.moment
        finally:
            self.lock.free()

    def check_next(self, revision: Revision) -> None:
        assert self.lock.is_mine, "a commit needs the writer's lock"
        assert revision.rev == self.moment.rev + 1, f"revision {revision.rev} does not follow {self.moment.rev}"

    def oldest(self) -> int:
        """The oldest revision that `at` reaches."""
        return max(self.moment_before().rev, self.moment.rev - KEPT)

    def kept(self, first: int, last: int) -> range:
        """The revisions of a span that there are; raises if some are no longer kept."""
        first, last = max(first, 1), min(last, self.moment.rev)
        if first <= last and first <= self.oldest():
            raise HistoryGoneError(first, self.oldest() + 1)
        return range(first, last + 1)

    def at(self, rev: int) -> Moment:
        """The moment after an older revision."""
        now = self.moment
        if rev == now.rev:
            return now
        if rev > now.rev or rev < self.oldest():
            raise HistoryGoneError(rev, self.oldest())
        before = self.moment_before()
        first = rev if rev > before.rev else rev + 1
        revisions = self.history_from(first, now.rev)
        state: Moment | Revision = before
        if first == rev:
            state, revisions = revisions[0], revisions[1:]
        tables = now.with_values(old_values(revisions))
        return Moment(rev, state.time, state.next_due, state.resource_version, state.counter, tables)

    def history_from(self, first: int, last: int) -> list[Revision]:
        """As `history`, but without the limit on what is shown."""
        raise NotImplementedError

    # What TinyDB itself calls.

    def read(self) -> dict[str, dict[str, Any]] | None:
        """All tables, as copies: TinyDB's own Table changes what it gets before it writes it."""
        self.refresh()
        self._read = self.moment
        return {name: copied(dict(self.moment.documents(name))) for name in self.moment.tables_present()}

    def write(self, data: Mapping[str, Mapping[Any, Any]]) -> None:
        """Commits what differs from what was last read."""
        with self.writing() as moment:
            read = self._read if data and self._read else moment  # no data at all: every table is dropped
            self.commit_plain(changes_between(read, data, moment), "tinydb: write")
        self._read = None

    def commit_plain(self, changes: Sequence[Change], cause: str) -> None:
        """A write through TinyDB's own methods as a revision; none if there is nothing to change."""
        if changes:
            self.commit(plain_revision(self.moment, changes, cause, self._now()))


def plain_revision(moment: Moment, changes: Sequence[Change], cause: str, now: float) -> Revision:
    return Revision(moment.rev + 1, now, cause, (), changes, moment.next_due, moment.resource_version, moment.counter)


def old_values(revisions: Sequence[Revision]) -> Iterator[NewValue]:
    """What takes the revisions back, latest first."""
    for revision in reversed(revisions):
        for change in reversed(revision.changes):
            yield change.table, change.key, change.old, -growth(change)


def new_values(revision: Revision) -> Iterator[NewValue]:
    for change in revision.changes:
        yield change.table, change.key, change.new, growth(change)


def growth(change: Change) -> int:
    return (change.new is not None) - (change.old is not None)


def after(moment: Moment, revision: Revision) -> Moment:
    """The moment that a revision leads to."""
    tables = moment.with_values(new_values(revision))
    return Moment(revision.rev, revision.time, revision.next_due, revision.resource_version, revision.counter, tables)


def changes_between(read: Moment, data: Mapping[str, Mapping[Any, Any]], now: Moment) -> list[Change]:
    """The changes that make `data` of the moment that was read, as changes of the moment it is now."""
    from minikctl.state.store.difference import same  # only for writes

    changes = []
    for name in sorted({*read.tables_present(), *data}):
        before = read.documents(name)
        after = {str(key): doc for key, doc in data.get(name, {}).items()}
        for key in [*after, *(key for key in before if key not in after)]:
            new = after.get(key)
            if not same(before.get(key), new):
                changes.append(Change(name, key, now.document(name, key), new))
    return [change for change in changes if not same(change.old, change.new)]


def copied(tree: Any) -> Any:
    """A copy of a JSON tree."""
    if isinstance(tree, dict):
        return {key: copied(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [copied(item) for item in tree]
    return tree


class MemoryStorage(RevisionStorage):
    """Revisions in memory."""

    def __init__(self, *, wait: float = WAIT, now: Now = machine_time) -> None:
        super().__init__(None, wait, now)
        self._revisions: deque[Revision] = deque()
        self._before = START

    def commit(self, revision: Revision) -> None:
        self.check_next(revision)
        with self.state:
            self.moment = after(self.moment, revision)
            self._revisions.append(revision)
            if len(self._revisions) > KEPT:
                self._before = counters_of(self._revisions.popleft())

    def history(self, first: int, last: int) -> list[Revision]:
        self.kept(first, last)
        return self.history_from(first, last)

    def history_from(self, first: int, last: int) -> list[Revision]:
        with self.state:
            return [revision for revision in self._revisions if first <= revision.rev <= last]

    def moment_before(self) -> Moment:
        return self._before


def counters_of(revision: Revision) -> Moment:
    """The moment after a revision, without its tables."""
    return Moment(revision.rev, revision.time, revision.next_due, revision.resource_version, revision.counter, {})

"""Cluster, the facade: moments to look at, transactions to change, history to go back in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from minikctl.state.clock import Clock
from minikctl.state.indexes import Indexes
from minikctl.state.moment import Moment
from minikctl.state.view import View

if TYPE_CHECKING:
    from minikctl.state.store import Database, Revision
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

CATCH_UP = 64  # due instants that get a revision of their own; older ones are stored together


class Cluster:
    """One fake cluster. Every view is brought up to the clock's now; reading never writes."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self.clock = clock
        self.pace = ""  # instead of the cluster's own setting
        self._indexes = Indexes(db.rev)
        self._settled: tuple[int, float, View] | None = None

    @classmethod
    def open(cls, folder: str, clock: Clock) -> Cluster:
        """The cluster kept in a folder. Raises StoreError."""
        from minikctl.state.store import Database  # tinydb

        return cls(Database.open(folder), clock)

    @classmethod
    def in_memory(cls, clock: Clock, settings: Obj | None = None) -> Cluster:
        """A new cluster that is kept nowhere; `settings` as of View.settings."""
        from minikctl.state.store import Database  # tinydb

        cluster = cls(Database.in_memory(), clock)
        cluster.bootstrap(settings or {})
        return cluster

    def bootstrap(self, settings: Obj) -> None:
        """Fills an empty cluster with what a new one contains."""
        from minikctl.state import bootstrap  # once in a cluster's life

        with self._writing("cluster create", "minikctl", settle=False) as tx:
            bootstrap.fill(tx, settings)

    @property
    def is_empty(self) -> bool:
        """Nothing was ever stored."""
        self.refresh()
        return self._db.rev == 0

    # ---- reading

    def refresh(self) -> bool:
        """Reads what others have stored; True if there was anything."""
        changed = self._db.refresh()
        if self._indexes.rev != self._db.rev:
            self._indexes = Indexes(self._db.rev)
        return changed

    def view(self, rev: int | None = None) -> View:
        """The cluster as it is now, or as it was after a revision."""
        self.refresh()
        if rev is not None and rev != self._db.rev:
            past = self._db.at(rev)
            return View(Moment(past, Indexes(rev)), past.time)
        moment = Moment(self._db, self._indexes)
        now = self.clock.now()
        if moment.next_due is None or moment.next_due > now:
            return View(moment, now)
        return self._brought_up(moment, now)

    def _brought_up(self, moment: Moment, now: float) -> View:
        """What the cluster has become since it was stored: worked out in memory, remembered until more falls due."""
        known = self._settled
        if known is not None and known[0] == moment.rev and now < known[1]:
            known[2].now = now
            return known[2]
        tx = self._begin(moment, now, "")
        tx.now = moment.next_due if moment.next_due is not None else now
        from minikctl.state.settling import Settler  # only when something is due

        Settler(tx).advance(now)
        tx.now = now
        upcoming = tx.next_timer()
        self._settled = (moment.rev, upcoming.due if upcoming else float("inf"), tx)
        return tx

    def version(self) -> tuple[int, float]:
        """Differs whenever the cluster does: the revision, and the last due instant that has passed."""
        self.refresh()
        due = self._db.next_due
        now = self.clock.now()
        if due is None or due > now:
            return self._db.rev, 0.0
        self.view()
        return self._db.rev, self._settled[1] if self._settled else due

    def next_due(self) -> float | None:
        """The moment at which the cluster next changes by itself."""
        view = self.view()
        timer = getattr(view, "next_timer", None)
        if timer is None:
            return self._db.next_due
        upcoming = timer()
        return upcoming.due if upcoming else None

    def changed(self) -> bool:
        """Whether the files have grown since they were last read; cheap enough to ask often."""
        return self._db.changed()

    # ---- writing

    @contextmanager
    def transaction(self, cause: str = "", actor: str = "kubernetes-admin") -> Iterator[Transaction]:
        """Changes the cluster; an exception leaves it as it was. Loops run when the block ends."""
        with self._writing(cause, actor) as tx:
            yield tx

    @contextmanager
    def dry_run(self, cause: str = "") -> Iterator[Transaction]:
        """A transaction of which nothing is kept; takes no lock."""
        self.refresh()
        tx = self._begin(Moment(self._db, self._indexes), self.clock.now(), cause)
        self._advance(tx)
        yield tx

    def effect(self, cause: str = "") -> Transaction:
        """A transaction that is never kept, for asking what a change would do; end it with `settle`."""
        self.refresh()
        tx = self._begin(Moment(self._db, self._indexes), self.clock.now(), cause)
        self._advance(tx)
        return tx

    @contextmanager
    def _writing(self, cause: str, actor: str, settle: bool = True) -> Iterator[Transaction]:
        with self._db.writing():
            if self._indexes.rev != self._db.rev:
                self._indexes = Indexes(self._db.rev)
            now = self.clock.now()
            self._catch_up(now)
            tx = self._begin(Moment(self._db, self._indexes), now, cause, actor)
            yield tx
            tx.manager = ""
            if cause not in ("undo", "redo") and tx.stored("_settings", "undo") is not None:
                tx.put("_settings", "undo", None)
            if settle:
                from minikctl.state.settling import settle as finish  # only for writes

                finish(tx)
            self._commit(tx)

    def _begin(self, moment: Moment, now: float, cause: str, actor: str = "") -> Transaction:
        from minikctl.state.transaction import Transaction  # only for writes

        tx = Transaction(moment, now, cause, actor)
        tx.pace = self.pace or str(tx.settings["pace"])
        return tx

    def _advance(self, tx: Transaction) -> None:
        """Brings an unkept transaction up to now."""
        timer = tx.next_timer()
        if timer is not None and timer.due <= tx.real:
            from minikctl.state.settling import Settler  # only when something is due

            tx.now = min(timer.due, tx.real)
            Settler(tx).advance(tx.real)
            tx.now = tx.real

    def _catch_up(self, now: float) -> None:
        """Stores what fell due before now: each instant as a revision of its own, a long absence in one."""
        for count in range(CATCH_UP + 1):
            due = self._db.next_due
            if due is None or due > now:
                return
            from minikctl.state.settling import Settler  # only when something is due

            tx = self._begin(Moment(self._db, self._indexes), now, "", "")
            timer = tx.next_timer()
            assert timer is not None, "a stored next_due has a timer"
            tx.now = timer.due
            tx.cause = f"due: {timer.loop} {timer.key}"
            if count < CATCH_UP:
                Settler(tx).fire(timer)
            else:
                Settler(tx).advance(now)
                tx.cause = "due: while nobody looked"
            self._commit(tx, tx.now)

    def _commit(self, tx: Transaction, moment: float | None = None) -> None:
        from minikctl.state.store import Change, Revision  # already loaded

        written = tx.written()
        if not written:
            return
        upcoming = tx.next_timer()
        rev = self._db.rev + 1
        revision = Revision(
            rev=rev,
            time=tx.now if moment is None else moment,
            cause=tx.cause,
            steps=tx.steps,
            changes=[Change(table, key, old, new) for table, key, old, new in written],
            next_due=upcoming.due if upcoming else None,
            resource_version=tx.resource_version,
            counter=tx.counter,
        )
        self._db.commit(revision)
        self._indexes.follow(rev, written)

    def keep_up(self) -> None:
        """Stores what has fallen due, as the next write would; nothing happens if nothing has."""
        self.refresh()
        if self._db.next_due is not None and self._db.next_due <= self.clock.now():
            with self._db.writing():
                if self._indexes.rev != self._db.rev:
                    self._indexes = Indexes(self._db.rev)
                self._catch_up(self.clock.now())

    # ---- history

    def history(self, first: int = 1, last: int | None = None) -> list[Revision]:
        """Stored revisions, oldest first."""
        self.refresh()
        return self._db.history(first, self._db.rev if last is None else last)

    def changes(self, since: int) -> list[Revision]:
        """The revisions after one."""
        self.refresh()
        return self._db.history(since + 1, self._db.rev)

    def undo(self) -> str | None:
        """Takes the last change by a user back; returns its cause, None if there is none."""
        from minikctl.state import undoing  # seldom

        with self._writing("undo", "kubernetes-admin", settle=False) as tx:
            return undoing.undo(tx, self._db)

    def redo(self) -> str | None:
        """Takes the last undo back; returns the cause of what is there again, None if there is none."""
        from minikctl.state import undoing  # seldom

        with self._writing("redo", "kubernetes-admin", settle=False) as tx:
            return undoing.redo(tx, self._db)

    # ---- waiting

    def wait(self, done: Callable[[View], bool], timeout: float | None = None) -> bool:
        """Lets time pass until `done(view)` is true; False if that took longer than `timeout` seconds."""
        end = None if timeout is None else self.clock.now() + timeout
        while not done(self.view()):
            now = self.clock.now()
            if end is not None and now >= end:
                return False
            due = self.next_due()
            step = 0.1 if due is None else max(0.001, due - now)
            if getattr(self.clock, "is_scripted", False):
                if due is None and end is None:
                    return False
                left = step if end is None else end - now
                self.clock.sleep(left if due is None else min(step, left))
            else:
                self.clock.sleep(min(step, 0.1, (end - now) if end is not None else 0.1))
        return True

    # ---- loading and saving

    def load(self, documents: list[Obj], *, merge: bool = False) -> None:
        """Replaces everything (or adds, with `merge`) by documents, verbatim and at rest."""
        from minikctl.state import loading  # seldom

        with self._writing("cluster load", "minikctl", settle=False) as tx:
            loading.load(tx, documents, merge)

    def documents(self) -> list[Obj]:
        """Everything, as documents that `load` turns into the same cluster."""
        from minikctl.state import loading  # seldom

        return loading.dump(self.view())

    def reconcile(self) -> None:
        """Runs the loops of the controller manager for every object until nothing changes."""
        from minikctl.state import loading  # seldom

        with self._writing("cluster reconcile", "minikctl", settle=False) as tx:
            loading.reconcile(tx)

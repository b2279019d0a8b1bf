"""The cluster's database: a TinyDB over revisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

from tinydb import TinyDB

from minikctl.state.store.disk import Disk
from minikctl.state.store.documents import Documents, Moment
from minikctl.state.store.files import JournalStorage
from minikctl.state.store.revision import Obj, Revision
from minikctl.state.store.storage import WAIT, MemoryStorage, RevisionStorage
from minikctl.state.store.table import DocumentTable


class Database(TinyDB):
    """A cluster's documents and their history, in a folder or in memory.

    What `documents` and `moment` hand out never changes; `refresh`, `writing` and `commit` move on to a later moment.
    TinyDB's own methods (`table`, `search`, `insert` …) work on it as well and always see the latest.
    """

    table_class = DocumentTable
    default_storage_class = JournalStorage  # type: ignore[assignment]

    @classmethod
    def open(cls, folder: str, *, wait: float = WAIT, disk: Disk | None = None) -> Database:
        """The database of a folder, which need not exist yet. Writers wait up to `wait` seconds for each other."""
        return cls(folder, wait=wait, disk=disk)

    @classmethod
    def in_memory(cls) -> Database:
        return cls(storage=MemoryStorage)

    @property
    def revisions(self) -> RevisionStorage:
        found = self._storage
        assert isinstance(found, RevisionStorage), "a Database needs a storage of revisions"
        return found

    @property
    def moment(self) -> Moment:
        """All tables as of the revision that is loaded."""
        return self.revisions.moment

    @property
    def rev(self) -> int:
        return self.revisions.moment.rev

    @property
    def time(self) -> float:
        """When the last revision was made."""
        return self.revisions.moment.time

    @property
    def next_due(self) -> float | None:
        """The earliest stored timer."""
        return self.revisions.moment.next_due

    @property
    def resource_version(self) -> int:
        return self.revisions.moment.resource_version

    @property
    def counter(self) -> int:
        return self.revisions.moment.counter

    def documents(self, table: str) -> Mapping[str, Obj]:
        """A whole table; later commits do not change it, and nobody may."""
        return self.revisions.moment.documents(table)

    def document(self, table: str, key: str) -> Obj | None:
        """One document, without parsing the others."""
        return self.revisions.moment.document(table, key)

    def tables_present(self) -> list[str]:
        """The tables that have documents, by name."""
        return self.revisions.moment.tables_present()

    def tables(self) -> set[str]:
        return set(self.tables_present())

    def changed(self) -> bool:
        """Whether there may be something to refresh: one look at the file, nothing is read."""
        return self.revisions.is_behind()

    def refresh(self) -> bool:
        """Takes in what others committed, without a lock; True if there was something."""
        return self.revisions.refresh()

    def writing(self) -> AbstractContextManager[Moment]:
        """Holds the writer's lock; inside, this database is the latest."""
        return self.revisions.writing()

    def commit(self, revision: Revision) -> None:
        """One revision, durable when this returns; only inside `writing()`. An error leaves everything as it was."""
        self.revisions.commit(revision)

    def history(self, first: int, last: int) -> list[Revision]:
        """Revisions, oldest first; raises HistoryGoneError if the first one is no longer kept."""
        return self.revisions.history(first, last)

    def oldest(self) -> int:
        """The oldest revision that `at` reaches; `history` has those after it."""
        return self.revisions.oldest()

    def at(self, rev: int) -> Moment:
        """The cluster after an older revision."""
        return self.revisions.at(rev)

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Any]:
        return iter(self.table(self.default_table_name))


__all__ = ["Database", "Documents", "Moment"]

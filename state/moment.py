"""The tables of the store at one revision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from minikctl.state.indexes import Index, Indexes

if TYPE_CHECKING:
    from minikctl.state import store

Obj = dict[str, Any]


class Moment:
    """What the store held at one revision; stays so when the store goes on."""

    __slots__ = ("_db", "_indexes", "_tables", "counter", "next_due", "resource_version", "rev")

    def __init__(self, db: store.Database | store.Moment, indexes: Indexes) -> None:
        self._db: Any = getattr(db, "moment", db)
        self._indexes = indexes
        self._tables: dict[str, Mapping[str, Obj]] = {}
        self.rev: int = db.rev
        self.next_due: float | None = db.next_due
        self.resource_version: int = db.resource_version
        self.counter: int = db.counter

    def documents(self, table: str) -> Mapping[str, Obj]:
        """A whole table by key."""
        found = self._tables.get(table)
        if found is None:
            found = self._tables[table] = self._db.documents(table)
        return found

    def document(self, table: str, key: str) -> Obj | None:
        """One document; does not read the rest of the table if the store can avoid it."""
        found = self._tables.get(table)
        if found is None:
            one: Obj | None = self._db.document(table, key)
            return one
        return self.documents(table).get(key)

    def tables(self) -> list[str]:
        """The names of the tables that hold anything."""
        return sorted(set(self._db.tables_present()) | set(self._tables))

    def index(self, table: str, name: str) -> Index:
        """The index of that name over a table."""
        if self._indexes.rev != self.rev:
            self._indexes = Indexes(self.rev)
        return self._indexes.index(table, name, self.documents(table))

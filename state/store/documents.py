"""A table's documents and a moment of all tables: values that later commits do not change."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from typing import TYPE_CHECKING, Any, Protocol

from minikctl.state.store.record import Entry
from minikctl.state.store.revision import Obj
from minikctl.state.values import NamedTuple

Value = Obj | Entry | None  # None: absent
NewValue = tuple[str, str, Value, int]  # table, key, value, by how much the table grows: how a moment takes in a change
FOLD_FROM = 256
MISSING: Any = object()


if TYPE_CHECKING:

    class Base(Protocol):
        """Where a table's documents come from, apart from its latest changes."""

        @property
        def is_parsed(self) -> bool:
            """All documents are in memory."""

        def find(self, key: str) -> Obj | None:
            """One document."""

        def all(self) -> dict[str, Obj]:
            """Every document; must not be changed."""


class Parsed:
    """A base that is in memory."""

    __slots__ = ("_docs", "find")
    is_parsed = True

    def __init__(self, docs: dict[str, Obj]) -> None:
        self._docs = docs
        self.find = docs.get

    def all(self) -> dict[str, Obj]:
        return self._docs


NOTHING = Parsed({})


class Documents(Mapping[str, Obj]):
    """A table at one moment: a base and what changed since. It never changes, and its documents must not be changed."""

    __slots__ = ("_base", "_count", "_merged", "_over")

    def __init__(self, base: Base = NOTHING, count: int = 0, over: dict[str, Value] | None = None) -> None:
        self._base, self._count = base, count
        self._over = over or {}
        self._merged: dict[str, Obj] | None = None

    @property
    def merged(self) -> dict[str, Obj]:
        """All documents as a dict; must not be changed."""
        if self._merged is None:
            docs = self._base.all()
            if self._over:
                docs = dict(docs)
                for key, value in self._over.items():
                    if value is None:
                        docs.pop(key, None)
                    else:
                        docs[key] = value.document() if type(value) is Entry else value  # type: ignore[assignment]
            self._merged = docs
        return self._merged

    @property
    def is_parsed(self) -> bool:
        """All documents are in memory, but for a few."""
        return self._merged is not None or self._base.is_parsed

    def changed(self, values: Mapping[str, Value], growth: int) -> Documents:
        """The table after further changes; costs what changed, not what there is."""
        base, over = self._base, self._over
        if self._merged is not None and len(over) > FOLD_FROM + self._count // 64:
            base, over = Parsed(self._merged), {}
        return Documents(base, self._count + growth, {**over, **values})

    def get(self, key: str, default: Any = None) -> Any:
        if self._merged is not None:
            return self._merged.get(key, default)
        value = self._over.get(key, MISSING)
        if value is MISSING:
            value = self._base.find(key)
        elif type(value) is Entry:
            value = value.document()
        return default if value is None else value

    def __getitem__(self, key: str) -> Obj:
        found: Obj | None = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return self.get(str(key)) is not None

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[str]:
        return iter(self.merged)

    def keys(self) -> KeysView[str]:
        return self.merged.keys()

    def values(self) -> ValuesView[Obj]:
        return self.merged.values()

    def items(self) -> ItemsView[str, Obj]:
        return self.merged.items()

    def __repr__(self) -> str:
        return f"<Documents: {self._count}>"


EMPTY = Documents()


class Moment(NamedTuple):
    """All tables after one revision. It never changes."""

    rev: int
    time: float
    next_due: float | None
    resource_version: int
    counter: int
    tables: Mapping[str, Documents]

    def documents(self, table: str) -> Documents:
        return self.tables.get(table, EMPTY)

    def document(self, table: str, key: str) -> Obj | None:
        found: Obj | None = self.tables.get(table, EMPTY).get(key)
        return found

    def tables_present(self) -> list[str]:
        """The tables that have documents, by name."""
        return sorted(name for name, docs in self.tables.items() if len(docs))

    def with_values(self, values: Iterable[NewValue]) -> dict[str, Documents]:
        """The tables after changes, the last one of a key counting."""
        latest: dict[str, dict[str, Value]] = {}
        growth: dict[str, int] = {}
        for table, key, value, grown in values:
            latest.setdefault(table, {})[key] = value
            growth[table] = growth.get(table, 0) + grown
        tables = dict(self.tables)
        for name, changed in latest.items():
            tables[name] = tables.get(name, EMPTY).changed(changed, growth[name])
        return tables


START = Moment(0, 0.0, None, 0, 0, {})

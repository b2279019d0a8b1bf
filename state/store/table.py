"""TinyDB's Table over our storage: ids are keys, one write is one revision and costs what it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

from tinydb.queries import QueryLike
from tinydb.table import Document, Table

from minikctl.state.store.documents import Documents, Moment
from minikctl.state.store.revision import Change, Obj
from minikctl.state.store.storage import RevisionStorage, copied


class DocumentTable(Table):
    """A table whose ids are strings: `namespace/name`, or numbers where TinyDB gives them out."""

    document_id_class = str  # type: ignore[assignment]
    _seen: Moment | None = None

    @property
    def revisions(self) -> RevisionStorage:
        assert isinstance(self._storage, RevisionStorage), "this table needs a storage of revisions"
        return self._storage

    def get(self, cond: QueryLike | None = None, doc_id: Any = None, doc_ids: Any = None) -> Any:
        """As TinyDB's; one document is found without reading the others."""
        if doc_id is None:
            return super().get(cond, None, doc_ids)
        found = self._latest().document(self.name, str(doc_id))
        return None if found is None else Document(found, doc_id)

    def search(self, cond: QueryLike) -> list[Document]:
        self._latest()
        return super().search(cond)

    def _read_table(self) -> Mapping[str, Any]:  # type: ignore[override]
        return self._latest().documents(self.name)

    def _latest(self) -> Moment:
        """The latest moment; what was remembered of an earlier one is forgotten."""
        self.revisions.refresh()
        moment = self.revisions.moment
        if moment is not self._seen:
            self.clear_cache()
            self._seen = moment
        return moment

    def _get_next_id(self) -> Any:
        """The next number that is not an id."""
        if self._next_id is None:
            used = [int(key) for key in self._read_table() if key.isdecimal()]
            self._next_id = max(used, default=0) + 1  # type: ignore[assignment]
        given: Any = self._next_id
        self._next_id = given + 1
        return str(given)

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        """Hands the updater the table itself, writes what it touched."""
        storage = self.revisions
        with storage.writing() as moment:
            draft = Draft(moment.documents(self.name))
            updater(draft)
            storage.commit_plain(draft.changes(self.name), f"tinydb: {self.name}")
        self.clear_cache()


class Draft(MutableMapping[str, Obj]):
    """A table that may be changed; documents are copied when they are touched."""

    def __init__(self, docs: Documents) -> None:
        self._docs = docs
        self._touched: dict[str, Obj | None] = {}

    def __getitem__(self, key: str) -> Obj:
        key = str(key)
        if key not in self._touched:
            self._touched[key] = copied(self._docs[key])
        found = self._touched[key]
        if found is None:
            raise KeyError(key)
        return found

    def __setitem__(self, key: str, doc: Obj) -> None:
        self._touched[str(key)] = doc

    def __delitem__(self, key: str) -> None:
        if key not in self:
            raise KeyError(key)
        self._touched[str(key)] = None

    def __contains__(self, key: object) -> bool:
        key = str(key)
        return self._touched[key] is not None if key in self._touched else key in self._docs

    def __iter__(self) -> Iterator[str]:
        yield from (key for key in list(self._docs) if self._touched.get(key, True) is not None)
        yield from (key for key, doc in list(self._touched.items()) if doc is not None and key not in self._docs)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def changes(self, table: str) -> list[Change]:
        """What differs from the table as it was."""
        from minikctl.state.store.difference import same  # only for writes

        found = []
        for key, new in self._touched.items():
            old = self._docs.get(key)
            if not same(old, new):
                found.append(Change(table, key, old, new))
        return found

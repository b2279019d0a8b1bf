"""The same files through TinyDB's own interface."""

import pytest
from tinydb import Query, TinyDB
from tinydb.table import Document

from minikctl.state.store import Database, DocumentTable, JournalStorage


class Keyed(TinyDB):
    table_class = DocumentTable


@pytest.fixture
def filled(folder, put, pod):
    database = Database.open(folder)
    put(database, {"metadata": {"name": "web"}, "spec": {"type": "NodePort"}}, table="services", next_due=5.0)
    put(database, {"metadata": {"name": "db"}, "spec": {"type": "ClusterIP"}}, table="services", next_due=5.0)
    return database


@pytest.mark.parametrize("kind", [TinyDB, Keyed])
def test_one_document_is_read(folder, filled, kind):
    database = kind(folder, storage=JournalStorage)

    assert database.tables() == {"services"}
    assert database.table("services").get(doc_id="default/web")["spec"] == {"type": "NodePort"}
    assert database.table("services").get(doc_id="default/none") is None
    assert database.table("services").contains(doc_id="default/web")
    assert len(database.table("services")) == 2


@pytest.mark.parametrize("make", [lambda folder: Keyed(folder, storage=JournalStorage), Database.open])
def test_documents_are_searched(folder, filled, make):
    services = make(folder).table("services")

    (found,) = services.search(Query().spec.type == "NodePort")

    assert (found.doc_id, found["metadata"]["name"]) == ("default/web", "web")
    assert services.get(Query().spec.type == "ClusterIP").doc_id == "default/db"
    assert {doc.doc_id for doc in services.all()} == {"default/web", "default/db"}
    assert services.count(Query().metadata.name.exists()) == 2
    assert [doc.doc_id for doc in services.get(doc_ids=["default/db", "x"])] == ["default/db"]


def test_a_search_sees_what_another_wrote_since(folder, filled, put):
    services = Keyed(folder, storage=JournalStorage).table("services")
    assert len(services.search(Query().metadata.name == "new")) == 0

    put(filled, {"metadata": {"name": "new"}}, table="services")

    assert len(services.search(Query().metadata.name == "new")) == 1


def test_a_search_sees_what_was_committed_past_it(filled, put):
    services, wanted = filled.table("services"), Query().metadata.name == "new"
    assert services.search(wanted) == []

    put(filled, {"metadata": {"name": "new"}}, table="services")

    assert len(services.search(wanted)) == 1


@pytest.mark.parametrize("kind", [TinyDB, Keyed])
def test_an_update_by_id_is_one_revision(folder, filled, kind):
    services = kind(folder, storage=JournalStorage).table("services")
    if kind is Keyed:
        services.update({"extra": 1}, doc_ids=["default/web"])
    else:
        services.document_id_class = str
        services.update({"extra": 1}, doc_ids=["default/web"])

    assert filled.document("services", "default/web").get("extra") is None
    assert filled.refresh() and filled.rev == 3 and filled.next_due == 5.0
    assert filled.document("services", "default/web")["extra"] == 1
    ((change,),) = [revision.changes for revision in filled.history(3, 3)]
    assert (change.table, change.key, change.old.get("extra")) == ("services", "default/web", None)


def test_all_ways_to_write(folder, filled):
    services = Keyed(folder, storage=JournalStorage).table("services")

    services.insert(Document({"metadata": {"name": "new"}}, "default/new"))
    with pytest.raises(ValueError, match="already exists"):
        services.insert(Document({}, "default/new"))
    services.update(lambda doc: doc["spec"].update(type="LoadBalancer"), Query().spec.type == "NodePort")
    services.upsert(Document({"a": 1}, "default/upserted"))
    services.upsert({"b": 2}, Query().metadata.name == "db")
    services.remove(doc_ids=["default/new"])
    services.remove(Query().a == 1)

    filled.refresh()
    assert dict(filled.documents("services")) == {
        "default/web": {"metadata": {"name": "web"}, "spec": {"type": "LoadBalancer"}},
        "default/db": {"metadata": {"name": "db"}, "spec": {"type": "ClusterIP"}, "b": 2},
    }
    assert filled.rev == 8


def test_a_write_that_changes_nothing_is_no_revision(folder, filled):
    services = Keyed(folder, storage=JournalStorage).table("services")

    services.update({"spec": {"type": "NodePort"}}, doc_ids=["default/web"])
    services.remove(doc_ids=["default/none"])

    assert not filled.refresh()


def test_documents_without_ids_are_numbered(folder):
    notes = Keyed(folder, storage=JournalStorage).table("notes")

    assert [notes.insert({"n": 1}), *notes.insert_multiple([{"n": 2}, {"n": 3}])] == ["1", "2", "3"]
    assert [doc["n"] for doc in notes] == [1, 2, 3]
    assert Keyed(folder, storage=JournalStorage).table("notes").insert({"n": 4}) == "4"


def test_the_default_table_tables_that_are_dropped_and_truncated(folder, filled):
    database = Keyed(folder, storage=JournalStorage)
    database.insert({"x": 1})
    assert len(database) == 1 and database.search(Query().x == 1)

    database.drop_table("services")
    assert database.tables() == {"_default"}
    database.truncate()
    assert database.tables() == set()
    database.insert({"x": 2})
    database.drop_tables()
    assert Database.open(folder).tables_present() == []


def test_tinydbs_own_table_does_not_undo_what_another_wrote_meanwhile(folder, filled, put):
    plain = TinyDB(folder, storage=JournalStorage)
    tables = plain.storage.read()
    put(filled, {"metadata": {"name": "new"}}, table="services")
    tables["services"]["default/web"]["spec"]["type"] = "ExternalName"

    plain.storage.write(tables)

    filled.refresh()
    assert len(filled.documents("services")) == 3
    assert filled.document("services", "default/web")["spec"] == {"type": "ExternalName"}


def test_a_write_in_memory(put, pod):
    database = Database.in_memory()
    with database.writing():
        database.table("pods").insert(Document(pod("a"), "default/a"))

    assert database.rev == 1 and database.document("pods", "default/a") == pod("a")
    assert database.history(1, 1)[0].cause == "tinydb: pods"
    assert bool(Database.in_memory())

import pytest

from minikctl.state.store import Change, Database, HistoryGoneError, Revision


def test_a_new_cluster_is_empty(database):
    assert (database.rev, database.next_due, database.resource_version, database.counter) == (0, None, 0, 0)
    assert database.documents("pods") == {}
    assert database.document("pods", "default/a") is None
    assert database.tables_present() == []
    assert database.history(1, 10) == []


def test_what_was_committed_is_read(database, put, pod):
    put(database, pod("a", x=1), next_due=99.5, resource_version=7, counter=3)

    assert (database.rev, database.next_due, database.resource_version, database.counter) == (1, 99.5, 7, 3)
    assert database.document("pods", "default/a") == pod("a", x=1)
    assert dict(database.documents("pods")) == {"default/a": pod("a", x=1)}
    assert database.tables_present() == ["pods"]


def test_a_table_without_documents_is_not_present(database, put, drop, pod):
    put(database, pod("a"))
    drop(database, "a")

    assert database.tables_present() == []
    assert len(database.documents("pods")) == 0
    assert "default/a" not in database.documents("pods")


def test_what_was_handed_out_never_changes(database, put, drop, pod):
    put(database, pod("a", x=1), pod("b"))
    before = database.documents("pods")
    untouched = database.documents("pods")
    moment = database.moment

    put(database, pod("a", x=2), pod("c"))
    drop(database, "b")

    assert dict(before) == {"default/a": pod("a", x=1), "default/b": pod("b")}
    assert len(untouched) == 2 and untouched.get("default/c") is None and "default/b" in untouched
    assert moment.document("pods", "default/a") == pod("a", x=1)
    assert dict(database.documents("pods")) == {"default/a": pod("a", x=2), "default/c": pod("c")}


def test_reading_may_go_on_while_a_commit_is_made(database, put, pod):
    put(database, pod("a"), pod("b"))
    walk = iter(database.documents("pods").items())
    next(walk)

    put(database, pod("c"))

    assert len(list(walk)) == 1


def test_many_small_commits_add_up(database, put, drop, pod):
    wanted = {}
    for number in range(700):
        name = f"p{number % 37}"
        if number % 5 == 4 and f"default/{name}" in wanted:
            drop(database, name)
            del wanted[f"default/{name}"]
        else:
            put(database, pod(name, x=number))
            wanted[f"default/{name}"] = pod(name, x=number)
        if number % 100 == 0:
            assert dict(database.documents("pods")) == wanted

    assert dict(database.documents("pods")) == wanted
    assert len(database.documents("pods")) == len(wanted)


def test_history_tells_all_of_each_revision(database, put, drop, pod):
    first = put(database, pod("a", x=[1, 2]), cause="kubectl run a")
    second = put(database, pod("a", x=[1, 2, 3]), pod("b"), cause="kubectl apply", next_due=5.0)
    third = drop(database, "a")

    found = database.history(1, 3)

    assert [plain(revision) for revision in found] == [plain(first), plain(second), plain(third)]
    assert [revision.rev for revision in database.history(2, 2)] == [2]
    assert [revision.rev for revision in database.history(2, 99)] == [2, 3]
    assert database.history(4, 9) == []


def plain(revision: Revision) -> Revision:
    return revision._replace(changes=list(revision.changes), steps=list(revision.steps))


def test_an_older_moment_can_be_looked_at(database, put, drop, pod):
    put(database, pod("a", x=1), pod("b"), resource_version=5)
    put(database, pod("a", x=2), next_due=7.0)
    put(database, {"metadata": {"name": "web"}}, table="services")
    drop(database, "b")

    first, second, start = database.at(1), database.at(2), database.at(0)

    assert dict(first.documents("pods")) == {"default/a": pod("a", x=1), "default/b": pod("b")}
    assert (first.rev, first.resource_version, first.next_due) == (1, 5, None)
    assert second.document("pods", "default/a") == pod("a", x=2)
    assert (second.next_due, second.counter) == (7.0, 2)
    assert second.tables_present() == ["pods"] and len(second.documents("pods")) == 2
    assert start.tables_present() == [] and start.rev == 0
    assert database.at(4) == database.moment


def test_a_thousand_revisions_are_kept(database, put, pod):
    for number in range(1005):
        put(database, pod("a", x=number))

    assert len(database.history(6, 1005)) == 1000
    assert database.at(5).document("pods", "default/a") == pod("a", x=4)
    with pytest.raises(HistoryGoneError, match=r"revision 5 is no longer kept: the oldest is 6"):
        database.history(5, 7)
    with pytest.raises(HistoryGoneError):
        database.at(4)
    assert database.oldest() == 5


def test_a_commit_needs_the_lock_and_the_next_number(database):
    with pytest.raises(AssertionError, match="lock"):
        database.commit(Revision(1, 0.0, "", (), (), None, 0, 0))
    with database.writing(), pytest.raises(AssertionError, match="follow"):
        database.commit(Revision(3, 0.0, "", (), (), None, 0, 0))


def test_a_revision_may_change_nothing(database, commit):
    with database.writing():
        commit(database, [], "a timer was moved", next_due=12.0)

    assert (database.rev, database.next_due) == (1, 12.0)


def test_writing_may_be_nested_and_hold_several_commits(database, put, pod):
    with database.writing():
        put(database, pod("a"))
        put(database, pod("b"))

    assert database.rev == 2


def test_an_error_inside_writing_frees_the_lock(database, put, pod):
    with pytest.raises(KeyError), database.writing():
        raise KeyError

    put(database, pod("a"))
    assert database.rev == 1


def test_unusual_keys_and_texts_survive(folder, put, commit):
    keys = ["/cluster", 'a"b/c\\d', "a/é\n\t", "a/b", "a/b-c", "ab/c", "😀/\ud800"]
    documents = {key: {"text": key, "number": 1.5, "none": None} for key in keys}
    database = Database.open(folder)
    with database.writing():
        commit(database, [Change("odd", key, None, doc) for key, doc in documents.items()], "odd é\n")
    compacted(folder)

    reopened = Database.open(folder)

    assert {key: reopened.document("odd", key) for key in keys} == documents
    assert dict(Database.open(folder).documents("odd")) == documents
    assert reopened.history(1, 1)[0].cause == "odd é\n"


def compacted(folder: str) -> None:
    from minikctl.state.store.compaction import compact
    from minikctl.state.store.disk import Disk

    compact(Disk(folder))

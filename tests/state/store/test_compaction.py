import json
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minikctl.state.store import Change, Database, Revision
from minikctl.state.store.compaction import compact
from minikctl.state.store.disk import Disk

NAMES = st.sampled_from(
    [f"{ns}/{name}" for ns in ("", "a", "a-b", "b") for name in ("x", "x-1", "x10", "y", "é", 'q"')]
)
DOCS = st.none() | st.builds(lambda size, number: {"text": "x" * size, "n": number}, st.integers(0, 90), st.integers())
STEPS = st.lists(st.lists(st.tuples(st.sampled_from(["pods", "services"]), NAMES, DOCS), max_size=8), max_size=12)


@settings(max_examples=60, deadline=None)
@given(STEPS, st.integers(1, 3))
def test_snapshots_hold_what_was_committed(tmp_path_factory, steps, every):
    folder = str(tmp_path_factory.mktemp("one"))
    wanted = {"pods": {}, "services": {}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("minikctl.state.store.snapshot.CHUNK", 150)
        patch.setattr("minikctl.state.store.snapshot.NEAR", 100)
        patch.setattr("minikctl.state.store.snapshot.PROBE", 16)
        database = Database.open(folder)
        for number, step in enumerate(steps):
            apply(database, wanted, {(table, key): doc for table, key, doc in step})
            if number % every == 0:
                compact(Disk(folder), kept=4)
        check(Database.open(folder), wanted)
        check(database, wanted)
        for key in wanted["pods"]:
            assert Database.open(folder).document("pods", key) == wanted["pods"][key]
        assert Database.open(folder).document("pods", "zz/none") is None


def apply(database, wanted, docs):
    with database.writing():
        changes = []
        for (table, key), new in docs.items():
            old = database.document(table, key)
            if old is not None or new is not None:
                changes.append(Change(table, key, old, new))
                wanted[table].pop(key, None)
            if new is not None:
                wanted[table][key] = new
        database.commit(Revision(database.rev + 1, 0.0, "", (), changes, None, 0, 0))


def check(database, wanted):
    for table, docs in wanted.items():
        assert len(database.documents(table)) == len(docs)
        assert dict(database.documents(table)) == docs
    assert database.tables_present() == sorted(table for table, docs in wanted.items() if docs)


def test_a_snapshots_table_is_json(folder, put, pod):
    put(Database.open(folder), pod("a"), pod("b"))
    compact(Disk(folder))
    with open(os.path.join(folder, "snapshot"), "rb") as file:
        content = file.read()
    header = json.loads(content[:256])
    contents = json.loads(content[header["index"] : header["index"] + header["size"]])
    offset, size, count, _ = contents["tables"]["pods"]

    assert json.loads(content[offset : offset + size]) == {"default/a": pod("a"), "default/b": pod("b")}
    assert count == 2


def test_a_long_lived_database_keeps_its_documents_through_compactions(folder, put, pod, small_tail):
    database = Database.open(folder)
    put(database, pod("first"))
    first = database.document("pods", "default/first")
    assert database.documents("pods")["default/first"] is first
    for number in range(30):
        put(database, pod(f"p{number}"))

    assert database.documents("pods")["default/first"] is first
    assert os.path.exists(os.path.join(folder, "snapshot"))


WRITER = """
import sys
from minikctl.state.store import Change, Database, Revision, files
files.TAIL_FROM = files.TAIL_TO = 6000
from minikctl.state.store import compaction
compaction.compact.__defaults__ = (6,)
database = Database.open(sys.argv[1])
for number in range(1, 301):
    with database.writing():
        changes = []
        for table in ("left", "right"):
            old = database.document(table, "/one")
            changes.append(Change(table, "/one", old, {"n": number, "text": "x" * (number % 400)}))
        database.commit(Revision(number, 0.0, "", (), changes, float(number), number, number))
"""


def test_readers_see_consistent_moments_while_files_are_replaced(folder):
    writer = subprocess.Popen([sys.executable, "-c", WRITER, folder])
    follower = Database.open(folder)
    seen = set()
    while writer.poll() is None:
        follower.refresh()
        for database in (follower, Database.open(folder)):
            rev = database.rev
            left, right = database.document("left", "/one"), database.document("right", "/one")
            assert left == right == ({"n": rev, "text": "x" * (rev % 400)} if rev else None)
            assert rev == (database.next_due or 0) == database.resource_version
            seen.add(rev)
    follower.refresh()

    assert writer.returncode == 0 and follower.rev == 300 and len(seen) > 3


def test_a_key_is_not_found_in_the_table_that_follows(tmp_path):
    folder = str(tmp_path)
    wanted = {"clusterrolebindings": {}, "clusterroles": {}}
    apply(Database.open(folder), wanted, {("clusterrolebindings", "/a"): {"n": 1}, ("clusterroles", "/b"): {"n": 2}})
    compact(Disk(folder), kept=4)
    assert Database.open(folder).document("clusterrolebindings", "/b") is None
    assert Database.open(folder).document("clusterroles", "/b") == {"n": 2}
    assert Database.open(folder).document("clusterroles", "/a") is None

"""How much work is done: exact figures, so that nothing grows unnoticed."""

import subprocess
import sys

import pytest

from minikctl.state.store import Change, Database
from minikctl.state.store.counting import CountingDisk

BANNED = {
    "typer",
    "rich",
    "yaml",
    "pydantic",
    "textual",
    "prompt_toolkit",
    "asyncio",
    "dataclasses",
    "inspect",
    "logging",
    "subprocess",
    "tempfile",
    "copy",
    "ctypes",
    "threading",
    "minikctl.state.store.compaction",
    "minikctl.state.store.counting",
    "minikctl.state.store.verify",
    "minikctl.state.store.watching",
}


@pytest.fixture(scope="module")
def clusters(tmp_path_factory):
    """Folders with 100 and with 10,000 pods of 1 KB."""
    made = {}
    for count in (100, 10_000):
        folder = str(tmp_path_factory.mktemp("clusters") / str(count))
        fill(folder, count)
        made[count] = folder
    return made


def fill(folder, count):
    from minikctl.state.store import Revision
    from minikctl.state.store.compaction import compact
    from minikctl.state.store.disk import Disk

    database = Database.open(folder)
    docs = {f"ns-{number % 7}/p{number}": {"number": number, "text": "x" * 1000} for number in range(count)}
    changes = [Change("pods", key, None, doc) for key, doc in docs.items()]
    changes.append(Change("services", "default/web", None, {"name": "web"}))
    with database.writing():
        database.commit(Revision(1, 0.0, "load", (), changes, 77.0, 0, 0))
    compact(Disk(folder))


@pytest.fixture(params=[100, 10_000])
def opened(request, clusters):
    disk = CountingDisk(clusters[request.param])
    return Database.open(clusters[request.param], disk=disk), disk


def test_a_cold_open_parses_and_writes_nothing(opened):
    database, disk = opened

    assert database.next_due == 77.0
    assert (disk.parsed, disk.bytes_written, disk.syncs) == (0, 0, 0)
    assert disk.bytes_read < 2500 and disk.calls <= 9


def test_one_document_is_found_without_the_others(opened):
    database, disk = opened
    disk.reset()

    assert database.document("pods", "ns-3/p10")["number"] == 10
    assert database.document("pods", "ns-3/p10")["number"] == 10
    assert database.document("pods", "ns-9/none") is None
    assert database.document("services", "default/web") == {"name": "web"}
    assert disk.parsed == 2
    assert disk.bytes_read < 250_000


def test_every_document_is_found(clusters):
    database = Database.open(clusters[100])
    for number in range(100):
        assert database.document("pods", f"ns-{number % 7}/p{number}")["number"] == number
    assert database.document("pods", "a/a") is None and database.document("pods", "z/z") is None
    large = Database.open(clusters[10_000])
    for number in range(0, 10_000, 97):
        assert large.document("pods", f"ns-{number % 7}/p{number}")["number"] == number
    assert [large.document("pods", key) for key in ("a/a", "z/z", "ns-3/p", "ns-3/p10x")] == [None] * 4


def test_one_table_is_read_without_the_others(opened):
    database, disk = opened
    disk.reset()

    assert list(database.documents("services")) == ["default/web"]
    assert disk.parsed == 1 and disk.bytes_read < 100


def test_one_warm_commit_costs_one_sync_and_its_own_bytes(clusters, commit):
    figures = {}
    for count, folder in clusters.items():
        disk = CountingDisk(folder)
        database = Database.open(folder, disk=disk)
        for number in range(2):
            disk.reset()
            with database.writing():
                old = database.document("pods", "ns-1/p1")
                change = Change("pods", "ns-1/p1", old, {**old, "number": number + 5})
                commit(database, [change], "a test", time=1.0, steps=(), resource_version=1, counter=1)
        figures[count] = (disk.calls, disk.bytes_written, disk.bytes_read, disk.syncs, disk.parsed)

    assert figures[100] == figures[10_000]
    calls, written, read, syncs, parsed = figures[100]
    assert (read, syncs, parsed) == (0, 1, 0)
    assert calls <= 8 and written < 1500


def test_importing_the_store_loads_little():
    program = "import sys; import tinydb; before = set(sys.modules)\nimport minikctl.state.store; print(*set(sys.modules) - before)"
    loaded = set(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout.split())

    assert not loaded & BANNED
    others = {name for name in loaded if not name.startswith("minikctl")}
    assert others <= {"fcntl", "gc", "zlib", "__future__"}

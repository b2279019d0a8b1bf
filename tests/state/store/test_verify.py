import os

import pytest

from minikctl.state.store import Database, StoreError
from minikctl.state.store.verify import verify


@pytest.fixture
def cluster(folder, put, pod, monkeypatch):
    """Twelve revisions, the first ones of which are in a snapshot too."""
    monkeypatch.setattr("minikctl.state.store.files.TAIL_FROM", 7000)
    database = Database.open(folder)
    for number in range(8):
        put(database, pod(f"p{number}"))
    assert 4 < database.revisions._covered_rev < 8
    monkeypatch.undo()
    put(database, pod("last"))
    put(database, pod("last", x=1))
    database.close()
    return folder


def change(folder, name, place, data=None):
    """Replaces bytes of a file, or flips one."""
    path = os.path.join(folder, name)
    with open(path, "r+b") as file:
        content = bytearray(file.read())
        content[place : place + 1] = data if data is not None else bytes([content[place] ^ 1])
        file.seek(0)
        file.write(content)


def place_of(folder, name, text):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read().index(text)


def repaired(folder):
    """What a repair says; afterwards nothing is wrong."""
    found = verify(folder, repair=True)
    assert all(finding.repaired for finding in found)
    assert verify(folder) == []
    return [(os.path.basename(finding.file), finding.what, finding.remedy) for finding in found]


def test_a_sound_cluster_and_no_cluster_have_no_findings(cluster, tmp_path):
    assert verify(cluster) == []
    assert verify(str(tmp_path / "none")) == []


def test_a_line_that_was_cut_off(cluster):
    path = os.path.join(cluster, "journal")
    os.truncate(path, os.path.getsize(path) - 5)

    (finding,) = verify(cluster)
    assert finding.can_repair and not finding.repaired and finding.byte > 0
    assert repaired(cluster) == [
        (
            "journal",
            "the last revision was never completed and is ignored",
            "cut it off, as the next change does",
        )
    ]
    assert Database.open(cluster).document("pods", "default/last") == {
        "kind": "Pod",
        "metadata": {"name": "last", "namespace": "default"},
        "spec": {},
    }


def test_damage_in_the_history_only(cluster, put, pod):
    change(cluster, "journal", place_of(cluster, "journal", b'"name":"p1"'))
    assert Database.open(cluster).rev == 10

    ((file, what, remedy),) = repaired(cluster)

    assert (file, what) == ("journal", "the checksum of a revision is wrong")
    assert remedy.startswith("forget the history up to revision ")
    database = Database.open(cluster)
    assert database.rev == 10 and len(database.documents("pods")) == 9
    put(database, pod("later"))
    assert len(Database.open(cluster).history(database.oldest() + 1, 99)) == 11 - database.oldest()
    assert "journal.damaged" in os.listdir(cluster)


def test_damage_after_the_snapshot(cluster):
    change(cluster, "journal", place_of(cluster, "journal", b'"name":"last"'))
    with pytest.raises(StoreError, match="checksum"):
        Database.open(cluster)

    ((file, _, remedy),) = repaired(cluster)

    assert (file, remedy) == ("journal", "go back to revision 8, the last one before the damage")
    assert len(Database.open(cluster).documents("pods")) == 8


def test_a_damaged_snapshot_is_rebuilt_from_the_journal(cluster):
    change(cluster, "snapshot", place_of(cluster, "snapshot", b'"name":"p1"'))

    assert repaired(cluster) == [
        (
            "snapshot",
            "the checksum of the table pods is wrong",
            "set it aside: the journal has all revisions",
        )
    ]
    assert len(Database.open(cluster).documents("pods")) == 9


@pytest.mark.parametrize("place", [0, 20, -1])
def test_any_damage_of_the_snapshots_header_and_index_is_found(cluster, place):
    size = os.path.getsize(os.path.join(cluster, "snapshot"))
    change(cluster, "snapshot", place % size)

    with pytest.raises(StoreError):
        Database.open(cluster)
    assert [file for file, _, _ in repaired(cluster)] == ["snapshot"]
    assert Database.open(cluster).rev == 10


@pytest.mark.parametrize("loss", ["missing", "header", "short"])
def test_a_journal_that_is_lost(cluster, loss):
    path = os.path.join(cluster, "journal")
    if loss == "missing":
        os.unlink(path)
    elif loss == "header":
        change(cluster, "journal", 3)
    else:
        os.truncate(path, 900)

    ((file, _, remedy),) = repaired(cluster)

    assert file == "journal" and remedy.startswith("go on from the snapshot: revisions after ")
    assert len(Database.open(cluster).documents("pods")) == Database.open(cluster).rev > 4


def test_files_left_behind_and_modes(cluster):
    open(os.path.join(cluster, "snapshot.new"), "w").close()
    os.chmod(os.path.join(cluster, "journal"), 0o644)
    os.chmod(cluster, 0o755)

    assert sorted(repaired(cluster)) == [
        ("journal", "others than its owner have access (mode 644)", "set its mode to 600"),
        ("one", "others than its owner have access (mode 755)", "set its mode to 700"),
        ("snapshot.new", "a file that was never completed was left behind", "remove it"),
    ]


def test_a_newer_format_is_left_alone(cluster):
    change(cluster, "journal", place_of(cluster, "journal", b'"version":1') + 10, b"7")

    (finding,) = verify(cluster, repair=True)

    assert not finding.can_repair and not finding.repaired and "newer minikctl" in finding.what

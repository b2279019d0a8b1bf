import json
import os
import shutil
import stat

import pytest

from minikctl.state.store import DamagedError, Database, StoreError
from minikctl.state.store.counting import CountingDisk
from minikctl.state.store.errors import (
    DiskFullError,
    NewerFormatError,
    NotOursError,
    ReadOnlyError,
    UnreadableError,
)

FULL = OSError(28, "No space left on device")


def journal_of(folder: str) -> str:
    return os.path.join(folder, "journal")


def read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def write(path: str, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)


def test_opening_makes_nothing_and_the_first_commit_makes_the_folder(folder, put, pod):
    database = Database.open(folder)
    assert not os.path.exists(folder)

    put(database, pod("a"))

    assert Database.open(folder).document("pods", "default/a") == pod("a")


def test_files_are_for_their_owner_only(folder, put, pod, small_tail):
    database = Database.open(folder)
    for number in range(20):
        put(database, pod("a", x=number))

    assert sorted(os.listdir(folder)) == ["journal", "lock", "snapshot"]
    assert {stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode) for name in os.listdir(folder)} == {0o600}
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700


def test_a_copy_of_the_folder_is_a_working_copy(folder, put, pod, small_tail, tmp_path):
    database = Database.open(folder)
    for number in range(20):
        put(database, pod(f"p{number}"))
    copy = str(tmp_path / "copy")
    shutil.copytree(folder, copy)

    copied = Database.open(copy)
    put(copied, pod("new"))

    assert len(copied.documents("pods")) == 21 and copied.rev == 21
    assert len(copied.history(1, 21)) == 21
    assert len(Database.open(folder).documents("pods")) == 20


def test_each_line_is_one_revision_and_json(folder, put, drop, pod):
    database = Database.open(folder)
    put(database, pod("a"))
    drop(database, "a")

    lines = read(journal_of(folder)).decode().splitlines()

    assert json.loads(lines[0])["format"] == "minikctl journal"
    assert [json.loads(line.split(" ", 5)[5])["rev"] for line in lines[1:]] == [1, 2]


def test_commits_of_another_are_seen_after_a_refresh(folder, put, drop, pod):
    writer, reader = Database.open(folder), Database.open(folder)
    assert not reader.changed() and not reader.refresh()

    put(writer, pod("a", x=1))
    assert reader.document("pods", "default/a") is None
    assert reader.changed() and reader.refresh()
    assert not reader.changed() and not reader.refresh()
    assert reader.document("pods", "default/a") == pod("a", x=1)
    assert [revision.rev for revision in reader.history(1, 1)] == [1]

    put(writer, pod("a", x=2), pod("b"))
    drop(writer, "b")
    assert reader.refresh()
    assert dict(reader.documents("pods")) == {"default/a": pod("a", x=2)}


def test_two_that_write_in_turn_see_each_other(folder, put, pod, small_tail):
    one, two = Database.open(folder), Database.open(folder)
    for number in range(60):
        put(one if number % 2 else two, pod(f"p{number}"))

    assert one.rev == 60 and two.refresh() is True and len(two.documents("pods")) == 60


def test_a_reader_follows_through_compactions_and_dropped_history(folder, put, pod, small_tail, monkeypatch):
    monkeypatch.setattr("minikctl.state.store.compaction.compact.__defaults__", (5,))
    writer, reader, sleeper = (Database.open(folder) for _ in range(3))
    before = None
    for number in range(80):
        put(writer, pod(f"p{number % 9}", x=number))
        assert reader.refresh()
        assert reader.document("pods", f"default/p{number % 9}") == pod(f"p{number % 9}", x=number)
        before = before or reader.documents("pods")

    assert sleeper.refresh() and sleeper.rev == 80
    assert dict(sleeper.documents("pods")) == dict(reader.documents("pods")) == dict(writer.documents("pods"))
    assert dict(before) == {"default/p0": pod("p0", x=0)}
    assert os.path.getsize(journal_of(folder)) < 20_000
    assert writer.oldest() == reader.oldest() >= 65


def test_a_last_line_that_was_cut_off_is_ignored_and_replaced(folder, put, pod):
    put(Database.open(folder), pod("a"))
    whole = read(journal_of(folder))
    put(Database.open(folder), pod("b"))
    longer = read(journal_of(folder))
    for size in range(len(whole) + 1, len(longer), 7):
        write(journal_of(folder), longer[:size])

        database = Database.open(folder)
        assert database.rev == 1 and dict(database.documents("pods")) == {"default/a": pod("a")}
        put(database, pod("c"))
        assert sorted(Database.open(folder).documents("pods")) == ["default/a", "default/c"]


def test_zeros_at_the_end_are_a_line_that_was_cut_off(folder, put, pod):
    put(Database.open(folder), pod("a"))
    write(journal_of(folder), read(journal_of(folder)) + bytes(500))

    assert Database.open(folder).rev == 1


def test_a_line_that_is_completed_later_is_seen_then(folder, put, pod):
    put(Database.open(folder), pod("a"))
    whole = read(journal_of(folder))
    put(Database.open(folder), pod("b"))
    longer = read(journal_of(folder))
    write(journal_of(folder), longer[:-10])
    reader = Database.open(folder)
    assert reader.rev == 1

    write(journal_of(folder), longer)

    assert reader.refresh() and reader.rev == 2 and len(whole) < len(longer)


def test_a_revision_that_is_taken_back_is_forgotten(folder, put, pod):
    put(Database.open(folder), pod("a"))
    whole = read(journal_of(folder))
    put(Database.open(folder), pod("b"))
    reader = Database.open(folder)

    write(journal_of(folder), whole)

    assert reader.refresh() and reader.rev == 1


@pytest.mark.parametrize("place", [0, 9, 30, 120, -1])
def test_damage_in_the_middle_names_file_and_byte(folder, put, pod, place):
    put(Database.open(folder), pod("a"))
    size = os.path.getsize(journal_of(folder))
    put(Database.open(folder), pod("b"))
    damaged = os.path.getsize(journal_of(folder))
    put(Database.open(folder), pod("c"))
    data = bytearray(read(journal_of(folder)))
    data[(size if place >= 0 else damaged) + place] ^= 1
    write(journal_of(folder), bytes(data))

    with pytest.raises(DamagedError, match=f"journal is damaged at byte {size}: ") as error:
        Database.open(folder)
    assert error.value.byte == size


def test_a_removed_line_is_damage(folder, put, pod):
    sizes = []
    for name in "abc":
        put(Database.open(folder), pod(name))
        sizes.append(os.path.getsize(journal_of(folder)))
    data = read(journal_of(folder))
    write(journal_of(folder), data[: sizes[0]] + data[sizes[1] :])

    with pytest.raises(DamagedError, match="revision 3 does not follow revision 1"):
        Database.open(folder)


def test_damage_that_comes_later_is_told_to_a_reader(folder, put, pod):
    reader = Database.open(folder)
    for name in "abc":
        put(Database.open(folder), pod(name))
    data = bytearray(read(journal_of(folder)))
    data[600] ^= 1
    write(journal_of(folder), bytes(data))

    with pytest.raises(DamagedError):
        reader.refresh()


def test_another_programs_file_is_refused(folder):
    os.makedirs(folder)
    write(journal_of(folder), b"hello\nworld\n")

    with pytest.raises(NotOursError, match="journal is not a minikctl journal"):
        Database.open(folder)


def test_a_newer_format_is_refused(folder, put, pod):
    put(Database.open(folder), pod("a"))
    data = read(journal_of(folder))
    write(journal_of(folder), data.replace(b'"version":1', b'"version":2', 1))

    with pytest.raises(NewerFormatError, match="written by a newer minikctl"):
        Database.open(folder)


def test_a_snapshot_without_its_journal_is_damage(folder, put, pod, small_tail):
    for number in range(20):
        put(Database.open(folder), pod("a", x=number))
    os.unlink(journal_of(folder))

    with pytest.raises(DamagedError, match="the file is missing"):
        Database.open(folder)


def test_a_cluster_that_is_removed_is_empty_and_can_be_made_anew(folder, put, pod):
    database = Database.open(folder)
    put(database, pod("a"))
    put(database, pod("b"))
    shutil.rmtree(folder)

    assert database.refresh() and database.rev == 0 and database.tables_present() == []
    put(database, pod("c"))
    assert list(Database.open(folder).documents("pods")) == ["default/c"]


def test_a_cluster_that_is_replaced_is_read_anew(folder, put, pod):
    reader = Database.open(folder)
    put(Database.open(folder), pod("a", x=1))
    reader.refresh()
    shutil.rmtree(folder)
    other = Database.open(folder)
    put(other, pod("a", x=2))

    assert reader.refresh() and reader.document("pods", "default/a") == pod("a", x=2)


@pytest.mark.parametrize("call", ["write", "sync"])
def test_a_full_disk_leaves_the_cluster_as_it_was(folder, put, pod, call):
    disk = CountingDisk(folder, error=FULL)
    database = Database.open(folder, disk=disk)
    put(database, pod("a"))
    put(database, pod("warm"))
    disk.reset()
    put(database, pod("warm", x=1))
    place = disk.names_called.index(call) + 1
    before = read(journal_of(folder))
    disk.reset()
    disk.fail_at = place

    with pytest.raises(DiskFullError, match=r"journal: No space left on device; nothing was changed"):
        put(database, pod("b"))

    assert read(journal_of(folder)) == before
    assert sorted(database.documents("pods")) == ["default/a", "default/warm"]
    put(database, pod("c"))
    assert sorted(Database.open(folder).documents("pods")) == ["default/a", "default/c", "default/warm"]


def test_a_full_disk_at_the_first_commit_leaves_no_cluster(folder, put, pod):
    disk = CountingDisk(folder, error=FULL)
    database = Database.open(folder, disk=disk)
    disk.reset()
    put(database, pod("a"))
    place = disk.names_called.index("write")
    shutil.rmtree(folder)
    database.refresh()
    disk.reset()
    disk.fail_at = place + 1

    with pytest.raises(DiskFullError):
        put(database, pod("a"))

    assert database.rev == 0 and Database.open(folder).rev == 0


def test_no_room_for_a_snapshot_loses_nothing(folder, put, pod, small_tail, monkeypatch):
    def full(disk: object) -> None:
        raise FULL

    monkeypatch.setattr("minikctl.state.store.compaction.compact", full)
    database = Database.open(folder)
    for number in range(30):
        put(database, pod("a", x=number))

    assert sorted(os.listdir(folder)) == ["journal", "lock"]
    assert Database.open(folder).document("pods", "default/a") == pod("a", x=29)


def test_a_home_that_cannot_be_written_can_be_read(folder, put, pod):
    put(Database.open(folder), pod("a"))
    disk = CountingDisk(folder, error=OSError(30, "Read-only file system"))
    database = Database.open(folder, disk=disk)
    disk.reset()
    disk.fail_at = 2

    with pytest.raises(ReadOnlyError, match=r"cannot write .*lock: Read-only file system"):
        put(database, pod("b"))

    assert database.document("pods", "default/a") == pod("a")


def test_a_file_that_may_not_be_read_is_named(folder, put, pod):
    put(Database.open(folder), pod("a"))
    for call in range(1, 4):
        disk = CountingDisk(folder, error=OSError(13, "Permission denied"), fail_at=call)
        with pytest.raises(UnreadableError, match=r"cannot read .*: Permission denied"):
            Database.open(folder, disk=disk)


def test_store_errors_are_one_family():
    for error in (DamagedError("f", 1, "x"), DiskFullError(), NewerFormatError(), NotOursError(), ReadOnlyError()):
        assert isinstance(error, StoreError)

"""Killed at any call of the operating system, a cluster is as before the commit or as after it."""

import os
import shutil

import pytest

from minikctl.state.store import Database, StoreError
from minikctl.state.store.counting import CountingDisk, Crash
from minikctl.state.store.verify import verify


def crash_everywhere(start, folder, act, check):
    """Runs `act` on copies of `start`, dying at its first call, its second …; `check` looks at what is left."""
    for call in range(1, 500):
        shutil.rmtree(folder, ignore_errors=True)
        if os.path.exists(start):
            shutil.copytree(start, folder)
        disk = CountingDisk(folder, crash_at=call)
        try:
            act(Database.open(folder, disk=disk))
        except Crash:
            pass
        else:
            return call
        finally:
            disk.die()
        check(Database.open(folder), call)
    raise AssertionError("it never came to an end")


def test_the_first_commit(tmp_path, put, pod):
    seen = set()

    def check(database, call):
        found = dict(database.documents("pods"))
        assert found in ({}, {"default/a": pod("a")}), call
        seen.add(len(found))
        put(database, pod("b"))
        assert len(Database.open(database.revisions.disk.folder).documents("pods")) == len(found) + 1

    calls = crash_everywhere(str(tmp_path / "none"), str(tmp_path / "one"), lambda db: put(db, pod("a")), check)
    assert calls > 8 and seen == {0, 1}


@pytest.mark.usefixtures("small_tail")
def test_a_commit_with_compaction_and_dropped_history(tmp_path, put, pod, monkeypatch):
    monkeypatch.setattr("minikctl.state.store.compaction.compact.__defaults__", (4,))
    start = str(tmp_path / "start")
    database = Database.open(start)
    for number in range(1, 100):
        put(database, pod(f"p{number % 5}", x=number))
        covered, dropped = database.revisions._covered_rev, database.oldest()
        if dropped and covered < number and database.revisions._tail() > database.revisions._tail_limit() - 1300:
            break
    before = dict(database.documents("pods"))
    last = {**before, "default/p0": pod("p0", x="after" + "x" * 2000)}
    seen = set()

    def act(database):
        put(database, last["default/p0"])

    def check(database, call):
        found = dict(database.documents("pods"))
        assert found in (before, last), call
        assert database.rev == number + (found == last)
        seen.add(database.rev)
        assert dict(database.at(database.rev - 1).documents("pods"))
        left = {finding.remedy for finding in verify(database.revisions.disk.folder)}
        assert left <= {"remove it", "cut it off, as the next change does"}, left
        put(database, pod("next"))
        again = Database.open(database.revisions.disk.folder)
        assert again.document("pods", "default/next") == pod("next") and len(again.documents("pods")) == len(before) + 1
        assert not verify(database.revisions.disk.folder, repair=True) or not verify(database.revisions.disk.folder)

    calls = crash_everywhere(start, str(tmp_path / "one"), act, check)
    assert calls > 30 and seen == {number, number + 1}


def test_an_error_at_any_call_of_the_first_commit_leaves_no_cluster(tmp_path, put, pod):
    for call in range(1, 100):
        folder = str(tmp_path / f"new{call}")
        disk = CountingDisk(folder, fail_at=call, error=OSError(5, "Input/output error"))
        told = False
        try:
            put(Database.open(folder, disk=disk), pod("a"))
        except StoreError:
            told = True
        if disk.calls < call:
            break
        assert Database.open(folder).rev == (0 if told else 1), disk.names_called
        assert not os.path.exists(f"{folder}/journal.new")
        put(Database.open(folder), pod("later"))
    else:
        raise AssertionError("it never came to an end")


@pytest.mark.usefixtures("small_tail")
def test_an_error_at_any_call_is_told_and_loses_nothing(tmp_path, put, pod):
    start = str(tmp_path / "start")
    database = Database.open(start)
    for number in range(9):
        put(database, pod(f"p{number}", text="x" * 300))
    for call in range(1, 200):
        folder = str(tmp_path / f"copy{call}")
        shutil.copytree(start, folder)
        disk = CountingDisk(folder, fail_at=call, error=OSError(5, "Input/output error"))
        told = False
        try:
            database = Database.open(folder, disk=disk)
            put(database, pod("new", text="y" * 4000))
        except StoreError:
            told = True
        if disk.calls < call:
            break
        found = sorted(Database.open(folder).documents("pods"))
        assert len(found) == (9 if told else 10), disk.names_called
        assert not os.path.exists(f"{folder}/snapshot.new")
        put(Database.open(folder), pod("later"))
        assert "default/later" in Database.open(folder).documents("pods")
    else:
        raise AssertionError("it never came to an end")

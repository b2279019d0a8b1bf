import threading

import pytest

from minikctl.state.store import Database
from minikctl.state.store.watching import Watcher


@pytest.fixture(params=["told", "looking"])
def watcher(request, folder):
    watcher = Watcher(folder, told=request.param == "told")
    yield watcher
    watcher.close()


def test_nothing_happens(watcher):
    assert watcher.wait(0.01) is False


def test_a_commit_is_noticed_even_if_nobody_was_waiting(folder, watcher, put, pod):
    put(Database.open(folder), pod("a"))
    assert watcher.wait(10) is True
    assert watcher.wait(0) is False
    put(Database.open(folder), pod("b"))
    assert watcher.wait(10) is True


def test_a_commit_wakes_who_waits(folder, watcher, put, pod):
    database = Database.open(folder)
    put(database, pod("a"))
    watcher.wait(10)
    thread = threading.Thread(target=lambda: put(Database.open(folder), pod("b")))
    thread.start()

    assert watcher.wait(10) is True
    thread.join()
    assert database.refresh() and "default/b" in database.documents("pods")


def test_a_reader_does_not_wake_it(folder, watcher, put, pod):
    put(Database.open(folder), pod("a"))
    watcher.wait(10)

    Database.open(folder).documents("pods")
    with Database.open(folder).writing():
        pass

    assert watcher.wait(0.02) is False


def test_the_folder_may_go_and_come_back(folder, watcher, put, pod):
    import shutil

    put(Database.open(folder), pod("a"))
    assert watcher.wait(10)
    shutil.rmtree(folder)
    assert watcher.wait(10)
    put(Database.open(folder), pod("b"))
    assert watcher.wait(10)
    put(Database.open(folder), pod("c"))
    assert watcher.wait(10)

import os
import shutil
import subprocess
import sys
import threading

import pytest

from minikctl.state.store import Database, LockedError

COUNT_UP = """
import sys
from minikctl.state.store import Change, Database, Revision
database = Database.open(sys.argv[1])
for _ in range(40):
    with database.writing():
        old = database.document("counters", "/one")
        new = {"n": (old or {"n": 0})["n"] + 1}
        database.commit(Revision(database.rev + 1, 0.0, "", (), [Change("counters", "/one", old, new)], None, 0, 0))
"""

DIE_HOLDING = """
import os, sys
from minikctl.state.store import Database
database = Database.open(sys.argv[1])
with database.writing():
    sys.stdout.write("held\\n")
    sys.stdout.flush()
    sys.stdin.read(1)
    os._exit(1)
"""


def start(program, folder, **options):
    return subprocess.Popen([sys.executable, "-c", program, folder], **options)


def test_processes_take_turns_and_lose_nothing(folder):
    writers = [start(COUNT_UP, folder) for _ in range(3)]

    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert Database.open(folder).document("counters", "/one") == {"n": 120}
    assert Database.open(folder).rev == 120


def test_a_lock_that_is_held_too_long_is_told_and_dies_with_its_holder(folder, put, pod):
    holder = start(DIE_HOLDING, folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"held\n"

    with pytest.raises(
        LockedError, match=r"another process is changing the cluster: .*lock was still locked after 0\.01"
    ):
        put(Database.open(folder, wait=0.01), pod("a"))
    assert Database.open(folder).rev == 0  # readers do not wait

    holder.communicate(b"x")
    put(Database.open(folder), pod("a"))
    assert Database.open(folder).rev == 1


def test_threads_of_one_database_take_turns(database, commit):
    def count_up():
        for _ in range(50):
            with database.writing():
                commit(database, [], "a thread")

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert database.rev == 200


def test_a_cluster_that_goes_away_while_a_writer_waits_is_made_anew(folder, put, pod):
    put(Database.open(folder), pod("old"))
    holder, waiter = Database.open(folder), Database.open(folder)
    with holder.writing():
        thread = threading.Thread(target=put, args=(waiter, pod("new")))
        thread.start()
        shutil.rmtree(folder)
    thread.join()

    assert list(Database.open(folder).documents("pods")) == ["default/new"]


def test_the_lock_file_is_never_written(folder, put, pod):
    put(Database.open(folder), pod("a"))

    assert os.path.getsize(os.path.join(folder, "lock")) == 0

"""Figures of the store: one durable write in a warm process, a cold read, and how soon another process notices."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from minikctl.state.store import Change, Database, Revision
from minikctl.state.store.watching import Watcher

SIZES = (100, 10_000, 100_000)
ROUNDS = 101
NOTICES = 21

FOLLOW = """
import sys
from time import perf_counter
from minikctl.state.store import Database
from minikctl.state.store.watching import Watcher
watcher, database = Watcher(sys.argv[1]), Database.open(sys.argv[1])
sys.stdout.write("ready\\n")
sys.stdout.flush()
for _ in range(int(sys.argv[2])):
    while not (watcher.wait(10) and database.refresh()):
        pass
    noticed = perf_counter()
    sys.stdout.write(f"{noticed} {len(database.document('pods', 'default/pod-1'))}\\n")
    sys.stdout.flush()
"""


def pod(number: int, turn: int = 0) -> dict[str, Any]:
    """About 3 KB."""
    labels = {f"example.com/label-{index}": f"value-{number}-" + "x" * 60 for index in range(28)}
    metadata = {"name": f"pod-{number}", "namespace": "default", "labels": labels, "uid": f"{number:032}"}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "status": {"phase": "Running", "turn": turn}}


def filled(folder: str, count: int) -> Database:
    database = Database.open(folder)
    with database.writing():
        changes = [Change("pods", f"default/pod-{number}", None, pod(number)) for number in range(count)]
        database.commit(Revision(1, 0.0, "load", (), changes, None, 1, 0))
    return Database.open(folder)


def write(database: Database, number: int, turn: int) -> None:
    with database.writing():
        key = f"default/pod-{number}"
        change = Change("pods", key, database.document("pods", key), pod(number, turn))
        database.commit(Revision(database.rev + 1, 0.0, "write", (), (change,), None, turn, 0))


def milliseconds(seconds: list[float]) -> str:
    return f"{median(seconds) * 1e3:.2f} ms [{min(seconds) * 1e3:.2f}-{max(seconds) * 1e3:.2f}]"


def warm_writes(database: Database) -> list[float]:
    len(list(database.documents("pods")))
    taken = []
    for turn in range(1, ROUNDS + 1):
        start = perf_counter()
        write(database, turn % 100, turn)
        taken.append(perf_counter() - start)
    return taken


def cold_reads(folder: str) -> tuple[float, float]:
    """Seconds to open a cluster and read one document, and to read all."""
    start = perf_counter()
    database = Database.open(folder)
    database.document("pods", "default/pod-77")
    one = perf_counter() - start
    len(list(database.documents("pods")))
    return one, perf_counter() - start


def bare_appends(folder: str) -> list[float]:
    """The limit: 3 KB appended and synced."""
    number = os.open(os.path.join(folder, "bare"), os.O_RDWR | os.O_CREAT)
    taken = []
    for _ in range(ROUNDS):
        start = perf_counter()
        os.write(number, b"x" * 3000)
        os.fdatasync(number)
        taken.append(perf_counter() - start)
    os.close(number)
    return taken


def notices(folder: str) -> list[float]:
    """Seconds from the beginning of a write until another process has read it."""
    database = filled(folder, 100)
    command = [sys.executable, "-c", FOLLOW, folder, str(NOTICES)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as follower:
        assert follower.stdout is not None
        follower.stdout.readline()
        taken = []
        for turn in range(1, NOTICES + 1):
            start = perf_counter()  # the same clock in both processes
            write(database, 1, turn)
            taken.append(float(follower.stdout.readline().split()[0]) - start)
    return taken


def wake_ups(folder: str) -> list[float]:
    """Seconds from the end of a write until a watcher in the same process says so."""
    database, watcher = filled(folder, 100), Watcher(folder)
    taken = []
    for turn in range(1, NOTICES + 1):
        write(database, 1, turn)
        start = perf_counter()
        assert watcher.wait(5)
        taken.append(perf_counter() - start)
    watcher.close()
    return taken


def figures(sizes: tuple[int, ...] = SIZES) -> list[tuple[str, str]]:
    """(label, value) of each figure; goals: row 4 (a warm write) and row 7 (a write is noticed)."""
    found = []
    with TemporaryDirectory(dir=".") as folder:
        found.append(("append of 3 KB and fdatasync", milliseconds(bare_appends(folder))))
        medians = {}
        for size in sizes:
            taken = warm_writes(filled(os.path.join(folder, str(size)), size))
            medians[size] = median(taken)
            found.append((f"one write, warm, {size:,} objects (goal 0.5 ms)", milliseconds(taken)))
            one, everything = cold_reads(os.path.join(folder, str(size)))
            found.append((f"one document, cold, {size:,} objects", f"{one * 1e3:.2f} ms"))
            found.append((f"all documents, cold, {size:,} objects", f"{everything * 1e3:.1f} ms"))
            gc.collect()
        for size in sizes[1:]:
            ratio = medians[size] / medians[sizes[0]]
            found.append((f"a write at {size:,} : at {sizes[0]:,} objects (goal 1.5)", f"{ratio:.2f}"))
        found.append(
            ("a write until another process has it (goal 50 ms, then 5 ms)", milliseconds(notices(f"{folder}/n")))
        )
        found.append(("a watcher's wake-up", milliseconds(wake_ups(f"{folder}/w"))))
    return found


if __name__ == "__main__":
    for label, value in figures():
        sys.stdout.write(f"{label:70} {value}\n")

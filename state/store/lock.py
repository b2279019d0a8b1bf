"""The writer's lock: an flock, which the operating system frees when its holder dies, and a thread's lock before it."""

from __future__ import annotations

import fcntl
from _thread import allocate_lock, get_ident
from time import monotonic, sleep

from minikctl.state.store.disk import Disk
from minikctl.state.store.errors import locked_too_long, writing_failed

NAME = "lock"
FIRST_PAUSE = 0.0005
LONGEST_PAUSE = 0.02


class WriterLock:
    """One writer at a time, among processes and threads. The thread that holds it may take it again."""

    __slots__ = ("_depth", "_disk", "_number", "_owner", "_threads", "wait")

    def __init__(self, disk: Disk | None, wait: float) -> None:
        self._disk, self.wait = disk, wait  # without a disk: only among threads
        self._threads = allocate_lock()
        self._owner = self._depth = 0
        self._number = -1

    @property
    def is_mine(self) -> bool:
        return self._owner == get_ident()

    def take(self) -> bool:
        """Waits for the lock; True if it was not this thread's already."""
        if self.is_mine:
            self._depth += 1
            return False
        until = monotonic() + self.wait
        if not self._threads.acquire(timeout=self.wait):
            raise locked_too_long(self._disk.path(NAME) if self._disk else "the cluster", self.wait)
        try:
            if self._disk is not None:
                self._number = lock_file(self._disk, until, self.wait)
        except BaseException:
            self._threads.release()
            raise
        self._owner, self._depth = get_ident(), 1
        return True

    def free(self) -> None:
        """Undoes one `take`."""
        self._depth -= 1
        if self._depth:
            return
        self._owner = 0
        try:
            if self._disk is not None:
                number, self._number = self._number, -1
                self._disk.close(number)
        finally:
            self._threads.release()


def lock_file(disk: Disk, until: float, wait: float) -> int:
    """The handle that holds the folder's lock."""
    pause = FIRST_PAUSE
    try:
        disk.make_folder()
        while True:
            number = disk.open_to_write(NAME)
            try:
                while not locked(number):
                    if monotonic() >= until:
                        raise locked_too_long(disk.path(NAME), wait)
                    sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
                found = disk.signature(NAME)
                if found is not None and found.inode == disk.signature_of(number).inode:
                    return number
            except BaseException:
                disk.close(number)
                raise
            disk.close(number)  # the folder was removed while we waited
            disk.make_folder()
    except OSError as error:
        raise writing_failed(disk.path(NAME), error) from error


def locked(number: int) -> bool:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

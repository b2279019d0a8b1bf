"""Waiting for a cluster's journal to change: told by the operating system where it can, else by looking often."""

from __future__ import annotations

import ctypes
import os
import select
from time import monotonic, sleep

from minikctl.state.store.disk import Disk
from minikctl.state.store.journal import NAME

PAUSE = 0.02  # between two looks
IN_MODIFY, IN_MOVED_TO, IN_CREATE, IN_DELETE = 0x2, 0x80, 0x100, 0x200
IN_DELETE_SELF, IN_MOVE_SELF = 0x400, 0x800
MASK = IN_MODIFY | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF
ROOM = 65536


class Watcher:
    """Tells when the journal of a folder changes; the folder may come later, go away and come back."""

    def __init__(self, folder: str, *, told: bool = True) -> None:
        """With `told=False` the operating system is not asked to tell."""
        self._disk, self._told = Disk(folder), told
        self._notices = self._watched = -1
        self._subscribe()
        self._seen = self._disk.signature(NAME)

    def fileno(self) -> int:
        """A handle that is readable when something may have changed, for event loops; -1 if there is none."""
        return self._notices

    def wait(self, timeout: float) -> bool:
        """Waits until the journal differs from when this watcher last looked; False if the time is over."""
        until = monotonic() + timeout
        while not self.look():
            left = until - monotonic()
            if left <= 0:
                return False
            self._pause(left)
        return True

    def look(self) -> bool:
        """Whether the journal differs from when this watcher last looked."""
        self._drain()
        found = self._disk.signature(NAME)
        changed, self._seen = found != self._seen, found
        return changed

    def close(self) -> None:
        if self._notices >= 0:
            os.close(self._notices)
            self._notices = -1

    def _subscribe(self) -> None:
        if self._told and os.path.isdir(self._disk.folder):
            self._watched = self._folder_inode()
            self._notices = notices_of(self._disk.folder)
            self._told = self._notices >= 0

    def _pause(self, seconds: float) -> None:
        if self._notices >= 0:
            poll = select.poll()
            poll.register(self._notices, select.POLLIN)
            poll.poll(seconds * 1000)
        else:
            sleep(min(seconds, PAUSE))
            self._subscribe()

    def _drain(self) -> None:
        """Takes the notices that have come; what they say is not needed, but that the folder went away is."""
        if self._notices < 0:
            return
        try:
            while os.read(self._notices, ROOM):
                pass
        except BlockingIOError:
            pass
        if self._folder_inode() != self._watched:
            self.close()

    def _folder_inode(self) -> int:
        found = self._disk.signature("")
        return found.inode if found else -1


def notices_of(folder: str) -> int:
    """A handle of the kernel's notices about a folder; -1 where there are none."""
    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "inotify_init1"):
        return -1
    number: int = library.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    if number >= 0 and library.inotify_add_watch(number, os.fsencode(folder), MASK) < 0:
        os.close(number)
        return -1
    return number

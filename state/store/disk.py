"""The only place that touches a cluster's files: one small method per call of the operating system.

Tests put a counting, failing or crashing one in its place (`counting.py`).
"""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from minikctl.state.values import NamedTuple

FOLDER_MODE = 0o700
FILE_MODE = 0o600
LARGE = 1 << 20  # of this size on, parsed trees are kept out of the garbage collector's way; also one write's size


@contextmanager
def no_collection() -> Iterator[None]:
    """The cyclic garbage collector is off: with it, making many objects costs several times as much."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class Signature(NamedTuple):
    """By which a change of a file is noticed; kept in memory only, never stored."""

    inode: int
    size: int
    changed: int


class Disk:
    """The files of one folder, named without the folder."""

    def __init__(self, folder: str) -> None:
        self.folder = os.path.abspath(folder)

    def path(self, name: str) -> str:
        return os.path.join(self.folder, name)

    def make_folder(self) -> None:
        """The folder and the missing ones above it, for their owner only."""
        missing, folder = [], self.folder
        while not os.path.isdir(folder):
            missing.append(folder)
            folder = os.path.dirname(folder)
        for folder in reversed(missing):
            try:
                os.mkdir(folder, FOLDER_MODE)
            except FileExistsError:
                if not os.path.isdir(folder):
                    raise

    def names(self) -> list[str]:
        return sorted(os.listdir(self.folder))

    def signature(self, name: str) -> Signature | None:
        """None if there is no such file."""
        try:
            found = os.stat(self.path(name))
        except (FileNotFoundError, NotADirectoryError):
            return None
        return Signature(found.st_ino, found.st_size, found.st_mtime_ns)

    def signature_of(self, handle: int) -> Signature:
        found = os.fstat(handle)
        return Signature(found.st_ino, found.st_size, found.st_mtime_ns)

    def open_to_read(self, name: str) -> int | None:
        """A handle, or None if there is no such file."""
        try:
            return os.open(self.path(name), os.O_RDONLY)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def open_to_write(self, name: str) -> int:
        """A handle of a file that may exist."""
        return os.open(self.path(name), os.O_RDWR | os.O_CREAT, FILE_MODE)

    def create(self, name: str) -> int:
        """A handle of a new, empty file; an older one of that name is emptied."""
        return os.open(self.path(name), os.O_RDWR | os.O_CREAT | os.O_TRUNC, FILE_MODE)

    def close(self, handle: int) -> None:
        os.close(handle)

    def read(self, handle: int, count: int, offset: int) -> bytes:
        """Up to `count` bytes; fewer only at the end of the file."""
        data = os.pread(handle, count, offset)
        if len(data) == count or not data:
            return data
        parts, got = [data], len(data)
        while got < count and (data := os.pread(handle, count - got, offset + got)):
            parts.append(data)
            got += len(data)
        return b"".join(parts)

    def write(self, handle: int, data: bytes, offset: int) -> None:
        """All of the data."""
        written = os.pwrite(handle, data, offset)
        while written < len(data):
            written += os.pwrite(handle, memoryview(data)[written:], offset + written)

    def write_all(self, handle: int, parts: list[bytes], offset: int) -> None:
        """Many pieces, in as few large writes as sensible."""
        waiting: list[bytes] = []
        size = 0
        for part in parts:
            waiting.append(part)
            size += len(part)
            if size >= LARGE:
                self.write(handle, b"".join(waiting), offset)
                waiting, offset, size = [], offset + size, 0
        if waiting:
            self.write(handle, b"".join(waiting), offset)

    def truncate(self, handle: int, size: int) -> None:
        os.ftruncate(handle, size)

    def sync(self, handle: int) -> None:
        """Returns when the file's content is on the disk."""
        getattr(os, "fdatasync", os.fsync)(handle)

    def rename(self, old: str, new: str) -> None:
        os.replace(self.path(old), self.path(new))

    def remove(self, name: str) -> None:
        os.unlink(self.path(name))

    def link(self, old: str, new: str) -> None:
        """A second name for a file."""
        os.link(self.path(old), self.path(new))

    def sync_folder(self) -> None:
        """Returns when names made and renamed are on the disk."""
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def mode(self, name: str) -> int:
        return os.stat(self.path(name)).st_mode & 0o777

    def set_mode(self, name: str, mode: int) -> None:
        os.chmod(self.path(name), mode)

    def parse(self, data: bytes) -> Any:
        """One document."""
        return json.loads(data)

    def parse_table(self, data: bytes, count: int) -> Any:
        """A whole table of `count` documents, with the cyclic garbage collector off: it is far faster."""
        with no_collection():
            found = json.loads(data)
            if len(data) >= LARGE:
                gc.freeze()  # trees of JSON have no cycles
        return found


class Handle:
    """A file as it was opened, even if another one gets its name."""

    __slots__ = ("disk", "name", "number")

    def __init__(self, disk: Disk, name: str, number: int) -> None:
        self.disk, self.name, self.number = disk, name, number

    @property
    def path(self) -> str:
        return self.disk.path(self.name)

    def read(self, count: int, offset: int) -> bytes:
        return self.disk.read(self.number, count, offset)

    def signature(self) -> Signature:
        return self.disk.signature_of(self.number)

    def close(self) -> None:
        if self.number >= 0:
            number, self.number = self.number, -1
            self.disk.close(number)

    def __del__(self) -> None:
        self.close()

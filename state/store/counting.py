"""A disk that counts what is done, and fails or dies at a chosen call: for tests of work and of recovery."""

from __future__ import annotations

from typing import Any

from minikctl.state.store.disk import Disk, Signature


class Crash(BaseException):
    """The process died: nothing that it would still do happens."""


class CountingDisk(Disk):
    """Counts calls, bytes, syncs and parsed documents.

    `fail_at` and `crash_at` are numbers of calls, from 1. A call that fails raises `error` and does half of its work
    if it is a write; from a crash on every call raises Crash.
    """

    def __init__(self, folder: str, *, fail_at: int = 0, error: OSError | None = None, crash_at: int = 0) -> None:
        super().__init__(folder)
        self.fail_at, self.error, self.crash_at = fail_at, error, crash_at
        self._open: set[int] = set()
        self.reset()

    def reset(self) -> None:
        """Counts from nothing again."""
        self.calls = self.bytes_read = self.bytes_written = self.syncs = self.parsed = 0
        self.names_called: list[str] = []

    def die(self) -> None:
        """What the operating system does for a dead process: closes its files, which frees its locks."""
        for handle in list(self._open):
            super().close(handle)
        self._open.clear()

    def _call(self, name: str) -> bool:
        """Counts one; True if it is to fail."""
        self.calls += 1
        self.names_called.append(name)
        if self.crash_at and self.calls > self.crash_at:
            raise Crash(name)
        return self.calls == self.fail_at or self.calls == self.crash_at

    def _stop(self, name: str) -> None:
        if self._call(name):
            self._break(name)

    def _break(self, name: str) -> None:
        if self.calls == self.crash_at:
            raise Crash(name)
        assert self.error is not None, "which error is the call to fail with?"
        raise self.error

    def _opened(self, handle: int | None) -> None:
        if handle is not None:
            self._open.add(handle)

    def make_folder(self) -> None:
        self._stop("make_folder")
        super().make_folder()

    def signature(self, name: str) -> Signature | None:
        self._stop(f"signature {name}")
        return super().signature(name)

    def signature_of(self, handle: int) -> Signature:
        self._stop("signature_of")
        return super().signature_of(handle)

    def open_to_read(self, name: str) -> int | None:
        self._stop(f"open_to_read {name}")
        handle = super().open_to_read(name)
        self._opened(handle)
        return handle

    def open_to_write(self, name: str) -> int:
        self._stop(f"open_to_write {name}")
        handle = super().open_to_write(name)
        self._opened(handle)
        return handle

    def create(self, name: str) -> int:
        self._stop(f"create {name}")
        handle = super().create(name)
        self._opened(handle)
        return handle

    def close(self, handle: int) -> None:
        """Not counted: when a file that nobody holds is closed is up to the interpreter."""
        if handle in self._open:
            self._open.discard(handle)
            super().close(handle)

    def read(self, handle: int, count: int, offset: int) -> bytes:
        self._stop("read")
        data = super().read(handle, count, offset)
        self.bytes_read += len(data)
        return data

    def write(self, handle: int, data: bytes, offset: int) -> None:
        breaks = self._call("write")
        data = data[: len(data) // 2] if breaks else data
        super().write(handle, data, offset)
        self.bytes_written += len(data)
        if breaks:
            self._break("write")

    def truncate(self, handle: int, size: int) -> None:
        self._stop("truncate")
        super().truncate(handle, size)

    def sync(self, handle: int) -> None:
        self._stop("sync")
        self.syncs += 1
        super().sync(handle)

    def rename(self, old: str, new: str) -> None:
        self._stop(f"rename {old}")
        super().rename(old, new)

    def remove(self, name: str) -> None:
        self._stop(f"remove {name}")
        super().remove(name)

    def link(self, old: str, new: str) -> None:
        self._stop(f"link {old}")
        super().link(old, new)

    def sync_folder(self) -> None:
        self._stop("sync_folder")
        self.syncs += 1
        super().sync_folder()

    def parse(self, data: bytes) -> Any:
        self.parsed += 1
        return super().parse(data)

    def parse_table(self, data: bytes, count: int) -> Any:
        self.parsed += count
        return super().parse_table(data, count)

"""What can go wrong with a cluster's files; each error is a sentence for the user."""

from __future__ import annotations

import errno

FULL = (errno.ENOSPC, errno.EDQUOT)
REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)


class StoreError(Exception):
    """A cluster's files cannot be read or written."""


class NotOursError(StoreError):
    """A file that stands where one of ours is expected, but has another header."""


class NewerFormatError(StoreError):
    """A file that a newer version wrote."""


class UnreadableError(StoreError):
    """A file that the operating system does not let us read."""


class ReadOnlyError(StoreError):
    """The folder or one of its files cannot be written."""


class DiskFullError(StoreError):
    """There was no room; nothing was changed."""


class LockedError(StoreError):
    """Another process kept the writer's lock for too long."""


class HistoryGoneError(StoreError):
    """An older revision than those that are kept."""

    def __init__(self, rev: int, oldest: int) -> None:
        super().__init__(f"revision {rev} is no longer kept: the oldest is {oldest}")
        self.rev, self.oldest = rev, oldest


class DamagedError(StoreError):
    """A file of ours whose content is not what was written."""

    def __init__(self, path: str, byte: int, what: str) -> None:
        super().__init__(f"{path} is damaged at byte {byte}: {what}")
        self.path, self.byte, self.what = path, byte, what


class reading:
    """Turns what the operating system says about an open or a read into an error of ours."""

    __slots__ = ("_path",)

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise UnreadableError(f"cannot read {self._path}: {error.strerror or error}") from error


def writing_failed(path: str, error: OSError) -> StoreError:
    """The error of a write that the operating system refused; what was written has been taken back."""
    if error.errno in FULL:
        return DiskFullError(f"cannot write {path}: {error.strerror}; nothing was changed")
    if error.errno in REFUSED:
        return ReadOnlyError(f"cannot write {path}: {error.strerror}")
    return StoreError(f"cannot write {path}: {error.strerror or error}; nothing was changed")


def locked_too_long(path: str, seconds: float) -> StoreError:
    return LockedError(f"another process is changing the cluster: {path} was still locked after {seconds:g} seconds")

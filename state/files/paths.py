"""The one view of a file system that programs get, and what can be said of paths.

Paths are absolute and `/`-separated; errors are OSError with an errno, as the operating system gives them.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from typing import Protocol

FILE_MODE = 0o644
FOLDER_MODE = 0o755
LINKS_FOLLOWED = 40  # Linux: MAXSYMLINKS

REASONS = {
    errno.ENOENT: "No such file or directory",
    errno.EEXIST: "File exists",
    errno.ENOTDIR: "Not a directory",
    errno.EISDIR: "Is a directory",
    errno.ENOTEMPTY: "Directory not empty",
    errno.EROFS: "Read-only file system",
    errno.EACCES: "Permission denied",
    errno.EPERM: "Operation not permitted",
    errno.EINVAL: "Invalid argument",
    errno.ELOOP: "Too many levels of symbolic links",
    errno.EBUSY: "Device or resource busy",
}


class Files(Protocol):
    """A file system, seen by absolute paths."""

    def read(self, path: str) -> bytes:
        """The content of a file."""

    def write(self, path: str, data: bytes) -> None:
        """Makes or replaces a file; its folder must exist."""

    def append(self, path: str, data: bytes) -> None:
        """Adds to a file, making it if it is absent."""

    def exists(self, path: str) -> bool:
        """Is there a file or a folder?"""

    def is_dir(self, path: str) -> bool:
        """Is there a folder?"""

    def listdir(self, path: str) -> list[str]:
        """The names in a folder, sorted."""

    def mkdir(self, path: str) -> None:
        """Makes one folder; its parent must exist."""

    def remove(self, path: str) -> None:
        """Removes a file or an empty folder."""

    def rename(self, path: str, target: str) -> None:
        """Moves a file or folder, replacing a file at the target."""

    def mode(self, path: str) -> int:
        """The permission bits."""

    def set_mode(self, path: str, bits: int) -> None:
        """Changes the permission bits."""

    def modified(self, path: str) -> float:
        """When the content was last written, in seconds since the epoch."""


def failure(number: int, path: str) -> OSError:
    """The OSError for an errno and a path."""
    return OSError(number, REASONS[number], path)


def reason(error: OSError) -> str:
    """What a program prints of an OSError: `No such file or directory`."""
    return REASONS.get(error.errno or 0) or error.strerror or str(error)


def absolute(cwd: str, path: str) -> str:
    """A path as seen from a folder, without `.`, `..` and doubled slashes."""
    parts: list[str] = []
    for part in (path if path.startswith("/") else f"{cwd}/{path}").split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)


def parent(path: str) -> str:
    """The folder of an absolute path."""
    return path.rpartition("/")[0] or "/"


def read_text(files: Files, path: str) -> str:
    """A file's text; bytes that are no UTF-8 survive a round trip through `write_text`."""
    return files.read(path).decode("utf-8", "surrogateescape")


def write_text(files: Files, path: str, text: str) -> None:
    """Makes or replaces a file with a text."""
    files.write(path, text.encode("utf-8", "surrogateescape"))


def make_folders(files: Files, path: str) -> None:
    """Makes a folder and those above it, where they are absent."""
    path = absolute("/", path)
    if not files.is_dir(path):
        make_folders(files, parent(path))
        files.mkdir(path)


def remove_tree(files: Files, path: str) -> None:
    """Removes a file, or a folder with all that is in it."""
    if files.is_dir(path) and link_target(files, path) is None:
        for name in files.listdir(path):
            remove_tree(files, absolute(path, name))
    files.remove(path)


def link_target(files: Files, path: str) -> str | None:
    """Where a symbolic link points, None if it is no link or the file system knows none."""
    reader = getattr(files, "readlink", None)
    found: str | None = reader(path) if reader else None
    return found


def walk(files: Files, path: str) -> Iterator[str]:
    """A path and all below it, folders before what is in them, names sorted; links are not followed."""
    yield path
    if files.is_dir(path) and link_target(files, path) is None:
        for name in files.listdir(path):
            yield from walk(files, absolute(path, name))


def is_below(path: str, folders: Iterable[str]) -> bool:
    """Is the absolute path one of the folders, or in one of them?"""
    return any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in folders)

"""Keeps sessions off the machine: while one runs, this process neither writes, starts nor connects to anything.

Sessions have nothing that could; this is the second lock on the door, for faults of ours.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

WRITING = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC
FORBIDDEN = frozenset(
    {
        "os.chmod",
        "os.chown",
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.kill",
        "os.link",
        "os.mkdir",
        "os.posix_spawn",
        "os.putenv",
        "os.remove",
        "os.rename",
        "os.rmdir",
        "os.spawn",
        "os.symlink",
        "os.system",
        "os.truncate",
        "os.utime",
        "pty.spawn",
        "shutil.rmtree",
        "socket.bind",
        "socket.connect",
        "socket.sendto",
        "subprocess.Popen",
    }
)
CACHE = "__pycache__"  # what the interpreter writes when it imports

_installed: list[bool] = []
_allowed: list[tuple[str, ...]] = []
_closed: list[bool] = []


@contextmanager
def closed() -> Iterator[None]:
    """Within it, what would touch the machine raises PermissionError."""
    if not _installed:
        _installed.append(True)
        _allowed.append(allowed())
        sys.addaudithook(_check)
    _closed.append(True)
    try:
        yield
    finally:
        _closed.pop()


@contextmanager
def opened() -> Iterator[None]:
    """Within it the machine may be used although a session runs: only what its user has asked for."""
    before = list(_closed)
    _closed.clear()
    try:
        yield
    finally:
        _closed.extend(before)


def _check(event: str, arguments: tuple[Any, ...]) -> None:
    if not _closed:
        return
    if event == "open":
        if is_refused(arguments[0], arguments[2]):
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), arguments[0])
    elif event in FORBIDDEN and CACHE not in str(arguments[:1]):
        raise PermissionError(errno.EPERM, f"{event}: {os.strerror(errno.EPERM)}")


def is_refused(path: Any, flags: Any) -> bool:
    """Whether a file must not be opened: for writing, or one that is no part of the program."""
    if isinstance(path, int):
        return False
    name = os.fsdecode(path)
    if CACHE in name:
        return False
    if isinstance(flags, int) and flags & WRITING:
        return name != os.devnull
    return not name.startswith(_allowed[0])


def allowed() -> tuple[str, ...]:
    """The folders of the program itself."""
    here = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    places = {os.path.realpath(place) for place in (sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path) if place}
    return (
        *places,
        *(place for place in sys.path if place),
        sys.prefix,
        os.path.dirname(here),
        "/dev/",
        "/usr/lib",
        "/lib",
    )

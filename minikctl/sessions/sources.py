"""Sessions on the machine: their files, and the folder of manifests that they begin with; nothing else is read."""

from __future__ import annotations

import os
from typing import NamedTuple

from minikctl.sessions.document import Session, SessionError, decoded
from minikctl.sessions.reading import ENDINGS, session_of

MAX_FILES = 2000
MAX_BYTES = 64 * 1024 * 1024
MANIFESTS = "manifests"


class Source(NamedTuple):
    """A session that was read, or why it could not be."""

    path: str  # as it was given
    session: Session | None
    files: dict[str, bytes]
    error: str = ""
    line: int = 0


def find(paths: list[str], cwd: str) -> list[str]:
    """The files that are meant: a folder stands for the sessions in it."""
    found: list[str] = []
    for path in paths:
        place = os.path.join(cwd, path)
        if os.path.isdir(place):
            names = sorted(name for name in os.listdir(place) if name.endswith(ENDINGS) and name != "README.md")
            found.extend(os.path.join(path, name) for name in names if is_session(os.path.join(place, name)))
        else:
            found.append(path)
    return found


def is_session(path: str) -> bool:
    """Whether a file of a folder is a session: Markdown must have a console block."""
    if not path.endswith(".md"):
        return True
    try:
        with open(path, "rb") as file:
            return b"```console" in file.read()
    except OSError:
        return False


def read(path: str, cwd: str, forms: str = "") -> Source:
    """Reads a session with what it begins with; `forms`: strict or loose, if that was asked for."""
    place = os.path.join(cwd, path)
    try:
        with open(place, "rb") as file:
            session = session_of(path, decoded(file.read()), forms)
        return Source(path, session, folder_of(place, session.needs.files))
    except OSError as error:
        return Source(path, None, {}, f"cannot be read: {error.strerror}")
    except SessionError as error:
        return Source(path, None, {}, error.message, error.line)


def folder_of(path: str, name: str) -> dict[str, bytes]:
    """The files of `files=NAME`, by their names in the working directory. Raises SessionError, OSError."""
    if not name:
        return {}
    beside = os.path.dirname(os.path.abspath(path))
    for base in (os.path.join(beside, MANIFESTS), beside):
        folder = os.path.join(base, name)
        if os.path.isdir(folder) and is_inside(folder, beside):
            return files_in(folder)
    raise SessionError(f"files={name}: there is no such folder below {MANIFESTS}/ or beside the session")


def is_inside(path: str, folder: str) -> bool:
    """Whether a path lies in a folder, links followed."""
    return os.path.realpath(path).startswith(os.path.realpath(folder) + os.sep)


def files_in(folder: str) -> dict[str, bytes]:
    """Every ordinary file of a folder. Raises SessionError, OSError."""
    found: dict[str, bytes] = {}
    size = 0
    for base, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            place = os.path.join(base, name)
            if not os.path.isfile(place) or not is_inside(place, folder):
                continue  # a link that leads elsewhere
            size += os.path.getsize(place)
            if size > MAX_BYTES or len(found) >= MAX_FILES:
                raise SessionError(f"{folder} holds more than {MAX_FILES} files or {MAX_BYTES} bytes")
            with open(place, "rb") as file:
                found[os.path.relpath(place, folder).replace(os.sep, "/")] = file.read()
    return found

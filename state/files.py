"""The one view of a file system that programs get, and a file system that lives in memory.

Paths are absolute and `/`-separated; errors are OSError with an errno, as the operating system gives them.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

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


class Node:
    """A file, a folder (`children`) or a symbolic link (`link`)."""

    __slots__ = ("children", "data", "link", "mode", "modified")

    def __init__(self, data: bytes = b"", mode: int = FILE_MODE, modified: float = 0.0) -> None:
        self.data = data
        self.mode = mode
        self.modified = modified
        self.children: dict[str, Node] | None = None
        self.link: str | None = None

    def __eq__(self, other: object) -> bool:
        """Same content, kind and permissions; for a folder, not what is in it."""
        if not isinstance(other, Node):
            return NotImplemented
        kinds = (self.children is None) == (other.children is None)
        return kinds and (self.data, self.mode, self.link) == (other.data, other.mode, other.link)

    __hash__ = None  # type: ignore[assignment]


def folder_node(mode: int = FOLDER_MODE, modified: float = 0.0) -> Node:
    node = Node(b"", mode, modified)
    node.children = {}
    return node


class Ticking(Protocol):
    """What a file system asks for the time of a change."""

    def now(self) -> float:
        """Seconds since the epoch."""


class MemoryFiles:
    """A tree of files in memory.

    `base` maps paths to what is there from the start (text, bytes; a path that ends in `/` is a folder); folders above
    are made. What differs from it can be taken out with `changes` and put back into another tree with `load`.
    """

    def __init__(self, base: Mapping[str, str | bytes] | None = None, clock: Ticking | None = None) -> None:
        self._root = folder_node()
        self._clock = clock
        self._locked: tuple[str, ...] = ()
        self._base: dict[str, Node] = {}
        for path, content in (base or {}).items():
            if path.endswith("/"):
                make_folders(self, path)
            else:
                make_folders(self, parent(absolute("/", path)))
                self.write(path, content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content)
        self.settle()

    # reading

    def read(self, path: str) -> bytes:
        if path in ("/dev/null", "/dev/stdin"):
            return b""
        node = self._node(path)
        if node.children is not None:
            raise failure(errno.EISDIR, path)
        return node.data

    def exists(self, path: str) -> bool:
        return path == "/dev/null" or self._find(path) is not None

    def is_dir(self, path: str) -> bool:
        node = self._find(path)
        return node is not None and node.children is not None

    def listdir(self, path: str) -> list[str]:
        children = self._node(path).children
        if children is None:
            raise failure(errno.ENOTDIR, path)
        return sorted(children)

    def mode(self, path: str) -> int:
        return 0o666 if path == "/dev/null" else self._node(path).mode

    def modified(self, path: str) -> float:
        return self._node(path).modified

    def readlink(self, path: str) -> str | None:
        """Where a symbolic link points; None if the path is no link."""
        folder, name = self._place(path)
        node = (folder.children or {}).get(name)
        return node.link if node else None

    # writing

    def write(self, path: str, data: bytes) -> None:
        if path == "/dev/null":
            return
        node = self._find(path)
        if node is None:
            self._put(self._link_end(path), Node(data))
            return
        if node.children is not None:
            raise failure(errno.EISDIR, path)
        self._guard(path)
        node.data, node.modified = data, self._now()

    def append(self, path: str, data: bytes) -> None:
        self.write(path, (self.read(path) if self.exists(path) else b"") + data)

    def mkdir(self, path: str) -> None:
        if self._find(path) is not None:
            raise failure(errno.EEXIST, path)
        self._put(path, folder_node())

    def remove(self, path: str) -> None:
        folder, name = self._place(path)
        node = (folder.children or {}).get(name)
        if node is None:
            raise failure(errno.ENOENT, path)
        if node.children:
            raise failure(errno.ENOTEMPTY, path)
        self._guard(path)
        assert folder.children is not None
        del folder.children[name]
        folder.modified = self._now()

    def rename(self, path: str, target: str) -> None:
        node = self._entry(path)
        there = self._find(target)
        if there is node:
            return
        if there is not None and there.children is not None and (node.children is None or there.children):
            raise failure(errno.EISDIR if node.children is None else errno.ENOTEMPTY, target)
        if node.children is not None and (target + "/").startswith(path.rstrip("/") + "/"):
            raise failure(errno.EINVAL, target)
        self._guard(path)
        self._put(target, node, node.modified)
        folder, name = self._place(path)
        assert folder.children is not None
        del folder.children[name]

    def set_mode(self, path: str, bits: int) -> None:
        self._guard(path)
        self._node(path).mode = bits & 0o7777

    def symlink(self, target: str, path: str) -> None:
        """Makes a symbolic link at `path` that points to `target`."""
        if self._has_entry(path):
            raise failure(errno.EEXIST, path)
        node = Node(b"", 0o777)
        node.link = target
        self._put(path, node)

    def touch(self, path: str, moment: float | None = None) -> None:
        """Makes an empty file, or changes the time of what is there."""
        if self._find(path) is None:
            self.write(path, b"")
        self._guard(path)
        self._node(path).modified = self._now() if moment is None else moment

    def lock(self, *paths: str) -> None:
        """What is at or below these paths can no longer be changed (read-only mounts)."""
        self._locked += tuple(absolute("/", path) for path in paths)

    # what changed

    def settle(self) -> None:
        """From now on `changes` compares with the tree as it is now."""
        self._base = {path: copy_of(node) for path, node in self._all()}

    def changes(self) -> dict[str, Any]:
        """What differs from the base, as plain data: path -> None (gone) or what is there."""
        now = dict(self._all())
        found: dict[str, Any] = {path: None for path in self._base if path not in now}
        for path, node in now.items():
            before = self._base.get(path)
            if before is None or before != node or (before.modified != node.modified and node.children is None):
                found[path] = plain(node)
        return found

    def load(self, changes: Mapping[str, Any]) -> None:
        """Applies what `changes` gave, over whatever the base is now; what cannot be applied any more is left out."""
        locked, self._locked = self._locked, ()
        for path in sorted(changes, key=len, reverse=True):
            if changes[path] is None and self._has_entry(path):
                remove_tree(self, path)
        for path in sorted(path for path, found in changes.items() if found is not None):
            self._load_one(path, changes[path])
        self._locked = locked

    def _load_one(self, path: str, found: Mapping[str, Any]) -> None:
        make_folders(self, parent(path))
        node = from_plain(found)
        there = self._find(path)
        if there is not None and there.children is not None and node.children is not None:
            there.mode, there.modified = node.mode, node.modified
            return
        if there is not None and there.children is not None:
            return
        self._put(path, node, node.modified)

    # inside

    def _all(self) -> Iterator[tuple[str, Node]]:
        todo: list[tuple[str, Node]] = [("", self._root)]
        while todo:
            path, folder = todo.pop()
            for name, node in (folder.children or {}).items():
                yield f"{path}/{name}", node
                if node.children is not None:
                    todo.append((f"{path}/{name}", node))

    def _now(self) -> float:
        return self._clock.now() if self._clock else 0.0

    def _guard(self, path: str) -> None:
        if self._locked and is_below(absolute("/", path), self._locked):
            raise failure(errno.EROFS, path)

    def _put(self, path: str, node: Node, moment: float | None = None) -> None:
        """Hangs a node into the tree, in place of what was there."""
        folder, name = self._place(path)
        if not name:
            raise failure(errno.EEXIST, path)
        self._guard(path)
        assert folder.children is not None
        node.modified = self._now() if moment is None else moment
        folder.children[name] = node
        folder.modified = self._now()

    def _place(self, path: str) -> tuple[Node, str]:
        """The folder a path lies in (which must exist) and its last name."""
        path = absolute("/", path)
        if path == "/":
            return self._root, ""
        folder = self._find(parent(path))
        if folder is None:
            raise failure(errno.ENOENT, path)
        if folder.children is None:
            raise failure(errno.ENOTDIR, path)
        return folder, path.rpartition("/")[2]

    def _has_entry(self, path: str) -> bool:
        """Is there anything at the path, be it a link that points nowhere?"""
        try:
            self._entry(path)
        except OSError:
            return False
        return True

    def _entry(self, path: str) -> Node:
        """What is at the path itself, links not followed."""
        folder, name = self._place(path)
        node = folder if not name else (folder.children or {}).get(name)
        if node is None:
            raise failure(errno.ENOENT, path)
        return node

    def _link_end(self, path: str) -> str:
        """The path that a (dangling) link finally stands for."""
        for _ in range(LINKS_FOLLOWED):
            target = self.readlink(path)
            if target is None:
                return path
            path = absolute(parent(path), target)
        raise failure(errno.ELOOP, path)

    def _node(self, path: str) -> Node:
        node = self._find(path)
        if node is None:
            raise failure(self._why_absent(path), path)
        return node

    def _why_absent(self, path: str) -> int:
        above = parent(absolute("/", path))
        node = self._find(above)
        if node is not None:
            return errno.ENOENT if node.children is not None else errno.ENOTDIR
        return errno.ENOENT if above == "/" else self._why_absent(above)

    def _find(self, path: str) -> Node | None:
        """What a path stands for, links followed."""
        todo = [part for part in reversed(absolute("/", path).split("/")) if part]
        trail: list[str] = []
        node, followed = self._root, 0
        while todo:
            part = todo.pop()
            found = (node.children or {}).get(part)
            if found is None:
                return None
            if found.link is None:
                trail.append(part)
                node = found
                continue
            followed += 1
            if followed > LINKS_FOLLOWED:
                raise failure(errno.ELOOP, path)
            target = absolute("/" + "/".join(trail), found.link)
            todo.extend(part for part in reversed(target.split("/")) if part)
            trail, node = [], self._root
        return node


class MountedFiles:
    """A file system with others mounted at folders of it (volumes that containers share)."""

    def __init__(self, root: Files, mounts: Mapping[str, Files]) -> None:
        self._root = root
        self._mounts = {absolute("/", path): files for path, files in mounts.items()}
        self._points = sorted(self._mounts, key=len, reverse=True)

    def _at(self, path: str) -> tuple[Files, str]:
        """The file system that holds a path, and the path in it."""
        path = absolute("/", path)
        for point in self._points:
            if is_below(path, (point,)):
                return self._mounts[point], path[len(point) :] or "/"
        return self._root, path

    def read(self, path: str) -> bytes:
        files, inner = self._at(path)
        return files.read(inner)

    def write(self, path: str, data: bytes) -> None:
        files, inner = self._at(path)
        files.write(inner, data)

    def append(self, path: str, data: bytes) -> None:
        files, inner = self._at(path)
        files.append(inner, data)

    def exists(self, path: str) -> bool:
        files, inner = self._at(path)
        return files.exists(inner)

    def is_dir(self, path: str) -> bool:
        files, inner = self._at(path)
        return files.is_dir(inner)

    def listdir(self, path: str) -> list[str]:
        files, inner = self._at(path)
        points = {point.rpartition("/")[2] for point in self._points if parent(point) == absolute("/", path)}
        return sorted(points.union(files.listdir(inner)))

    def mkdir(self, path: str) -> None:
        files, inner = self._at(path)
        files.mkdir(inner)

    def remove(self, path: str) -> None:
        files, inner = self._at(path)
        if absolute("/", path) in self._mounts:
            raise failure(errno.EBUSY, path)
        files.remove(inner)

    def rename(self, path: str, target: str) -> None:
        (files, inner), (other, there) = self._at(path), self._at(target)
        if files is other:
            files.rename(inner, there)
        elif files.is_dir(inner):
            raise failure(errno.EINVAL, path)
        else:
            other.write(there, files.read(inner))
            files.remove(inner)

    def mode(self, path: str) -> int:
        files, inner = self._at(path)
        return files.mode(inner)

    def set_mode(self, path: str, bits: int) -> None:
        files, inner = self._at(path)
        files.set_mode(inner, bits)

    def modified(self, path: str) -> float:
        files, inner = self._at(path)
        return files.modified(inner)

    def readlink(self, path: str) -> str | None:
        files, inner = self._at(path)
        return link_target(files, inner)


def is_below(path: str, folders: Iterable[str]) -> bool:
    """Is the absolute path one of the folders, or in one of them?"""
    return any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in folders)


def copy_of(node: Node) -> Node:
    """A node without what is in it."""
    same = Node(node.data, node.mode, node.modified)
    same.link = node.link
    same.children = None if node.children is None else {}
    return same


def plain(node: Node) -> dict[str, Any]:
    """A node as data that JSON can hold."""
    found: dict[str, Any] = {"mode": node.mode, "modified": node.modified}
    if node.children is not None:
        found["folder"] = True
    elif node.link is not None:
        found["link"] = node.link
    else:
        found["text"] = node.data.decode("latin-1")
    return found


def from_plain(found: Mapping[str, Any]) -> Node:
    """The node that `plain` described."""
    node = Node(found.get("text", "").encode("latin-1"), found["mode"], found["modified"])
    node.link = found.get("link")
    node.children = {} if found.get("folder") else None
    return node

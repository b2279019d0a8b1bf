"""A file system that lives in memory."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from minikctl.state.files.paths import (
    FILE_MODE,
    FOLDER_MODE,
    LINKS_FOLLOWED,
    absolute,
    failure,
    is_below,
    make_folders,
    parent,
    remove_tree,
)


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

"""File systems mounted at folders of another: volumes that containers share."""

from __future__ import annotations

import errno
from collections.abc import Mapping

from minikctl.state.files.paths import Files, absolute, failure, is_below, link_target, parent


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

"""The user's own files, as the Files that commands get."""

from __future__ import annotations

import os


class RealFiles:
    """Files over the machine's file system."""

    def read(self, path: str) -> bytes:
        with open(path, "rb") as file:
            return file.read()

    def write(self, path: str, data: bytes) -> None:
        with open(path, "wb") as file:
            file.write(data)

    def append(self, path: str, data: bytes) -> None:
        with open(path, "ab") as file:
            file.write(data)

    def exists(self, path: str) -> bool:
        return os.path.exists(path)

    def is_dir(self, path: str) -> bool:
        return os.path.isdir(path)

    def listdir(self, path: str) -> list[str]:
        return sorted(os.listdir(path))

    def mkdir(self, path: str) -> None:
        os.mkdir(path)

    def remove(self, path: str) -> None:
        os.rmdir(path) if os.path.isdir(path) and not os.path.islink(path) else os.remove(path)

    def rename(self, path: str, target: str) -> None:
        os.replace(path, target)

    def mode(self, path: str) -> int:
        return os.stat(path).st_mode & 0o7777

    def set_mode(self, path: str, bits: int) -> None:
        os.chmod(path, bits)

    def modified(self, path: str) -> float:
        return os.stat(path).st_mtime

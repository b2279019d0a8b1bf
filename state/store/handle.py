"""An open file that is closed when nobody holds it any more."""

from __future__ import annotations

from minikctl.state.store.disk import Disk, Signature


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

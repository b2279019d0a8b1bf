"""A session's own localhost: ports that `port-forward` and `proxy` answer on while they run."""

from __future__ import annotations

API_SERVER = ("", 0)


class Ports:
    """Which port leads where."""

    def __init__(self) -> None:
        self._targets: dict[int, tuple[str, int]] = {}

    def listen(self, port: int, target: tuple[str, int]) -> bool:
        """Answers on a port for ("namespace/pod", its port), or API_SERVER; False if the port is taken."""
        if port in self._targets:
            return False
        self._targets[port] = target
        return True

    def close(self, port: int) -> None:
        """Answers on a port no more."""
        self._targets.pop(port, None)

    def find(self, port: int) -> tuple[str, int] | None:
        """Where a port leads, None if nobody listens."""
        return self._targets.get(port)

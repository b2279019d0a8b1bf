"""redis: a server that speaks its own protocol."""

from __future__ import annotations

from minikctl.state.clock import MONTHS, civil
from minikctl.state.images.app import App, Asked
from minikctl.state.images.hello import number
from minikctl.state.images.words import port
from minikctl.state.traffic.messages import EMPTY, Failure, Response


class Redis(App):
    """Listens on 6379, or on its --port."""

    entrypoint = ("docker-entrypoint.sh",)
    arguments = ("redis-server",)
    servers = frozenset({"redis-server"})
    extras = ("redis-cli", "redis-benchmark")
    ports = (6379,)
    folder = "/data"

    @property
    def version(self) -> str:
        head = self.tag.partition("-")[0]
        return {"latest": "8.0.2", "alpine": "8.0.2", "e2e": "2.8.19"}.get(
            head, head if head.count(".") == 2 else f"{head}.0.0" if head.isdigit() else f"{head}.0"
        )

    def listening(self) -> tuple[int, ...]:
        return (port(self.serving() or self.argv(), "port", 6379),)

    def is_replica(self) -> bool:
        """Whether it follows another server."""
        return self.repository.endswith(("follower", "slave")) or bool({"--replicaof", "--slaveof"} & set(self.argv()))

    def respond(self, asked: Asked) -> Response:
        raise Failure(EMPTY, asked.request.host, asked.request.port, asked.answerer.address)

    def startup(self) -> list[str]:
        year, month, day, hour, minute, second = civil(self.started)
        now = f"{day:02} {MONTHS[month - 1]} {year} {hour:02}:{minute:02}:{second:02}.000"
        major = number(self.version.partition(".")[0], 8)
        found = [
            f"1:C {now} * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo",
            f"1:C {now} * Redis version={self.version}, bits=64, commit=00000000, modified=0, pid=1, just started",
            f"1:M {now} * Running mode=standalone, port={self.listening()[0]}.",
        ]
        mark = "#" if major < 7 else "*"
        found.append(f"1:M {now} {mark} Server initialized")
        if self.is_replica():
            return [
                *found[:2],
                f"1:S {now} * Connecting to MASTER redis-leader:6379",
                f"1:S {now} * MASTER <-> REPLICA sync started",
                f"1:S {now} * MASTER <-> REPLICA sync: Finished with success",
            ]
        return [*found, f"1:M {now} * Ready to accept connections" + (" tcp" if major >= 7 else "")]

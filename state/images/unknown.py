"""Images that the catalogue does not know: busybox's programs, the container's ports, an answer with its name."""

from __future__ import annotations

from minikctl.state.images.app import App, Asked
from minikctl.state.traffic.messages import Response


class Unknown(App):
    """A server that listens on what the container declares."""

    system = "alpine"
    entrypoint = ("/app",)
    servers = frozenset({"app"})
    term_code = 0

    def listening(self) -> tuple[int, ...]:
        return self.declared("TCP")

    def declared(self, protocol: str) -> tuple[int, ...]:
        """The ports that the container declares."""
        ports = self.container.get("ports") or ()
        return tuple(int(one["containerPort"]) for one in ports if one.get("protocol", "TCP") == protocol)

    def serving(self) -> list[str] | None:
        """Whatever the image's command is, with other words too: it is the server, unless it is an ordinary program."""
        words = self.argv()
        if words and words[0].rpartition("/")[2] not in self.programs() - self.servers:
            return words
        return super().serving()

    def is_scripted(self) -> bool:
        words = self.argv()
        return bool(words) and words[0].rpartition("/")[2] in self.programs() - self.servers

    def argv(self) -> list[str]:
        words = super().argv()
        if not self.container.get("command"):
            return words[:1] if not words[1:] else words
        return words

    def problem(self) -> str:
        return ""

    def listens(self, port: int, protocol: str = "tcp") -> bool:
        if protocol == "tcp":
            return super().listens(port, protocol)
        return self.serving() is not None and port in self.declared(protocol.upper())

    def respond(self, asked: Asked) -> Response:
        return Response(200, f"{self.hostname}\n", (("Content-Type", "text/plain; charset=utf-8"),))

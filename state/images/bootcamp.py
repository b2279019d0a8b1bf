"""kubernetes-bootcamp, the server of "Learn Kubernetes Basics"."""

from __future__ import annotations

from minikctl.state.clock import timestamp
from minikctl.state.images.app import App, Asked
from minikctl.state.images.replies import text
from minikctl.state.traffic.messages import Response


class Bootcamp(App):
    """A node program that counts its requests."""

    system = "debian-tools"
    entrypoint = ("/bin/sh", "-c", "node server.js")
    servers = frozenset({"node"})
    ports = (8080,)
    extras = ("curl", "node", "npm")
    obeys_term = False
    own = {"NPM_CONFIG_LOGLEVEL": "info", "NODE_VERSION": "6.3.1"}  # noqa: RUF012

    @property
    def version(self) -> str:
        return "2" if self.tag == "v2" else "1"

    def is_scripted(self) -> bool:
        return self.argv() != list(self.entrypoint) and super().is_scripted()

    def serving(self) -> list[str] | None:
        return ["node", "server.js"] if self.argv() == list(self.entrypoint) else super().serving()

    def files(self) -> dict[str, str]:
        source = (
            "var http = require('http');\nvar requests = 0;\nvar host = process.env.HOSTNAME;\n"
            "http.createServer(function (request, response) {\n"
            "  response.setHeader('Content-Type', 'text/plain');\n  response.writeHead(200);\n"
            f"  response.end('Hello Kubernetes bootcamp! | Running on: ' + host + ' | v={self.version}\\n');\n"
            "  requests += 1;\n}).listen(8080);\n"
        )
        return {**super().files(), "/server.js": source}

    def respond(self, asked: Asked) -> Response:
        asked.memory["count"] = asked.memory.get("count", 0) + 1
        return text(f"Hello Kubernetes bootcamp! | Running on: {self.hostname} | v={self.version}\n", 200, "text/plain")

    def startup(self) -> list[str]:
        return [f"Kubernetes Bootcamp App Started At: {self.stamp(self.started)} | Running On:  {self.hostname} ", ""]

    def stamp(self, moment: float) -> str:
        """A time as the program prints it."""
        return timestamp(moment)[:-1] + f".{int(moment % 1 * 1000):03}Z"

    def access(self, asked: Asked, response: Response) -> list[str]:
        count, up = asked.memory.get("count", 1), round(asked.now - self.started, 3)
        when = self.stamp(asked.now)
        return [
            f"Running On: {self.hostname} | Total Requests: {count} | App Uptime: {up:g} seconds | Log Time: {when}"
        ]

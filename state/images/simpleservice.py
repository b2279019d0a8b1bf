"""simpleservice, of "Kubernetes by Example"."""

from __future__ import annotations

import json

from minikctl.state.images.app import App, Asked
from minikctl.state.images.hello import number
from minikctl.state.images.replies import JSON, source_of, text
from minikctl.state.traffic.messages import Response


class SimpleService(App):
    """Three end points in JSON, on PORT0 or 9876."""

    entrypoint = ("python", "/app/simpleservice.py")
    servers = frozenset({"python"})
    ports = (9876,)
    extras = ("curl", "python", "ping")
    obeys_term = False

    def listening(self) -> tuple[int, ...]:
        return (number(self.given().get("PORT0"), 9876),)

    @property
    def version(self) -> str:
        return self.given().get("SIMPLE_SERVICE_VERSION") or (self.tag if self.tag[:1].isdigit() else "0.5.0")

    def respond(self, asked: Asked) -> Response:
        host, path = asked.request.authority, asked.request.uri
        if path == "/info":
            return _json({"host": host, "version": self.version, "from": source_of(asked)})
        if path == "/env":
            return _json({"version": self.version, "env": str(self.variables())})
        if path == "/health":
            longest = number(self.given().get("HEALTH_MAX"), 0)
            return _json({"healthy": True})._replace(delay=longest / 1000)
        if path == "/endpoint0":
            return _json({"host": host, "version": self.version, "result": "all is well"})
        return text(
            "<html><title>404: Not Found</title><body>404: Not Found</body></html>", 404, "text/html; charset=UTF-8"
        )

    def access(self, asked: Asked, response: Response) -> list[str]:
        from minikctl.state.clock import timestamp

        when = timestamp(asked.now)[:-1].replace("T", " ").replace("-", "-")
        path = asked.request.uri
        return [
            f"{when} INFO {path} serving from {asked.request.authority} has been invoked from {source_of(asked)} "
            "[at line 101]"
        ]


def _json(value: object) -> Response:
    return text(json.dumps(value), 200, JSON)

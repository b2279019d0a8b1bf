"""The pair of servers of the cluster-dns example."""

from __future__ import annotations

from minikctl.state.images import Behaviour
from minikctl.state.images.app import App, Asked
from minikctl.state.images.replies import text
from minikctl.state.traffic.messages import Response


class DnsApp(App):
    """The backend greets on 8000; the front end is given a name and waits until it resolves."""

    entrypoint = ("python", "server.py")
    servers = frozenset({"python"})
    ports = (8000,)

    def server_behaviour(self) -> Behaviour:
        return super().server_behaviour()

    def respond(self, asked: Asked) -> Response:
        return text("Hello World!", 200, "text/html")

    def startup(self) -> list[str]:
        if self.repository.endswith("frontend"):
            host = next((word for word in self.argv() if "." in word and not word.endswith(".py")), "dns-backend")
            return [f"Send request to:  http://{host}:8000", "Hello World!"]
        return []

"""kubia, the server of "Kubernetes in Action"."""

from __future__ import annotations

from minikctl.state.images.app import App, Asked
from minikctl.state.images.replies import source_of, text
from minikctl.state.traffic.messages import Response


class Kubia(App):
    """A node program that says which pod was hit."""

    system = "debian-tools"
    entrypoint = ("node", "app.js")
    servers = frozenset({"node"})
    ports = (8080,)
    extras = ("curl", "wget", "ping")
    obeys_term = False
    own = {"NPM_CONFIG_LOGLEVEL": "info", "NODE_VERSION": "7.9.0", "YARN_VERSION": "0.22.0"}  # noqa: RUF012

    def respond(self, asked: Asked) -> Response:
        count = asked.memory.get("count", 0) + 1
        asked.memory["count"] = count
        if self.tag == "unhealthy" or self.repository.endswith("kubia-unhealthy"):
            asked.changed = True
            if count > 5:
                return text("I'm not well. Please restart me!", 500, "text/plain")
        version = {"v1": "This is v1 running in pod ", "v2": "This is v2 running in pod "}.get(self.tag, "You've hit ")
        return Response(200, f"{version}{self.hostname}\n", (("Connection", "keep-alive"),))

    def startup(self) -> list[str]:
        return ["Kubia server starting..."]

    def access(self, asked: Asked, response: Response) -> list[str]:
        return [f"Received request from ::ffff:{source_of(asked)}"]

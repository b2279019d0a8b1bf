"""The retail store sample of the EKS workshop."""

from __future__ import annotations

from minikctl.state.images.app import App, Asked
from minikctl.state.images.guestbook import page
from minikctl.state.images.replies import HTML, data, text
from minikctl.state.traffic.messages import Response


class Retail(App):
    """Each of its services: health, information, and a page."""

    system = "redhat"
    entrypoint = ("java", "-jar", "/app/app.jar")
    servers = frozenset({"java", "main", "node"})
    ports = (8080,)
    extras = ("curl",)
    account = "appuser"
    term_code = 143

    def respond(self, asked: Asked) -> Response:
        path = asked.request.uri
        if path.startswith(("/actuator/health", "/health")):
            return data({"status": "UP"}, end="") if path != "/health" else text("OK")
        if path == "/actuator/info":
            return data({"pod": {"name": self.hostname}}, end="")
        if self.repository.endswith("catalog") and path.startswith("/catalog"):
            return data([{"id": "1", "name": "A product", "price": 10}], end="")
        return text(page("Retail Store Sample", self.hostname), 200, HTML)

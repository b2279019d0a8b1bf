"""The servers of "The Kubernetes Book"."""

from __future__ import annotations

from minikctl.state.images.app import App, Asked
from minikctl.state.images.hello import number
from minikctl.state.images.replies import HTML, PLAIN, text
from minikctl.state.traffic.messages import Response

TITLES = {"shield-ingress": "SHIELD", "hydra-ingress": "HYDRA"}


class K8sBook(App):
    """A line of text for the text tags, a page for the others."""

    system = "alpine"
    entrypoint = ("node", "./app.js")
    servers = frozenset({"node"})
    ports = (8080,)
    folder = "/src"
    obeys_term = False
    own = {"NODE_VERSION": "18.12.1", "YARN_VERSION": "1.22.19"}  # noqa: RUF012

    def listening(self) -> tuple[int, ...]:
        return (number(self.given().get("PORT"), 8080),)

    def respond(self, asked: Asked) -> Response:
        if self.tag in ("text-dev", "text-prod"):
            stage = self.tag.partition("-")[2].upper()
            return text(f"Hello from the {stage} Namespace!\nHostname: {self.hostname}\n", 200, PLAIN)
        title = TITLES.get(self.tag) or TITLES.get(self.repository.rpartition("/")[2], "The Kubernetes Book")
        body = (
            f"<html><head><title>{title}</title></head><body><div class='jumbotron'><h1>{title}</h1>"
            f"<p>Served from pod {self.hostname}</p></div></body></html>"
        )
        return text(body, 200, HTML)

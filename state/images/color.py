"""jpetazzo/color: a line of text in the colour of the pod's name."""

from __future__ import annotations

from minikctl.state.images.app import App, Asked
from minikctl.state.images.hello import number
from minikctl.state.images.replies import HTML, remote, text
from minikctl.state.traffic.messages import Response


class Color(App):
    system = "none"
    entrypoint = ("/color",)
    servers = frozenset({"color", "webcolor"})
    ports = (80,)
    term_code = 2

    def listening(self) -> tuple[int, ...]:
        return (number(self.given().get("PORT"), 80),)

    def respond(self, asked: Asked) -> Response:
        colour = self.hostname.partition("-")[0]
        where = f"{self.given().get('NAMESPACE') or self.namespace}/{self.hostname}"
        said = f"🌈 This is pod {where} on linux/amd64, serving {asked.request.path} for {remote(asked)}."
        return text(f'<html><body style="background-color: {colour}">\n{said}\n</body></html>\n', 200, HTML)

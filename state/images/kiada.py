"""Kiada and its quiz service, of "Kubernetes in Action", second edition."""

from __future__ import annotations

from minikctl.state.images.app import App, Asked
from minikctl.state.images.replies import go_not_found, source_of, text
from minikctl.state.traffic.messages import Failure, Request, Response


class Kiada(App):
    system = "debian"
    entrypoint = ("node", "app.js")
    servers = frozenset({"node"})
    ports = (8080,)
    extras = ("curl",)
    obeys_term = False

    def respond(self, asked: Asked) -> Response:
        env = self.given()
        if asked.request.uri == "/healthz/ready":
            return text("Ready", 200, "text/plain")
        if asked.request.uri == "/quote":
            return text(self._from(asked, env.get("QUOTE_URL", "http://quote/quote")), 200, "text/plain")
        if asked.request.uri == "/quiz":
            return text(self._from(asked, env.get("QUIZ_URL", "http://quiz")), 200, "text/plain")
        if asked.request.uri not in ("/", "/html"):
            return text("404 Not Found\n", 404, "text/plain")
        name, node = env.get("POD_NAME", self.hostname), env.get("NODE_NAME", "<unknown node>")
        lines = [
            "==== TIP OF THE MINUTE",
            self._from(asked, env.get("QUOTE_URL", "http://quote/quote")),
            "",
            "==== POP QUIZ",
            self._from(asked, env.get("QUIZ_URL", "http://quiz") + "/questions/random"),
            "",
            "==== REQUEST INFO",
            f'Request processed by Kiada {self.tag} running in pod "{name}" on node "{node}".',
            f'Pod hostname: "{self.hostname}"; Pod IP: "{env.get("POD_IP", self.address)}"; '
            f'Node IP: "{env.get("NODE_IP", "<unknown>")}"; Client IP: "::ffff:{source_of(asked)}".',
        ]
        return text("\n".join(lines) + "\n", 200, "text/plain")

    def _from(self, asked: Asked, url: str) -> str:
        from minikctl.state.traffic.caller import Caller

        rest = url.partition("://")[2]
        authority, slash, path = rest.partition("/")
        host, _, port = authority.partition(":")
        try:
            caller = Caller(asked.cluster, pod=asked.answerer.pod, depth=asked.depth + 1)
            return caller.http(Request("http", host, int(port or 80), slash + path or "/")).body.rstrip("\n")
        except Failure as failure:
            return f"Error: {failure.kind}"

    def startup(self) -> list[str]:
        return ["Kiada - Kubernetes in Action Demo Application", "-" * 46, f"Kiada {self.tag} starting...",
                f"Pod name is {self.given().get('POD_NAME', 'unknown')}", f"Local hostname is {self.hostname}",
                f"Local IP is {self.address}", "Listening on port 8080"]  # fmt: skip

    def access(self, asked: Asked, response: Response) -> list[str]:
        return [f"Received request for {asked.request.path} from ::ffff:{source_of(asked)}"]


class Quiz(App):
    """Answers when its database does."""

    system = "none"
    entrypoint = ("/quiz-api",)
    servers = frozenset({"quiz-api"})
    ports = (8080,)

    def respond(self, asked: Asked) -> Response:
        path = asked.request.uri
        if path == "/":
            return text(f"This is the quiz service running in pod {self.hostname}\n")
        if path == "/healthz/ready":
            return text("Readiness check successful")
        if path.startswith("/questions"):
            return text(
                '{"id":1,"text":"What gives pods one address?","answers":["Service","Node","Secret"]}',
                200,
                "application/json",
            )
        return go_not_found()

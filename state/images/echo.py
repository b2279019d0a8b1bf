"""Small Go servers that echo: http-echo and echo-server."""

from __future__ import annotations

from minikctl.state.images import Behaviour
from minikctl.state.images.app import App, Asked
from minikctl.state.images.hello import number
from minikctl.state.images.replies import JSON, PLAIN, go_headers, go_time, remote, text
from minikctl.state.images.words import flag
from minikctl.state.traffic.messages import Response


class HttpEcho(App):
    """hashicorp/http-echo: answers its -text."""

    system = "none"
    entrypoint = ("/http-echo",)
    servers = frozenset({"http-echo"})
    ports = (5678,)
    account = "nobody"

    def flag(self, name: str) -> str | None:
        return flag(self.argv(), name)

    @property
    def said(self) -> str | None:
        found = self.flag("text")
        return found if found else self.given().get("ECHO_TEXT") or None

    def listening(self) -> tuple[int, ...]:
        return (number((self.flag("listen") or ":5678").rpartition(":")[2], 5678),)

    def server_behaviour(self) -> Behaviour:
        if self.said is None:
            return Behaviour(lasts=0.05, exit_code=127)
        return super().server_behaviour()

    def respond(self, asked: Asked) -> Response:
        headers = (("X-App-Name", "http-echo"), ("X-App-Version", "1.0.0" if self.tag.startswith("1") else "0.2.3"))
        if asked.request.uri == "/health":
            return text('{"status":"ok"}', 200, JSON, *headers)
        code = number(self.flag("status-code"), 200)
        return text(f"{self.said}\n", code, PLAIN, *headers)

    def startup(self) -> list[str]:
        if self.said is None:
            return ["Missing -text option!"]
        port = self.flag("listen") or ":5678"
        if self.tag.startswith("0"):
            return [f"{go_time(self.started)} Server is listening on {port}"]
        return [f"{go_time(self.started)} [INFO] server is listening on {port}"]

    def access(self, asked: Asked, response: Response) -> list[str]:
        if asked.request.uri == "/health":
            return []
        request, size = asked.request, len(response.body.encode())
        mark = "" if self.tag.startswith("0") else "[INFO] "
        return [
            f"{go_time(asked.now)} {mark}{request.authority} {remote(asked)} "
            f'"{request.method} {request.path} HTTP/1.1" {response.status} {size} '
            f'"{request.header("user-agent")}" 14.5µs'
        ]


class EchoServer(App):
    """jmalloc/echo-server and kicbase/echo-server: the request as text."""

    system = "none"
    entrypoint = ("/bin/echo-server",)
    servers = frozenset({"echo-server"})
    ports = (8080,)
    term_code = 2

    def listening(self) -> tuple[int, ...]:
        return (number(self.given().get("PORT"), 8080),)

    def respond(self, asked: Asked) -> Response:
        request = asked.request
        lines = [f"{request.method} {request.path} HTTP/1.1", "", f"Host: {request.authority}"]
        lines += [f"{key}: {value}" for key, value in go_headers(asked)]
        body = f"Request served by {self.hostname}\n\n" + "\n".join(lines) + "\n"
        return text(body + (f"\n{request.body}" if request.body else ""), 200, "text/plain")

    def startup(self) -> list[str]:
        return [f"Echo server listening on port {self.listening()[0]}."]

    def access(self, asked: Asked, response: Response) -> list[str]:
        return [f"{remote(asked)} | {asked.request.method} {asked.request.path}"]

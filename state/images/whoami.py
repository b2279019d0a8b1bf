"""whoami: the server and the request as lines of text."""

from __future__ import annotations

from minikctl.state.images.app import App, Asked
from minikctl.state.images.hello import number
from minikctl.state.images.replies import JSON, PLAIN, data, go_headers, go_time, query, remote, text
from minikctl.state.images.words import flag
from minikctl.state.traffic.messages import Response


class Whoami(App):
    """traefik/whoami."""

    system = "none"
    entrypoint = ("/whoami",)
    servers = frozenset({"whoami"})
    ports = (80,)
    term_code = 2

    def _setting(self, name: str, variable: str, default: str) -> str:
        return flag(self.argv(), name) or self.given().get(variable) or default

    def listening(self) -> tuple[int, ...]:
        return (number(self._setting("port", "WHOAMI_PORT_NUMBER", "80"), 80),)

    @property
    def title(self) -> str:
        return self._setting("name", "WHOAMI_NAME", "")

    def respond(self, asked: Asked) -> Response:
        request = asked.request
        addresses = ["127.0.0.1", self.address]
        if request.uri == "/health":
            code = asked.memory.get("health", 200)
            if request.method == "POST":
                asked.memory["health"] = number(request.body.strip(), 200)
                asked.changed = True
                return text("", 200)
            return text("", code)
        if request.uri == "/bench":
            return text("1", 200, PLAIN, ("Connection", "keep-alive"))
        if request.uri == "/data":
            size = number(query(asked).get("size"), 1)
            return text("-ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:size] if size < 28 else "|" + "-" * (size - 2) + "|")
        if request.uri == "/api":
            headers = {key: [value] for key, value in go_headers(asked)}
            found: dict[str, object] = {"hostname": self.hostname, "ip": addresses, "headers": headers}
            found |= {"url": request.path, "host": request.authority, "method": request.method}
            if self.title:
                found["name"] = self.title
            return data({**found, "remoteAddr": remote(asked)})._replace(headers=(("Content-Type", JSON),))
        lines = [f"Name: {self.title}"] if self.title else []
        lines += [f"Hostname: {self.hostname}", *[f"IP: {one}" for one in addresses], f"RemoteAddr: {remote(asked)}"]
        lines += [f"{request.method} {request.path} HTTP/1.1", f"Host: {request.authority}"]
        ordered = sorted(go_headers(asked), key=lambda pair: pair[0] != "User-Agent")  # net/http's Request.Write
        lines += [f"{key}: {value}" for key, value in ordered]
        return text("\n".join(lines) + "\n\n")

    def startup(self) -> list[str]:
        return [f"{go_time(self.started)} Starting up on port {self.listening()[0]}"]

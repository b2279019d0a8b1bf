"""The greeting servers of Google's samples."""

from __future__ import annotations

from minikctl.state.clock import timestamp
from minikctl.state.images.app import App, Asked
from minikctl.state.images.nginx import Nginx
from minikctl.state.images.replies import data, go_time, text
from minikctl.state.objects import namespace_of, spec_of
from minikctl.state.traffic.messages import Response


def number(value: str | None, default: int) -> int:
    """A port from a variable."""
    return int(value) if value and value.isdigit() else default


class HelloApp(App):
    """hello-app: version and host name, on PORT or 8080."""

    system = "none"
    entrypoint = ("/hello-app",)
    servers = frozenset({"hello-app", "hello"})
    ports = (8080,)
    account = "nobody"
    term_code = 2

    def listening(self) -> tuple[int, ...]:
        return (number(self.given().get("PORT"), 8080),)

    @property
    def version(self) -> str:
        return "2.0.0" if self.tag.startswith("2") else "1.0.0"

    def respond(self, asked: Asked) -> Response:
        return text(f"Hello, world!\nVersion: {self.version}\nHostname: {self.hostname}\n")

    def startup(self) -> list[str]:
        return [f"{go_time(self.started)} Server listening on port {self.listening()[0]}"]

    def access(self, asked: Asked, response: Response) -> list[str]:
        return [f"{go_time(asked.now)} Serving request: {asked.request.uri}"]


class NodeHello(App):
    """node-hello: one line."""

    entrypoint = ("/bin/sh",)
    arguments = ("-c", "node server.js")
    servers = frozenset({"node", "server.js"})
    ports = (8080,)
    extras = ("curl", "node")
    obeys_term = False
    folder = "/usr/src/app"

    def serving(self) -> list[str] | None:
        words = self.argv()
        return ["node", "server.js"] if words == ["/bin/sh", "-c", "node server.js"] else super().serving()

    def is_scripted(self) -> bool:
        return self.argv() != ["/bin/sh", "-c", "node server.js"] and super().is_scripted()

    def respond(self, asked: Asked) -> Response:
        return Response(200, "Hello Kubernetes!", (("Connection", "keep-alive"), ("Keep-Alive", "timeout=5")))


class HelloGo(App):
    """hello-go-gke: JSON, on 80."""

    system = "alpine"
    entrypoint = ("/usr/bin/hello-go",)
    servers = frozenset({"hello-go"})
    ports = (80,)
    term_code = 2

    def respond(self, asked: Asked) -> Response:
        return data({"message": "Hello"})


class HelloFrontend(Nginx):
    """hello-frontend: an nginx before http://hello; it does not start while that name is unknown."""

    CONF = "upstream Backend { server hello; }\nserver { listen 80; location / { proxy_pass http://Backend; } }\n"
    NAME = "frontend.conf"

    @property
    def version(self) -> str:
        return "1.27.0" if self.tag == "latest" else "1.14.2"

    def files(self) -> dict[str, str]:
        found = super().files()
        found.pop("/etc/nginx/conf.d/default.conf")
        return {**found, f"/etc/nginx/conf.d/{self.NAME}": self.CONF}

    def is_changed(self, folder: str) -> bool:
        return True


class Whereami(App):
    """whereami: where the pod runs, as JSON."""

    system = "debian"
    entrypoint = ("python",)
    arguments = ("./app.py",)
    servers = frozenset({"python", "gunicorn"})
    ports = (8080,)

    def respond(self, asked: Asked) -> Response:
        node = str(spec_of(self.pod).get("nodeName") or "")
        found = {
            "cluster_name": "minikube",
            "host_header": asked.request.authority,
            "node_name": node,
            "pod_ip": self.address,
            "pod_name": self.hostname,
            "pod_name_emoji": "🚢",
            "pod_namespace": namespace_of(self.pod),
            "project_id": "minikctl",
            "timestamp": timestamp(asked.now)[:-1],
            "zone": "local",
        }
        if self.given().get("METADATA"):
            found["metadata"] = self.given()["METADATA"]
        if asked.request.uri.strip("/") in found:
            return text(str(found[asked.request.uri.strip("/")]) + "\n", 200, "text/html; charset=utf-8")
        return data(found)

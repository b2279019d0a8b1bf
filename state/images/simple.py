"""Servers with one answer."""

from __future__ import annotations

from minikctl.state.images.app import App, Asked
from minikctl.state.images.replies import HTML, go_time, text
from minikctl.state.traffic.messages import Response


class ServeHostname(App):
    """serve_hostname: the pod's name, on 9376."""

    system = "none"
    entrypoint = ("/serve_hostname",)
    servers = frozenset({"serve_hostname", "serve-hostname"})
    ports = (9376,)
    udp = (9376,)
    term_code = 2

    def respond(self, asked: Asked) -> Response:
        return text(self.hostname)

    def startup(self) -> list[str]:
        return [f"{go_time(self.started)} Serving on port 9376."]


class Named(App):
    """A server that names its pod, on 8080."""

    system = "debian"
    entrypoint = ("node", "server.js")
    servers = frozenset({"node"})
    ports = (8080,)

    def respond(self, asked: Asked) -> Response:
        return text(f"Hello world from {self.hostname}\n", 200, "text/plain")


class Page(App):
    """A web site of static pages, on 80."""

    system = "alpine"
    entrypoint = ("nginx", "-g", "daemon off;")
    servers = frozenset({"nginx"})
    ports = (80,)

    def respond(self, asked: Asked) -> Response:
        title = self.repository.rpartition("/")[2]
        body = f"<!DOCTYPE html>\n<html>\n<head><title>{title}</title></head>\n<body><h1>{title}</h1></body>\n</html>\n"
        return text(body, 200, HTML)


class DefaultBackend(App):
    """The default backend of older Ingress controllers."""

    system = "none"
    entrypoint = ("/server",)
    servers = frozenset({"server"})
    ports = (8080,)

    def respond(self, asked: Asked) -> Response:
        if asked.request.uri == "/healthz":
            return text("ok")
        return text("default backend - 404", 404)


class Pause(App):
    """Holds the pod's namespaces, and does nothing else."""

    system = "none"
    entrypoint = ("/pause",)
    servers = frozenset({"pause"})

"""nginxhttps, the image of "Connecting Applications with Services": nginx's page on 80 and 443."""

from __future__ import annotations

from minikctl.state.images.nginx import Nginx, Place
from minikctl.state.traffic.messages import Request


class NginxHttps(Nginx):
    """The image of "Connecting Applications with Services": the page on 80 and 443."""

    ports = (80, 443)
    arguments = ("nginx", "-g", "daemon off;")

    def listening(self) -> tuple[int, ...]:
        return self.ports

    def secure(self) -> tuple[int, ...]:
        return (443,)

    def place(self, request: Request, port: int) -> Place:
        return Place(None, None)

    def certificate(self) -> str:
        files = self.seen()
        for path in ("/etc/nginx/ssl/tls.crt", "/etc/nginx/ssl/nginx.crt", "/etc/nginx/ssl/server.crt"):
            if files.exists(path):
                return files.read(path).decode("utf-8", "replace")
        return "default"

    @property
    def version(self) -> str:
        return "1.11.3"

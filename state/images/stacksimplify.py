"""The images of the stacksimplify courses."""

from __future__ import annotations

from minikctl.state.images.app import App, Asked
from minikctl.state.images.hello import HelloFrontend
from minikctl.state.images.nginx import Nginx
from minikctl.state.images.replies import text
from minikctl.state.traffic.messages import Response

FRONTEND = "server { listen 80; location / { proxy_pass http://my-backend-service:8080; } }\n"


class HelloWorld(App):
    """A Spring server that greets on /hello, on 8080."""

    system = "alpine"
    entrypoint = ("java", "-jar", "app.jar")
    servers = frozenset({"java"})
    ports = (8080,)
    term_code = 143

    def respond(self, asked: Asked) -> Response:
        if asked.request.uri == "/hello":
            return text(f"Hello World V1 {self.hostname}", 200, "text/plain;charset=UTF-8")
        return text('{"status":404,"error":"Not Found"}', 404, "application/json")


class Page(Nginx):
    """nginx with a page of the course, or before the backend."""

    @property
    def version(self) -> str:
        return "1.27.0"

    def files(self) -> dict[str, str]:
        found = super().files()
        name = self.repository.rpartition("/")[2]
        if name == "kube-frontend-nginx":
            found["/etc/nginx/conf.d/default.conf"] = FRONTEND
        said = f"<h1>Welcome to Stack Simplify</h1>\n<p>{name} {self.tag}</p>"
        body = f"<!DOCTYPE html>\n<html>\n<body>\n{said}\n</body>\n</html>\n"
        found["/usr/share/nginx/html/index.html"] = body
        for app in ("app1", "app2", "app3"):
            if name == f"kube-nginx{app}":
                found[f"/usr/share/nginx/html/{app}/index.html"] = body
        return found

    def is_changed(self, folder: str) -> bool:
        return True


__all__ = ["HelloFrontend", "HelloWorld", "Page"]

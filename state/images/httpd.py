"""httpd: Apache's server with its one-line page."""

from __future__ import annotations

from minikctl.state.clock import rfc1123
from minikctl.state.images.app import App, Asked
from minikctl.state.images.replies import common_time, source_of
from minikctl.state.traffic.messages import REASONS, Response

ROOT = "/usr/local/apache2/htdocs"


class Httpd(App):
    entrypoint = ("httpd-foreground",)
    servers = frozenset({"httpd-foreground", "httpd"})
    ports = (80,)
    folder = "/usr/local/apache2"
    path = "/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        if "alpine" in self.tag:
            self.system = "alpine"  # type: ignore[misc]

    @property
    def version(self) -> str:
        head = self.tag.partition("-")[0]
        return head if head.count(".") == 2 else "2.4.63"

    def environment(self) -> dict[str, str]:
        own = super().environment()
        return {**own, "HTTPD_PREFIX": "/usr/local/apache2", "HTTPD_VERSION": self.version}

    def files(self) -> dict[str, str]:
        return {**super().files(), f"{ROOT}/index.html": "<html><body><h1>It works!</h1></body></html>\n"}

    def respond(self, asked: Asked) -> Response:
        from minikctl.state.images.filesystem import files_of

        files = files_of(self)
        path = ROOT + asked.request.uri
        if files.exists(path) and files.is_dir(path):
            path = path.rstrip("/") + "/index.html"
        server = ("Server", f"Apache/{self.version} (Unix)")
        if not files.exists(path):
            what = "The requested URL was not found on this server."
            body = (
                '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n'
                f"<title>404 {REASONS[404]}</title>\n</head><body>\n<h1>{REASONS[404]}</h1>\n"
                f"<p>{what}</p>\n</body></html>\n"
            )
            return Response(404, body, (server, ("Content-Type", "text/html; charset=iso-8859-1")))
        content = files.read(path)
        stamp = rfc1123(self.started - 8_640_000).replace("+0000", "GMT")
        more = (("Last-Modified", stamp), ("ETag", f'"{len(content):x}-642fce432f300"'), ("Accept-Ranges", "bytes"))
        return Response(200, content.decode("utf-8", "replace"), (server, *more, ("Content-Type", "text/html")))

    def startup(self) -> list[str]:
        said = (
            "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using "
            f"{self.address}. Set the 'ServerName' directive globally to suppress this message"
        )
        ready = f"AH00489: Apache/{self.version} (Unix) configured -- resuming normal operations"
        return [
            said,
            said,
            f"[mpm_event:notice] [pid 1:tid 1] {ready}",
            "[core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'",
        ]

    def access(self, asked: Asked, response: Response) -> list[str]:
        request = asked.request
        return [
            f'{source_of(asked)} - - [{common_time(asked.now)}] "{request.method} {request.path} HTTP/1.1" '
            f"{response.status} {len(response.body.encode())}"
        ]

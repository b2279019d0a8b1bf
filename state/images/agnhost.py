"""agnhost, the e2e tests' image of many servers: one for each sub-command."""

from __future__ import annotations

from typing import Any

from minikctl.state.images import Behaviour
from minikctl.state.images.app import App, Asked
from minikctl.state.images.replies import data, form, go_not_found, go_time, query, remote, text
from minikctl.state.images.words import flag
from minikctl.state.traffic.messages import Failure, Request, Response

HEALTHY_FOR = 10.0  # seconds for which `liveness` says that it is well

Obj = dict[str, Any]


class Agnhost(App):
    """What it is depends on its first argument."""

    system = "alpine-tools"
    entrypoint = ("/agnhost",)
    arguments = ("pause",)
    servers = frozenset({"agnhost"})
    extras = ("curl", "dig", "host", "iperf", "nslookup", "agnhost")
    term_code = 2

    @property
    def words(self) -> list[str]:
        return (self.serving() or self.argv())[1:] or ["pause"]

    @property
    def mode(self) -> str:
        return self.words[0]

    def flag(self, name: str, default: str) -> str:
        return flag(self.words, name) or default

    def listening(self) -> tuple[int, ...]:
        mode = self.mode
        if mode == "netexec":
            return (int(self.flag("http-port", "8080")),)
        if mode == "serve-hostname":
            return (int(self.flag("port", "9376")),) if self.flag("http", "true") != "false" else ()
        if mode in ("test-webserver", "webhook"):
            return (int(self.flag("port", "80" if mode == "test-webserver" else "8444")),)
        if mode == "guestbook":
            return (int(self.flag("http-port", "80")),)
        if mode == "liveness":
            return (8080,)
        if mode == "porter":
            names = [name for name in self.given() if name.startswith("SERVE_PORT_")]
            return tuple(int(name.rpartition("_")[2]) for name in names if name.rpartition("_")[2].isdigit())
        return ()

    def listens(self, port: int, protocol: str = "tcp") -> bool:
        if protocol != "udp":
            return super().listens(port, protocol)
        if self.serving() is None:
            return False
        if self.mode == "netexec":
            return port == int(self.flag("udp-port", "8081"))
        return self.mode == "serve-hostname" and self.flag("udp", "false") != "false" and port == 9376

    def server_behaviour(self) -> Behaviour:
        if self.mode in ("dns-suffix", "dns-server-list", "etc-hosts", "connect"):
            return Behaviour(lasts=0.05)
        return super().server_behaviour()

    def turns(self) -> list[float]:
        return [self.started + HEALTHY_FOR] if self.mode == "liveness" else super().turns()

    def startup(self) -> list[str]:
        now = go_time(self.started)
        if self.mode == "netexec":
            return [
                f"{now} Started HTTP server on port {self.flag('http-port', '8080')}",
                f"{now} Started UDP server on port  {self.flag('udp-port', '8081')}",
            ]
        if self.mode == "serve-hostname":
            return [f"{now} Serving on port {self.flag('port', '9376')}."]
        if self.mode == "pause":
            return ["Paused"]
        if self.mode in ("dns-suffix", "dns-server-list", "etc-hosts"):
            return self._facts()
        return []

    def _facts(self) -> list[str]:
        from minikctl.state.network.resolvconf import hosts_file, resolv_conf

        found = resolv_conf(self.view, self.pod)
        if self.mode == "dns-suffix":
            return [",".join(found.searches)]
        if self.mode == "dns-server-list":
            return [",".join(found.nameservers)]
        return hosts_file(self.view, self.pod).rstrip("\n").split("\n")

    def access(self, asked: Asked, response: Response) -> list[str]:
        if self.mode != "netexec":
            return []
        path = asked.request.uri
        return [f"{go_time(asked.now)} GET {path}"]

    def respond(self, asked: Asked) -> Response:
        if self.mode == "serve-hostname":
            return text(self.hostname)
        if self.mode == "porter":
            return text(self.given().get(f"SERVE_PORT_{asked.answerer.port}", ""))
        if self.mode == "liveness":
            lived = asked.now - self.started
            if asked.request.uri == "/healthz" and lived > HEALTHY_FOR - 1e-6:
                return text(f"error: {lived:.9g}", 500)
            return text("ok")
        if self.mode == "test-webserver":
            return self._file(asked)
        return self._netexec(asked)

    def _file(self, asked: Asked) -> Response:
        from minikctl.state.images.filesystem import files_of

        files = files_of(self)
        if not files.exists(asked.request.uri):
            return go_not_found()
        if files.is_dir(asked.request.uri):
            names = files.listdir(asked.request.uri)
            return text(
                "<pre>\n" + "".join(f'<a href="{name}">{name}</a>\n' for name in names) + "</pre>\n", 200, "text/html"
            )
        return text(files.read(asked.request.uri).decode("utf-8", "replace"))

    def _netexec(self, asked: Asked) -> Response:
        path, given = asked.request.uri, form(asked)
        if path == "/":
            return text(f"NOW: {go_date(asked.now)}")
        if path.lower() == "/hostname":
            return text(self.hostname)
        if path == "/clientip":
            return text(remote(asked))
        if path == "/echo":
            return text(given.get("msg", ""), int(given.get("code") or 200))
        if path == "/healthz":
            return text("", 200) if not asked.memory.get("unhealthy") else text("", 412)
        if path == "/serverport":
            return text(str(asked.answerer.port))
        if path == "/header":
            return text(asked.request.header(given.get("key", "")))
        if path == "/redirect":
            return text("", int(given.get("code") or 302), "text/html", ("Location", given.get("location", "")))
        if path == "/shutdown" or path == "/exit":
            return text("")
        if path == "/dial":
            return self._dial(asked, query(asked))
        return text("")

    def _dial(self, asked: Asked, given: dict[str, str]) -> Response:
        from minikctl.state.traffic.caller import Caller

        host, port = given.get("host", ""), given.get("port", "8080")
        responses, errors = [], []
        caller = Caller(asked.cluster, pod=asked.answerer.pod, depth=asked.depth + 1)
        for _ in range(min(int(given.get("tries") or 1), 50)):
            try:
                reply = caller.http(Request("http", host, int(port), "/" + given.get("request", "hostname")))
                responses.append(reply.body)
            except Failure as failure:
                errors.append(f"reading from {host}:{port}: {failure.kind}")
        return data({key: value for key, value in (("responses", responses), ("errors", errors)) if value}, end="")


def go_date(moment: float) -> str:
    """Go's time.String: `2026-01-02 03:04:05.000000000 +0000 UTC m=+0.1`."""
    from minikctl.state.clock import timestamp

    day, _, hour = timestamp(moment)[:-1].partition("T")
    return f"{day} {hour}.{int(moment % 1 * 1e9):09} +0000 UTC"

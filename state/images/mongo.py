"""mongo: a database whose ports say so when they are asked in HTTP."""

from __future__ import annotations

from minikctl.state.clock import timestamp
from minikctl.state.images.app import App, Asked
from minikctl.state.images.replies import text
from minikctl.state.images.words import port
from minikctl.state.traffic.messages import Response

NATIVE = "It looks like you are trying to access MongoDB over HTTP on the native driver port.\n"


class Mongo(App):
    """Listens on 27017; 3.x with --rest --httpinterface also on 28017."""

    entrypoint = ("docker-entrypoint.sh",)
    arguments = ("mongod",)
    servers = frozenset({"mongod"})
    extras = ("mongo", "mongosh", "mongodump", "bash")
    ports = (27017,)

    @property
    def major(self) -> int:
        head = self.tag.partition(".")[0].partition("-")[0]
        return int(head) if head.isdigit() else 8

    @property
    def port(self) -> int:
        words = self.serving() or self.argv()
        return port(words, "port", 27017)

    def listening(self) -> tuple[int, ...]:
        words = self.serving() or []
        page = self.major <= 3 and ("--httpinterface" in words or "--rest" in words)
        return (self.port, self.port + 1000) if page else (self.port,)

    def respond(self, asked: Asked) -> Response:
        if asked.answerer.port == self.port:
            return Response(200, NATIVE, (("Connection", "close"), ("Content-Type", "text/plain")))
        body = (
            f"<!DOCTYPE html>\n<html><head><title>mongod {self.hostname}</title></head><body><h2>mongod "
            f"{self.hostname}</h2><pre>db version v{self.tag}.0\nuptime: {int(asked.now - self.started)} seconds\n"
            "</pre></body></html>\n"
        )
        return text(body, 200, "text/html;charset=utf-8")

    def startup(self) -> list[str]:
        now = timestamp(self.started)[:-1] + ".000+0000"
        start = f"MongoDB starting : pid=1 port={self.port} dbpath=/data/db 64-bit host={self.hostname}"
        if self.major <= 4:
            return [
                f"{now} I CONTROL  [initandlisten] {start}",
                f"{now} I NETWORK  [thread1] waiting for connections on port {self.port}",
            ]
        stamp = timestamp(self.started)[:-1] + ".000+00:00"
        return [
            f'{{"t":{{"$date":"{stamp}"}},"s":"I",  "c":"NETWORK",  "id":23016,   "ctx":"listener",'
            f'"msg":"Waiting for connections","attr":{{"port":{self.port},"ssl":"off"}}}}'
        ]

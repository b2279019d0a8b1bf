"""The guestbooks: pages that keep their entries in redis, or in memory while there is none."""

from __future__ import annotations

import json

from minikctl.state.images.app import App, Asked
from minikctl.state.images.replies import HTML, JSON, data, parts, query, text
from minikctl.state.traffic.messages import Failure, Response


class IbmGuestbook(App):
    """ibmcom/guestbook, on 3000."""

    system = "alpine"
    entrypoint = ("./guestbook",)
    servers = frozenset({"guestbook"})
    ports = (3000,)
    term_code = 2

    def respond(self, asked: Asked) -> Response:
        path = parts(asked)
        if path[:1] == ["healthz"]:
            return text("OK")
        if path[:1] == ["hello"]:
            return text(f"Hello from guestbook. Your app is up! (Hostname: {self.hostname})\n")
        if path[:1] == ["env"]:
            return text(json.dumps(dict(sorted(self.variables().items())), indent=2))
        if path[:1] == ["info"]:
            return (
                text("# Server\nredis_version:3.2.9\n")
                if self.has_store(asked)
                else text("in-memory datastore (not redis)")
            )
        if path[:1] == ["lrange"]:
            return data(asked.memory.get("entries", []))
        if path[:1] == ["rpush"] and len(path) > 2:
            asked.memory["entries"] = [*asked.memory.get("entries", ()), "/".join(path[2:])]
            return data(asked.memory["entries"])
        version = self.tag if self.tag in ("v1", "v2") else "v2"
        return text(page("Guestbook - " + version, self.hostname), 200, HTML)

    def has_store(self, asked: Asked) -> bool:
        """Whether redis-master can be reached."""
        from minikctl.state.traffic.caller import Caller

        try:
            Caller(asked.cluster, pod=asked.answerer.pod, depth=asked.depth + 1).open("redis-master", 6379)
        except Failure:
            return False
        return True

    def startup(self) -> list[str]:
        return ["[negroni] listening on :3000"]

    def access(self, asked: Asked, response: Response) -> list[str]:
        from minikctl.state.clock import timestamp

        return [
            f"[negroni] {timestamp(asked.now)} | {response.status} | \t 1.1ms | {asked.request.authority} | "
            f"{asked.request.method} {asked.request.uri} "
        ]


class Frontend(App):
    """The PHP front end of Google's guestbook, on 80."""

    entrypoint = ("docker-php-entrypoint",)
    arguments = ("apache2-foreground",)
    servers = frozenset({"apache2-foreground", "docker-php-entrypoint"})
    ports = (80,)
    extras = ("curl", "php")

    def respond(self, asked: Asked) -> Response:
        if asked.request.uri != "/guestbook.php":
            return text(page("Guestbook", self.hostname), 200, "text/html")
        given = query(asked)
        if given.get("cmd") == "set":
            asked.memory["messages"] = given.get("value", "")
            return text('{"message": "Updated"}', 200, JSON)
        return text(json.dumps({"data": asked.memory.get("messages", "")}), 200, JSON)


def page(title: str, host: str) -> str:
    """A small page with a title."""
    return (
        f"<html>\n  <head>\n    <title>{title}</title>\n  </head>\n  <body>\n    <h1>{title}</h1>\n"
        f"    <p>{host}</p>\n  </body>\n</html>\n"
    )

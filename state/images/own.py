"""Images that a user has added to the catalogue: documents that say what they listen on, answer, log and hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state.images import IMAGES, normalized
from minikctl.state.images.app import App, Asked
from minikctl.state.images.replies import common_time, remote, source_of
from minikctl.state.images.systems import SYSTEMS
from minikctl.state.traffic.messages import Response

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Obj = dict[str, Any]

PLACE = ("_settings", "images")
FIELDS = {
    "name": str,
    "tags": list,
    "ports": list,
    "udp": list,
    "answers": dict,
    "log": list,
    "access": str,
    "programs": list,
    "files": dict,
    "env": dict,
    "system": str,
    "user": str,
    "exit": int,
    "after": (int, float),
}


class BadImage(ValueError):
    """A document that does not describe an image; the text says why."""


class Listed(NamedTuple):
    """A row of `image list`."""

    name: str
    tags: str
    ports: str
    is_own: bool


def added(view: View) -> dict[str, Obj]:
    """The images that were added, by repository."""
    return (view.stored(*PLACE) or {}).get("images") or {}


def add(tx: Transaction, document: Obj) -> str:
    """Adds an image, or replaces the one of that name; returns its repository. Raises BadImage.

    `name` (needed), `tags` (those that exist; every tag without), `ports`, `udp`, `answers` (path -> text, or status,
    body, type, delay; `*` for any path), `log` (lines at the start), `access` (a line for each request), `programs`,
    `files`, `env`, `system` (whose ordinary programs it has), `user`, `exit` and `after` (it ends so, after so many
    seconds). In texts {pod}, {ip}, {namespace}, {node}, {image}, {tag}, {path}, {method}, {client} are replaced.
    """
    check(document)
    repository, tag = normalized(str(document["name"]))
    entry = {key: value for key, value in document.items() if key in FIELDS and key != "name"}
    if str(document["name"]).rpartition("/")[2].partition(":")[1] and "tags" not in entry:
        entry["tags"] = [tag]
    tx.put(*PLACE, {"images": {**added(tx), repository: entry}})
    return repository


def check(document: Any) -> None:
    """Raises BadImage if a document does not describe an image."""
    if not isinstance(document, dict) or not document.get("name"):
        raise BadImage("an image needs a name")
    for key, value in document.items():
        if key not in FIELDS:
            raise BadImage(f'unknown field "{key}"; there are {", ".join(FIELDS)}')
        if not isinstance(value, FIELDS[key]):  # type: ignore[arg-type]
            raise BadImage(f'the field "{key}" has a value of the wrong type')
    for field in ("ports", "udp"):
        if not all(isinstance(port, int) and 0 < port < 65536 for port in document.get(field) or ()):
            raise BadImage(f"{field} must be numbers between 1 and 65535")
    if document.get("system", "alpine") not in SYSTEMS:
        raise BadImage(f'unknown system "{document["system"]}"; there are {", ".join(SYSTEMS)}')


def listed(view: View) -> list[Listed]:
    """Every image of the catalogue: one's own first, then those that are built in."""
    found = [
        Listed(name, ",".join(map(str, entry.get("tags") or ["*"])), ",".join(map(str, entry.get("ports") or ())), True)
        for name, entry in sorted(added(view).items())
    ]
    return found + [Listed(image.repository, image.tags, "", False) for image in IMAGES]


class Own(App):
    """The app of an added image; `entry` is its document."""

    entry: Obj
    entrypoint = ("/app",)
    servers = frozenset({"app"})

    def described(self, entry: Obj) -> Own:
        """The same app, as a document describes it."""
        self.entry = entry
        self.system = str(entry.get("system") or "alpine")  # type: ignore[misc]
        self.account = str(entry.get("user") or "root")  # type: ignore[misc]
        return self

    def programs(self) -> frozenset[str]:
        return super().programs() | {str(name) for name in self.entry.get("programs") or ()}

    def environment(self) -> dict[str, str]:
        return {**super().environment(), **{key: str(value) for key, value in (self.entry.get("env") or {}).items()}}

    def files(self) -> dict[str, str]:
        return {**super().files(), **{key: str(value) for key, value in (self.entry.get("files") or {}).items()}}

    def listening(self) -> tuple[int, ...]:
        return tuple(self.entry.get("ports") or ())

    def listens(self, port: int, protocol: str = "tcp") -> bool:
        if protocol == "udp":
            return self.serving() is not None and port in (self.entry.get("udp") or ())
        return super().listens(port, protocol)

    def server_behaviour(self) -> Any:
        found = super().server_behaviour()
        if "exit" not in self.entry and "after" not in self.entry:
            return found
        return found._replace(lasts=float(self.entry.get("after") or 0), exit_code=int(self.entry.get("exit") or 0))

    def filled(self, text: Any, asked: Asked | None = None) -> str:
        """A text with its places filled in."""
        known = {
            "pod": self.hostname,
            "ip": self.address,
            "namespace": self.namespace,
            "node": str(self.pod["spec"].get("nodeName") or ""),
            "image": self.repository,
            "tag": self.tag,
        }
        if asked is not None:
            known |= {"path": asked.request.path, "method": asked.request.method, "client": source_of(asked)}
            known |= {"remote": remote(asked), "time": common_time(asked.now), "host": asked.request.authority}
        found = str(text)
        for name, value in known.items():
            found = found.replace("{" + name + "}", value)
        return found

    def respond(self, asked: Asked) -> Response:
        answers = self.entry.get("answers")
        if answers is None:
            return Response(200, f"{self.hostname}\n", (("Content-Type", "text/plain; charset=utf-8"),))
        path = asked.request.uri
        found = answers.get(path, answers.get(path.rstrip("/") or "/", answers.get("*")))
        if found is None:
            return Response(404, "404 page not found\n", (("Content-Type", "text/plain; charset=utf-8"),))
        if not isinstance(found, dict):
            found = {"body": found}
        body = self.filled(found.get("body", ""), asked)
        kind = str(found.get("type") or "text/plain; charset=utf-8")
        return Response(
            int(found.get("status") or 200), body, (("Content-Type", kind),), delay=float(found.get("delay") or 0)
        )

    def startup(self) -> list[str]:
        return [self.filled(line) for line in self.entry.get("log") or ()]

    def access(self, asked: Asked, response: Response) -> list[str]:
        line = self.entry.get("access")
        return [self.filled(line, asked).replace("{status}", str(response.status))] if line else []

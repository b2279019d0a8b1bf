"""kuard, the demonstration server of "Kubernetes: Up and Running"."""

from __future__ import annotations

import json
from typing import Any

from minikctl.state.clock import timestamp
from minikctl.state.digests import sha256
from minikctl.state.images.app import App, Asked
from minikctl.state.images.replies import HTML, PLAIN, go_not_found, go_time, parts, remote, text
from minikctl.state.images.words import flag
from minikctl.state.traffic.messages import Response

Obj = dict[str, Any]

HUES = {"blue": 240, "green": 120, "purple": 280, "1": 0, "2": 60, "3": 200}
PREFIXES = ("a", "b", "c")
HISTORY = 20


class Kuard(App):
    """Listens on 8080, and on 8443 when its certificate is mounted."""

    system = "alpine"
    entrypoint = ("/kuard",)
    servers = frozenset({"kuard"})
    ports = (8080,)
    account = "nobody"
    term_code = 2

    def listening(self) -> tuple[int, ...]:
        plain = self._flag("address", ":8080").rpartition(":")[2]
        ports = (int(plain),) if plain.isdigit() else ()
        return (*ports, *self.secure())

    def secure(self) -> tuple[int, ...]:
        folder = self._flag("tls-dir", "/tls")
        if not folder.strip("/") or not self.container.get("volumeMounts"):
            return ()
        from minikctl.state.images.filesystem import files_of

        files = files_of(self)
        if not (files.exists(f"{folder}/kuard.crt") and files.exists(f"{folder}/kuard.key")):
            return ()
        port = self._flag("tls-address", ":8443").rpartition(":")[2]
        return (int(port),) if port.isdigit() else ()

    def _flag(self, name: str, default: str) -> str:
        return flag(self.argv(), name) or default

    @property
    def version(self) -> str:
        if self.tag.startswith("v0"):
            return self.tag
        return f"v0.10.0-{'blue' if self.tag in ('latest', '') else self.tag}"

    def startup(self) -> list[str]:
        now, stars = go_time(self.started), "*" * 70
        found = [
            f"{now} Starting kuard version: {self.version}",
            f"{now} {stars}",
            f"{now} * WARNING: This server may expose sensitive",
            f"{now} * and secret information. Be careful.",
            f"{now} {stars}",
        ]
        if self.secure():
            found.append(f"{now} Serving on HTTPS on {self._flag('tls-address', ':8443')}")
        else:
            found.append(f"{now} Could not find certificates to serve TLS")
        return [*found, f"{now} Serving on HTTP on {self._flag('address', ':8080')}"]

    def access(self, asked: Asked, response: Response) -> list[str]:
        return [f"{go_time(asked.now)} {remote(asked)} {asked.request.method} {asked.request.path}"]

    def respond(self, asked: Asked) -> Response:
        path = parts(asked)
        base = ""
        if path[:1] and path[0] in PREFIXES:
            base, path = "/" + path[0], path[1:]
        if not path:
            return text(self._page(asked, base), 200, HTML)
        if path[0] in ("healthy", "ready"):
            return self._probe(asked, path[0], base) if len(path) == 1 else self._probe_api(asked, path[0], base)
        if path == ["env", "api"]:
            found = {"commandLine": self.argv(), "env": dict(sorted(self.variables().items()))}
            return _json(found)
        if path == ["dns", "api"]:
            return self._dns(asked)
        if path == ["mem", "api"]:
            return _json({"memStats": {"Sys": 72284408, "HeapAlloc": 1130216}, "leakSize": 0, "cGroup": {}})
        if path[:2] == ["memq", "server"]:
            return _json({"kind": "stats", "queues": []})
        if path[0] == "keygen":
            return _json({"config": {"enable": False, "numToGen": 0, "timeToRun": 0}, "history": []})
        if path == ["metrics"]:
            count = len(self.memory.get("access") or ())
            return text(
                f'# TYPE request_duration_seconds summary\nrequest_duration_seconds_count{{code="200"}} {count}\n'
            )
        if path[0] == "fs":
            return self._folder(path[1:])
        return go_not_found()

    def _probe(self, asked: Asked, name: str, base: str) -> Response:
        memory = asked.memory.setdefault(name, {"failNext": 0, "history": [], "count": 0})
        code, body = 200, "ok"
        if memory["failNext"] > 0:
            memory["failNext"] -= 1
            code, body = 500, f"fail, {memory['failNext']} left"
            asked.changed = True
        elif memory["failNext"] < 0:
            code, body = 500, "fail, permanent"
        memory["count"] += 1
        entry = {"id": memory["count"], "when": timestamp(asked.now), "at": asked.now, "code": code}
        memory["history"] = [*memory["history"], entry][-HISTORY:]
        return text(body, code, PLAIN)

    def _probe_api(self, asked: Asked, name: str, base: str) -> Response:
        memory = asked.memory.setdefault(name, {"failNext": 0, "history": [], "count": 0})
        if asked.request.method in ("PUT", "POST"):
            try:
                memory["failNext"] = int(json.loads(asked.request.body or "{}").get("failNext", 0))
            except (ValueError, TypeError, AttributeError) as error:
                return text(f"{error}\n", 500)
            asked.changed = True
        history = [
            {"id": one["id"], "when": one["when"], "relWhen": _ago(asked.now - one["at"]), "code": one["code"]}
            for one in memory["history"]
        ]
        return _json({"probePath": f"{base}/{name}", "failNext": memory["failNext"], "history": history})

    def _dns(self, asked: Asked) -> Response:
        from minikctl.state.network import dns

        try:
            wanted = json.loads(asked.request.body or "{}")
        except ValueError:
            return text("bad request\n", 400)
        name, kind = str(wanted.get("name") or ""), str(wanted.get("type") or "A").upper()
        found = dns.resolve(self.view, self.pod, name, kind)
        number = int.from_bytes(sha256(f"{asked.now}/{name}".encode()).digest()[:2], "big")
        count = len(found.answer.answers)
        lines = [
            f";; opcode: QUERY, status: {found.answer.rcode}, id: {number}",
            f";; flags: qr aa rd; QUERY: 1, ANSWER: {count}, AUTHORITY: 0, ADDITIONAL: 0",
            "",
            ";; QUESTION SECTION:",
        ]
        asked_name = found.queries[-1].name if found.queries else name
        lines += [f";{asked_name.rstrip('.')}.\tIN\t {kind}", *(["", ";; ANSWER SECTION:"] if count else [])]
        lines += [f"{one.name}\t{one.ttl}\tIN\t{one.type}\t{one.data}" for one in found.answer.answers]
        return _json({"result": "\n".join(lines) + "\n"})

    def _folder(self, path: list[str]) -> Response:
        from minikctl.state.images.filesystem import files_of

        files = files_of(self)
        place = "/" + "/".join(path)
        if not files.exists(place):
            return go_not_found()
        if not files.is_dir(place):
            return text(files.read(place).decode("utf-8", "replace"))
        names = [name + ("/" if files.is_dir(f"{place.rstrip('/')}/{name}") else "") for name in files.listdir(place)]
        return text("<pre>\n" + "".join(f'<a href="{name}">{name}</a>\n' for name in names) + "</pre>\n", 200, HTML)

    def _page(self, asked: Asked, base: str) -> str:
        request = asked.request
        dump = f"{request.method} {request.path} HTTP/1.1\r\nHost: {request.authority}\r\n"
        dump += "".join(f"{key}: {value}\r\n" for key, value in request.headers if key.lower() != "host")
        colour = self.version.rpartition("-")[2]
        context = {
            "urlBase": base,
            "hostname": self.hostname,
            "addrs": [self.address],
            "version": self.version,
            "versionColor": f"hsl({HUES.get(colour, 180)},100%,50%)",
            "requestDump": dump.rstrip("\r\n"),
            "requestProto": "HTTP/1.1",
            "requestAddr": remote(asked),
        }
        return (
            '<!doctype html>\n\n<html lang="en">\n<head>\n  <meta charset="utf-8">\n\n  <title>KUAR Demo</title>\n\n'
            f"  <script>\nvar pageContext = {json.dumps(context, separators=(',', ':'))}\n  </script>\n</head>\n\n"
            f"<body>\n<h1>Demo application version <i>{self.version}</i></h1>\n"
            "<p><b>WARNING: This server may expose sensitive and secret information. Be careful.</b></p>\n"
            f"<p>Serving on <b>{self.hostname}</b>, {self.address}</p>\n</body>\n</html>\n"
        )


def _json(value: Any) -> Response:
    body = json.dumps(value, separators=(",", ":"))
    return text(body, 200, "application/json", ("Cache-Control", "no-cache, no-store, must-revalidate"))


def _ago(seconds: float) -> str:
    """A span as the history shows it."""
    if seconds < 1:
        return "now"
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {word}{'s' if count > 1 else ''} ago"
    return "now"

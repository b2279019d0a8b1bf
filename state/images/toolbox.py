"""Images that one works in: shells, distributions, network tools, languages."""

from __future__ import annotations

from typing import ClassVar

from minikctl.state.images.app import App, Asked
from minikctl.state.images.replies import text
from minikctl.state.images.words import flag, port
from minikctl.state.traffic.messages import Response

NOT_FOUND = (
    "<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\n"
    "The requested URL was not found\n</BODY></HTML>\n"
)
BIND = ("nslookup", "dig", "host")


class Shell(App):
    """Has no server: without a command of its own, its shell ends at once unless it has a terminal."""

    arguments: ClassVar[tuple[str, ...]] = ("bash",)


class Busybox(Shell):
    system = "busybox"
    arguments = ("sh",)
    servers = frozenset({"httpd"})
    extras = ("httpd",)

    def listening(self) -> tuple[int, ...]:
        return (port(self.serving() or [], "p", 80),)

    def respond(self, asked: Asked) -> Response:
        from minikctl.state.images.filesystem import files_of

        root = flag(self.serving() or [], "h") or self.workdir()
        files = files_of(self)
        path = root.rstrip("/") + asked.request.uri
        if files.exists(path) and files.is_dir(path):
            path = path.rstrip("/") + "/index.html"
        if not files.exists(path):
            body = NOT_FOUND
            return text(body, 404, "text/html")
        return text(files.read(path).decode("utf-8", "replace"), 200, "text/html")


class Alpine(Busybox):
    system = "alpine"
    arguments = ("/bin/sh",)


class BusyboxPlus(Shell):
    system = "busybox"
    arguments = ("/bin/sh",)
    extras = ("curl", "wget")

    def prompt(self, shell: str, cwd: str) -> str:
        return f"[ {self.username()}@{self.hostname}:{cwd or '/'} ]$ "


class Curl(Shell):
    """curlimages/curl: runs curl."""

    system = "alpine"
    entrypoint = ("/entrypoint.sh",)
    arguments = ("curl",)
    extras = ("curl",)
    account = "curl_user"
    folder = "/home/curl_user"

    def argv(self) -> list[str]:
        words = super().argv()
        if words[:1] != ["/entrypoint.sh"]:
            return words
        rest = words[1:]
        return rest if rest[:1] and rest[0] in self.programs() else ["curl", *rest]


class Dnsutils(Shell):
    system = "debian"
    arguments = ("sleep", "infinity")
    extras = (*BIND, "wget", "sleep")

    def argv(self) -> list[str]:
        is_given = self.container.get("command") or self.container.get("args")
        return ["sh"] if "tutum" in self.repository and not is_given else super().argv()


class Ubuntu(Shell):
    system = "ubuntu"
    arguments = ("/bin/bash",)


class Debian(Shell):
    system = "debian"


class Redhat(Shell):
    system = "redhat"
    arguments = ("/bin/bash",)
    extras = ("curl",)


class Netshoot(Shell):
    system = "alpine-tools"
    arguments = ("zsh",)
    extras = (*BIND, "curl", "zsh", "tcpdump", "iperf", "jq", "nmap", "openssl", "mtr", "socat", "ss", "redis-cli")

    def argv(self) -> list[str]:
        words = super().argv()
        return ["sh"] if words == ["zsh"] else words


class Multitool(App):
    """network-multitool: tools, and an nginx that names the pod."""

    system = "alpine-tools"
    entrypoint = ("/bin/sh", "/docker/entrypoint.sh")
    servers = frozenset({"nginx"})
    ports = (80,)
    extras = (*BIND, "curl", "jq", "openssl", "ss", "tcpdump", "mtr", "redis-cli", "psql", "mysql")

    def serving(self) -> list[str] | None:
        return ["nginx"] if not self.container.get("command") and not self.container.get("args") else super().serving()

    def is_scripted(self) -> bool:
        return bool(self.container.get("command") or self.container.get("args")) and super().is_scripted()

    def problem(self) -> str:
        return super().problem() if self.container.get("command") else ""

    def listening(self) -> tuple[int, ...]:
        env = self.given()
        return tuple(int(env.get(name) or port) for name, port in (("HTTP_PORT", 80), ("HTTPS_PORT", 443)))

    def secure(self) -> tuple[int, ...]:
        return self.listening()[1:]

    def respond(self, asked: Asked) -> Response:
        owner = (
            "Eficode Academy" if "eficode" in self.repository else "Praqma" if "praqma" in self.repository else "WBITT"
        )
        body = f"{owner} Network MultiTool (with NGINX) - {self.hostname} - {self.address} <BR></p>\n"
        return Response(
            200, body, (("Server", "nginx/1.18.0"), ("Content-Type", "text/html"), ("Connection", "keep-alive"))
        )


class Jump(Shell):
    system = "redhat"
    arguments = ("sh",)
    extras = ("curl", "ping", "dig")


class Kubectl(Shell):
    system = "debian"
    entrypoint = ("kubectl",)
    arguments = ()
    extras = ("kubectl",)

"""nginx and images made from it: pages from its html folder, simple server blocks from conf.d."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from minikctl.state.clock import rfc1123
from minikctl.state.files import Files, MemoryFiles
from minikctl.state.images import Behaviour
from minikctl.state.images.app import App, Asked
from minikctl.state.images.filesystem import files_of
from minikctl.state.images.nginxconf import Block, parse, server_blocks
from minikctl.state.images.nginxlog import entry_lines, error_line, notices, upstream_error
from minikctl.state.images.nginxtexts import (
    DEFAULT_CONF,
    FAILED,
    MAIN_CONF,
    OLDER_LENGTH,
    PATCHES,
    ROOT,
    TYPES,
    VERSIONS,
    WELCOME_BODY,
    WELCOME_END,
    WELCOME_HEAD,
    WELCOME_LENGTH,
    WELCOME_STYLE,
)
from minikctl.state.images.replies import common_time, go_time, source_of
from minikctl.state.traffic.messages import REASONS, REFUSED, UNKNOWN_HOST, Failure, Request, Response

Obj = dict[str, Any]

DEFAULT_SERVERS = [one for one in parse(DEFAULT_CONF) if one.words_of_head == ["server"]]


UNTOUCHED: dict[tuple[str, str, str], Files] = {}  # the files of images, only to be read


class Place(NamedTuple):
    """Where a request goes within the configuration."""

    server: Block | None
    location: Block | None


def targets(block: Block) -> list[str]:
    """What a server block passes requests on to, and the servers of an upstream block."""
    found = []
    for one in block.children or ():
        if one.words_of_head[0] in ("proxy_pass", "server") and one.children is None and len(one.words_of_head) > 1:
            found.append(one.words_of_head[1])
        elif one.children is not None:
            found += targets(one)
    return found


def place_of(files: Files, host: str) -> str:
    """FILE:LINE of the first mention of a host in conf.d."""
    folder = "/etc/nginx/conf.d"
    for name in files.listdir(folder) if files.exists(folder) else ():
        text = files.read(f"{folder}/{name}").decode("utf-8", "replace")
        for number, line in enumerate(text.split("\n"), 1):
            if host in line:
                return f"{name}:{number}"
    return "default.conf:1"


def is_older(version: str) -> bool:
    """Whether a release has the shorter welcome page (before 1.21.0)."""
    numbers = [int(part) for part in version.split(".")[:2] if part.isdigit()]
    return numbers < [1, 21]


class Nginx(App):
    """The official image."""

    system = "debian"
    entrypoint = ("/docker-entrypoint.sh",)
    arguments = ("nginx", "-g", "daemon off;")
    servers = frozenset({"nginx"})
    ports: ClassVar[tuple[int, ...]] = (80,)
    extras = ("curl", "nginx-debug", "openssl")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        if "alpine" in self.tag:
            self.system = "alpine"  # type: ignore[misc]
        self._files: Files | None = None

    @property
    def version(self) -> str:
        head = self.tag.partition("-")[0]
        if head in VERSIONS or not head[:1].isdigit():
            return VERSIONS.get(head, VERSIONS["latest"])
        return PATCHES.get(head, head if head.count(".") == 2 else f"{head}.0")

    def environment(self) -> dict[str, str]:
        home = {"HOME": self.home}
        base = {"PATH": self.path, "HOSTNAME": self.hostname, "NGINX_VERSION": self.version, "NJS_VERSION": "0.8.10"}
        release = "1" if self.system == "alpine" else "1~bookworm"
        return {**base, "NJS_RELEASE": release, "PKG_RELEASE": release, "DYNPKG_RELEASE": "1", **home}

    def welcome(self) -> str:
        """The default page, as long as the real one of this release."""
        older = is_older(self.version)
        start = WELCOME_HEAD + ("" if older else WELCOME_STYLE) + WELCOME_BODY
        missing = (OLDER_LENGTH if older else WELCOME_LENGTH) - len(start) - len(WELCOME_END)
        return start + "<!-- " + "." * (missing - 10) + " -->\n" + WELCOME_END

    def files(self) -> dict[str, str]:
        return {
            **super().files(),
            f"{ROOT}/index.html": self.welcome(),
            f"{ROOT}/50x.html": FAILED,
            "/etc/nginx/nginx.conf": MAIN_CONF,
            "/etc/nginx/conf.d/default.conf": DEFAULT_CONF,
            "/etc/nginx/mime.types": "types {\n    text/html  html htm;\n}\n",
            "/var/cache/nginx/": "",
            "/var/log/nginx/": "",
            "/docker-entrypoint.d/": "",
            "/docker-entrypoint.sh": '#!/bin/sh\nexec "$@"\n',
        }

    # ---- configuration

    def seen(self) -> Files:
        """The container's files now; those of the image alone are made once."""
        if self._files is None:
            if self.is_changed("/etc/nginx") or self.is_changed(ROOT):
                self._files = files_of(self)
            else:
                key = (type(self).__name__, self.repository, self.tag)
                if key not in UNTOUCHED:
                    UNTOUCHED[key] = MemoryFiles(self.files())
                self._files = UNTOUCHED[key]
        return self._files

    def configured(self) -> list[Block]:
        """The server blocks of its configuration."""
        files = self.seen()
        try:
            text = files.read("/etc/nginx/nginx.conf").decode("utf-8", "replace")
        except OSError:
            text = ""
        return server_blocks(parse(text), files)

    def listening(self) -> tuple[int, ...]:
        return tuple(sorted({port for server in self._servers() for port, _ in server.listens()}))

    def secure(self) -> tuple[int, ...]:
        return tuple(port for server in self._servers() for port, tls in server.listens() if tls)

    def certificate(self) -> str:
        """The certificate that its configuration names, as it is mounted."""
        for server in self._servers():
            path = server.value("ssl_certificate")
            if path and self.seen().exists(path):
                return self.seen().read(path).decode("utf-8", "replace")
        return "default"

    def _servers(self) -> list[Block]:
        return self.configured() if self.is_changed("/etc/nginx") else DEFAULT_SERVERS

    def is_changed(self, folder: str) -> bool:
        """Whether what lies in a folder may be something else than the image has there."""
        mounts = [str(one.get("mountPath")) + "/" for one in self.container.get("volumeMounts") or ()]
        if any((folder + "/").startswith(one) or one.startswith(folder + "/") for one in mounts):
            return True
        written = any(path.startswith(folder) for path in self.memory.get("files") or ())
        return written or self.is_scripted() or bool((self.container.get("lifecycle") or {}).get("postStart"))

    def place(self, request: Request, port: int) -> Place:
        """The server block and location of a request (ngx_http_core: exact, longest prefix, regular expression)."""
        servers = [one for one in self._servers() if port in [number for number, _ in one.listens()]]
        host = request.authority.partition(":")[0].lower()
        named = [one for one in servers if host in one.words("server_name")]
        fallback = [one for one in servers if one.is_default(port)] or servers
        server = (named or fallback or [None])[0]  # type: ignore[list-item]
        return Place(server, server.location(request.uri) if server else None)

    def lost_upstream(self) -> tuple[str, str]:
        """(host, place) of the first server that its configuration names and that has no address; ("", "") for none.

        nginx asks for such names once, when it starts, and does not start without an answer.
        """
        if not self.is_changed("/etc/nginx") and type(self).files is Nginx.files:
            return "", ""
        from minikctl.state.network import dns

        files = self.seen()
        blocks = server_blocks(parse(MAIN_CONF), files) + server_blocks(parse(MAIN_CONF), files, kind="upstream")
        named = {one.words_of_head[-1] for one in server_blocks(parse(MAIN_CONF), files, kind="upstream")}
        for target in [target for block in blocks for target in targets(block)]:
            host = target.partition("://")[2].partition("/")[0] if "://" in target else target
            host = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
            if "$" in host or host in named or not host or host[0] in "[0123456789" or host == "localhost":
                continue
            if not dns.resolve(self.view, self.pod, host, "A").addresses:
                return host, f"/etc/nginx/conf.d/{place_of(files, host)}"
        return "", ""

    def server_behaviour(self) -> Behaviour:
        if self.lost_upstream()[0]:
            return Behaviour(lasts=0.4, exit_code=1)
        return super().server_behaviour()

    def refusal(self) -> list[str]:
        """What it writes when it does not start."""
        if self.memory.get("code") != 1 or (self.memory.get("exits") is None and not self.memory.get("ended")):
            return []
        host, place = self.lost_upstream()
        said = f'host not found in upstream "{host or "unknown"}" in {place or "/etc/nginx/conf.d/default.conf:1"}'
        return [f"{go_time(self.started)} [emerg] 1#1: {said}", f"nginx: [emerg] {said}"]

    # ---- answers

    def respond(self, asked: Asked) -> Response:
        request = asked.request
        found = self.place(request, asked.answerer.port)
        rules = [one for one in (found.location, found.server) if one is not None]
        for block in rules:
            back = block.words("return")
            if back:
                return self._return(back, request)
        proxied = found.location.value("proxy_pass") if found.location else ""
        if proxied:
            return self._pass_on(asked, found.location, proxied)
        if found.location is not None and found.location.has("stub_status"):
            return self._page(
                200,
                "Active connections: 1 \nserver accepts handled requests\n 1 1 1 \nReading: 0 Writing: 1 Waiting: 0 \n",
                "text/plain",
            )
        return self._file(asked, found)

    def _return(self, words: list[str], request: Request) -> Response:
        code = int(words[0]) if words[0].isdigit() else 302
        rest = " ".join(words[1:] if words[0].isdigit() else words)
        body = self.filled(rest, request).replace("\\n", "\n")
        if code in (301, 302, 303, 307, 308):
            page = self.error(code)
            return page._replace(headers=(*page.headers, ("Location", body)))
        if not rest and code >= 300:
            return self.error(code)
        return self._page(code, body, "text/plain" if rest else "application/octet-stream")

    def filled(self, text: str, request: Request) -> str:
        """nginx's variables replaced."""
        known = {
            "hostname": self.hostname, "request_uri": request.path, "uri": request.uri, "args": request.query,
            "host": request.authority.partition(":")[0], "scheme": request.scheme, "server_addr": self.address,
            "http_host": request.authority, "request_method": request.method, "nginx_version": self.version,
            "server_port": str(request.port), "status": "200",
        }  # fmt: skip
        for name in sorted(known, key=len, reverse=True):
            text = text.replace(f"${name}", known[name]).replace(f"${{{name}}}", known[name])
        return text

    def _pass_on(self, asked: Asked, location: Block | None, target: str) -> Response:
        from minikctl.state.traffic.caller import Caller

        request = asked.request
        scheme, _, rest = target.partition("://")
        authority, slash, path = rest.partition("/")
        authority = self.upstream(authority)
        host, _, port = authority.partition(":")
        number = int(port) if port.isdigit() else (443 if scheme == "https" else 80)
        onward = request.path
        if slash and location is not None:
            onward = "/" + path + request.path[len(location.prefix()) :]
        caller = Caller(asked.cluster, pod=asked.answerer.pod, depth=asked.depth + 1)
        headers = (("Host", authority), ("Connection", "close"), *[
            (key, value) for key, value in request.headers if key.lower() not in ("host", "connection")
        ])  # fmt: skip
        try:
            answer = caller.http(Request(scheme, host, number, onward, request.method, headers, request.body))
        except Failure as failure:
            asked.said.append(upstream_error(asked, failure, target))
            return self.error(502 if failure.kind in (REFUSED, UNKNOWN_HOST) else 504)
        kept = [
            one for one in answer.headers if one[0].lower() not in ("server", "date", "content-length", "connection")
        ]
        return answer._replace(headers=(("Server", f"nginx/{self.version}"), *kept))

    def upstream(self, name: str) -> str:
        """The first server of an `upstream` block of that name, or the name itself."""
        for block in server_blocks(parse(MAIN_CONF), self.seen(), kind="upstream"):
            if block.words_of_head[1:] == [name]:
                return (block.words("server") or [name])[0]
        return name

    def _file(self, asked: Asked, found: Place) -> Response:
        request, files = asked.request, self.seen()
        blocks = [one for one in (found.location, found.server) if one is not None]
        root = next((one.value("root") for one in blocks if one.value("root")), "/etc/nginx/html" if blocks else ROOT)
        index = next((one.words("index") for one in blocks if one.words("index")), ["index.html"])
        alias = found.location.value("alias") if found.location else ""
        uri = request.uri
        path = alias + uri[len(found.location.prefix()) :] if alias and found.location else root + uri
        for name in next((one.words("try_files") for one in blocks if one.words("try_files")), []):
            tried = self.filled(name, request)
            if tried.startswith("="):
                return self.error(int(tried[1:]))
            if files.exists(root + tried) and not files.is_dir(root + tried):
                path = root + tried
                break
        if files.exists(path) and files.is_dir(path):
            if not uri.endswith("/"):
                page = self.error(301)
                return page._replace(headers=(*page.headers, ("Location", f"http://{request.authority}{uri}/")))
            named = next(
                (f"{path.rstrip('/')}/{name}" for name in index if files.exists(f"{path.rstrip('/')}/{name}")), ""
            )
            if not named:
                asked.said.append(error_line(asked, f'directory index of "{path}" is forbidden'))
                return self.error(403)
            path = named
        if request.method not in ("GET", "HEAD"):
            return self.error(405)
        if not files.exists(path):
            asked.said.append(error_line(asked, f'open() "{path}" failed (2: No such file or directory)'))
            return self.error(404)
        content = files.read(path)
        kind = (
            TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")
            if "." in path.rpartition("/")[2]
            else "application/octet-stream"
        )
        modified = files.modified(path) or self.started - 8_640_000 if hasattr(files, "modified") else self.started
        stamp = rfc1123(modified).replace("+0000", "GMT")
        tag = f'"{int(modified):x}-{len(content):x}"'
        page = self._page(200, content.decode("utf-8", "replace"), kind)
        more = (("Last-Modified", stamp), ("ETag", tag), ("Accept-Ranges", "bytes"))
        return page._replace(headers=(*page.headers, *more))

    def _page(self, status: int, body: str, kind: str) -> Response:
        return Response(
            status, body, (("Server", f"nginx/{self.version}"), ("Content-Type", kind), ("Connection", "keep-alive"))
        )

    def error(self, status: int) -> Response:
        """One of nginx's own pages."""
        reason = {405: "Not Allowed", 301: "Moved Permanently", 302: "Found"}.get(status, REASONS.get(status, ""))
        title = f"{status} {reason}".rstrip()
        body = (
            f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
            f"<hr><center>nginx/{self.version}</center>\r\n</body>\r\n</html>\r\n"
        )
        return self._page(status, body, "text/html")

    def plain_on_secure(self, asked: Asked) -> Response:
        page = self.error(400)
        return page._replace(
            body=page.body.replace(
                "</h1></center>\r\n",
                "</h1></center>\r\n<center>The plain HTTP request was sent to HTTPS port</center>\r\n",
            )
        )

    # ---- log

    def startup(self) -> list[str]:
        found = entry_lines() if self.argv()[:1] == ["/docker-entrypoint.sh"] else []
        refused = self.refusal()
        if refused or is_older(self.version):
            return [*found, *refused]
        return [*found, *notices(self.started, self.version, self.system == "alpine")]

    def access(self, asked: Asked, response: Response) -> list[str]:
        request = asked.request
        agent = request.header("user-agent") or "-"
        return [
            f'{source_of(asked)} - - [{common_time(asked.now)}] "{request.method} {request.path} HTTP/1.1" '
            f'{response.status} {len(response.body.encode())} "{request.header("referer") or "-"}" "{agent}" '
            f'"{request.header("x-forwarded-for") or "-"}"'
        ]


class Rootless(Nginx):
    """nginx-unprivileged and bitnami/nginx: not root, so on 8080."""

    account = "nginx"
    conf: ClassVar[str] = DEFAULT_CONF.replace("80;", "8080;")
    blocks: ClassVar[list[Block]] = [one for one in parse(conf) if one.words_of_head == ["server"]]

    def files(self) -> dict[str, str]:
        return {**super().files(), "/etc/nginx/conf.d/default.conf": self.conf}

    def _servers(self) -> list[Block]:
        return self.configured() if self.is_changed("/etc/nginx") else self.blocks

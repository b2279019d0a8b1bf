"""The request that curl sends: method, headers and body from its options."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from urllib.parse import quote_plus

from minikctl.state.podtools.network.curl.options import Settings
from minikctl.state.podtools.network.curl.reports import Release
from minikctl.state.podtools.network.curl.urls import Url
from minikctl.state.podtools.shell import Process
from minikctl.state.traffic import wire
from minikctl.state.traffic.messages import Request

FORM = "application/x-www-form-urlencoded"


class Unreadable(Exception):
    """A file that an option names cannot be read: exit code and words."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


def request_of(shell: Process, settings: Settings, release: Release, url: Url, with_body: bool) -> Request:
    """The request for a URL; raises Unreadable."""
    body, kind = body_of(shell, settings) if with_body else ("", "")
    path = url.path
    if settings.has("get") and body:
        path += ("&" if "?" in path else "?") + body
        body, kind = "", ""
    own = own_headers(shell, settings)
    headers: list[tuple[str, str]] = [("Host", url.authority)]
    user = settings.last("user") or url.user
    if user:
        headers.append(("Authorization", "Basic " + b64encode(user.encode()).decode()))
    elif settings.last("oauth2-bearer"):
        headers.append(("Authorization", "Bearer " + settings.last("oauth2-bearer")))
    headers.append(("User-Agent", settings.last("user-agent", f"curl/{release.text}")))
    headers.append(("Accept", "application/json" if any(one == "json" for one, _ in settings.data) else "*/*"))
    if settings.has("compressed"):
        headers.append(("Accept-Encoding", "deflate, gzip, br, zstd"))
    if settings.last("referer"):
        headers.append(("Referer", settings.last("referer")))
    if settings.last("range"):
        headers.append(("Range", f"bytes={settings.last('range')}"))
    cookie = "; ".join(one for one in settings.all("cookie") if "=" in one)
    if cookie:
        headers.append(("Cookie", cookie))
    has_body = with_body and bool(settings.data or settings.last("upload-file")) and not settings.has("get")
    ends = [("Content-Length", str(wire.size_of(body)))] if has_body else []
    if has_body and kind:
        ends.append(("Content-Type", kind))
    names = {key.lower() for key, _ in own}
    first = [
        next(((key, value) for key, value in own if key.lower() == name.lower()), (name, text))
        for name, text in headers
    ]
    kept = [(key, value) for key, value in first if value or key.lower() not in names]
    shown = {key.lower() for key, _ in first}
    rest = [(key, value) for key, value in own if key.lower() not in shown]
    late = [(key, value) for key, value in ends if key.lower() not in names]
    merged = [pair for pair in [*kept, *rest, *late] if pair[1]]
    return Request(url.scheme, url.host, url.port, path, method_of(settings, has_body), tuple(merged), body)


def method_of(settings: Settings, has_body: bool) -> str:
    if settings.last("request"):
        return settings.last("request")
    if settings.has("head"):
        return "HEAD"
    if settings.last("upload-file"):
        return "PUT"
    return "POST" if has_body else "GET"


def own_headers(shell: Process, settings: Settings) -> list[tuple[str, str]]:
    """The headers given by `-H`: `Name: value`, `Name:` (leave out), `Name;` (empty), `@file`."""
    found: list[tuple[str, str]] = []
    for text in settings.all("header"):
        lines = contents(shell, text[1:], 26).splitlines() if text.startswith("@") else [text]
        for line in lines:
            name, colon, value = line.partition(":")
            if colon:
                found.append((name.strip(), value.strip()))
            elif line.endswith(";"):
                found.append((line[:-1].strip(), ""))
    return found


def contents(shell: Process, name: str, code: int) -> str:
    """A file's text, or what is typed for `-`; raises Unreadable."""
    if name == "-":
        return shell.stdin.read()
    path = shell.path(name)
    if not shell.files.exists(path) or shell.files.is_dir(path):
        raise Unreadable(code, f"Failed to open {name}" if code == 26 else f'Couldn\'t read data from file "{name}"')
    return shell.files.read(path).decode("utf-8", "surrogateescape")


def body_of(shell: Process, settings: Settings) -> tuple[str, str]:
    """(body, content type) from `-d` and its relatives, `-F`, `-T`."""
    upload = settings.last("upload-file")
    if upload:
        return contents(shell, upload, 26), ""
    if any(option in ("form", "form-string") for option, _ in settings.data):
        return form(shell, settings)
    if any(option == "json" for option, _ in settings.data):
        return "".join(from_file(shell, text, False) for _, text in settings.data), "application/json"
    parts = []
    for option, text in settings.data:
        if option == "data-raw":
            parts.append(text)
        elif option == "data-urlencode":
            parts.append(urlencoded(shell, text))
        else:
            parts.append(from_file(shell, text, option != "data-binary"))
    return "&".join(parts), FORM


def from_file(shell: Process, text: str, strips: bool) -> str:
    """The text of an option, or of the file it names by `@`; `-d` leaves line ends out."""
    if not text.startswith("@"):
        return text
    found = contents(shell, text[1:], 26)
    return found.replace("\r", "").replace("\n", "") if strips else found


def urlencoded(shell: Process, text: str) -> str:
    """`--data-urlencode`: `content`, `=content`, `name=content`, `@file`, `name@file`."""
    at, equals = text.find("@"), text.find("=")
    if at >= 0 and (equals < 0 or at < equals):
        name, content = text[:at], contents(shell, text[at + 1 :], 26)
    elif equals >= 0:
        name, content = text[:equals], text[equals + 1 :]
    else:
        name, content = "", text
    encoded = quote_plus(content, safe="-._~").replace("+", "%20")
    return f"{name}={encoded}" if name else encoded


def form(shell: Process, settings: Settings) -> tuple[str, str]:
    """The parts of `-F`."""
    text = "".join(one for _, one in settings.data)
    boundary = "-" * 24 + sha256(text.encode()).hexdigest()[:22]
    parts = []
    for _, one in settings.data:
        name, _, value = one.partition("=")
        extra = ""
        if value.startswith(("@", "<")):
            path, _, kind = value[1:].partition(";type=")
            content = contents(shell, path, 26)
            if value.startswith("@"):
                extra = f'; filename="{path.rpartition("/")[2]}"\r\nContent-Type: {kind or "application/octet-stream"}'
            value = content
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n\r\n{value}\r\n')
    return "".join(parts) + f"--{boundary}--\r\n", f"multipart/form-data; boundary={boundary}"

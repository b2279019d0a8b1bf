"""URLs as curl reads them, and `{a,b}` and `[1-3]` in them."""

from __future__ import annotations

import re
from typing import NamedTuple

PORTS = {"http": 80, "https": 443, "ftp": 21, "telnet": 23, "dict": 2628, "gopher": 70, "redis": 6379}
SPEAKS = frozenset(("http", "https", "telnet"))


class BadUrl(Exception):
    """A URL that cannot be used: curl's exit code and words."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


class Url(NamedTuple):
    """The parts of a URL."""

    scheme: str
    host: str  # without brackets
    port: int
    path: str  # with its query
    user: str = ""
    has_port: bool = False
    text: str = ""  # as curl shows it (url_effective)

    @property
    def shown_host(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def authority(self) -> str:
        """What the Host header holds."""
        return self.shown_host if self.port == PORTS.get(self.scheme) else f"{self.shown_host}:{self.port}"


def read(text: str) -> Url:
    """A URL; raises BadUrl."""
    if not text or re.search(r"[\x00-\x20]", text):
        raise BadUrl(3, "URL using bad/illegal format or missing URL")
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", text)
    scheme = found.group(1).lower() if found else guessed(text)
    rest = text[found.end() :] if found else text
    if scheme not in SPEAKS:
        raise BadUrl(1, f'Protocol "{scheme}" not supported or disabled in libcurl')
    rest = rest.partition("#")[0]
    place = re.search(r"[/?]", rest)
    authority, path = (rest[: place.start()], rest[place.start() :]) if place else (rest, "/")
    if path.startswith("?"):
        path = "/" + path
    user, _, machine = authority.rpartition("@")
    host, port = split_machine(machine)
    if not host:
        raise BadUrl(3, "URL using bad/illegal format or missing URL")
    number = int(port) if port else PORTS[scheme]
    if number > 65535:
        raise BadUrl(3, "URL using bad/illegal format or missing URL")
    effective = f"{scheme}://{machine}{path}"
    return Url(scheme, host, number, squeezed(path), user, bool(port), effective)


def guessed(text: str) -> str:
    """The scheme of a URL without one."""
    host = text.lower()
    return "ftp" if host.startswith("ftp.") else "http"


def split_machine(text: str) -> tuple[str, str]:
    """Host and port; raises BadUrl."""
    found = re.fullmatch(r"\[([^\]]*)\](?::(\d*))?|([^:]*)(?::(\d*))?", text)
    if found is None:
        raise BadUrl(3, "URL using bad/illegal format or missing URL")
    return (found.group(1) or found.group(3) or ""), (found.group(2) or found.group(4) or "")


def squeezed(path: str) -> str:
    """A path without `.` and `..` parts (RFC 3986)."""
    plain, mark, query = path.partition("?")
    parts: list[str] = []
    pieces = plain.split("/")
    for index, piece in enumerate(pieces):
        last = index == len(pieces) - 1
        if piece == "..":
            if len(parts) > 1:
                parts.pop()
            if last:
                parts.append("")
        elif piece == ".":
            if last:
                parts.append("")
        else:
            parts.append(piece)
    return "/".join(parts) + mark + query


def joined(base: Url, location: str) -> str:
    """A URL that a Location header names, seen from where it came from."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", location):
        return location
    start = f"{base.scheme}://{base.authority}"
    if location.startswith("//"):
        return f"{base.scheme}:{location}"
    if location.startswith("/"):
        return start + location
    folder = base.path.partition("?")[0].rpartition("/")[0]
    if location.startswith("?"):
        return start + base.path.partition("?")[0] + location
    return f"{start}{folder}/{location}"


def spread(text: str) -> list[str]:
    """What `{a,b}` and `[1-3]` stand for (curl's globbing)."""
    found = re.search(r"\{([^{}]*)\}|\[(\d+)-(\d+)(?::(\d+))?\]|\[([a-zA-Z])-([a-zA-Z])\]", text)
    if found is None or "," not in (found.group(1) or ","):
        return [text]
    if found.group(1) is not None:
        choices = found.group(1).split(",")
    elif found.group(2) is not None:
        first, last, step = found.group(2), found.group(3), int(found.group(4) or 1)
        choices = [str(number).rjust(len(first), "0") for number in range(int(first), int(last) + 1, step)]
    else:
        choices = [chr(code) for code in range(ord(found.group(5)), ord(found.group(6)) + 1)]
    head, tail = text[: found.start()], text[found.end() :]
    return [head + choice + rest for choice in choices for rest in spread(tail)]

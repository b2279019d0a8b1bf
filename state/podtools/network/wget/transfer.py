"""What both wgets do: their command line, the request, the file that is written."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import NamedTuple

from minikctl.state.files import reason
from minikctl.state.podtools.network.curl.urls import Url
from minikctl.state.podtools.network.questions import caller_of
from minikctl.state.podtools.shell import Process, Wait
from minikctl.state.traffic import wire
from minikctl.state.traffic.messages import Request

PATIENCE = 131.0  # seconds after which Linux gives a connection up
REDIRECTS = (301, 302, 303, 307, 308)
LONG_NAMES = (
    "timeout connect-timeout dns-timeout read-timeout tries header post-data post-file body-data method "
    "output-document user user-agent password http-user http-password ca-certificate output-file "
    "directory-prefix wait waitretry referer max-redirect execute bind-address certificate private-key "
    "level progress secure-protocol"
)
LONG_VALUES = frozenset(LONG_NAMES.split())
SHORT_VALUES = {
    "O": "output-document", "T": "timeout", "t": "tries", "U": "user-agent", "o": "output-file",
    "P": "directory-prefix",
    "e": "execute", "w": "wait", "Y": "proxy", "a": "append-output", "Q": "quota", "l": "level",
}  # fmt: skip
SHORT_FLAGS = {
    "q": "quiet", "S": "server-response", "c": "continue", "v": "verbose", "d": "debug", "V": "version", "h": "help",
    "4": "inet4-only", "6": "inet6-only", "r": "recursive", "N": "timestamping", "x": "force-directories",
    "b": "background",
}  # fmt: skip
NEGATED = {"v": "no-verbose", "c": "no-clobber", "d": "no-directories", "H": "no-host"}
GNU_HINT = "Usage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n"
BUSYBOX_USAGE = (
    "BusyBox v1.36.1 (2024-06-10 07:11:47 UTC) multi-call binary.\n\n"
    "Usage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]\n"
    "\t[--post-data STR | --post-file FILE] [-Y on/off]\n"
    "\t[--no-check-certificate] [-P DIR] [-U AGENT] [-T SEC] URL...\n"
)


class Wanted(NamedTuple):
    """A command line."""

    flags: frozenset[str]
    values: dict[str, str]
    headers: tuple[tuple[str, str], ...]
    urls: tuple[str, ...]

    @property
    def quiet(self) -> bool:
        return "quiet" in self.flags


class Failed(Exception):
    """A transfer that failed: exit code; what there is to say was said."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


def wanted_of(shell: Process, words: list[str]) -> Wanted | None:
    """The command line; None after a complaint."""
    flags: set[str] = set()
    values: dict[str, str] = {}
    headers: list[tuple[str, str]] = []
    urls: list[str] = []

    def put(name: str, text: str) -> None:
        if name == "header":
            key, _, value = text.partition(":")
            headers.append((key.strip(), value.strip()))
        else:
            values[name] = text

    while words:
        word = words.pop(0)
        if word.startswith("--") and len(word) > 2:
            name, equals, text = word[2:].partition("=")
            if name in LONG_VALUES:
                put(name, text if equals else (words.pop(0) if words else ""))
            else:
                flags.add(name)
        elif word.startswith("-") and len(word) > 1:
            if not letters(shell, word, words, flags, put):
                return None
        else:
            urls.append(word)
    return Wanted(frozenset(flags), values, tuple(headers), tuple(urls))


def letters(shell: Process, word: str, words: list[str], flags: set[str], put: Callable[[str, str], None]) -> bool:
    """The letters of one word; False after a complaint."""
    for at, letter in enumerate(word[1:], 2):
        if letter in SHORT_VALUES:
            put(SHORT_VALUES[letter], word[at:] if word[at:] else (words.pop(0) if words else ""))
            return True
        if letter == "n":
            flags.add(NEGATED.get(word[at : at + 1], ""))
            return True
        if letter not in SHORT_FLAGS:
            if shell.is_busybox:
                shell.err(f"wget: unrecognized option: {letter}\n{BUSYBOX_USAGE}")
            else:
                shell.err(f"wget: invalid option -- '{letter}'\n{GNU_HINT}")
            return False
        flags.add(SHORT_FLAGS[letter])
    return True


class Transfer:
    """What both programs do: connect, ask, follow redirects, write."""

    agent = "Wget/1.21.3"
    patience = 900.0

    def __init__(self, shell: Process, wanted: Wanted) -> None:
        self.shell = shell
        self.wanted = wanted
        self.caller = caller_of(shell)

    def tell(self, text: str) -> None:
        if not self.wanted.quiet:
            self.shell.err(text)

    def seconds(self) -> float:
        """How long an attempt may take."""
        text = self.wanted.values.get("timeout") or self.wanted.values.get("connect-timeout") or ""
        try:
            return float(text.rstrip("s")) if text else self.patience
        except ValueError:
            return self.patience

    def pause(self, seconds: float) -> Generator[Wait, None, None]:
        yield Wait(self.shell.clock.now() + seconds)

    def request(self, url: Url) -> Request:
        """What is sent."""
        own = {key.lower(): value for key, value in self.wanted.headers}
        data = self.wanted.values.get("post-data") or self.wanted.values.get("body-data") or ""
        name = self.wanted.values.get("post-file")
        if name and self.shell.files.exists(self.shell.path(name)):
            data = self.shell.files.read(self.shell.path(name)).decode("utf-8", "surrogateescape")
        posts = "post-data" in self.wanted.values or bool(name)
        method = self.wanted.values.get("method") or (
            "POST" if posts else "HEAD" if "spider" in self.wanted.flags else "GET"
        )
        headers = [(key, value) for key, value in self.base_headers(url) if key.lower() not in own]
        if posts:
            headers += [
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Content-Length", str(wire.size_of(data))),
            ]
        return Request(url.scheme, url.host, url.port, url.path, method, (*headers, *self.wanted.headers), data)

    def base_headers(self, url: Url) -> list[tuple[str, str]]:
        raise NotImplementedError

    def target(self, url: Url) -> str:
        """The file to write, "-" for standard output."""
        name = self.wanted.values.get("output-document")
        if name:
            return name
        last = url.path.partition("?")[0].rpartition("/")[2] or "index.html"
        folder = self.wanted.values.get("directory-prefix")
        return f"{folder}/{last}" if folder else last

    def store(self, target: str, text: str) -> str:
        """Writes the body; returns why that failed."""
        if target == "-":
            self.shell.out(text)
            return ""
        try:
            self.shell.files.write(self.shell.path(target), text.encode("utf-8", "surrogateescape"))
        except OSError as error:
            return reason(error)
        return ""

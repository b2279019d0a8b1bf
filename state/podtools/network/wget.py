"""`wget`: GNU's and busybox's."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from typing import NamedTuple

from minikctl.state.clock import civil
from minikctl.state.files import reason
from minikctl.state.podtools.network.curl.urls import BadUrl, Url, joined, read
from minikctl.state.podtools.network.questions import caller_of, is_address
from minikctl.state.podtools.shell import Process, Steps, Wait
from minikctl.state.traffic import tls, wire
from minikctl.state.traffic.messages import (
    NO_TLS,
    REFUSED,
    TIMED_OUT,
    UNKNOWN_HOST,
    Answerer,
    Failure,
    Request,
    Response,
)

PATIENCE = 131.0  # seconds after which Linux gives a connection up
REDIRECTS = (301, 302, 303, 307, 308)
LONG_VALUES = frozenset(
    [
        "timeout",
        "connect-timeout",
        "dns-timeout",
        "read-timeout",
        "tries",
        "header",
        "post-data",
        "post-file",
        "body-data",
        "method",
        "output-document",
        "user",
        "user-agent",
        "password",
        "http-user",
        "http-password",
        "ca-certificate",
        "output-file",
        "directory-prefix",
        "wait",
        "waitretry",
        "referer",
        "max-redirect",
        "execute",
        "bind-address",
        "certificate",
        "private-key",
        "level",
        "progress",
        "secure-protocol",
    ]
)
SHORT_VALUES = {
    "O": "output-document", "T": "timeout", "t": "tries", "U": "user-agent", "o": "output-file", "P": "directory-prefix",
    "e": "execute", "w": "wait", "Y": "proxy", "a": "append-output", "Q": "quota", "l": "level",
}  # fmt: skip
SHORT_FLAGS = {
    "q": "quiet", "S": "server-response", "c": "continue", "v": "verbose", "d": "debug", "V": "version", "h": "help",
    "4": "inet4-only", "6": "inet6-only", "r": "recursive", "N": "timestamping", "x": "force-directories", "b": "background",
}  # fmt: skip
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


def main(shell: Process, argv: Sequence[str]) -> Steps:
    """`wget [OPTIONS] URL…`."""
    wanted = wanted_of(shell, list(argv[1:]))
    if wanted is None:
        return 1 if shell.is_busybox else 2
    if not wanted.urls:
        if shell.is_busybox:
            shell.err(BUSYBOX_USAGE)
        else:
            shell.err("wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n")
        return 1
    status = 0
    for url in wanted.urls:
        kind = Busybox if shell.is_busybox and shell.lookup("wget.gnu") is None else Gnu
        try:
            yield from kind(shell, wanted).run(url)
        except Failed as failed:
            status = failed.code
            if shell.is_busybox:
                return status
    return status


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


def letters(shell: Process, word: str, words: list[str], flags: set[str], put) -> bool:  # type: ignore[no-untyped-def]
    """The letters of one word; False after a complaint."""
    for at, letter in enumerate(word[1:], 2):
        if letter in SHORT_VALUES:
            put(SHORT_VALUES[letter], word[at:] if word[at:] else (words.pop(0) if words else ""))
            return True
        if letter == "n":
            flags.add(
                {"v": "no-verbose", "c": "no-clobber", "d": "no-directories", "H": "no-host"}.get(word[at : at + 1], "")
            )
            return True
        if letter not in SHORT_FLAGS:
            if shell.is_busybox:
                shell.err(f"wget: unrecognized option: {letter}\n{BUSYBOX_USAGE}")
            else:
                shell.err(
                    f"wget: invalid option -- '{letter}'\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n"
                )
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


# ---- busybox


class Busybox(Transfer):
    """busybox's wget."""

    agent = "Wget"

    def base_headers(self, url: Url) -> list[tuple[str, str]]:
        return [
            ("Host", url.authority),
            ("User-Agent", self.wanted.values.get("user-agent", "Wget")),
            ("Connection", "close"),
        ]

    def run(self, text: str) -> Generator[Wait, None, None]:
        """One URL; raises Failed."""
        for _ in range(6):
            try:
                url = read(text if "://" in text else f"http://{text}")
            except BadUrl:
                self.die(f"bad address '{text}'" if "://" in text else f"not an http or ftp url: {text}")
            found = yield from self.connect(url)
            response = yield from self.ask(url, found)
            if response.status in REDIRECTS and response.header("location"):
                text = joined(url, response.header("location"))
                continue
            if response.status >= 400 or response.status < 200:
                self.die(f"server returned error: {wire.status_line(response)}".rstrip())
            self.deliver(url, response)
            return
        self.die("too many redirections")

    def die(self, words: str) -> None:
        self.shell.err(f"wget: {words}\n")
        raise Failed(1)

    def connect(self, url: Url) -> Generator[Wait, None, Answerer]:
        """Who answers; raises Failed."""
        shown = f"{url.shown_host}:{url.port}" if url.has_port else url.host
        try:
            addresses = self.caller.addresses(url.host)
        except Failure as failure:
            if failure.kind == TIMED_OUT:
                yield from self.pause(10.0)
            self.die(f"bad address '{shown}'")
        address = addresses[0]
        self.tell(f"Connecting to {shown} ({joined_address(address, url.port)})\n")
        try:
            return self.caller.open_address(url.host, address, url.port)
        except Failure as failure:
            if failure.kind == REFUSED:
                self.die(f"can't connect to remote host ({address}): Connection refused")
            limit = self.seconds()
            if limit < PATIENCE:
                yield from self.pause(limit)
                self.die("download timed out")
            yield from self.pause(PATIENCE)
            self.die(f"can't connect to remote host ({address}): Operation timed out")
        raise AssertionError("a failure ends the program")

    def ask(self, url: Url, found: Answerer) -> Generator[Wait, None, Response]:
        request = self.request(url)
        try:
            if url.scheme == "https":
                self.caller.handshake(found, request)
                if "no-check-certificate" not in self.wanted.flags:
                    self.shell.err("wget: note: TLS certificate validation not implemented\n")
            response = self.caller.respond(found, request)
        except Failure as failure:
            if failure.kind == TIMED_OUT:
                yield from self.pause(min(self.seconds(), 900.0))
                self.die("download timed out")
            if failure.kind == NO_TLS:
                self.shell.err("wget: TLS error from peer (alert code 80): internal error\n")
                self.die("error getting response: Connection reset by peer")
            self.die(
                "error getting response"
                if failure.kind != REFUSED
                else "error getting response: Connection reset by peer"
            )
        limit = self.seconds()
        if response.delay > limit:
            yield from self.pause(limit)
            self.die("download timed out")
        if response.delay:
            yield from self.pause(response.delay)
        if "server-response" in self.wanted.flags:
            self.shell.err(f"  {wire.status_line(response)}\n")
            for key, value in wire.head(response, self.shell.clock.now()):
                self.shell.err(f"  {key}: {value}\n")
            self.shell.err("  \n")
        return response

    def deliver(self, url: Url, response: Response) -> None:
        """Writes the body and the progress line."""
        if "spider" in self.wanted.flags:
            self.tell("" if self.is_old else "remote file exists\n")
            return
        target = self.target(url)
        if "output-document" not in self.wanted.values and self.shell.files.exists(self.shell.path(target)):
            self.die(f"can't open '{target}': File exists")
        shown = "writing to stdout\n" if target == "-" else f"saving to '{target}'\n"
        self.tell("" if self.is_old else shown)
        why = self.store(target, response.body)
        if why:
            self.die(f"can't open '{target}': {why}")
        size = wire.size_of(response.body)
        name = target.rpartition("/")[2]
        self.tell(f"{name[:20]:<20} 100% |{'*' * 32}| {counted(size):>5}  0:00:00 ETA\n")
        if not self.is_old:
            self.tell("written to stdout\n" if target == "-" else f"'{target}' saved\n")

    @property
    def is_old(self) -> bool:
        """Before 1.31, which does not say where it writes."""
        repository, tag = self.shell.facts.get("image") or ("", "")
        if str(repository).rpartition("/")[2].startswith("busyboxplus"):
            return True
        found = re.match(r"(\d+)\.(\d+)", str(tag)) if str(repository).endswith("/busybox") else None
        return found is not None and (int(found.group(1)), int(found.group(2))) < (1, 31)


def counted(size: int) -> str:
    """A size as busybox's progress line shows it."""
    if size < 100_000:
        return str(size)
    for unit in ("k", "M", "G"):
        size //= 1024
        if size < 100_000:
            return f"{size}{unit}"
    return str(size)


def joined_address(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


# ---- GNU


class Gnu(Transfer):
    """GNU Wget."""

    def base_headers(self, url: Url) -> list[tuple[str, str]]:
        agent = self.wanted.values.get("user-agent", self.agent)
        return [
            ("Host", url.authority),
            ("User-Agent", agent),
            ("Accept", "*/*"),
            ("Accept-Encoding", "identity"),
            ("Connection", "Keep-Alive"),
        ]

    def log(self, text: str) -> None:
        if not self.wanted.quiet and "no-verbose" not in self.wanted.flags:
            self.shell.err(text)

    def stamp(self) -> str:
        year, month, day, hour, minute, second = civil(self.shell.clock.now())
        return f"{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"

    def run(self, text: str) -> Generator[Wait, None, None]:
        """One URL; raises Failed."""
        tries = int(self.wanted.values.get("tries") or 20)
        for _ in range(21):
            try:
                url = read(text)
            except BadUrl as bad:
                if bad.code == 1:
                    self.shell.err(f"{text}: Unsupported scheme ‘{text.partition(':')[0]}’.\n")
                else:
                    self.shell.err(f"{text}: Invalid host name.\n")
                raise Failed(1) from None
            found = yield from self.connect(url, tries)
            response = yield from self.ask(url, found)
            if response.status in REDIRECTS and response.header("location"):
                text = joined(url, response.header("location"))
                self.log(f"Location: {response.header('location')} [following]\n")
                continue
            self.deliver(url, response)
            return
        self.log("20 redirections exceeded.\n")
        raise Failed(8)

    def connect(self, url: Url, tries: int) -> Generator[Wait, None, Answerer]:
        """Who answers, tried again after timeouts; raises Failed."""
        for attempt in range(1, tries + 1):
            number = f"(try:{attempt:2})  " if attempt > 1 else ""
            self.log(f"--{self.stamp()}--  {number}{url.text}\n")
            host = url.host
            addresses = yield from self.resolved(url)
            shown = (
                f"{host} ({host})|{addresses[0]}|:{url.port}"
                if not is_address(host)
                else f"{url.shown_host}:{url.port}"
            )
            self.log(f"Connecting to {shown}... ")
            try:
                found = self.caller.open_address(host, addresses[0], url.port)
            except Failure as failure:
                if failure.kind == REFUSED:
                    self.log("failed: Connection refused.\n")
                    raise Failed(4) from None
                yield from self.pause(min(self.seconds(), PATIENCE))
                self.log("failed: Connection timed out.\n")
                if attempt == tries:
                    self.log("Giving up.\n\n")
                    raise Failed(4) from None
                self.log("Retrying.\n\n")
                yield from self.pause(min(attempt, 10))
                continue
            self.log("connected.\n")
            return found
        raise Failed(4)

    def resolved(self, url: Url) -> Generator[Wait, None, list[str]]:
        if is_address(url.host):
            return [url.host]
        self.log(f"Resolving {url.host} ({url.host})... ")
        try:
            addresses = self.caller.addresses(url.host)
        except Failure as failure:
            if failure.kind != UNKNOWN_HOST:
                yield from self.pause(20.0)
            why = (
                "Name or service not known" if failure.kind == UNKNOWN_HOST else "Temporary failure in name resolution"
            )
            self.log(f"failed: {why}.\n")
            self.tell(f"wget: unable to resolve host address ‘{url.host}’\n")
            raise Failed(4) from None
        self.log(", ".join(addresses) + "\n")
        return addresses

    def ask(self, url: Url, found: Answerer) -> Generator[Wait, None, Response]:
        request = self.request(url)
        try:
            if url.scheme == "https":
                self.check(url, self.caller.handshake(found, request))
            self.log(f"{'HTTP request sent, awaiting response... '}")
            response = self.caller.respond(found, request)
        except Failure as failure:
            if failure.kind == NO_TLS:
                self.log(
                    "OpenSSL: error:0A00010B:SSL routines::wrong version number\nUnable to establish SSL connection.\n"
                )
                raise Failed(4) from None
            if failure.kind == TIMED_OUT:
                yield from self.pause(self.seconds())
                self.log("Read error (Connection timed out) in headers.\nGiving up.\n\n")
                raise Failed(4) from None
            self.log("No data received.\nGiving up.\n\n")
            raise Failed(4) from None
        if response.delay:
            yield from self.pause(response.delay)
        if "server-response" in self.wanted.flags:
            self.tell(f"\n  {wire.status_line(response)}\n")
            self.tell("".join(f"  {key}: {value}\n" for key, value in wire.head(response, self.shell.clock.now())))
        else:
            self.log(f"{response.status} {wire.reason(response)}\n")
        return response

    def check(self, url: Url, shown: tls.Shown) -> None:
        """Refuses certificates that are not believed; raises Failed."""
        if "no-check-certificate" in self.wanted.flags:
            return
        name = self.wanted.values.get("ca-certificate")
        path = self.shell.path(name or "/etc/ssl/certs/ca-certificates.crt")
        trusted = self.shell.files.read(path).decode("utf-8", "replace") if self.shell.files.exists(path) else ""
        why = tls.problem(shown, trusted, self.shell.clock.now())
        if why:
            issuer = ",".join(f"{key}={value}" for key, value in shown.issuer)
            self.log(f"ERROR: cannot verify {url.host}'s certificate, issued by ‘{issuer}’:\n")
            self.log(
                {tls.SELF_SIGNED: "  Self-signed certificate encountered.\n"}.get(
                    why, "  Unable to locally verify the issuer's authority.\n"
                )
            )
        elif not tls.covers(shown, url.host):
            self.log("ERROR: no certificate subject alternative name matches\n")
            self.log(f"\trequested host name ‘{url.host}’.\n")
        else:
            return
        self.log(f"To connect to {url.host} insecurely, use `--no-check-certificate'.\n")
        raise Failed(5)

    def deliver(self, url: Url, response: Response) -> None:
        """Writes the body and the report."""
        if response.status >= 400:
            words = wire.reason(response)
            if "spider" in self.wanted.flags and response.status == 404:
                self.log("Remote file does not exist -- broken link!!!\n\n")
                raise Failed(8)
            self.log(f"{self.stamp()} ERROR {response.status}: {words}.\n\n")
            raise Failed(8)
        size = wire.size_of(response.body)
        kind = response.header("content-type").partition(";")[0]
        about = f" [{kind}]" if kind else ""
        length = f"{size}{human(size)}" if not response.stream else "unspecified"
        self.log(f"Length: {length}{about}\n")
        if "spider" in self.wanted.flags:
            self.log(
                "Remote file exists and could contain further links,\nbut recursion is disabled -- not retrieving.\n\n"
            )
            return
        target = self.target(url)
        if "output-document" not in self.wanted.values:
            number, base = 0, target
            while self.shell.files.exists(self.shell.path(target)):
                number += 1
                target = f"{base}.{number}"
        self.log("Saving to: ‘STDOUT’\n\n" if target == "-" else f"Saving to: ‘{target}’\n\n")
        why = self.store(target, response.body)
        if why:
            self.tell(f"{target}: {why}\n")
            raise Failed(3)
        self.finish(target, size)

    def finish(self, target: str, size: int) -> None:
        """The progress and the last line."""
        name = "-" if target == "-" else target.rpartition("/")[2]
        speed = "--.-KB/s"
        if self.shell.tty:
            self.log(f"{name[:20]:<20}100%[===================>] {short(size):>7}  {speed}    in 0s      \n\n")
        else:
            self.log(f"     0K{'.' * 0}                                                       100% 64.3M=0s\n\n")
        done = "written to stdout" if target == "-" else f"‘{target}’ saved"
        self.log(f"{self.stamp()} (45.2 MB/s) - {done} [{size}/{size}]\n\n")


def human(size: int) -> str:
    """` (1.2K)` for larger sizes."""
    return "" if size < 1024 else f" ({short(size)})"


def short(size: int) -> str:
    if size < 1024:
        return str(size)
    number = size / 1024
    return f"{number:.1f}K" if number < 10 else f"{number:.0f}K"

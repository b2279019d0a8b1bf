"""busybox's wget."""

from __future__ import annotations

import re
from collections.abc import Generator

from minikctl.state.podtools.network.curl.urls import BadUrl, Url, joined, read
from minikctl.state.podtools.network.wget.transfer import PATIENCE, REDIRECTS, Failed, Transfer
from minikctl.state.podtools.shell import Wait
from minikctl.state.traffic import wire
from minikctl.state.traffic.messages import NO_TLS, REFUSED, TIMED_OUT, Answerer, Failure, Response


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

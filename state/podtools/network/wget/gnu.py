"""GNU Wget."""

from __future__ import annotations

from collections.abc import Generator

from minikctl.state.clock import civil
from minikctl.state.podtools.network.curl.urls import BadUrl, Url, joined, read
from minikctl.state.podtools.network.questions import is_address
from minikctl.state.podtools.network.wget.transfer import PATIENCE, REDIRECTS, Failed, Transfer
from minikctl.state.podtools.shell import Wait
from minikctl.state.traffic import tls, wire
from minikctl.state.traffic.messages import NO_TLS, REFUSED, TIMED_OUT, UNKNOWN_HOST, Answerer, Failure, Response


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

"""One transfer of curl: from a URL to a response, through redirects, with what `-v` tells on the way."""

from __future__ import annotations

from collections.abc import Generator
from hashlib import sha256
from typing import NamedTuple

from minikctl.state.podtools.network.curl.options import Settings
from minikctl.state.podtools.network.curl.reports import SSL_HELP, Release, refused_words
from minikctl.state.podtools.network.curl.texts import openssl_time, split_colons
from minikctl.state.podtools.network.curl.urls import BadUrl, Url, joined, read
from minikctl.state.podtools.network.questions import caller_of, is_address
from minikctl.state.podtools.shell import Process, Wait
from minikctl.state.traffic import tls, wire
from minikctl.state.traffic.messages import (
    EMPTY,
    NO_TLS,
    NOT_HTTP,
    REFUSED,
    TIMED_OUT,
    UNKNOWN_HOST,
    UNREACHABLE,
    Answerer,
    Failure,
    Request,
    Response,
)

PATIENCE = 131.0  # seconds after which Linux gives a connection up
NAME_PATIENCE = 20.0  # seconds after which the C library gives a name up
REDIRECTS = (301, 302, 303, 307, 308)
TRUSTED = "/etc/ssl/certs/ca-certificates.crt"


class Broken(Exception):
    """A transfer that failed: curl's exit code and words (without `curl: (N) `)."""

    def __init__(self, code: int, words: str, more: str = "") -> None:
        super().__init__(words)
        self.code = code
        self.words = words
        self.more = more


class Result(NamedTuple):
    """A transfer that has come to a response."""

    url: Url
    request: Request
    response: Response
    headers: list[tuple[str, str]]
    redirects: int = 0
    address: str = ""
    port: int = 0
    heads: str = ""  # the headers of all responses, as `-i` shows them
    verified: int = 0


class Transfer:
    """A transfer with its settings; `began` and the counters are for reports."""

    def __init__(self, shell: Process, settings: Settings, release: Release) -> None:
        self.shell = shell
        self.settings = settings
        self.release = release
        self.began = shell.clock.now()
        self.address = ""
        self.port = 0
        self.host = ""
        self.connects = 0
        self.heads = ""
        self.spent = 0.0004
        self.show_marks = True

    # ---- telling

    def tell(self, text: str) -> None:
        """A line of `-v`."""
        if self.settings.has("verbose"):
            self.shell.err(text + "\n")

    def mark(self, text: str) -> None:
        """A line about bytes: only told where the body does not go to a terminal."""
        if self.show_marks:
            self.tell(text)

    # ---- time

    def limit(self) -> float | None:
        """Seconds that are left, None for no limit."""
        whole = self.settings.number("max-time")
        return None if not whole else whole - (self.shell.clock.now() - self.began)

    def elapsed(self) -> int:
        """Milliseconds since the start."""
        return round((self.shell.clock.now() - self.began) * 1000)

    def wait(self, seconds: float) -> Generator[Wait, None, None]:
        yield Wait(self.shell.clock.now() + seconds)

    # ---- the transfer

    def run(self, text: str) -> Generator[Wait, None, Result]:
        """The response to a URL, redirects followed if asked for; raises Broken."""
        redirects, method, body = 0, "", True
        given = self.settings.number("max-redirs")
        most = 50 if given is None else int(given)
        while True:
            try:
                url = read(text)
            except BadUrl as bad:
                raise Broken(bad.code, bad.words) from None
            result = yield from self.once(url, method, body)
            location = result.response.header("location")
            if not (self.settings.has("location") and result.response.status in REDIRECTS and location):
                return result._replace(redirects=redirects)
            if 0 <= most <= redirects:
                raise Broken(47, f"Maximum ({most}) redirects followed")
            redirects += 1
            if result.response.status in (301, 302, 303) and result.request.method == "POST":
                body = False
            text = joined(url, location)
            self.tell(f"* Issue another request to this URL: '{text}'")

    def once(self, url: Url, method: str, body: bool) -> Generator[Wait, None, Result]:
        """One request and its response; raises Broken."""
        caller = caller_of(self.shell)
        found = yield from self.connect(url)
        request = self.request(url, body)
        verified = 0
        try:
            if url.scheme == "https":
                verified = self.secure(url, request, found)
            self.send(request)
            response = caller.respond(found, request)
        except Failure as failure:
            yield from self.fail(url, failure)
            raise AssertionError("a failure ends the transfer") from None
        yield from self.delay(response)
        headers = wire.head(response, self.shell.clock.now())
        self.receive(url, request, response, headers)
        return Result(url, request, response, headers, 0, self.address, self.port, self.heads, verified)

    # ---- connecting

    def target(self, url: Url) -> tuple[str, int, str]:
        """(host to connect to, port, address that --resolve gives it)."""
        host, port = url.host, url.port
        for rule in self.settings.all("connect-to"):
            words = split_colons(rule, 4)
            if words[0] in ("", host) and words[1] in ("", str(port)):
                host, port = words[2] or host, int(words[3] or port)
                self.tell(f"* Connecting to hostname: {host}")
                self.tell(f"* Connecting to port: {port}")
                break
        address = ""
        for rule in self.settings.all("resolve"):
            words = split_colons(rule, 3)
            if words[0].lstrip("+").lower() in (host.lower(), "*") and words[1] == str(port):
                address = words[2].split(",")[0].strip("[]")
                self.tell(f"* Added {words[0]}:{words[1]}:{words[2]} to DNS cache")
                self.tell(f"* Hostname {host} was found in DNS cache")
        return host, port, address

    def connect(self, url: Url) -> Generator[Wait, None, Answerer]:
        """Who answers at the URL's host; raises Broken."""
        caller = caller_of(self.shell)
        host, port, address = self.target(url)
        self.host, self.port = host, port
        try:
            addresses = [address] if address else self.chosen(caller.addresses(host))
        except Failure as failure:
            yield from self.fail(url, failure)
            raise AssertionError("a failure ends the transfer") from None
        if not addresses:
            raise Broken(6, f"Could not resolve host: {url.host}")
        self.tell_resolved(host, port, addresses)
        failed: Failure | None = None
        for one in addresses:
            shown = f"[{one}]" if ":" in one else one
            self.tell(f"*   Trying {shown}:{port}...")
            self.address = one
            try:
                found = caller.open_address(host, one, port)
            except Failure as failure:
                failed = failure
                if failure.kind == REFUSED:
                    own = f"from {self.shell.facts.get('ip', '0.0.0.0')} port 40404 " if self.release.is_modern else ""
                    self.tell(f"* connect to {shown} port {port} {own}failed: Connection refused")
                continue
            number = "" if self.release.number >= (8, 0) else f" (#{self.connects})"
            self.connects += 1
            self.tell(f"* Connected to {host} ({shown}) port {port}{number}")
            return found
        assert failed is not None
        yield from self.fail(url, failed)
        raise AssertionError("a failure ends the transfer")

    def chosen(self, addresses: list[str]) -> list[str]:
        """The addresses of the family that was asked for."""
        if self.settings.has("ipv6"):
            return [one for one in addresses if ":" in one]
        return [one for one in addresses if ":" not in one] if self.settings.has("ipv4") else addresses

    def tell_resolved(self, host: str, port: int, addresses: list[str]) -> None:
        if self.release.is_modern and not is_address(host.strip("[]")):
            self.tell(f"* Host {host}:{port} was resolved.")
            self.tell("* IPv6: " + (", ".join(one for one in addresses if ":" in one) or "(none)"))
            self.tell("* IPv4: " + (", ".join(one for one in addresses if ":" not in one) or "(none)"))

    # ---- failing

    def fail(self, url: Url, failure: Failure) -> Generator[Wait, None, None]:
        """Lets the time pass that it takes to fail, and raises Broken."""
        host, port = self.host or url.host, self.port or url.port
        if failure.kind == UNKNOWN_HOST:
            raise Broken(6, f"Could not resolve host: {url.host}")
        if failure.kind == TIMED_OUT and failure.detail == "name":
            yield from self.time_out(NAME_PATIENCE, "Resolving timed out after {} milliseconds")
            raise Broken(6, f"Could not resolve host: {url.host}")
        if failure.kind == TIMED_OUT and not failure.detail:
            yield from self.time_out(PATIENCE, "Connection timed out after {} milliseconds")
            raise Broken(28, refused_words(self.release, host, port, self.elapsed(), "Connection timed out"))
        if failure.kind == TIMED_OUT:
            yield from self.time_out(PATIENCE * 60, "Operation timed out after {} milliseconds with 0 bytes received")
            raise Broken(52, "Empty reply from server")
        if failure.kind == NO_TLS:
            words = "wrong version number"
            ssl = (
                "error:0A00010B:SSL routines::"
                if self.release.number >= (7, 80)
                else "error:1408F10B:SSL routines:ssl3_get_record:"
            )
            name = "TLS connect error" if self.release.number >= (8, 10) else "OpenSSL/3.0.17"
            raise Broken(35, f"{name}: {ssl}{words}" if self.release.number >= (7, 80) else f"{ssl}{words}")
        if failure.kind == EMPTY:
            raise Broken(52, "Empty reply from server")
        if failure.kind == NOT_HTTP:
            raise Broken(1, "Received HTTP/0.9 when not allowed")
        if failure.kind == UNREACHABLE:
            raise Broken(7, refused_words(self.release, host, port, 0, "No route to host"))
        raise Broken(7, refused_words(self.release, host, port, self.elapsed() + self.lag(host), "Connection refused"))

    def lag(self, host: str) -> int:
        """Milliseconds that a refusal takes: those of a name's look-up."""
        if is_address(host):
            return 0
        return 1 + sha256(f"{host}/{self.began}".encode()).digest()[0] % 5

    def time_out(self, patience: float, words: str) -> Generator[Wait, None, None]:
        """Waits; raises Broken 28 if curl gives up before the system does."""
        connecting = self.settings.number("connect-timeout") if words.startswith(("Conn", "Res")) else None
        limits = [one for one in (self.limit(), connecting) if one]
        shortest = min(limits) if limits else None
        if shortest is None or shortest > patience:
            yield from self.wait(patience)
            return
        yield from self.wait(max(0.0, shortest))
        after = max(self.elapsed(), round(shortest * 1000)) + 1
        if words.startswith("Conn") and self.release.number >= (7, 85):
            host, port = self.host, self.port
            if connecting is not None and shortest == connecting:
                late = f"Failed to connect to {host} port {port} after {after} ms: Timeout was reached"
                raise Broken(28, late)
        raise Broken(28, words.format(after))

    def delay(self, response: Response) -> Generator[Wait, None, None]:
        """Waits for a response that comes late."""
        if response.delay <= 0:
            return
        left = self.limit()
        if left is not None and left < response.delay:
            yield from self.wait(max(0.0, left))
            raise Broken(28, f"Operation timed out after {self.elapsed() + 1} milliseconds with 0 bytes received")
        yield from self.wait(response.delay)

    # ---- TLS

    def trusted(self) -> str:
        """The PEM texts that are believed; raises Broken."""
        name = self.settings.last("cacert")
        if name:
            path = self.shell.path(name)
            text = self.shell.files.read(path).decode("utf-8", "replace") if self.shell.files.exists(path) else ""
            if not tls.is_pem(text):
                old = self.release.number < (7, 80)
                words = f"error setting certificate verify locations:  CAfile: {name} CApath: /etc/ssl/certs"
                raise Broken(77, words if old else f"error setting certificate file: {name}")
            return text
        return self.shell.files.read(TRUSTED).decode() if self.shell.files.exists(TRUSTED) else ""

    def secure(self, url: Url, request: Request, found: Answerer) -> int:
        """The handshake; the code of what is wrong with the certificate (0: nothing); raises Broken, Failure."""
        believes = not self.settings.has("insecure")
        trusted = self.trusted() if believes else ""
        self.tell("* ALPN: offers h2,http/1.1" if self.release.number < (8, 0) else "* ALPN: curl offers h2,http/1.1")
        self.mark("} [5 bytes data]")
        self.tell("* TLSv1.3 (OUT), TLS handshake, Client hello (1):")
        self.mark("} [512 bytes data]")
        if believes:
            self.tell(f"*  CAfile: {self.settings.last('cacert') or TRUSTED}")
            self.tell("*  CApath: /etc/ssl/certs")
        shown = caller_of(self.shell).handshake(found, request)
        self.tell("* TLSv1.3 (IN), TLS handshake, Server hello (2):")
        for step in ("Encrypted Extensions (8)", "Certificate (11)", "CERT verify (15)", "Finished (20)"):
            why = tls.problem(shown, trusted, self.shell.clock.now()) if believes and step.startswith("CERT") else ""
            if why:
                self.tell("* TLSv1.3 (OUT), TLS alert, unknown CA (560):")
                self.tell(f"* SSL certificate problem: {why}")
                raise Broken(60, f"SSL certificate problem: {why}", self.ssl_help())
            self.tell(f"* TLSv1.3 (IN), TLS handshake, {step}:")
        self.tell("* TLSv1.3 (OUT), TLS change cipher, Change cipher spec (1):")
        self.tell("* TLSv1.3 (OUT), TLS handshake, Finished (20):")
        self.tell("* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384")
        return self.tell_certificate(url, shown, trusted, believes)

    def ssl_help(self) -> str:
        return SSL_HELP["8" if self.release.number >= (8, 9) else "7"]

    def tell_certificate(self, url: Url, shown: tls.Shown, trusted: str, believes: bool) -> int:
        """What `-v` tells of the certificate; checks the host's name; raises Broken."""
        self.tell("* ALPN: server accepted http/1.1")
        self.tell("* Server certificate:")
        self.tell("*  subject: " + "; ".join(f"{key}={value}" for key, value in shown.subject))
        self.tell(f"*  start date: {openssl_time(shown.not_before)}")
        self.tell(f"*  expire date: {openssl_time(shown.not_after)}")
        if believes:
            self.check_name(url, shown)
        self.tell("*  issuer: " + "; ".join(f"{key}={value}" for key, value in shown.issuer))
        why = tls.problem(shown, trusted, self.shell.clock.now())
        if why:
            code = tls.CODES.get(why, 20)
            self.tell(f"*  SSL certificate verify result: {why} ({code}), continuing anyway.")
            return code
        self.tell("*  SSL certificate verify ok.")
        return 0

    def check_name(self, url: Url, shown: tls.Shown) -> None:
        """Raises Broken if the certificate is for another host."""
        if tls.covers(shown, url.host):
            name = tls.matching(shown, url.host)
            if name:
                self.tell(f'*  subjectAltName: host "{url.host}" matched cert\'s "{name}"')
            else:
                self.tell(f"*  common name: {shown.common_name} (matched)")
            return
        if shown.names or shown.addresses:
            kind = "ipv4 address" if is_address(url.host) and self.release.number >= (8, 10) else "host name"
            words = f"SSL: no alternative certificate subject name matches target {kind} '{url.host}'"
        else:
            words = f"SSL: certificate subject name '{shown.common_name}' does not match target host name '{url.host}'"
        self.tell(f"* {words}")
        raise Broken(60, words, self.ssl_help())

    # ---- HTTP

    def request(self, url: Url, with_body: bool) -> Request:
        """The request that is sent."""
        from minikctl.state.podtools.network.curl.requests import request_of

        return request_of(self.shell, self.settings, self.release, url, with_body)

    def send(self, request: Request) -> None:
        if not self.settings.has("verbose"):
            return
        version = "1.0" if self.settings.has("http1.0") else "1.1"
        self.tell(f"> {request.method} {request.path} HTTP/{version}\r")
        for key, value in request.headers:
            self.tell(f"> {key}: {value}\r" if value else f"> {key}:\r")
        self.tell("> \r")
        if request.body:
            self.mark(f"}} [{wire.size_of(request.body)} bytes data]")
        if self.release.number >= (8, 7):
            self.tell("* Request completely sent off")

    def receive(self, url: Url, request: Request, response: Response, headers: list[tuple[str, str]]) -> None:
        """Tells of the response; collects its head for `-i`."""
        lines = [wire.status_line(response), *(f"{key}: {value}" for key, value in headers)]
        if response.version == "HTTP/1.0":
            self.tell("* HTTP 1.0, assume close after body")
        for line in lines:
            self.tell(f"< {line}\r")
        self.tell("< \r")
        self.heads += "".join(line + "\r\n" for line in lines) + "\r\n"
        size = wire.size_of(wire.sent_body(request, response))
        if size:
            self.mark(f"{{ [{size} bytes data]")
        if response.version == "HTTP/1.0" or response.header("connection").lower() == "close":
            self.after = "* Closing connection" + (f" {self.connects - 1}" if self.release.number < (8, 5) else "")
        else:
            self.after = f"* Connection #{max(0, self.connects - 1)} to host {url.host} left intact"

    after = ""

"""`curl`: transfers by URL."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from minikctl.state.files import reason
from minikctl.state.podtools.network.curl.options import Refused, Settings, settings_of
from minikctl.state.podtools.network.curl.reports import (
    HEADINGS,
    NOTHING_YET,
    Release,
    meter,
    release_of,
    written_out,
)
from minikctl.state.podtools.network.curl.requests import Unreadable
from minikctl.state.podtools.network.curl.transfer import Broken, Result, Transfer
from minikctl.state.podtools.network.curl.urls import spread
from minikctl.state.podtools.shell import Process, Steps, Wait
from minikctl.state.traffic import wire
from minikctl.state.traffic.messages import EMPTY, NOT_HTTP, Failure

HINT = "curl: try 'curl --help' or 'curl --manual' for more information\n"
TRANSIENT = (408, 429, 500, 502, 503, 504)
USAGE = """Usage: curl [options...] <url>
 -d, --data <data>           HTTP POST data
 -f, --fail                  Fail fast with no output on HTTP errors
 -h, --help <category>       Get help for commands
 -i, --include               Include response headers in output
 -o, --output <file>         Write to file instead of stdout
 -O, --remote-name           Write output to file named as remote file
 -s, --silent                Silent mode
 -T, --upload-file <file>    Transfer local FILE to destination
 -u, --user <user:password>  Server user and password
 -A, --user-agent <name>     Send User-Agent <name> to server
 -v, --verbose               Make the operation more talkative
 -V, --version               Show version number and quit

This is not the full help; this menu is split into categories.
Use "--help category" to get an overview of all categories, which are:
auth, connection, curl, deprecated, dns, file, ftp, global, http, imap, ldap,
output, pop3, post, proxy, scp, sftp, smtp, ssh, telnet, tftp, timeout, tls,
upload, verbose.
Use "--help all" to list all options
"""


def main(shell: Process, argv: Sequence[str]) -> Steps:
    """`curl [OPTIONS] URL…`."""
    release = release_of(shell)
    try:
        settings = settings_of(argv[1:])
        for name in ("max-time", "connect-timeout", "max-redirs", "retry", "retry-delay"):
            settings.number(name)
    except Refused as refused:
        shell.err(f"curl: {refused.words}\n{hint(release)}")
        return refused.code
    if settings.has("version"):
        shell.out(about(release))
        return 0
    if "help" in settings.values:
        shell.out(USAGE)
        return 0
    if not settings.urls:
        shell.err(("curl: (2) no URL specified\n" if release.number >= (8, 0) else "") + hint(release))
        return 2
    if any(value in ("@-", "-") for _, value in settings.data) or settings.last("upload-file") == "-":
        typed = yield from shell.stdin.wait_all()
        settings.data = [(option, typed if text == "@-" else text) for option, text in settings.data]
    return (yield from every(shell, settings, release))


def hint(release: Release) -> str:
    return HINT.replace(" or 'curl --manual'", "") if release.number >= (8, 10) else HINT


def about(release: Release) -> str:
    return (
        f"curl {release.text} (x86_64-pc-linux-gnu) {release.libraries}\nRelease-Date: 2025-01-01\n"
        "Protocols: dict file ftp ftps gopher gophers http https imap imaps mqtt pop3 pop3s rtsp smb smbs smtp smtps "
        "telnet tftp\nFeatures: alt-svc AsynchDNS HSTS HTTP2 HTTPS-proxy IDN IPv6 Largefile libz NTLM SSL threadsafe "
        "TLS-SRP UnixSockets\n"
    )


def every(shell: Process, settings: Settings, release: Release) -> Steps:
    """All URLs, one after the other; the status is that of the last."""
    status, outputs = 0, list(settings.outputs)
    for text in settings.urls:
        target = outputs.pop(0) if outputs else ("" if settings.has("remote-name-all") else None)
        for url in [text] if settings.has("globoff") else spread(text):
            status = yield from tried(shell, settings, release, url, target)
            if status and settings.has("fail-early"):
                return status
    return status


def tried(shell: Process, settings: Settings, release: Release, url: str, target: str | None) -> Steps:
    """One URL, with `--retry`."""
    left = int(settings.number("retry") or 0)
    pause, status = 1.0, 0
    while True:
        one = One(shell, settings, release, url, target)
        status = yield from one.run()
        if left <= 0 or not one.is_transient(status):
            return status
        wait = settings.number("retry-delay") or pause
        if not settings.has("silent"):
            why = one.trouble(status)
            again = "retries" if left > 1 else "retry"
            shell.err(f"Warning: Problem: {why}. Will retry in {int(wait)} seconds. {left} {again} \nWarning: left.\n")
        yield Wait(shell.clock.now() + wait)
        left -= 1
        pause *= 2


class One:
    """One URL's transfer, from the command line's view: where the body goes, what is reported."""

    def __init__(self, shell: Process, settings: Settings, release: Release, url: str, target: str | None) -> None:
        self.shell = shell
        self.settings = settings
        self.release = release
        self.url = url
        self.target = target
        self.result: Result | None = None
        self.transfer = Transfer(shell, settings, release)
        self.transfer.show_marks = not shell.tty or target is not None
        self.words = ""
        self.headed = False

    def run(self) -> Steps:
        """The transfer and its reports; returns the exit code."""
        if self.url.startswith("telnet://"):
            return (yield from self.telnet())
        self.start_meter()
        status, more = 0, ""
        try:
            self.result = yield from self.transfer.run(self.url)
            status = self.deliver(self.result)
        except Broken as broken:
            status, self.words, more = broken.code, broken.words, broken.more
        except Unreadable as unreadable:
            status, self.words = unreadable.code, unreadable.words
        self.report(status, more)
        self.write_out(status)
        return status

    # ---- the body

    def deliver(self, result: Result) -> int:
        """Writes headers and body where they belong."""
        body = wire.sent_body(result.request, result.response)
        failed = result.response.status >= 400 and (self.settings.has("fail") or self.settings.has("fail-with-body"))
        shows_heads = self.settings.has("include") or self.settings.has("head")
        dumped = self.settings.last("dump-header")
        text = (result.heads if shows_heads else "") + (
            "" if failed and not self.settings.has("fail-with-body") else body
        )
        if dumped:
            self.store(dumped, result.heads)
        if failed and not self.settings.has("fail-with-body"):
            text = result.heads if shows_heads else ""
        written = self.store(self.target, text) if self.target is not None else self.show(text)
        if not written:
            raise Broken(23, "Failed writing received data to disk/application")
        self.finish_meter(len(body), wire.size_of(result.request.body))
        self.transfer.tell(self.transfer.after)
        if failed:
            raise Broken(22, f"The requested URL returned error: {result.response.status}")
        return 0

    def show(self, text: str) -> bool:
        if text:
            self.shell.out(text)
        return True

    def store(self, target: str, text: str) -> bool:
        """Writes a file; "" is the remote name."""
        if target in ("-", "/dev/stdout"):
            return self.show(text)
        if target == "/dev/stderr":
            self.shell.err(text)
            return True
        if not target:
            target = self.url.partition("://")[2].partition("?")[0].partition("/")[2].rpartition("/")[2]
            if not target:
                self.shell.err("curl: Remote file name has no length!\n")
                return False
        folder = self.settings.last("output-dir")
        path = self.shell.path(f"{folder}/{target}" if folder else target)
        try:
            if self.settings.has("create-dirs"):
                from minikctl.state.files import make_folders, parent

                make_folders(self.shell.files, parent(path))
            self.shell.files.write(path, text.encode("utf-8", "surrogateescape"))
        except OSError as error:
            self.shell.err(f"Warning: Failed to open the file {target}: {reason(error)}\n")
            return False
        return True

    # ---- reports

    @property
    def shows_meter(self) -> bool:
        quiet = self.settings.has("silent") or self.settings.has("no-progress-meter")
        to_terminal = self.target is None and (self.shell.tty or not self.shell.facts.get("meter", True))
        return not quiet and not to_terminal

    def start_meter(self) -> None:
        if self.shows_meter:
            self.shell.err(HEADINGS + NOTHING_YET)
            self.headed = True

    def finish_meter(self, down: int, up: int) -> None:
        if self.headed:
            elapsed = self.shell.clock.now() - self.transfer.began
            self.shell.err(meter(down, up, max(elapsed, 0.0035)) + "\n")
            self.headed = False

    def report(self, status: int, more: str) -> None:
        """What is said about a failure."""
        if status and self.headed:
            if status not in (6, 3, 1):
                self.shell.err(NOTHING_YET + "\n")
            self.headed = False
        if status and status != 22 and self.transfer.connects:
            number = f" {self.transfer.connects - 1}" if self.release.number < (8, 5) else ""
            self.transfer.tell(f"* {self.words}" if status not in (60,) else f"* Closing connection{number}")
        elif status in (6, 7, 28):
            if status != 6 or self.release.number >= (7, 0):
                self.transfer.tell(f"* {self.words}")
            self.transfer.tell("* Closing connection" + (" 0" if self.release.number < (8, 5) else ""))
        if status and (not self.settings.has("silent") or self.settings.has("show-error")):
            self.shell.err(f"curl: ({status}) {self.words}\n{more}")

    def write_out(self, status: int) -> None:
        template = self.settings.last("write-out")
        if not template:
            return
        if template.startswith("@"):
            path = self.shell.path(template[1:])
            template = self.shell.files.read(path).decode() if self.shell.files.exists(path) else ""
        headers = self.result.headers if self.result else []
        text, unknown = written_out(template, self.values(status), headers)
        for name in unknown:
            self.shell.err(f"curl: unknown --write-out variable: '{name}'\n")
        to_error = "%{stderr}" in template
        (self.shell.err if to_error else self.shell.out)(text)

    def values(self, status: int) -> dict[str, Any]:
        """The variables of `-w`."""
        result, transfer = self.result, self.transfer
        spent = max(self.shell.clock.now() - transfer.began, 0.0) + (0.0021 if transfer.connects else 0.0)
        body = wire.size_of(wire.sent_body(result.request, result.response)) if result else 0
        connected = bool(transfer.connects)
        return {
            "content_type": result.response.header("content-type") if result else "",
            "errormsg": self.words if status else "",
            "exitcode": status,
            "filename_effective": self.target or "",
            "http_code": f"{result.response.status if result else 0:03}",
            "response_code": f"{result.response.status if result else 0:03}",
            "http_connect": "000",
            "http_version": "1.1" if result else "0",
            "local_ip": self.shell.facts.get("ip", "") if connected else "",
            "local_port": 40000 + int(transfer.began * 7) % 20000 if connected else 0,
            "method": result.request.method if result else "GET",
            "num_connects": transfer.connects,
            "num_headers": len(result.headers) if result else 0,
            "num_redirects": result.redirects if result else 0,
            "redirect_url": result.response.header("location") if result and not self.settings.has("location") else "",
            "referer": "",
            "remote_ip": transfer.address if connected else "",
            "remote_port": transfer.port if connected else 0,
            "scheme": (result.url.scheme.upper() if self.release.number < (8, 0) else result.url.scheme)
            if result
            else "",
            "size_download": body,
            "size_header": wire.size_of(result.heads) if result else 0,
            "size_request": sum(len(key) + len(value) + 4 for key, value in result.request.headers) + 18
            if result
            else 0,
            "size_upload": wire.size_of(result.request.body) if result else 0,
            "speed_download": int(body / max(spent, 0.0021)) if result else 0,
            "speed_upload": 0,
            "ssl_verify_result": result.verified if result else 0,
            "proxy_ssl_verify_result": 0,
            "time_appconnect": f"{0.0:.6f}",
            "time_connect": f"{0.0009 if connected else 0:.6f}",
            "time_namelookup": f"{0.0005:.6f}",
            "time_pretransfer": f"{0.0010 if connected else 0:.6f}",
            "time_redirect": f"{0.0:.6f}",
            "time_starttransfer": f"{max(spent - 0.0003, 0):.6f}",
            "time_total": f"{spent:.6f}",
            "url": self.url,
            "url_effective": result.url.text if result else self.url,
            "urlnum": 0,
        }

    # ---- again, and other protocols

    def is_transient(self, status: int) -> bool:
        """Whether `--retry` tries again."""
        if status == 28 or (
            status == 7 and (self.settings.has("retry-connrefused") or self.settings.has("retry-all-errors"))
        ):
            return True
        if status and self.settings.has("retry-all-errors"):
            return True
        return self.result is not None and self.result.response.status in TRANSIENT

    def trouble(self, status: int) -> str:
        if status == 7:
            return "connection refused"
        return "timeout" if status == 28 else "HTTP error"

    def telnet(self) -> Generator[Wait, None, int]:
        """`curl telnet://HOST:PORT`: only whether somebody is there."""
        from minikctl.state.podtools.network.curl.urls import read

        self.settings.flags.discard("location")
        try:
            yield from self.transfer.connect(read(self.url))
        except Broken as broken:
            self.words = broken.words
            self.report(broken.code, "")
            return broken.code
        left = self.settings.number("max-time")
        if left:
            yield Wait(self.shell.clock.now() + left)
            self.words = f"Operation timed out after {round(left * 1000)} milliseconds with 0 bytes received"
            self.report(28, "")
            return 28
        return 0


__all__ = ["EMPTY", "NOT_HTTP", "Failure", "main"]

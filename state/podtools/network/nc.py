"""`nc` (OpenBSD's, nmap's, busybox's) and `telnet`: whether somebody listens, and short talks with them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minikctl.state.podtools.network.questions import caller_of, is_address
from minikctl.state.podtools.options import parsed
from minikctl.state.podtools.shell import Process, Steps, Wait
from minikctl.state.traffic import wire
from minikctl.state.traffic.messages import REFUSED, UNKNOWN_HOST, Answerer, Failure, Request

PATIENCE = 131.0
SERVICES = {
    22: "ssh", 53: "domain", 80: "http", 443: "https", 3306: "mysql", 5432: "postgresql", 6379: "redis",
    8080: "http-alt", 25: "smtp", 9200: "*", 27017: "*", 10250: "*",
}  # fmt: skip

BUSYBOX_USAGE = "BusyBox v1.36.1 () multi-call binary.\n\nUsage: nc [OPTIONS] HOST PORT  - connect\n"
USAGE = (
    "usage: nc [-46CDdFhklNnrStUuvZz] [-i interval] [-p source_port] [-q seconds]\n"
    "\t  [-w timeout] [destination] [port]\n"
)


def main(shell: Process, argv: Sequence[str]) -> Steps:
    """`nc [-zvu] [-w SECONDS] HOST PORT…`."""
    options = parsed(shell, argv, "zvnuw:lkp:i:q:e:46tCdNs:", {"zero": "z", "verbose": "v", "wait": "w:", "udp": "u"})
    if options is None:
        return 1
    if "l" in options:
        yield Wait(None, lambda: False)
    if len(options.operands) < 2:
        shell.err(BUSYBOX_USAGE if shell.is_busybox else USAGE)
        return 1
    host = options.operands[0]
    status = 1
    for number in ports_of(options.operands[1:]):
        one = Connection(shell, host, number, "udp" if "u" in options else "tcp", options.last("w"))
        ended = yield from one.run("z" in options, "v" in options)
        status = ended if ended == 0 or status != 0 else 0
    return status


def ports_of(words: list[str]) -> list[int]:
    """Ports and ranges of them."""
    found: list[int] = []
    names = {name: port for port, name in SERVICES.items()}
    for word in words:
        span = re.fullmatch(r"(\d+)-(\d+)", word)
        if span:
            found += range(int(span.group(1)), min(int(span.group(2)), int(span.group(1)) + 1000) + 1)
        elif word.isdigit():
            found.append(int(word))
        elif word in names:
            found.append(names[word])
    return found


class Connection:
    """One attempt to connect."""

    def __init__(self, shell: Process, host: str, port: int, protocol: str, limit: str) -> None:
        self.shell = shell
        self.host = host
        self.port = port
        self.protocol = protocol
        self.limit = float(limit) if limit.replace(".", "", 1).isdigit() else 0.0
        self.caller = caller_of(shell)

    def run(self, only_looks: bool, tells: bool) -> Steps:
        """Connects and, unless it only looks, sends what is typed."""
        try:
            address = self.caller.addresses(self.host)[0]
        except Failure as failure:
            if failure.kind != UNKNOWN_HOST:
                yield Wait(self.shell.clock.now() + 10)
            self.shell.err(self.unknown())
            return 1
        try:
            found = self.caller.open_address(self.host, address, self.port, self.protocol)
        except Failure as failure:
            if self.protocol == "udp":
                return self.opened(address, tells, only_looks)
            why = "Connection refused" if failure.kind == REFUSED else "Connection timed out"
            if failure.kind != REFUSED:
                yield Wait(self.shell.clock.now() + (self.limit or PATIENCE))
                why = (
                    "Operation timed out"
                    if self.shell.is_busybox
                    else ("Operation now in progress" if self.limit else why)
                )
            if tells or self.shell.is_busybox:
                self.shell.err(self.failed(address, why))
            return 1
        status = self.opened(address, tells, only_looks)
        if only_looks:
            return status
        typed = yield from self.shell.stdin.wait_all()
        self.talk(found, typed)
        return 0

    def unknown(self) -> str:
        if self.shell.is_busybox:
            return f"nc: bad address '{self.host}'\n"
        return f'nc: getaddrinfo for host "{self.host}" port {self.port}: Name or service not known\n'

    def failed(self, address: str, why: str) -> str:
        if self.shell.is_busybox:
            return f"nc: {self.host} ({joined(address, self.port)}): {why}\n"
        place = f"{self.host} ({address})" if not is_address(self.host) else self.host
        return f"nc: connect to {place} port {self.port} ({self.protocol}) failed: {why}\n"

    def opened(self, address: str, tells: bool, only_looks: bool) -> int:
        if not tells:
            return 0
        if self.shell.is_busybox:
            self.shell.err(f"{self.host} ({joined(address, self.port)}) open\n")
        else:
            place = f"{self.host} ({address})" if not is_address(self.host) else self.host
            service = SERVICES.get(self.port, "*")
            self.shell.err(f"Connection to {place} {self.port} port [{self.protocol}/{service}] succeeded!\n")
        return 0

    def talk(self, found: Answerer, typed: str) -> None:
        """Sends a typed HTTP request or a line of a store's protocol, and prints the reply."""
        self.shell.out(reply_to(self.shell, found, self.host, self.port, typed))


def joined(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def reply_to(shell: Process, found: Answerer, host: str, port: int, typed: str) -> str:
    """What a server says to typed text: HTTP, or Redis' inline commands."""
    first, _, rest = typed.replace("\r\n", "\n").partition("\n")
    request = re.fullmatch(r"([A-Z]+) (\S+)(?: HTTP/(1\.[01]))?", first)
    caller = caller_of(shell)
    if request:
        lines = rest.partition("\n\n")[0].split("\n")
        headers = tuple(
            (key.strip(), value.strip()) for key, _, value in (line.partition(":") for line in lines) if value
        )
        try:
            wanted = Request("http", host, port, request.group(2), request.group(1), headers, rest.partition("\n\n")[2])
            response = caller.respond(found, wanted)
        except Failure:
            return ""
        head = [wire.status_line(response)]
        head += [f"{key}: {value}" for key, value in wire.head(response, shell.clock.now())]
        return "\r\n".join(head) + "\r\n\r\n" + wire.sent_body(wanted, response)
    from minikctl.state.podtools.network.redis import inline  # only where no HTTP is spoken

    return inline(shell, found, typed)


def telnet(shell: Process, argv: Sequence[str]) -> Steps:
    """`telnet HOST [PORT]`."""
    words = [word for word in argv[1:] if not word.startswith("-")]
    if not words:
        shell.err(
            "BusyBox v1.36.1 () multi-call binary.\n\nUsage: telnet [-a] [-l USER] HOST [PORT]\n"
            if shell.is_busybox
            else "telnet> "
        )
        return 1
    host, port = words[0], int(words[1]) if len(words) > 1 and words[1].isdigit() else 23
    caller = caller_of(shell)
    try:
        address = caller.addresses(host)[0]
    except Failure as failure:
        if failure.kind != UNKNOWN_HOST:
            yield Wait(shell.clock.now() + 10)
        gnu = f"telnet: could not resolve {host}/{port}: Name or service not known\n"
        shell.err(f"telnet: bad address '{host}'\n" if shell.is_busybox else gnu)
        return 1
    if not shell.is_busybox:
        shell.out(f"Trying {address}...\n")
    try:
        found = caller.open_address(host, address, port)
    except Failure as failure:
        why = "Connection refused" if failure.kind == REFUSED else "Connection timed out"
        if failure.kind != REFUSED:
            yield Wait(shell.clock.now() + PATIENCE)
        busy = f"telnet: can't connect to remote host ({address}): {why}\n"
        shell.err(busy if shell.is_busybox else f"telnet: Unable to connect to remote host: {why}\n")
        return 1
    shell.out("Connected to " + host + ("\n" if shell.is_busybox else ".\n"))
    if shell.is_busybox:
        shell.out("\n")
    else:
        shell.out("Escape character is '^]'.\n")
    typed = yield from shell.stdin.wait_all()
    if typed:
        shell.out(reply_to(shell, found, host, port, typed))
    if not shell.is_busybox:
        shell.err("Connection closed by foreign host.\n")
    return 0 if shell.is_busybox else 1

"""`dig`: BIND's look-up program with its full report."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from minikctl.state.clock import civil
from minikctl.state.network.dns.records import Answer, Record, absolute
from minikctl.state.podtools.network.questions import (
    TIMEOUT,
    caller_of,
    is_address,
    is_authoritative,
    reverse_name,
    server_address,
)
from minikctl.state.podtools.shell import Process, Steps, Wait

if TYPE_CHECKING:
    from minikctl.state.traffic.caller import Caller

TYPES = frozenset(
    ["A", "AAAA", "ANY", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT", "CAA", "NAPTR", "AXFR", "HINFO"]
)
TTL, CLASS, TYPE, DATA, TAB = 24, 32, 40, 48, 8  # columns of BIND's ordinary style
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
OFF = "no"
SECTIONS = ("comments", "question", "answer", "authority", "additional", "stats", "cmd")


class Query:
    """One question with its options; queries of a line share what stands before the first name."""

    def __init__(self, name: str, kind: str, server: str, options: dict[str, str | bool], port: str) -> None:
        self.name = name
        self.kind = kind
        self.server = server
        self.options = options
        self.port = port

    def shows(self, section: str) -> bool:
        return bool(self.options.get(section, True))


def main(shell: Process, argv: Sequence[str]) -> Steps:
    """`dig [@SERVER] [-x ADDRESS] [NAME] [TYPE] [+OPTION]…`, several names in a line."""
    queries = queries_of(list(argv[1:]))
    if isinstance(queries, str):
        shell.err(queries)
        return 1
    status = 0
    for number, query in enumerate(queries):
        ended = yield from one_query(shell, query, list(argv[1:]), number == 0)
        status = max(status, ended)
    return status


def queries_of(words: list[str]) -> list[Query] | str:
    """The questions of a command line; the words of a complaint if it cannot be read."""
    server, kind, port = "", "", "53"
    options: dict[str, str | bool] = {}
    names: list[tuple[str, str]] = []
    index = 0
    while index < len(words):
        word = words[index]
        index += 1
        if word.startswith("@"):
            server = word[1:]
        elif word.startswith("+"):
            set_option(options, word[1:])
        elif word in ("-t", "-q", "-x", "-p", "-c", "-b", "-f", "-k", "-y"):
            value = words[index] if index < len(words) else ""
            index += 1
            if word == "-t":
                kind = value.upper()
                names = [(name, kind) for name, _ in names]
            elif word == "-q":
                names.append((value, kind))
            elif word == "-x":
                if not is_address(value):
                    return f"dig: Invalid IP address {value}\n"
                names.append((reverse_name(value) + ".", "PTR"))
            elif word == "-p":
                port = value
        elif word.startswith("-") and len(word) > 1:
            if word[1:2] in "tqxpc" and len(word) > 2:
                words[index - 1 : index] = [word[:2], word[2:]]
                index -= 1
            elif word not in ("-4", "-6", "-m", "-r", "-u", "-v", "-h"):
                return f"Invalid option: {word}\nUsage:  dig [@global-server] [domain] [q-type] [q-class] {{q-opt}}\n"
        elif word.upper() in TYPES:
            if names and not names[-1][1]:
                names[-1] = (names[-1][0], word.upper())
            else:
                kind = word.upper()
        elif word.upper() not in ("IN", "CH"):
            names.append((word, kind))
    if not names:
        names = [(".", kind or "NS")]
    return [Query(name, own or kind or "A", server, options, port) for name, own in names]


def set_option(options: dict[str, str | bool], word: str) -> None:
    """One `+option`: all, short, search, time=N, and the sections, each with `no` before it."""
    name, _, value = word.partition("=")
    on = not name.startswith("no") or name == "nocookie"
    name = name if on else name[2:]
    if name == "all":
        for section in SECTIONS:
            options[section] = on
    else:
        options[name] = value or on


def one_query(shell: Process, query: Query, words: list[str], first: bool) -> Steps:
    """Asks one question and reports."""
    caller = caller_of(shell)
    server = query.server
    if server:
        found = server_address(shell, server)
        if found is None:
            shell.out(f"dig: couldn't get address for '{server}': not found\n")
            return 10
        server = found
    short = bool(query.options.get("short"))
    banner = banner_of(shell, words, query) if first and not short and query.shows("cmd") else ""
    full, answer, used = asked(caller, query, server)
    if answer is None:
        tries = int(str(query.options.get("tries") or 3))
        yield Wait(shell.clock.now() + float(str(query.options.get("time") or TIMEOUT)) * tries)
        shell.out(banner + no_servers(shell, used, query, tries))
        return 9
    if short:
        shell.out("".join(record.data + "\n" for record in answer.answers))
        return 0
    shell.out(banner + report(shell, query, full, answer, used))
    return 0


def asked(caller: Caller, query: Query, server: str) -> tuple[str, Answer | None, str]:
    """(name that was asked, answer, server); the search list only where it is asked for."""
    if query.options.get("search") and not query.name.endswith("."):
        result = caller.lookup(query.name, query.kind, server=server)
        name = result.queries[-1].name if result.queries else query.name
        if result.rcode == "NXDOMAIN":
            name = absolute(query.name)
        return absolute(name), None if result.rcode == "TIMEOUT" else result.answer, result.server
    used = server or next(iter(caller.resolver().nameservers), "127.0.0.1")
    return absolute(query.name), caller.ask(absolute(query.name), query.kind, used), used


def version(shell: Process) -> str:
    """The version of the BIND tools that an image has."""
    repository, _ = shell.facts.get("image") or ("", "")
    if "dnsutils" in str(repository):
        return "9.9.5-9+deb8u19-Debian"
    system = str(shell.facts.get("system", ""))
    if system.startswith("debian"):
        return "9.18.33-1~deb12u2-Debian"
    return "9.18.30-0ubuntu0.24.04.2-Ubuntu" if system == "ubuntu" else "9.18.34"


def is_old(shell: Process) -> bool:
    return version(shell).startswith("9.9")


def banner_of(shell: Process, words: list[str], query: Query) -> str:
    """The first lines."""
    line = f"\n; <<>> DiG {version(shell)} <<>> {' '.join(words)}\n"
    found = f"; ({1} server found)\n" if query.server else ""
    return f"{line}{found};; global options: +cmd\n"


def no_servers(shell: Process, server: str, query: Query, tries: int) -> str:
    if is_old(shell):
        return ";; connection timed out; no servers could be reached\n"
    return (
        f";; communications error to {server}#{query.port}: timed out\n" * tries + "\n;; no servers could be reached\n"
    )


def report(shell: Process, query: Query, full: str, answer: Answer, server: str) -> str:
    """The whole answer in its sections."""
    parts = []
    old = is_old(shell)
    inside = is_authoritative(answer, query.kind)
    if query.shows("comments"):
        warned = full.lower().endswith(".local.") and not old
        parts.append(";; Got answer:\n" + (MDNS if warned else "") + header(query, full, answer, inside, old))
    if query.shows("comments"):
        parts.append(pseudo(shell, full, old, inside))
    if query.shows("question"):
        title = ";; QUESTION SECTION:\n" if query.shows("comments") else ""
        parts.append(f"{title};{question(full, query.kind)}\n\n")
    for name in ("answer", "authority", "additional"):
        records = getattr(answer, "answers" if name == "answer" else name)
        if records and query.shows(name):
            title = f";; {name.upper()} SECTION:\n" if query.shows("comments") else ""
            end = "\n" if query.shows("comments") or query.shows("stats") else ""
            parts.append(title + "".join(row(one) for one in records) + end)
    if query.shows("stats"):
        parts.append(stats(shell, query, full, answer, server, old))
    return "".join(parts)


MDNS = (
    ";; WARNING: .local is reserved for Multicast DNS\n"
    ";; You are currently testing what happens when an mDNS query is leaked to DNS\n"
)


def header(query: Query, full: str, answer: Answer, inside: bool, old: bool) -> str:
    """The header lines."""
    number = int.from_bytes(sha256(f"{full}/{query.kind}".encode()).digest()[:2], "big")
    flags = "qr aa rd" if inside else "qr rd ra"
    more = len(answer.additional) + 1
    text = f";; ->>HEADER<<- opcode: QUERY, status: {answer.rcode}, id: {number}\n"
    text += f";; flags: {flags}; QUERY: 1, ANSWER: {len(answer.answers)}, AUTHORITY: {len(answer.authority)}, "
    text += f"ADDITIONAL: {more}\n"
    return text + (";; WARNING: recursion requested but not available\n\n" if inside else "\n")


def pseudo(shell: Process, full: str, old: bool, inside: bool) -> str:
    """The section of EDNS."""
    if old:
        return ";; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 4096\n"
    cookie = sha256(f"{full}/{shell.clock.now()}".encode()).hexdigest()[:16]
    return f";; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n; COOKIE: {cookie} (echoed)\n"


def indented(text: str, column: int, used: int = -1) -> str:
    """A text filled up to a column as BIND does: with tabs as far as they go, always by one place at least."""
    at = len(text) if used < 0 else used
    target = max(column, at + 1)
    tabs = max(0, target // TAB - at // TAB)
    blanks = target - (target // TAB * TAB if tabs else at)
    return text + "\t" * tabs + " " * blanks


class Line:
    """A line that is written in columns."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.column = len(text)

    def at(self, column: int, text: str) -> None:
        target = max(column, self.column + 1)
        self.text = indented(self.text, column, self.column) + text
        self.column = target + len(text)


def question(full: str, kind: str) -> str:
    """`web.default.svc.cluster.local. IN A`."""
    line = Line(full)
    line.at(CLASS, "IN")
    line.at(TYPE, kind)
    return line.text


def row(record: Record) -> str:
    """One record."""
    line = Line(record.name)
    line.at(TTL, str(record.ttl))
    line.at(CLASS, "IN")
    line.at(TYPE, record.type)
    line.at(DATA, record.data)
    return line.text + "\n"


def stats(shell: Process, query: Query, full: str, answer: Answer, server: str, old: bool) -> str:
    """The last lines."""
    year, month, day, hour, minute, second = civil(shell.clock.now())
    weekday = DAYS[(int(shell.clock.now()) // 86400 + 3) % 7]
    when = f"{weekday} {MONTHS[month - 1]} {day:02} {hour:02}:{minute:02}:{second:02} UTC {year}"
    transport = "" if old else (" (TCP)" if query.options.get("tcp") else " (UDP)")
    size = message_size(full, answer, 11 if old else 23)
    return (
        f";; Query time: 0 msec\n;; SERVER: {server}#{query.port}({query.server or server}){transport}\n"
        f";; WHEN: {when}\n;; MSG SIZE  rcvd: {size}\n\n"
    )


def message_size(full: str, answer: Answer, options: int) -> int:
    """The bytes of the message; CoreDNS does not compress names."""
    size = 12 + wire_length(full) + 4 + options
    for record in (*answer.answers, *answer.authority, *answer.additional):
        size += wire_length(record.name) + 10 + data_length(record)
    return size


def wire_length(name: str) -> int:
    return 1 if name == "." else len(absolute(name)) + 1


def data_length(record: Record) -> int:
    """The bytes of a record's data."""
    words = record.data.split(" ")
    if record.type in ("A", "AAAA"):
        return 4 if record.type == "A" else 16
    if record.type == "SRV":
        return 6 + wire_length(words[-1])
    if record.type == "SOA":
        return 20 + wire_length(words[0]) + wire_length(words[1])
    if record.type == "MX":
        return 2 + wire_length(words[-1])
    return wire_length(record.data) if record.type != "TXT" else len(record.data) + 1

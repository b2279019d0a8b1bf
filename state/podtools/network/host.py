"""`host`: BIND's short look-up program; `getent hosts` and `getent ahosts`: the C library's."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from minikctl.state.network.dns.records import Record
from minikctl.state.podtools.network.questions import (
    TIMEOUT,
    caller_of,
    is_address,
    name_of_address,
    reverse_name,
    server_address,
    shown,
)
from minikctl.state.podtools.options import parsed
from minikctl.state.podtools.shell import Process, Steps, Wait

WORDS = {
    "A": "has address",
    "AAAA": "has IPv6 address",
    "CNAME": "is an alias for",
    "MX": "mail is handled by",
    "NS": "name server",
    "PTR": "domain name pointer",
    "SRV": "has SRV record",
    "TXT": "descriptive text",
    "SOA": "has SOA record",
}
CODES = {"FORMERR": 1, "SERVFAIL": 2, "NXDOMAIN": 3, "NOTIMP": 4, "REFUSED": 5}


def main(shell: Process, argv: Sequence[str]) -> Steps:
    """`host [-t TYPE] NAME [SERVER]`."""
    options = parsed(shell, argv, "aCdilnrsTUvw46c:N:p:R:t:W:m:")
    if options is None or not options.operands:
        shell.err(
            "Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]\n"
            "            [-R number] [-m flag] [-p port] hostname [server]\n"
        )
        return 1
    caller, name = caller_of(shell), options.operands[0]
    server = ""
    if len(options.operands) > 1:
        found = server_address(shell, options.operands[1])
        if found is None:
            shell.err(f"host: couldn't get address for '{options.operands[1]}': not found\n")
            return 1
        server = found
        shell.out(f"Using domain server:\nName: {options.operands[1]}\nAddress: {server}#53\nAliases: \n\n")
    reverse = is_address(name) and "t" not in options
    kinds = ("PTR",) if reverse else tuple(options.values.get("t", ("A", "AAAA", "MX")))
    kinds = tuple(kind.upper() for kind in kinds)
    question = reverse_name(name) + "." if reverse else name
    result = caller.lookup(question, kinds[0], server=server)
    if result.rcode == "TIMEOUT":
        yield Wait(shell.clock.now() + 2 * TIMEOUT)
        shell.out(";; connection timed out; no servers could be reached\n")
        return 1
    if result.rcode != "NOERROR":
        shell.out(f"Host {shown(question)} not found: {CODES.get(result.rcode, 2)}({result.rcode})\n")
        return 1
    records = list(result.answer.answers)
    for kind in kinds[1:]:
        more = caller.ask(result.queries[-1].name, kind, server)
        records += [one for one in more.answers if one.type == kind] if more else []
    if not records and "t" in options:
        shell.out(f"{shown(result.queries[-1].name)} has no {kinds[0]} record\n")
    shell.out("".join(line(record) for record in records))
    return 0


def line(record: Record) -> str:
    """`web.default.svc.cluster.local has address 10.96.0.1`."""
    return f"{shown(record.name)} {WORDS.get(record.type, f'has {record.type} record')} {record.data}\n"


def getent(shell: Process, argv: Sequence[str]) -> Steps:
    """`getent hosts|ahosts|ahostsv4|passwd|group|services …`."""
    database, keys = (argv[1] if len(argv) > 1 else ""), list(argv[2:])
    if database in ("passwd", "group"):
        return accounts(shell, database, keys)
    if database not in ("hosts", "ahosts", "ahostsv4", "ahostsv6"):
        shell.err(f"Unknown database: {database}\nTry `getent --help' or `getent --usage' for more information.\n")
        return 1
    status = 0
    for key in keys:
        addresses, full = yield from resolved(shell, database, key)
        if not addresses:
            status = 2
        elif database == "hosts":
            shell.out("".join(f"{address:<15} {full}\n" for address in addresses))
        else:
            for index, address in enumerate(addresses):
                shell.out(f"{address:<15} STREAM {full if index == 0 else ''}\n")
                shell.out(f"{address:<15} DGRAM  \n{address:<15} RAW    \n")
    return status


def resolved(shell: Process, database: str, key: str) -> Generator[Wait, None, tuple[list[str], str]]:
    """(addresses, full name) of a key."""
    caller = caller_of(shell)
    if is_address(key):
        name = name_of_address(caller, key)
        return ([key] if name or database != "hosts" else []), name or key
    known = caller.known(key)
    if known:
        return [known], key
    kinds = {"ahostsv4": ("A",), "ahostsv6": ("AAAA",)}.get(
        database, ("AAAA", "A") if database == "hosts" else ("A", "AAAA")
    )
    found: list[str] = []
    full = ""
    for kind in kinds:
        result = caller.lookup(key, kind)
        if result.rcode == "TIMEOUT":
            yield Wait(shell.clock.now() + 2 * TIMEOUT)
            break
        if result.addresses and not (database == "hosts" and found):
            found += result.addresses
            full = full or shown(result.answer.answers[-1].name)
    return found, full


def accounts(shell: Process, database: str, keys: list[str]) -> int:
    """Lines of /etc/passwd and /etc/group."""
    path = f"/etc/{database}"
    text = shell.files.read(path).decode() if shell.files.exists(path) else ""
    lines = [
        one for one in text.splitlines() if not keys or one.split(":")[0] in keys or one.split(":")[2:3] == keys[:1]
    ]
    shell.out("".join(one + "\n" for one in lines))
    return 0 if lines else 2

"""`nslookup`: BIND's, busybox's up to 1.28 (which uses the C library's resolver), and busybox's own since 1.29."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from minikctl.state.network.dns.records import Answer, Record
from minikctl.state.podtools.network.dig import is_old
from minikctl.state.podtools.network.questions import (
    TIMEOUT,
    caller_of,
    is_address,
    is_authoritative,
    name_of_address,
    reverse_name,
    server_address,
    shown,
)
from minikctl.state.podtools.shell import Process, Steps, Wait
from minikctl.state.traffic.caller import Caller

WORDS = {
    "PTR": "name = ",
    "CNAME": "canonical name = ",
    "NS": "nameserver = ",
    "MX": "mail exchanger = ",
    "SRV": "service = ",
    "TXT": "text = ",
}
NO_SERVERS = ";; connection timed out; no servers could be reached\n"


class Wanted(NamedTuple):
    """What a command line asks for."""

    names: tuple[str, ...]
    server: str  # "": the resolver's own
    types: tuple[str, ...]
    port: str = "53"


def main(shell: Process, argv: Sequence[str]) -> Steps:
    """`nslookup [-type=T] NAME [SERVER]`."""
    wanted = wanted_of(list(argv[1:]))
    if not wanted.names:
        wanted = wanted._replace(names=())
        return (yield from asked_by_typing(shell, wanted))
    return (yield from looked_up(shell, wanted))


def looked_up(shell: Process, wanted: Wanted) -> Steps:
    """One look-up in the program's own way."""
    which = generation(shell)
    return (yield from {"bind": bind, "old": old_busybox, "new": new_busybox}[which](shell, wanted))


def asked_by_typing(shell: Process, wanted: Wanted) -> Steps:
    """Interactive use: one name for each line."""
    if shell.is_busybox and generation(shell) != "bind":
        shell.err(
            "BusyBox v1.36.1 multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n"
        )
        return 1
    status = 0
    while line := (yield from shell.stdin.wait_line()):
        words = line.split()
        if words[:1] == ["exit"]:
            break
        if words[:1] == ["server"] and len(words) > 1:
            wanted = wanted._replace(server=words[1])
        elif words[:1] == ["set"] and len(words) > 1:
            kind = re.match(r"(?:type|q|query|querytype)=(\w+)", words[1])
            wanted = wanted._replace(types=(kind.group(1).upper(),)) if kind else wanted
        elif words:
            status = yield from looked_up(shell, wanted._replace(names=(words[0],)))
    return status


def wanted_of(words: list[str]) -> Wanted:
    """The command line: options begin with a dash and hold their value after `=`."""
    types: list[str] = []
    names: list[str] = []
    port = "53"
    for word in words:
        option = re.fullmatch(r"-(type|t|query|querytype|q|qt|ty|port)=(\S+)", word, re.IGNORECASE)
        if option and option.group(1).lower() == "port":
            port = option.group(2)
        elif option:
            types.append(option.group(2).upper())
        elif not word.startswith("-"):
            names.append(word)
    return Wanted(tuple(names[:1]), names[1] if len(names) > 1 else "", tuple(types), port)


def generation(shell: Process) -> str:
    """Whose nslookup there is: "bind", "old" (busybox to 1.28) or "new"."""
    if not shell.is_busybox or shell.lookup("dig") is not None:
        return "bind"
    repository, tag = shell.facts.get("image") or ("", "")
    name = str(repository).rpartition("/")[2]
    if name.startswith("busyboxplus"):
        return "old"
    found = re.match(r"v?(\d+)\.(\d+)", str(tag))
    if name.startswith("busybox") and found:
        return "old" if (int(found.group(1)), int(found.group(2))) <= (1, 28) else "new"
    if name.startswith("alpine") and found:
        return "old" if (int(found.group(1)), int(found.group(2))) < (3, 9) else "new"
    return "new"


def written(record: Record, ends_in_dot: bool) -> str:
    """A record other than an address: `name\\tservice = 0 100 80 target`."""
    data = record.data if ends_in_dot else " ".join(shown(word) for word in record.data.split(" "))
    text = f'"{data}"' if record.type == "TXT" and not data.startswith('"') else data
    return f"{shown(record.name)}\t{WORDS.get(record.type, record.type + ' ')}{text}\n"


# ---- BIND


def bind(shell: Process, wanted: Wanted) -> Steps:
    """BIND's nslookup: its own resolver, which walks the search list."""
    caller, name = caller_of(shell), wanted.names[0]
    server = ""
    if wanted.server:
        found = server_address(shell, wanted.server)
        if found is None:
            shell.out(f"nslookup: couldn't get address for '{wanted.server}': not found\n")
            return 1
        server = found
    reverse = is_address(name) and not wanted.types
    question = reverse_name(name) + "." if reverse else name
    kinds = ("PTR",) if reverse else tuple("A" if one == "ANY" else one for one in wanted.types) or ("A", "AAAA")
    result = caller.lookup(question, kinds[0], server=server)
    if result.rcode == "TIMEOUT":
        yield Wait(shell.clock.now() + 3 * TIMEOUT)
        shell.out(f"{NO_SERVERS}\n")
        return 1
    if not reverse or is_old(shell):
        address = result.server or server
        shown_server = wanted.server or address
        shell.out(f"Server:\t\t{shown_server}\nAddress:\t{address}#{wanted.port}\n\n")
    if result.rcode not in ("NOERROR", ""):
        tried = question if reverse else name
        shell.out(f"** server can't find {shown(tried)}: {result.rcode}\n\n")
        return 1
    return bind_answer(shell, caller, server, name, kinds, result.answer, result.queries[-1].name)


def bind_answer(
    shell: Process, caller: Caller, server: str, name: str, kinds: tuple[str, ...], answer: Answer, full: str
) -> int:
    """Prints what was found; for an address of both families the second question goes to the same name."""
    answers = list(answer.answers)
    if kinds == ("A", "AAAA"):
        second = caller.ask(full, "AAAA", server)
        answers += [one for one in second.answers if one.type == "AAAA"] if second else []
    if not answers:
        shell.out(f"*** Can't find {name}: No answer\n\n")
        return 0
    if not is_authoritative(answer._replace(answers=tuple(answers)), kinds[0]):
        shell.out("Non-authoritative answer:\n")
    for record in answers:
        if record.type in ("A", "AAAA"):
            shell.out(f"Name:\t{shown(record.name)}\nAddress: {record.data}\n")
        else:
            shell.out(written(record, ends_in_dot=True))
    shell.out("\n")
    return 0


# ---- busybox up to 1.28


def old_busybox(shell: Process, wanted: Wanted) -> Steps:
    """The applet of old: getaddrinfo for names, getnameinfo for each address."""
    caller, name = caller_of(shell), wanted.names[0]
    conf = caller.resolver()
    server = next(iter(conf.nameservers), "")
    if wanted.server:
        found = server_address(shell, wanted.server)
        if found is None:
            shell.err(f"nslookup: bad address '{wanted.server}'\n")
            return 1
        server = found
    chosen = server if wanted.server else ""
    shell.out(f"Server:    {wanted.server or server}\n{numbered(caller, [server], chosen)}\n")
    if is_address(name):
        addresses = [name]
    else:
        known = caller.known(name)
        result = caller.lookup(name, server=chosen)
        if result.rcode == "TIMEOUT" and not known:
            yield Wait(shell.clock.now() + 2 * TIMEOUT)
        addresses = [known] if known else result.addresses
        if not known and result.rcode != "TIMEOUT":
            addresses = [*addresses, *caller.lookup(name, "AAAA", server=chosen).addresses]
    if not addresses:
        shell.err(f"nslookup: can't resolve '{name}'\n")
        return 1
    shell.out(f"Name:      {name}\n{numbered(caller, addresses, chosen)}")
    return 0


def numbered(caller: Caller, addresses: list[str], server: str) -> str:
    """`Address 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local`."""
    lines = []
    for number, address in enumerate(addresses, 1):
        name = name_of_address(caller, address, server)
        lines.append(f"Address {number}: {address} {name}".rstrip() + "\n")
    return "".join(lines)


# ---- busybox since 1.29


def new_busybox(shell: Process, wanted: Wanted) -> Steps:
    """The applet of today: asks every candidate at once and prints replies as they come; no search for dotted names."""
    caller, name = caller_of(shell), wanted.names[0]
    conf = caller.resolver()
    server = next(iter(conf.nameservers), "127.0.0.1")
    if wanted.server:
        found = server_address(shell, wanted.server)
        if found is None:
            shell.err(f"nslookup: bad address '{wanted.server}'\n")
            return 1
        server = found
    questions = questions_of(name, conf.searches, wanted.types)
    replies = [(full, kind, caller.ask(full, kind, server)) for full, kind in questions]
    if all(answer is None for _, _, answer in replies):
        yield Wait(shell.clock.now() + 2 * TIMEOUT)
        shell.out(f"{NO_SERVERS}\n")
        return 1
    shell.out(f"Server:\t\t{wanted.server or server}\nAddress:\t{server}:{wanted.port}\n\n")
    failed = False
    for full, kind, answer in replies:
        failed |= not new_reply(shell, full, kind, answer)
    return int(failed)


def questions_of(name: str, searches: list[str], types: tuple[str, ...]) -> list[tuple[str, str]]:
    """(name, type) of every question: a reply without an address is the faster one, so that AAAA comes first."""
    if is_address(name) and (not types or types == ("PTR",)):
        return [(reverse_name(name), "PTR")]
    kinds = types or ("AAAA", "A")
    if "." in name or not searches:
        return [(name, kind) for kind in kinds]
    return [(f"{name}.{suffix}", kind) for suffix in searches for kind in kinds]


def new_reply(shell: Process, full: str, kind: str, answer: Answer | None) -> bool:
    """Prints one reply; False where it is an error."""
    if answer is None:
        return True
    if answer.rcode != "NOERROR":
        shell.out(f"** server can't find {shown(full)}: {answer.rcode}\n\n")
        return False
    if not is_authoritative(answer, kind):
        shell.out("Non-authoritative answer:\n")
    for record in answer.answers:
        if record.type in ("A", "AAAA"):
            shell.out(f"Name:\t{shown(record.name)}\nAddress: {record.data}\n")
        else:
            shell.out(written(record, ends_in_dot=False))
    if not answer.answers and kind not in ("A", "AAAA"):
        shell.out(f"*** Can't find {shown(full)}: No answer\n")
    shell.out("\n")
    return True

"""What the look-up programs share: who is asked, what for, and how an answer's names are written."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minikctl.state.network.dns.records import Answer, Record
    from minikctl.state.podtools.shell import Process
    from minikctl.state.traffic.caller import Caller

TIMEOUT = 5.0  # seconds after which a resolver asks the next server, or again


def caller_of(shell: Process) -> Caller:
    """The network of the place a program runs in."""
    found: Caller = shell.network
    assert found is not None, "a program that uses the network runs where there is one"
    return found


def is_address(text: str) -> bool:
    """Whether a text is an IP address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def reverse_name(address: str) -> str:
    """The name under which an address is found: `1.0.96.10.in-addr.arpa`."""
    return ip_address(address).reverse_pointer


def shown(name: str) -> str:
    """A name without its final dot."""
    return name.rstrip(".") or "."


def server_address(shell: Process, word: str) -> str | None:
    """The address of a name server given by name or address; None if the name is unknown."""
    if is_address(word):
        return word
    caller = caller_of(shell)
    found = caller.lookup(word)
    return next(iter(found.addresses), None)


def name_of_address(caller: Caller, address: str, server: str = "") -> str:
    """The name that an address has, "" if none."""
    answer = caller.ask(reverse_name(address) + ".", "PTR", server)
    return next((shown(one.data) for one in answer.answers if one.type == "PTR"), "") if answer else ""


def is_authoritative(answer: Answer, kind: str) -> bool:
    """Whether CoreDNS answers from its own zones: outside names come with other lifetimes, and without SOA."""
    records = [*answer.answers, *answer.authority]
    return any(is_inside(one) for one in records) if records else answer.rcode != "NXDOMAIN"


def is_inside(record: Record) -> bool:
    names = record.name.lower() + record.data.lower()
    return "cluster.local" in names or ".in-addr.arpa." in names or ".ip6.arpa." in names or ".svc." in names


def shorted(data: str) -> str:
    """The data of a record as it is."""
    return data

"""Address texts and CIDRs of both families: read leniently, written normalised, compared as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from minikctl.state.network import addresses
from minikctl.state.network.addresses import Address, Range, ip_text, parse_ip

SUSPICIOUS = re.compile(r"(?:^|\.)0\d").search  # an octet with a leading zero
OCTET = r"(?:0|[1-9]\d{0,2})"
ORDINARY = re.compile(rf"(?:{OCTET}\.{OCTET}\.{OCTET}\.{OCTET}(?:,(?!$)|$))+").fullmatch  # octets above 255 aside


def text_of(number: int, family: int) -> str:
    """The normal form of an address."""
    return ip_text(Address(family, number))


@lru_cache(maxsize=4096)
def number_of(address: str) -> int:
    """The address as a number; octets may have leading zeros. Raises ValueError for anything else."""
    found = parse_ip(address)
    if found is None:
        raise ValueError(address)
    return found.number


def normal(address: str) -> str:
    """An address in its normal form, "" if it is none (kube-proxy: ParseIPSloppy, then String)."""
    if ":" not in address and not SUSPICIOUS(address) and address.count(".") == 3:
        return address
    found = parse_ip(address)
    return ip_text(found) if found else ""


def all_normal(lists: Iterable[Sequence[str]]) -> bool:
    """Whether the first address of every list is IPv4 in its normal form: one look at many."""
    return ORDINARY(",".join([one[0] for one in lists])) is not None


@lru_cache(maxsize=1024)
def range_of(cidr: str) -> Range | None:
    """A CIDR with blanks around it and host bits allowed; None if it is none."""
    return addresses.range_of(cidr.strip())


def host(address: str) -> str:
    """The address as a rule shows it: `10.0.0.1/32`, `fd00::1/128`."""
    return f"{address}/128" if ":" in address else f"{address}/32"


def joined(address: str, port: int) -> str:
    """`10.0.0.1:80`, `[fd00::1]:80`."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def split(text: str) -> tuple[str, int]:
    """(address, port) of what `joined` makes. Raises ValueError."""
    address, _, port = text.rpartition(":")
    return address.strip("[]"), int(port)


def is_loopback(address: str) -> bool:
    """127.0.0.0/8 or ::1."""
    return address == "::1" or (":" not in address and address.startswith("127."))

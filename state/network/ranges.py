"""Address texts and CIDRs of both families: read leniently, written normalised, compared as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

BITS = {4: 32, 6: 128}
SUSPICIOUS = re.compile(r"(?:^|\.)0\d").search  # an octet with a leading zero
OCTET = r"(?:0|[1-9]\d{0,2})"
ORDINARY = re.compile(rf"(?:{OCTET}\.{OCTET}\.{OCTET}\.{OCTET}(?:,(?!$)|$))+").fullmatch  # octets above 255 aside


class Range(NamedTuple):
    """A CIDR: its family, network address and prefix length."""

    family: int
    network: int
    prefix: int

    @property
    def text(self) -> str:
        return f"{text_of(self.network, self.family)}/{self.prefix}"

    def covers(self, address: str) -> bool:
        """Whether an address of either family lies inside."""
        if family_of(address) != self.family:
            return False
        shift = BITS[self.family] - self.prefix
        return number_of(address) >> shift == self.network >> shift


def family_of(address: str) -> int:
    """6 for text with a colon, otherwise 4."""
    return 6 if ":" in address else 4


@lru_cache(maxsize=4096)
def number_of(address: str) -> int:
    """The address as a number; octets may have leading zeros. Raises ValueError for anything else."""
    if ":" in address:
        from ipaddress import IPv6Address

        return int(IPv6Address(address))
    parts = address.split(".")
    if len(parts) != 4:
        raise ValueError(address)
    number = 0
    for part in parts:
        octet = int(part) if part.isascii() and part.isdigit() else 256
        if octet > 255:
            raise ValueError(address)
        number = number << 8 | octet
    return number


def text_of(number: int, family: int) -> str:
    """The normal form of an address."""
    if family == 6:
        from ipaddress import IPv6Address

        return str(IPv6Address(number))
    return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def normal(address: str) -> str:
    """An address in its normal form, "" if it is none (kube-proxy: ParseIPSloppy, then String)."""
    if ":" not in address and not SUSPICIOUS(address) and address.count(".") == 3:
        return address
    try:
        return text_of(number_of(address), family_of(address))
    except ValueError:
        return ""


def all_normal(lists: Iterable[Sequence[str]]) -> bool:
    """Whether the first address of every list is IPv4 in its normal form: one look at many."""
    return ORDINARY(",".join([addresses[0] for addresses in lists])) is not None


@lru_cache(maxsize=1024)
def range_of(cidr: str) -> Range | None:
    """A CIDR with blanks around it and host bits allowed; None if it is none."""
    base, slash, length = cidr.strip().partition("/")
    try:
        family, number = family_of(base), number_of(base)
        prefix = int(length)
    except ValueError:
        return None
    bits = BITS[family]
    if not slash or not 0 <= prefix <= bits:
        return None
    return Range(family, number >> (bits - prefix) << (bits - prefix), prefix)


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

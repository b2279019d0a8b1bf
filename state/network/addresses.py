"""Addresses and ports of Services: ranges, their bands, who has what, and giving out what is free.

Ranges and bands follow `--service-cluster-ip-range` and `--service-node-port-range` of a v1.33 API server
(pkg/registry/core/service/{ipallocator,portallocator}): what nobody asked for comes from the upper, dynamic band.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import SERVICE, SERVICE_CIDR
from minikctl.state.objects import is_terminating, key_of
from minikctl.state.values import NamedTuple

if TYPE_CHECKING:
    from minikctl.state.chance import Chance
    from minikctl.state.view import View

Obj = dict[str, Any]

IPV4, IPV6 = 4, 6
BITS = {IPV4: 32, IPV6: 128}
FAMILY_NAMES = {IPV4: "IPv4", IPV6: "IPv6"}  # as ipFamilies have them
NONE = "None"

PLAIN_IPV4 = r"(?:(?:0|[1-9][0-9]*)(?:\.|$)){4}"

ALLOCATED_IP = "provided IP is already allocated"
ALLOCATED_PORT = "provided port is already allocated"


class Address(NamedTuple):
    """An IP address: its family and its number."""

    family: int  # 4 or 6
    number: int

    def __str__(self) -> str:
        return ip_text(self)

    def within(self, text: str) -> bool:
        """Whether it lies in a range such as `10.0.0.0/8`."""
        found = range_of(text)
        return found is not None and found.holds(self)


class Range(NamedTuple):
    """A range of addresses: `10.96.0.0/12`."""

    family: int
    first: int
    prefix: int

    @property
    def size(self) -> int:
        return 1 << (BITS[self.family] - self.prefix)

    @property
    def last(self) -> int:
        return self.first + self.size - 1

    def holds(self, address: Address) -> bool:
        return address.family == self.family and self.first <= address.number <= self.last

    @property
    def text(self) -> str:
        """`10.96.0.0/12`."""
        return f"{ip_text(Address(self.family, self.first))}/{self.prefix}"

    def covers(self, text: str) -> bool:
        """Whether an address, given as text, lies in the range."""
        address = parse_ip(text)
        return address is not None and self.holds(address)

    def __str__(self) -> str:
        return self.text


def parse_ip(text: str) -> Address | None:
    """An address; IPv4 with leading zeros is read as decimal (ParseIPSloppy), IPv4 in IPv6 is IPv4."""
    if ":" not in text:
        number = _parse_ipv4(text)
        return None if number is None else Address(IPV4, number)
    number = _parse_ipv6(text)
    if number is None:
        return None
    return Address(IPV4, number & 0xFFFFFFFF) if number >> 32 == 0xFFFF else Address(IPV6, number)


def _parse_ipv4(text: str) -> int | None:
    parts = text.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and int(part) < 256 for part in parts):
        return None
    first, second, third, fourth = (int(part) for part in parts)
    return first << 24 | second << 16 | third << 8 | fourth


def _parse_ipv6(text: str) -> int | None:
    head, double, tail = text.partition("::")
    left, right = _groups(head), _groups(tail)
    if left is None or right is None or "::" in tail or ("." in head and double):
        return None
    missing = 8 - len(left) - len(right)
    if (missing < 1) if double else (missing != 0):
        return None
    number = 0
    for group in [*left, *[0] * missing, *right]:
        number = number << 16 | group
    return number


def _groups(text: str) -> list[int] | None:
    """The 16-bit groups of one side of `::`; a final dotted quad makes two."""
    groups: list[int] = []
    parts = text.split(":") if text else []
    for index, part in enumerate(parts):
        if "." in part and index == len(parts) - 1:
            quad = _parse_ipv4(part)
            if quad is None:
                return None
            groups += [quad >> 16, quad & 0xFFFF]
        elif 0 < len(part) <= 4 and all(char in "0123456789abcdefABCDEF" for char in part):
            groups.append(int(part, 16))
        else:
            return None
    return groups


def ip_text(address: Address) -> str:
    """An address in its canonical form (RFC 5952)."""
    if address.family == IPV4:
        return ".".join(str(address.number >> shift & 255) for shift in (24, 16, 8, 0))
    groups = [address.number >> shift & 0xFFFF for shift in range(112, -16, -16)]
    start, length = _longest_zeros(groups)
    texts = [f"{group:x}" for group in groups]
    if length < 2:
        return ":".join(texts)
    return ":".join(texts[:start]) + "::" + ":".join(texts[start + length :])


def _longest_zeros(groups: Sequence[int]) -> tuple[int, int]:
    """Where the first longest run of zero groups starts, and its length."""
    best = (0, 0)
    start = 0
    while start < len(groups):
        end = start
        while end < len(groups) and groups[end] == 0:
            end += 1
        if end - start > best[1]:
            best = (start, end - start)
        start = max(end, start + 1)
    return best


def range_of(text: str) -> Range | None:
    """A range; bits behind the prefix are cleared (ParseCIDRSloppy)."""
    head, slash, tail = text.partition("/")
    address = parse_ip(head)
    if not slash or address is None or not (tail.isascii() and tail.isdigit()):
        return None
    bits, prefix = BITS[address.family], int(tail)
    if prefix > bits:
        return None
    return Range(address.family, address.number >> (bits - prefix) << (bits - prefix), prefix)


def known_range(text: str) -> Range:
    """A range that was checked before."""
    found = range_of(text)
    assert found is not None, f"{text} is no range"
    return found


def address_in(cidr: str, number: int) -> str:
    """The address number `number` of a range."""
    whole = known_range(cidr)
    return ip_text(Address(whole.family, whole.first + number))


def family_of(text: str) -> int:
    """The family that an address or a range is written in: 4 or 6."""
    return IPV6 if ":" in text else IPV4


def normal(text: str) -> str:
    """An address in its canonical form, "" if the text is none."""
    found = parse_ip(text)
    return ip_text(found) if found else ""


# ---------------------------------------------------------------------------------------------- cluster addresses


def service_ranges(view: View) -> dict[int, list[Range]]:
    """The ranges of Services by family, the default family first; ServiceCIDR objects add to the configured ones."""
    ranges: dict[int, list[Range]] = {}
    for text in view.settings["service_cidrs"]:
        cidr = range_of(text)
        assert cidr, f"the settings hold a range: {text}"
        ranges.setdefault(cidr.family, []).append(cidr)
    for obj in view.list(SERVICE_CIDR):
        for text in () if is_terminating(obj) else obj["spec"].get("cidrs") or ():
            added = range_of(text)
            if added and added.family in ranges and added not in ranges[added.family]:
                ranges[added.family].append(added)
    return ranges


def usable(cidr: Range) -> tuple[int, int]:
    """First and last address of a range that may be given out: not the network's, nor IPv4's broadcast address.

    An IPv6 range gives out its last address, and no more than 64 bits of a range are used.
    """
    last = min(cidr.last, cidr.first + (1 << 64) - 1)
    if cidr.family == IPV4 and cidr.last - cidr.first > 0:
        last -= 1
    return cidr.first + 1, last


def static_band(size: int, low: int, high: int, step: int) -> int:
    """How many addresses or ports at the start of a range are given out only when the rest is full."""
    if size <= low:
        return 0
    return min(max(low, size // step), high)


def dynamic_start(cidr: Range) -> int:
    """The first address that is given out without being asked for: 10.96.1.1 of 10.96.0.0/12."""
    first, last = usable(cidr)
    return first + static_band(min(cidr.size, 1 << 64), 16, 256, 16) if last >= first else first


def used_addresses(view: View, but: Obj | None = None) -> set[str]:
    """The cluster addresses that Services have, in canonical form; those of `but` (the Service itself) left out."""
    own = key_of(but) if but else ""
    return {
        address
        for key, service in view.table(SERVICE.plural).items()
        if key != own
        for address in cluster_addresses(service)
    }


def cluster_addresses(service: Obj) -> list[str]:
    """The cluster addresses of a Service, in canonical form; none if it is headless."""
    spec = service.get("spec") or {}
    texts = spec.get("clusterIPs") or [spec.get("clusterIP") or NONE]
    return [text if re.fullmatch(PLAIN_IPV4, text) else normal(text) for text in texts if text and text != NONE]


def refusal(text: str, ranges: Sequence[Range], used: set[str]) -> str:
    """Why an address that was asked for cannot be had; "" if it can."""
    address = parse_ip(text)
    cidr = next((cidr for cidr in ranges if address and cidr.holds(address)), None)
    if address is None or cidr is None:
        return "the provided network does not match the current range"
    first, last = usable(cidr)
    if not first <= address.number <= last:
        return f"the provided IP ({address}) is not in the valid range. The range of valid IPs is {cidr}"
    return ALLOCATED_IP if str(address) in used else ""


def next_address(ranges: Sequence[Range], used: set[str], chance: Chance, purpose: str) -> str:
    """A free address of the first range that has one; "" if all are full."""
    for cidr in ranges:
        first, last = usable(cidr)
        split = dynamic_start(cidr)
        for low, high in ((split, last), (first, split - 1)):
            for number in numbers_from(low, high, chance, purpose):
                text = ip_text(Address(cidr.family, number))
                if text not in used:
                    return text
    return ""


def numbers_from(first: int, last: int, chance: Chance, purpose: str) -> Iterator[int]:
    """All numbers from first to last, beginning with one by chance and going round."""
    if first <= last:
        start = first + chance.number(purpose, last - first + 1)
        yield from range(start, last + 1)
        yield from range(first, start)


# ------------------------------------------------------------------------------------------------------ node ports


class PortRange(NamedTuple):
    """The node ports: `30000-32767`."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"

    @property
    def dynamic_start(self) -> int:
        """The first port that is given out without being asked for: 30086 of 30000-32767."""
        return self.first + static_band(self.last - self.first + 1, 16, 128, 32)

    def refusal(self, port: int, used: set[int]) -> str:
        """Why a port that was asked for cannot be had; "" if it can."""
        if not self.first <= port <= self.last:
            return f"provided port is not in the valid range. The range of valid ports is {self}"
        return ALLOCATED_PORT if port in used else ""

    def next(self, used: set[int], chance: Chance, purpose: str) -> int:
        """A free port: any of the dynamic band, else of the static one; 0 if all are taken."""
        for low, high in ((self.dynamic_start, self.last), (self.first, self.dynamic_start - 1)):
            for port in numbers_from(low, high, chance, purpose):
                if port not in used:
                    return port
        return 0


def node_port_range(settings: Obj) -> PortRange:
    """The range of node ports of the settings: `30000-32767`, or a pair of numbers."""
    found = settings["node_port_range"]
    first, last = found.split("-") if isinstance(found, str) else found
    return PortRange(int(first), int(last))


def ports_of(service: Obj) -> list[int]:
    """The node ports of a Service, its health check port included."""
    spec = service.get("spec") or {}
    found = [port["nodePort"] for port in spec.get("ports") or () if port.get("nodePort")]
    return [*found, spec["healthCheckNodePort"]] if spec.get("healthCheckNodePort") else found


def used_ports(view: View, but: Obj | None = None) -> set[int]:
    """The node ports that Services have; those of `but` (the Service itself) left out."""
    uid = (but or {}).get("metadata", {}).get("uid")
    return {
        port
        for service in view.list(SERVICE)
        if not uid or service["metadata"].get("uid") != uid
        for port in ports_of(service)
    }

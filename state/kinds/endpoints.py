"""Endpoints: the addresses behind a Service, all in one object; deprecated in v1.33 but still written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state import names
from minikctl.state.fields import FieldError, invalid, not_supported, required
from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.pages import events_block, heading
from minikctl.state.tables import AGE, NAME
from minikctl.state.text import Page

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]
Errors = Iterator[FieldError]

SHOWN = 3
ADDRESS_FIELDS = ("addresses", "notReadyAddresses")
PROTOCOLS = ("SCTP", "TCP", "UDP")


def defaults(endpoints: Obj) -> None:
    for subset in endpoints.get("subsets") or ():
        for port in subset.get("ports") or ():
            port["protocol"] = port.get("protocol") or "TCP"


def prepare(endpoints: Obj, old: Obj | None, now: float) -> None:
    """Subsets with the same ports become one, addresses are ordered by address (RepackSubsets)."""
    packed: dict[str, Obj] = {}
    for subset in endpoints.get("subsets") or ():
        same = packed.setdefault(str(subset.get("ports")), {**subset, "addresses": [], "notReadyAddresses": []})
        for field in ADDRESS_FIELDS:
            same[field] = [*same[field], *(subset.get(field) or ())]
    for subset in packed.values():
        for field in ADDRESS_FIELDS:
            subset[field] = sorted(distinct(subset[field]), key=lambda address: address.get("ip") or "")
            if not subset[field]:
                del subset[field]
    if packed:
        endpoints["subsets"] = list(packed.values())


def distinct(addresses: list[Obj]) -> list[Obj]:
    found: list[Obj] = []
    for address in addresses:
        if address not in found:
            found.append(address)
    return found


def endpoints_cell(endpoints: Obj, view: View) -> str:
    """The first ready addresses with their ports (formatEndpoints); blank if none is ready."""
    subsets = endpoints.get("subsets") or ()
    if not subsets:
        return "<none>"
    found = [text for subset in subsets for text in subset_texts(subset)]
    shown = ",".join(found[:SHOWN])
    return f"{shown} + {len(found) - SHOWN} more..." if len(found) > SHOWN else shown


def subset_texts(subset: Obj) -> list[str]:
    addresses = [address.get("ip", "") for address in subset.get("addresses") or ()]
    if not subset.get("ports"):
        return addresses
    return [host_port(address, port.get("port", 0)) for port in subset["ports"] for address in addresses]


def host_port(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def describe(endpoints: Obj, view: View) -> str:
    page = Page()
    heading(page, endpoints)
    page.line("Subsets:")
    for subset in endpoints.get("subsets") or ():
        for label, field in (("Addresses", "addresses"), ("NotReadyAddresses", "notReadyAddresses")):
            shown = ",".join(address.get("ip", "") for address in subset.get(field) or ())
            page.line(f"{label}:\t{shown or '<none>'}", 1)
        if subset.get("ports"):
            page.line("Ports:", 1)
            page.line("Name\tPort\tProtocol", 2)
            page.line("----\t----\t--------", 2)
            for port in subset["ports"]:
                page.line(f"{port.get('name') or '<unset>'}\t{port.get('port', 0)}\t{port.get('protocol', '')}", 2)
        page.line()
    events_block(page, view, endpoints)
    return str(page)


def validate(endpoints: Obj) -> Errors:
    for index, subset in enumerate(endpoints.get("subsets") or ()):
        yield from subset_errors(subset, f"subsets[{index}]")


def subset_errors(subset: Obj, at: str) -> Errors:
    if not subset.get("addresses") and not subset.get("notReadyAddresses"):
        yield required(at, "must specify `addresses` or `notReadyAddresses`")
    for field in ADDRESS_FIELDS:
        for index, address in enumerate(subset.get(field) or ()):
            yield from address_errors(address, f"{at}.{field}[{index}]")
    ports = subset.get("ports") or ()
    for index, port in enumerate(ports):
        yield from port_errors(port, len(ports) > 1, f"{at}.ports[{index}]")


def address_errors(address: Obj, at: str) -> Errors:
    text = address.get("ip") or ""
    for message in names.ip(text) or names.usable_ip(text):
        yield invalid(f"{at}.ip", text, message)
    if address.get("hostname"):
        for message in names.dns_label(address["hostname"]):
            yield invalid(f"{at}.hostname", address["hostname"], message)
    if address.get("nodeName") is not None:
        for message in names.dns_subdomain(address["nodeName"]):
            yield invalid(f"{at}.nodeName", address["nodeName"], message)


def port_errors(port: Obj, needs_name: bool, at: str) -> Errors:
    name, number = port.get("name") or "", port.get("port") or 0
    if name:
        for message in names.dns_label(name):
            yield invalid(f"{at}.name", name, message)
    elif needs_name:
        yield required(f"{at}.name")
    for message in names.port_number(number):
        yield invalid(f"{at}.port", number, message)
    if port.get("protocol") not in PROTOCOLS:
        yield not_supported(f"{at}.protocol", port.get("protocol") or "", PROTOCOLS)
    if port.get("appProtocol") is not None:
        for message in names.qualified_name(port["appProtocol"]):
            yield invalid(f"{at}.appProtocol", port["appProtocol"], message)


RULES = Rules(
    columns=(NAME, Column("Endpoints", endpoints_cell), AGE),
    defaults=defaults,
    prepare=prepare,
    validate=validate,
    describe=describe,
)

"""EndpointSlice: up to 100 addresses behind a Service, with their conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from minikctl.state import names
from minikctl.state.fields import FieldError, duplicate, invalid, not_supported, required, too_many
from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.pages import events_block, heading
from minikctl.state.network.addresses import FAMILY_NAMES, parse_ip
from minikctl.state.tables import AGE, NAME
from minikctl.state.text import Page

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]
Errors = Iterator[FieldError]

SHOWN = 3
ADDRESS_TYPES = ("FQDN", "IPv4", "IPv6")
PROTOCOLS = ("SCTP", "TCP", "UDP")
MAX_ENDPOINTS, MAX_ADDRESSES, MAX_PORTS, MAX_HINTS = 1000, 100, 20000, 8


def defaults(one: Obj) -> None:
    for port in one.get("ports") or ():
        if port.get("name") is None:
            port["name"] = ""
        if not port.get("protocol"):
            port["protocol"] = "TCP"


def type_cell(one: Obj, view: View) -> str:
    return one.get("addressType") or ""


def ports_cell(one: Obj, view: View) -> str:
    return some_of([port_text(port) for port in one.get("ports") or ()])


def port_text(port: Obj) -> str:
    if port.get("port") is not None:
        return str(port["port"])
    return port["name"] if port.get("name") is not None else "*"


def endpoints_cell(one: Obj, view: View) -> str:
    return some_of([address for entry in one.get("endpoints") or () for address in entry.get("addresses") or ()])


def some_of(texts: Sequence[str]) -> str:
    """The first three, and how many more there are (listWithMoreString)."""
    shown = ",".join(texts[:SHOWN])
    return f"{shown} + {len(texts) - SHOWN} more..." if len(texts) > SHOWN else shown or "<unset>"


def describe(one: Obj, view: View) -> str:
    page = Page()
    heading(page, one)
    page.line(f"AddressType:\t{one.get('addressType') or ''}")
    ports_lines(page, one.get("ports") or ())
    endpoints = one.get("endpoints") or ()
    page.line("Endpoints:" if endpoints else "Endpoints: <none>")
    for endpoint in endpoints:
        endpoint_lines(page, endpoint)
    events_block(page, view, one)
    return str(page)


def ports_lines(page: Page, ports: Sequence[Obj]) -> None:
    if not ports:
        page.line("Ports: <unset>")
        return
    page.line("Ports:")
    page.line("Name\tPort\tProtocol", 1)
    page.line("----\t----\t--------", 1)
    for port in ports:
        number = "<unset>" if port.get("port") is None else port["port"]
        page.line(f"{port.get('name') or '<unset>'}\t{number}\t{port.get('protocol') or ''}", 1)


def endpoint_lines(page: Page, endpoint: Obj) -> None:
    page.line(f"- Addresses:\t{', '.join(endpoint.get('addresses') or ()) or '<none>'}", 1)
    page.line("Conditions:", 2)
    ready = (endpoint.get("conditions") or {}).get("ready")
    page.line(f"Ready:\t{'<unset>' if ready is None else str(ready).lower()}", 3)
    page.line(f"Hostname:\t{or_unset(endpoint, 'hostname')}", 2)
    target = endpoint.get("targetRef")
    if target is not None:
        page.line(f"TargetRef:\t{target.get('kind', '')}/{target.get('name', '')}", 2)
    page.line(f"NodeName:\t{or_unset(endpoint, 'nodeName')}", 2)
    page.line(f"Zone:\t{or_unset(endpoint, 'zone')}", 2)


def or_unset(endpoint: Obj, field: str) -> str:
    return "<unset>" if endpoint.get(field) is None else str(endpoint[field])


def validate(one: Obj) -> Errors:
    kind = one.get("addressType") or ""
    if not kind:
        yield required("addressType")
    elif kind not in ADDRESS_TYPES:
        yield not_supported("addressType", kind, ADDRESS_TYPES)
    yield from endpoints_errors(one.get("endpoints") or [], kind)
    yield from ports_errors(one.get("ports") or [])


def endpoints_errors(endpoints: list[Obj], kind: str) -> Errors:
    if len(endpoints) > MAX_ENDPOINTS:
        yield too_many("endpoints", len(endpoints), MAX_ENDPOINTS)
        return
    for index, endpoint in enumerate(endpoints):
        at, addresses = f"endpoints[{index}]", endpoint.get("addresses") or []
        if not addresses:
            yield required(f"{at}.addresses", "must contain at least 1 address")
        elif len(addresses) > MAX_ADDRESSES:
            yield too_many(f"{at}.addresses", len(addresses), MAX_ADDRESSES)
        for position, address in enumerate(addresses):
            for message in address_messages(address, kind):
                yield invalid(f"{at}.addresses[{position}]", address, message)
        yield from place_errors(endpoint, at)


def address_messages(address: str, kind: str) -> list[str]:
    """What is wrong with an address of a slice of that type."""
    if kind in ("IPv4", "IPv6"):
        found = parse_ip(address)
        if found is None or FAMILY_NAMES[found.family] != kind:
            return [f"must be a valid {kind} address"]
        return names.usable_ip(address)
    if kind == "FQDN":
        if len(address.removesuffix(".").split(".")) < 2:
            return ["should be a domain with at least two segments separated by dots"]
        return names.dns_subdomain(address.removesuffix("."))
    return []


def place_errors(endpoint: Obj, at: str) -> Errors:
    if endpoint.get("nodeName") is not None:
        for message in names.dns_subdomain(endpoint["nodeName"]):
            yield invalid(f"{at}.nodeName", endpoint["nodeName"], message)
    if endpoint.get("hostname") is not None:
        for message in names.dns_label(endpoint["hostname"]):
            yield invalid(f"{at}.hostname", endpoint["hostname"], message)
    zones = (endpoint.get("hints") or {}).get("forZones") or []
    if len(zones) > MAX_HINTS:
        yield too_many(f"{at}.hints.forZones", len(zones), MAX_HINTS)
    for index, zone in enumerate(zones):
        if not zone.get("name"):
            yield required(f"{at}.hints.forZones[{index}].name")


def ports_errors(ports: list[Obj]) -> Errors:
    if len(ports) > MAX_PORTS:
        yield too_many("ports", len(ports), MAX_PORTS)
        return
    seen: set[str] = set()
    for index, port in enumerate(ports):
        at, name = f"ports[{index}]", port.get("name") or ""
        for message in names.dns_label(name) if name else ():
            yield invalid(f"{at}.name", name, message)
        if name in seen:
            yield duplicate(f"{at}.name", name)
        seen.add(name)
        if port.get("protocol") not in PROTOCOLS:
            yield not_supported(f"{at}.protocol", port.get("protocol") or "", PROTOCOLS)
        if port.get("appProtocol") is not None:
            for message in names.qualified_name(port["appProtocol"]):
                yield invalid(f"{at}.appProtocol", port["appProtocol"], message)


def validate_update(new: Obj, old: Obj) -> Errors:
    if new.get("addressType") != old.get("addressType"):
        yield invalid("addressType", new.get("addressType") or "", "field is immutable")


RULES = Rules(
    columns=(
        NAME,
        Column("AddressType", type_cell),
        Column("Ports", ports_cell),
        Column("Endpoints", endpoints_cell),
        AGE,
    ),
    defaults=defaults,
    validate=validate,
    validate_update=validate_update,
    describe=describe,
    spec_generation=True,
)

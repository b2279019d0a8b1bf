"""The loop that writes the Endpoints of a Service with a selector (kubernetes/pkg/controller/endpoint)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.controllers.podendpoints import (
    HEADLESS,
    TRIGGER,
    address_of,
    backing_pods,
    host_name,
    is_headless,
    is_ready,
    is_terminating,
    port_number,
    reference,
    selects,
)
from minikctl.state.kinds import ENDPOINTS, SERVICE
from minikctl.state.objects import annotations_of, labels_of, name_of, namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

LIMIT = 1000
OVER = "endpoints.kubernetes.io/over-capacity"
MANAGED_BY = "endpoints.kubernetes.io/managed-by"


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after the Endpoints of one Service."""
    svc = tx.find_key(SERVICE, key)
    known = tx.find_key(ENDPOINTS, key)
    if svc is None:
        if known is not None:
            tx.forget(ENDPOINTS, name_of(known), namespace_of(known))
        return
    if not selects(svc):
        return
    found, dropped = subsets(tx, svc)
    labels = {key: value for key, value in labels_of(svc).items() if key not in (HEADLESS, MANAGED_BY)}
    labels[MANAGED_BY] = "endpoint-controller"
    if is_headless(svc):
        labels[HEADLESS] = ""
    if known is not None and same(known.get("subsets") or [], found) and labels_of(known) == labels:
        return
    annotations = {**(annotations_of(known) if known else {}), TRIGGER: tx.timestamp()}
    annotations.pop(OVER, None)
    if dropped:
        annotations[OVER] = "truncated"
    meta: Obj = {"name": name_of(svc), "namespace": namespace_of(svc), "labels": labels, "annotations": annotations}
    body: Obj = {"apiVersion": "v1", "kind": "Endpoints", "metadata": meta}
    if found:
        body["subsets"] = found
    written = tx.write(ENDPOINTS, body)
    tx.step("endpoint-controller", "endpoints", written, "")


def same(left: list[Obj], right: list[Obj]) -> bool:
    return sorted(map(repr, left)) == sorted(map(repr, right))


def subsets(tx: Transaction, svc: Obj) -> tuple[list[Obj], bool]:
    """One subset per distinct list of ports, addresses by IP and uid; and whether some had to be left out."""
    everyone = bool(spec_of(svc).get("publishNotReadyAddresses"))
    family = (spec_of(svc).get("ipFamilies") or ["IPv4"])[0]
    groups: dict[str, Obj] = {}
    for pod in backing_pods(tx, svc):
        address = address_of(pod, family)
        if not address or (is_terminating(pod) and not everyone):
            continue
        entry = _entry(svc, pod, address)
        ready = everyone or is_ready(pod)
        for ports in _port_lists(svc, pod):
            _add(groups, ports, entry, ready)
    return _limited(_merged(groups))


def _entry(svc: Obj, pod: Obj, address: str) -> Obj:
    entry: Obj = {"ip": address}
    if host_name(svc, pod):
        entry = {"hostname": host_name(svc, pod), **entry}
    if spec_of(pod).get("nodeName"):
        entry["nodeName"] = spec_of(pod)["nodeName"]
    entry["targetRef"] = reference(pod)
    return entry


def _port_lists(svc: Obj, pod: Obj) -> list[Obj | None]:
    """The ports of a pod, one by one; a single None for a headless Service without ports."""
    declared = spec_of(svc).get("ports") or []
    if not declared:
        return [None] if is_headless(svc) else []
    found: list[Obj | None] = []
    for port in declared:
        number = port_number(pod, port)
        if number is None:
            continue
        one: Obj = {"port": number, "protocol": port.get("protocol", "TCP")}
        if port.get("name"):
            one["name"] = port["name"]
        if port.get("appProtocol"):
            one["appProtocol"] = port["appProtocol"]
        found.append(one)
    return found


def _add(groups: dict[str, Obj], port: Obj | None, entry: Obj, ready: bool) -> None:
    """Collects, for each port, the addresses that have it."""
    group = groups.setdefault(repr(port), {"port": port, "entries": []})
    if (entry, ready) not in group["entries"]:
        group["entries"].append((entry, ready))


def _merged(groups: dict[str, Obj]) -> list[Obj]:
    """Ports with the same addresses share a subset (kubernetes/pkg/api/v1/endpoints, RepackSubsets)."""
    by_addresses: dict[str, Obj] = {}
    for group in groups.values():
        entries = sorted(group["entries"], key=lambda one: (one[0]["ip"], one[0]["targetRef"]["uid"]))
        subset = by_addresses.setdefault(repr(entries), {"entries": entries, "ports": []})
        if group["port"] is not None:
            subset["ports"].append(group["port"])
    found = []
    for mark in sorted(by_addresses):
        entries, ports = by_addresses[mark]["entries"], by_addresses[mark]["ports"]
        one: Obj = {}
        for name, wanted in (("addresses", True), ("notReadyAddresses", False)):
            chosen = [entry for entry, ready in entries if ready is wanted]
            if chosen:
                one[name] = chosen
        if ports:
            one["ports"] = sorted(ports, key=lambda port: (str(port.get("name", "")), port["port"], port["protocol"]))
        found.append(one)
    return found


def _limited(found: list[Obj]) -> tuple[list[Obj], bool]:
    """At most 1000 addresses, ready ones first (endpoints_controller.go, truncateEndpoints)."""
    ready = sum(len(one.get("addresses") or ()) for one in found)
    unready = sum(len(one.get("notReadyAddresses") or ()) for one in found)
    if ready + unready <= LIMIT:
        return found, False
    found = _cut(found, "addresses", ready, LIMIT)
    return _cut(found, "notReadyAddresses", unready, max(0, LIMIT - min(ready, LIMIT))), True


def _cut(found: list[Obj], name: str, total: int, room: int) -> list[Obj]:
    if total <= room:
        return found
    cut, left = [], room
    for one in found:
        entries = one.get(name) or []
        share = min(len(entries), max(0, left if one is found[-1] else len(entries) * room // total))
        left -= share
        kept = {key: value for key, value in one.items() if key != name}
        if share:
            kept[name] = entries[:share]
        if "addresses" in kept or "notReadyAddresses" in kept:
            cut.append(kept)
    return cut

"""The API server's own loop over cluster addresses: one IPAddress for each address that a Service has.

The row of LOOPS: `Loop("ipaddress", {SERVICE: addresses_of_service}, manager=False)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.controllers.loop import sides
from minikctl.state.kinds import IP_ADDRESS, SERVICE
from minikctl.state.network.addresses import FAMILY_NAMES, cluster_addresses, family_of
from minikctl.state.objects import key_of, split_key

if TYPE_CHECKING:
    from minikctl.state.transaction import Change, Transaction

Obj = dict[str, Any]

FAMILY, MANAGER = "ipaddress.kubernetes.io/ip-family", "ipaddress.kubernetes.io/managed-by"


def addresses_of_service(change: Change, tx: Transaction) -> Iterator[str]:
    """`10.96.0.5 default/web`: every address that a Service had or has."""
    for service in sides(change):
        for address in cluster_addresses(service):
            yield f"{address} {key_of(service)}"


def reconcile(tx: Transaction, key: str) -> None:
    """Writes the IPAddress while its Service has the address, removes it when it has not."""
    address, _, owner = key.partition(" ")
    namespace, name = split_key(owner)
    service = tx.find(SERVICE, name, namespace)
    if service is not None and address in cluster_addresses(service):
        known = tx.find(IP_ADDRESS, address)
        tx.write(IP_ADDRESS, {**(known or {}), **ip_address(address, namespace, name, known)})
        return
    known = tx.find(IP_ADDRESS, address)
    if known is not None and parent_of(known) == (namespace, name):
        tx.forget(IP_ADDRESS, address)


def parent_of(one: Obj) -> tuple[str, str]:
    parent = (one.get("spec") or {}).get("parentRef") or {}
    return parent.get("namespace", ""), parent.get("name", "")


def ip_address(address: str, namespace: str, name: str, known: Obj | None) -> Obj:
    """The IPAddress of a Service's address, with the metadata it already has."""
    labels = {FAMILY: FAMILY_NAMES[family_of(address)], MANAGER: "ipallocator.k8s.io"}
    metadata = {**((known or {}).get("metadata") or {}), "name": address, "labels": labels}
    parent = {"name": name, "namespace": namespace, "resource": "services"}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "IPAddress",
        "metadata": metadata,
        "spec": {"parentRef": parent},
    }

"""Writing EndpointSlices: known slices are kept and filled, new ones made, empty ones removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.controllers.podendpoints import TRIGGER
from minikctl.state.kinds import ENDPOINT_SLICE
from minikctl.state.objects import annotations_of, labels_of, name_of, namespace_of
from minikctl.state.values import NamedTuple

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
FULL = 100  # --max-endpoints-per-slice


class Group(NamedTuple):
    """Endpoints of one address family that have the same ports."""

    family: str
    ports: list[Obj]
    endpoints: list[Obj]


def write(
    tx: Transaction,
    subject: Obj,
    known: list[Obj],
    wanted: list[Group],
    labels: dict[str, str],
    owner: Obj,
    actor: str,
    annotations: dict[str, str] | None = None,
) -> None:
    """Brings the slices of a Service (or of hand-made Endpoints) to the wanted groups."""
    left = list(known)
    for group in wanted:
        same = [one for one in left if one.get("addressType") == group.family and _ports(one) == group.ports]
        if not group.endpoints:
            same = same or [one for one in left if one.get("addressType") == group.family][:1]
        for one in same:
            left.remove(one)
        _fill(tx, subject, same, group, labels, owner, actor, annotations)
    for one in left:
        tx.forget(ENDPOINT_SLICE, name_of(one), namespace_of(one))


def _ports(one: Obj) -> list[Obj]:
    found = [{key: value for key, value in port.items() if value is not None} for port in one.get("ports") or ()]
    return [{"name": "", **port} for port in found]


def _mark(endpoint: Obj) -> str:
    """What tells endpoints apart while their conditions change."""
    target = endpoint.get("targetRef") or {}
    return f"{endpoint['addresses'][0]}|{target.get('uid', '')}|{target.get('name', '')}"


def _fill(
    tx: Transaction,
    subject: Obj,
    known: list[Obj],
    group: Group,
    labels: dict[str, str],
    owner: Obj,
    actor: str,
    annotations: dict[str, str] | None,
) -> None:
    """Endpoints stay in the slice that holds them; new ones go where there is room, or into a new slice."""
    wanted = {_mark(one): one for one in group.endpoints}
    contents: list[list[Obj]] = []
    for one in known:
        kept = [wanted.pop(_mark(old)) for old in one.get("endpoints") or () if _mark(old) in wanted]
        contents.append(kept)
    fresh = list(wanted.values())
    for kept in contents:
        room = max(0, FULL - len(kept))
        kept.extend(fresh[:room])
        fresh = fresh[room:]
    while fresh or not contents:
        contents.append(fresh[:FULL])
        fresh = fresh[FULL:]
    while len(contents) > 1 and not all(contents):
        index = contents.index([])
        del contents[index]
        if index < len(known):
            gone = known[index]
            known = [one for one in known if one is not gone]
            tx.forget(ENDPOINT_SLICE, name_of(gone), namespace_of(gone))
    for index, endpoints in enumerate(contents):
        old = known[index] if index < len(known) else None
        _put(tx, subject, old, group, endpoints, labels, owner, actor, annotations)


def _put(
    tx: Transaction,
    subject: Obj,
    old: Obj | None,
    group: Group,
    endpoints: list[Obj],
    labels: dict[str, str],
    owner: Obj,
    actor: str,
    annotations: dict[str, str] | None,
) -> None:
    unchanged = (
        old is not None
        and (old.get("endpoints") or []) == endpoints
        and _ports(old) == group.ports
        and labels_of(old) == labels
        and (annotations is None or annotations_of(old) == annotations)
    )
    if unchanged:
        return
    if annotations is None:
        annotations = {**(annotations_of(old) if old else {}), TRIGGER: tx.timestamp()}
    meta: Obj = {
        "name": name_of(old) if old else _new_name(tx, subject),
        "generateName": f"{name_of(subject)}-",
        "namespace": namespace_of(subject),
        "labels": labels,
        "ownerReferences": [owner],
        "annotations": annotations,
    }
    if not annotations:
        del meta["annotations"]
    body = {
        "addressType": group.family,
        "apiVersion": "discovery.k8s.io/v1",
        "endpoints": endpoints or None,
        "kind": "EndpointSlice",
        "metadata": meta,
        "ports": group.ports or None,
    }
    written = tx.write(ENDPOINT_SLICE, body)
    tx.step(actor, "endpointslice", written, "")


def _new_name(tx: Transaction, subject: Obj) -> str:
    base = name_of(subject)[:57] + "-"
    return base + tx.chance.suffix(tx.purpose(f"slice/{namespace_of(subject)}/{base}"))

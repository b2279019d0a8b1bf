"""What a control loop is: its name, what wakes it, and for which keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import DEPLOYMENT, REPLICA_SET, SERVICE
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import labels_of, namespace_of, owner_of
from minikctl.state.values import NamedTuple

if TYPE_CHECKING:
    from minikctl.state.transaction import Change, Transaction

Obj = dict[str, Any]
Keys = Callable[["Change", "Transaction"], Iterable[str]]


class Loop(NamedTuple):
    """One row of LOOPS. Its module, of the same name, has `reconcile(tx, key)`."""

    name: str
    keys: Mapping[Kind, Keys]
    manager: bool = True  # part of the controller manager: `cluster reconcile` runs it
    everything: Keys | None = None  # keys for a change of any kind


def own_key(change: Change, tx: Transaction) -> Iterator[str]:
    """The object itself."""
    yield change.key


def sides(change: Change) -> Iterator[Obj]:
    """The object before and after, where it is."""
    if change.old is not None:
        yield change.old
    if change.new is not None:
        yield change.new


def owner_key(kind: Kind) -> Keys:
    """The controller of the object, if it is of that kind."""

    def keys(change: Change, tx: Transaction) -> Iterator[str]:
        for obj in sides(change):
            owner = owner_of(obj)
            if owner is not None and owner["kind"] == kind.name:
                yield f"{namespace_of(obj)}/{owner['name']}"

    return keys


def owner_or_selecting(kind: Kind) -> Keys:
    """The controller of the object; for one without a controller, those of that kind whose selector could adopt it."""
    owners = owner_key(kind)

    def keys(change: Change, tx: Transaction) -> Iterator[str]:
        yield from owners(change, tx)
        if change.new is not None and owner_of(change.new) is None:
            yield from selecting(tx, kind, change.new)

    return keys


def selecting(tx: Transaction, kind: Kind, obj: Obj) -> Iterator[str]:
    """Keys of objects of a kind whose selector may match the labels of `obj` (found by one pair of the selector)."""
    namespace = namespace_of(obj)
    for name, value in labels_of(obj).items():
        yield from tx.indexed(kind, "selector", f"{namespace}/{name}={value}")
    if kind != SERVICE:
        yield from tx.indexed(kind, "selector", f"{namespace}/*")


def services_selecting(change: Change, tx: Transaction) -> Iterator[str]:
    """The Services whose selector matches the pod before or after the change."""
    for obj in sides(change):
        labels = labels_of(obj).items()
        for key in selecting(tx, SERVICE, obj):
            found = tx.stored(SERVICE.plural, key)
            if found is not None and labels >= (found["spec"].get("selector") or {}).items():
                yield key


def deployment_of_pod(change: Change, tx: Transaction) -> Iterator[str]:
    """The Deployment above a pod's ReplicaSet."""
    for obj in sides(change):
        owner = owner_of(obj)
        if owner is not None and owner["kind"] == REPLICA_SET.name:
            replicas = tx.find(REPLICA_SET, owner["name"], namespace_of(obj))
            above = owner_of(replicas) if replicas else None
            if above is not None and above["kind"] == DEPLOYMENT.name:
                yield f"{namespace_of(obj)}/{above['name']}"


def namespace_key(change: Change, tx: Transaction) -> Iterator[str]:
    """The namespace of the object."""
    for obj in sides(change):
        yield f"/{namespace_of(obj)}"
        return

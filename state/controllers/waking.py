"""Which keys a change wakes a loop for, where that takes more than one line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.controllers.loop import sides
from minikctl.state.kinds import DAEMON_SET, DEPLOYMENT, INGRESS, NAMESPACE, POD, SECRET, SERVICE
from minikctl.state.objects import is_terminating, key_of, labels_of, namespace_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Change, Transaction

Obj = dict[str, Any]


def terminating_namespace(change: Change, tx: Transaction) -> Iterator[str]:
    """The namespace an object went from, or came into, while that is being deleted."""
    if change.kind == NAMESPACE:
        return
    for obj in sides(change):
        namespace = tx.find(NAMESPACE, namespace_of(obj)) if namespace_of(obj) else None
        if namespace is not None and is_terminating(namespace):
            yield f"/{namespace_of(obj)}"
        return


def collectable(change: Change, tx: Transaction) -> Iterator[str]:
    """For the garbage collector: `gone|UID|policy` of what went; `held|plural|key` of what waits for its dependents;
    `check|plural|key` of what has come with owners that may not be there."""
    old, new = change.old, change.new
    if new is None and old is not None:
        yield f"gone|{old['metadata'].get('uid', '')}"
        for reference in old["metadata"].get("ownerReferences") or ():
            if reference.get("blockOwnerDeletion"):
                yield f"owner|{reference.get('kind')}|{namespace_of(old)}/{reference.get('name')}"
    elif new is not None:
        if is_terminating(new) and new["metadata"].get("finalizers"):
            yield f"held|{change.kind.plural}|{change.key}"
        if old is None and new["metadata"].get("ownerReferences"):
            yield f"check|{change.kind.plural}|{change.key}"


def unscheduled(change: Change, tx: Transaction) -> Iterator[str]:
    """A pod that has no node yet."""
    if change.new is not None and not spec_of(change.new).get("nodeName"):
        yield change.key


def pending_pods(change: Change, tx: Transaction) -> Iterator[str]:
    """Every pod without a node: a node has come or changed what it offers."""
    old, new = change.old or {}, change.new or {}
    if new and (spec_of(old) != spec_of(new) or labels_of(old) != labels_of(new) or not old):
        for pod in tx.list(POD):
            if not spec_of(pod).get("nodeName"):
                yield key_of(pod)


def pods_waiting_for(change: Change, tx: Transaction) -> Iterator[str]:
    """Pods of the namespace that could not start for want of a ConfigMap or Secret."""
    if change.old is None and change.new is not None:
        for pod in tx.list(POD, namespace_of(change.new)):
            if spec_of(pod).get("nodeName") and status_of(pod).get("phase") == "Pending":
                yield key_of(pod)


def pods_asking(change: Change, tx: Transaction) -> Iterator[str]:
    """Pods whose scripts wait for what the network tells them."""
    yield from sorted(tx.table("_asking"))


def service_of_slice(change: Change, tx: Transaction) -> Iterator[str]:
    """The Service that an EndpointSlice belongs to."""
    for obj in sides(change):
        name = labels_of(obj).get("kubernetes.io/service-name")
        if name:
            yield f"{namespace_of(obj)}/{name}"


endpoints_of_slice = service_of_slice


def endpoints_of_service(change: Change, tx: Transaction) -> Iterator[str]:
    """Endpoints that belong to a Service; those without one are left alone."""
    if tx.stored(SERVICE.plural, change.key) is not None:
        yield change.key


def pods_of_node_change(change: Change, tx: Transaction) -> Iterator[str]:
    """The Services of pods on a node that came, went, or moved to another zone."""
    zone = "topology.kubernetes.io/zone"
    old, new = change.old, change.new
    if old is not None and new is not None and labels_of(old).get(zone) == labels_of(new).get(zone):
        return
    from minikctl.state.controllers.loop import selecting  # only when nodes come and go

    node = (new or old or {}).get("metadata", {}).get("name", "")
    for pod in tx.on_node(POD, node):
        yield from selecting(tx, SERVICE, pod)


def ingresses_of_class(change: Change, tx: Transaction) -> Iterator[str]:
    """Ingresses that name the class."""
    for obj in sides(change):
        for ingress in tx.list(INGRESS):
            if spec_of(ingress).get("ingressClassName") == obj["metadata"]["name"]:
                yield key_of(ingress)
        return


def ingresses_behind(change: Change, tx: Transaction) -> Iterator[str]:
    """All Ingresses, when an Ingress controller becomes ready or goes, or a Service gets another address."""
    old, new = change.old or {}, change.new or {}
    if change.kind == SERVICE:
        if status_of(old).get("loadBalancer") == status_of(new).get("loadBalancer"):
            return
    else:
        if status_of(old).get("readyReplicas") == status_of(new).get("readyReplicas") and (
            status_of(old).get("numberReady") == status_of(new).get("numberReady")
        ):
            return
        from minikctl.state.network.ingress.installed import controller_container  # only where readiness changed

        if controller_container(new or old) is None:
            return
    for ingress in tx.list(INGRESS):
        yield key_of(ingress)


def every_daemon_set(change: Change, tx: Transaction) -> Iterator[str]:
    """All DaemonSets, when a node comes, goes, or changes what it takes."""
    old, new = change.old or {}, change.new or {}
    if not old or not new or spec_of(old) != spec_of(new) or labels_of(old) != labels_of(new):
        yield from sorted(tx.table(DAEMON_SET.plural))


def of_certificates(change: Change, tx: Transaction) -> Iterator[str]:
    """What cert-manager looks after, where its kinds are there."""
    kind = change.kind
    if kind.group != "cert-manager.io":
        if kind not in (INGRESS, SECRET, DEPLOYMENT):
            return
        if not any(tx.table(plural) for plural in ("issuers", "clusterissuers", "certificates")):
            return
    from minikctl.state.controllers.certmanager import keys_of  # only where it is installed

    yield from keys_of(change, tx)


def services_for_pools(change: Change, tx: Transaction) -> Iterator[str]:
    """Services that wait for an address of MetalLB, when a pool changes or it starts to run."""
    if change.kind.group == "metallb.io" or (change.kind in (DEPLOYMENT, SERVICE) and tx.table("ipaddresspools")):
        from minikctl.state.controllers.metallb import keys_of  # only where it is installed

        yield from keys_of(change, tx)

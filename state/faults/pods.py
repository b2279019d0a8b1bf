"""Faults of pods and of what makes them: probes, images, commands, numbers, quotas, the cluster's DNS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state import simulation
from minikctl.state.faults import manifests as make
from minikctl.state.findings.causes import top_owner
from minikctl.state.kinds import DAEMON_SET, DEPLOYMENT, POD, RESOURCE_QUOTA, SERVICE
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import Obj, copy_tree, key_of, name_of, namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.chance import Chance
    from minikctl.state.transaction import Transaction


def pods_of(tx: Transaction, service: Obj) -> list[Obj]:
    return tx.selected(POD, namespace_of(service), spec_of(service)["selector"])


def not_ready(tx: Transaction, service: Obj, chance: Chance) -> str:
    for pod in pods_of(tx, service):
        simulation.unready(tx, pod)
    return key_of(service)


def some_not_ready(tx: Transaction, service: Obj, chance: Chance) -> str:
    pods = pods_of(tx, service)
    if len(pods) < 2:
        return ""
    simulation.unready(tx, pods[0])
    return key_of(service)


def owner(tx: Transaction, service: Obj) -> tuple[Kind, Obj]:
    return top_owner(tx, pods_of(tx, service)[0])


def with_container(tx: Transaction, service: Obj, **fields: object) -> str:
    """Gives the pods of a Deployment another container, all at once; "" for other workloads."""
    kind, found = owner(tx, service)
    if kind is not DEPLOYMENT:
        return ""
    new = copy_tree(found)
    new["spec"]["strategy"] = {"type": "Recreate"}
    new["spec"]["template"]["spec"]["containers"][0].update(fields)
    tx.replace(kind, new, namespace_of(new))
    return key_of(service)


def probe_port(tx: Transaction, service: Obj, chance: Chance) -> str:
    port = chance.choice("port", (8081, 9999, "health"))
    kind = chance.choice("kind", ("httpGet", "tcpSocket"))
    handler = {"port": port, **({"path": "/"} if kind == "httpGet" else {})}
    return with_container(tx, service, readinessProbe={kind: handler})


def probe_path(tx: Transaction, service: Obj, chance: Chance) -> str:
    pod = pods_of(tx, service)[0]
    container = spec_of(pod)["containers"][0]
    if "nginx" not in container["image"]:
        return ""
    return with_container(tx, service, readinessProbe={"httpGet": {"path": "/healthy", "port": 80}})


def image_name(tx: Transaction, service: Obj, chance: Chance) -> str:
    return with_container(tx, service, image=chance.choice("image", ("ngnix:1", "nginx:no-such-tag", "busybxo:1.36")))


def crash(tx: Transaction, service: Obj, chance: Chance) -> str:
    return with_container(tx, service, image="busybox:1.36", command=["sh", "-c", "exit 1"], args=[])


def scaled_down(tx: Transaction, service: Obj, chance: Chance) -> str:
    kind, found = owner(tx, service)
    if kind is DAEMON_SET or kind is POD:
        return ""
    new = copy_tree(found)
    new["spec"]["replicas"] = 0
    tx.replace(kind, new, namespace_of(new))
    return key_of(service)


def quota(tx: Transaction, service: Obj, chance: Chance) -> str:
    """The namespace may have no more pods, and those of the Service are gone."""
    space = namespace_of(service)
    if owner(tx, service)[0] is POD:
        return ""
    hard = {"spec": {"hard": {"pods": "0"}}}
    tx.create(RESOURCE_QUOTA, make.obj("v1", "ResourceQuota", "limit", space, **hard), space)
    for pod in pods_of(tx, service):
        tx.delete(POD, name_of(pod), space, grace=0)
    return key_of(service)


def dns_down(tx: Transaction, service: Obj, chance: Chance) -> str:
    dns = tx.find(SERVICE, "kube-dns", "kube-system")
    if dns is None or not pods_of(tx, dns):
        return ""
    return scaled_down(tx, dns, chance) if chance.number("how", 2) else not_ready(tx, dns, chance)

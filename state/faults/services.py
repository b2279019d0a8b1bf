"""Faults of Services: selectors, ports, namespaces, policies, aliases, slices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.faults import manifests as make
from minikctl.state.findings.causes import is_ready
from minikctl.state.findings.policies import nodes_with_endpoints, workers
from minikctl.state.kinds import ENDPOINT_SLICE, NAMESPACE, NODE, POD, SERVICE
from minikctl.state.objects import Obj, copy_tree, is_terminating, key_of, labels_of, name_of, namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.chance import Chance
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

SYSTEM = ("kube-system", "kube-public", "kube-node-lease", "ingress-nginx", "cert-manager")


def is_victim(view: View, service: Obj) -> bool:
    """Whether a Service has a selector and pods, all ready, and is a user's."""
    selector, namespace = spec_of(service).get("selector"), namespace_of(service)
    if not selector or namespace in SYSTEM or is_terminating(service):
        return False
    pods = view.selected(POD, namespace, selector)
    return bool(pods) and all(is_ready(pod) for pod in pods)


def changed(tx: Transaction, service: Obj, **fields: Any) -> Obj:
    """Writes a Service with other fields in its spec."""
    new = copy_tree(service)
    new["spec"].update(fields)
    return tx.replace(SERVICE, new, namespace_of(service))


def slipped(word: str, chance: Chance, purpose: str) -> str:
    """A word with a slip: two letters swapped, one lost, or one doubled."""
    place = chance.number(f"{purpose}/place", max(1, len(word) - 1))
    kinds = (
        word[:place] + word[place + 1 : place + 2] + word[place : place + 1] + word[place + 2 :],
        word[:place] + word[place + 1 :],
        word[: place + 1] + word[place:],
    )
    found = [one for one in kinds if one != word and one[:1].isalnum() and one[-1:].isalnum()]
    return chance.choice(purpose, found)


def selector_value(tx: Transaction, service: Obj, chance: Chance) -> str:
    selector = dict(spec_of(service)["selector"])
    key = next(iter(selector))
    selector[key] = slipped(selector[key], chance, "slip")
    if tx.selected(POD, namespace_of(service), selector):
        return ""
    changed(tx, service, selector=selector)
    return key_of(service)


def selector_key(tx: Transaction, service: Obj, chance: Chance) -> str:
    selector = dict(spec_of(service)["selector"])
    key = next(iter(selector))
    value = selector.pop(key)
    changed(tx, service, selector={chance.choice("key", ("name", "run", "component")): value, **selector})
    return key_of(service)


def with_target(tx: Transaction, service: Obj, target: int | str) -> str:
    """Gives the first port another target."""
    ports = copy_tree(spec_of(service)["ports"])
    ports[0]["targetPort"] = target
    changed(tx, service, ports=ports)
    return key_of(service)


def target_port(tx: Transaction, service: Obj, chance: Chance) -> str:
    if spec_of(service).get("clusterIP") == "None":
        return ""
    return with_target(tx, service, chance.choice("port", (8081, 8888, 81, 9000)))


def port_name(tx: Transaction, service: Obj, chance: Chance) -> str:
    if spec_of(service).get("clusterIP") == "None":
        return ""
    return with_target(tx, service, chance.choice("name", ("https", "htpp", "main")))


def wrong_namespace(tx: Transaction, service: Obj, chance: Chance) -> str:
    spaces = [
        name_of(one)
        for one in tx.list(NAMESPACE)
        if name_of(one) not in SYSTEM
        and name_of(one) != namespace_of(service)
        and tx.find(SERVICE, name_of(service), name_of(one)) is None
        and not tx.selected(POD, name_of(one), spec_of(service)["selector"])
    ]
    if not spaces:
        return ""
    space, name = chance.choice("space", spaces), name_of(service)
    if has_entrance(tx, service) or is_mentioned(tx, service):
        return ""
    tx.delete(SERVICE, name, namespace_of(service))
    ports = [{key: value for key, value in one.items() if key != "nodePort"} for one in spec_of(service)["ports"]]
    tx.create(SERVICE, make.service(name, space, spec_of(service)["selector"], ports), space)
    return f"{space}/{name}"


def has_entrance(tx: Transaction, service: Obj) -> bool:
    """Whether an Ingress sends requests to a Service."""
    from minikctl.state.findings.policies import backends_of
    from minikctl.state.kinds import INGRESS

    return any(name_of(service) in backends_of(one) for one in tx.list(INGRESS, namespace_of(service)))


def is_mentioned(tx: Transaction, service: Obj) -> bool:
    """Whether a pod of the namespace uses a Service by its name."""
    from minikctl.state.findings.mentions import hosts

    return any(
        one.host.partition(".")[0] == name_of(service)
        for pod in tx.list(POD, namespace_of(service))
        for one in hosts(pod)
    )


def local_policy(tx: Transaction, service: Obj, chance: Chance) -> str:
    if set(workers(tx)) <= nodes_with_endpoints(tx, service) or spec_of(service).get("clusterIP") == "None":
        return ""
    changed(tx, service, type="NodePort", externalTrafficPolicy="Local")
    return key_of(service)


def inner_policy(tx: Transaction, service: Obj, chance: Chance) -> str:
    local = nodes_with_endpoints(tx, service)
    busy = {spec_of(pod).get("nodeName") for pod in tx.list(POD) if namespace_of(pod) not in SYSTEM}
    if len(tx.list(NODE)) < 2 or not busy - local - {None} or spec_of(service).get("clusterIP") == "None":
        return ""
    changed(tx, service, internalTrafficPolicy="Local")
    return key_of(service)


def headless_port(tx: Transaction, service: Obj, chance: Chance) -> str:
    port = spec_of(service)["ports"][0]
    if spec_of(service).get("clusterIP") != "None" or port["port"] == 80:
        return ""
    ports = copy_tree(spec_of(service)["ports"])
    ports[0] = {**ports[0], "targetPort": port["port"], "port": 8999}
    changed(tx, service, ports=ports)
    from minikctl.state.faults.network import client  # a cycle otherwise

    client(tx, service, f"{name_of(service)}:8999")
    return key_of(service)


def alias(tx: Transaction, service: Obj, target: str) -> str:
    space = namespace_of(service)
    spec = {"type": "ExternalName", "externalName": target}
    found = make.obj("v1", "Service", "partner", space, spec=spec)
    if tx.find(SERVICE, "partner", space) is not None:
        return ""
    tx.create(SERVICE, found, space)
    return f"{space}/partner"


def alias_nowhere(tx: Transaction, service: Obj, chance: Chance) -> str:
    domain = tx.settings["cluster_domain"]
    return alias(tx, service, f"{slipped(name_of(service), chance, 'alias')}x.{namespace_of(service)}.svc.{domain}")


def alias_address(tx: Transaction, service: Obj, chance: Chance) -> str:
    return alias(tx, service, f"192.0.2.{1 + chance.number('address', 250)}")


def nothing_behind(tx: Transaction, service: Obj, chance: Chance) -> str:
    space = namespace_of(service)
    if tx.find(SERVICE, "old-db", space) is not None:
        return ""
    tx.create(SERVICE, make.service("old-db", space, None, [{"port": 5432}]), space)
    return f"{space}/old-db"


def slice_label(tx: Transaction, service: Obj, chance: Chance) -> str:
    if not nothing_behind(tx, service, chance):
        return ""
    space = namespace_of(service)
    found = make.slice_by_hand("old-db-1", space, "old-db", ["192.0.2.9"], 5432)
    if chance.number("which", 2):
        found["metadata"]["labels"] = {"app": "old-db"}
    else:
        found["metadata"]["labels"] = {"kubernetes.io/service-name": "old-dbs"}
    tx.create(ENDPOINT_SLICE, found, space)
    return f"{space}/old-db"


__all__ = ["changed", "is_victim", "labels_of", "slipped"]

"""Faults of NetworkPolicies, and of clients: names, resolvers, variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.faults import manifests as make
from minikctl.state.faults.services import SYSTEM
from minikctl.state.kinds import DEPLOYMENT, NAMESPACE, NETWORK_POLICY, SERVICE
from minikctl.state.network.environment import shouted
from minikctl.state.objects import Obj, copy_tree, key_of, name_of, namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.chance import Chance
    from minikctl.state.transaction import Transaction

CLIENT = "practice-client"


def with_policy(tx: Transaction, service: Obj, *rules: Obj) -> str:
    """Puts a policy upon a Service's pods, unless some are there already."""
    space = namespace_of(service)
    if tx.list(NETWORK_POLICY, space):
        return ""
    found = make.policy("practice", space, spec_of(service)["selector"], policyTypes=["Ingress"], ingress=list(rules))
    tx.create(NETWORK_POLICY, found, space)
    return key_of(service)


def policy_closed(tx: Transaction, service: Obj, chance: Chance) -> str:
    return with_policy(tx, service)


def policy_port(tx: Transaction, service: Obj, chance: Chance) -> str:
    return with_policy(tx, service, {"ports": [{"port": chance.choice("port", (8443, 4444, 7070))}]})


def policy_client(tx: Transaction, service: Obj, chance: Chance) -> str:
    peer = {"podSelector": {"matchLabels": {"app": chance.choice("peer", ("cliemt", "frontent", "webb"))}}}
    return with_policy(tx, service, {"from": [peer]})


def policy_dns(tx: Transaction, service: Obj, chance: Chance) -> str:
    space = namespace_of(service)
    client(tx, service, name_of(service))
    rules = [{"to": [{"podSelector": {"matchLabels": spec_of(service)["selector"]}}]}]
    found = make.policy("practice", space, {"app": CLIENT}, policyTypes=["Egress"], egress=rules)
    tx.create(NETWORK_POLICY, found, space)
    return f"networkpolicy/{space}/practice"


def client(tx: Transaction, service: Obj, host: str, space: str = "", **pod: object) -> str:
    """A Deployment that uses a Service by a name; returns its own name, as findings have it."""
    space = space or namespace_of(service)
    env = [{"name": "TARGET_URL", "value": f"http://{host}/"}]
    one = {"name": "app", "image": "busybox:1.36", "command": ["sleep", "86400"], "env": env}
    found = make.workload("Deployment", CLIENT, space, {"app": CLIENT}, 1, **{"containers": [one], **pod})
    tx.create(DEPLOYMENT, found, space)
    return f"deployment/{space}/{CLIENT}"


def short_name(tx: Transaction, service: Obj, chance: Chance) -> str:
    spaces = [
        name_of(one)
        for one in tx.list(NAMESPACE)
        if name_of(one) not in SYSTEM and tx.find(SERVICE, name_of(service), name_of(one)) is None
    ]
    if not spaces or spec_of(service).get("clusterIP") == "None":
        return ""
    client(tx, service, name_of(service), chance.choice("space", spaces))
    return key_of(service)


def foreign_dns(tx: Transaction, service: Obj, chance: Chance) -> str:
    how: Obj = chance.choice("how", ({"dnsPolicy": "Default"}, {"hostNetwork": True}, CONFIG))
    client(tx, service, name_of(service), **how)
    return key_of(service)


CONFIG = {"dnsPolicy": "None", "dnsConfig": {"nameservers": ["192.0.2.53"]}}


def old_variables(tx: Transaction, service: Obj, chance: Chance) -> str:
    """A client that started before the Service; the Service is as if it had been made later."""
    if spec_of(service).get("clusterIP") == "None":
        return ""
    space, name = namespace_of(service), "late"
    if tx.find(SERVICE, name, space) is not None:
        return ""
    command = ["sh", "-c", f"sleep 5; wget -qO- http://${{{shouted(name)}_SERVICE_HOST}}/; sleep 86400"]
    one = {"name": "app", "image": "busybox:1.36", "command": command}
    tx.create(DEPLOYMENT, make.workload("Deployment", CLIENT, space, {"app": CLIENT}, 1, containers=[one]), space)
    from minikctl.state.settling import settle  # the client starts first

    tx.manager = ""
    settle(tx)
    tx.real += 2
    tx.now = tx.real
    ports = [
        {"port": copy_tree(port)["port"], "targetPort": port.get("targetPort")} for port in spec_of(service)["ports"]
    ]
    tx.create(SERVICE, make.service(name, space, spec_of(service)["selector"], ports[:1]), space)
    return f"{space}/{name}"

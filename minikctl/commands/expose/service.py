"""The Service that `expose` creates."""

from __future__ import annotations

from typing import Any

from minikctl.commands.expose.introspection import Meant
from minikctl.errors import CommandError
from minikctl.generating import metadata
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.labelspecs import integer, integer_or_name, parse_labels

Obj = dict[str, Any]


def service_for(call: Invocation, meant: Meant, options: Options) -> Obj:
    """The Service for what was meant. Raises CommandError."""
    selector = parse_labels(meant.selector)
    labels = parse_labels(meant.labels) if meant.labels else {}
    spec: Obj = {"ports": ports(meant, options), "selector": selector}
    if options["type"]:
        spec["type"] = options["type"]
    if options["external-ip"]:
        spec["externalIPs"] = [options["external-ip"]]
    if options["type"] == "LoadBalancer" and options["load-balancer-ip"]:
        spec["loadBalancerIP"] = options["load-balancer-ip"]
    if options["session-affinity"]:
        if options["session-affinity"] not in ("None", "ClientIP"):
            raise CommandError(f"unknown session affinity: {options['session-affinity']}")
        spec["sessionAffinity"] = options["session-affinity"]
    if options["cluster-ip"]:
        spec["clusterIP"] = options["cluster-ip"]
    meta = metadata(call, options["name"] or meant.name)
    return {"apiVersion": "v1", "kind": "Service", "metadata": {**meta, "labels": labels}, "spec": spec}


def ports(meant: Meant, options: Options) -> list[Obj]:
    """The ports: one for each that was given or found, and for each of its protocols. Raises CommandError."""
    found: list[Obj] = []
    texts = meant.port.split(",") if meant.port else []
    for index, text in enumerate(texts, 1):
        number = integer(text)
        protocols = [options["protocol"]] if options["protocol"] else meant.protocols.get(text) or ["TCP"]
        name = f"port-{index}" if len(texts) > 1 else ""
        for protocol in protocols:
            if len(protocols) > 1:
                name = f"port-{index}-{protocol.lower()}"
            target = integer_or_name(options["target-port"]) if options["target-port"] else number
            port: Obj = {"port": number, "protocol": protocol, "targetPort": target}
            found.append({"name": name, **port} if name else port)
    return found

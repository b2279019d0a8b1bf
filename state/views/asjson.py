"""What views show, as JSON: for programs that read the twins of the panels."""

from __future__ import annotations

from typing import Any

from minikctl.state.kinds import NODE
from minikctl.state.kinds.service.columns import balancer_text
from minikctl.state.network.ipvs.servers import virtual_servers
from minikctl.state.network.nodes import node_facts
from minikctl.state.network.proxyconfig import proxy_config
from minikctl.state.network.virtual import ports_of
from minikctl.state.objects import Obj, name_of, namespace_of, spec_of, split_key
from minikctl.state.views import dns, iptables
from minikctl.state.views.map import NO_PORT, Link, links
from minikctl.state.views.problems import Problem, problems_of
from minikctl.state.views.scene import Scene, selected_service, service_before, shown_node

CHANGES = {"+": "added", "-": "removed", "~": "altered", "": None}


def map_json(scene: Scene) -> Obj:
    """{service, frontends, ports, dns, why} of the selected Service."""
    service = selected_service(scene)
    assert service is not None, "the Service was looked up"
    spec = spec_of(service)
    found = list(problems_of(scene.view, service))
    return {
        "service": {
            "name": name_of(service),
            "namespace": namespace_of(service),
            "type": spec.get("type", "ClusterIP"),
            "clusterIPs": spec.get("clusterIPs") or [],
            "selector": spec.get("selector") or {},
        },
        "frontends": frontends(scene, service),
        "ports": []
        if spec.get("type") == "ExternalName"
        else [port_json(scene, service, port) for port in ports(spec)],
        "dns": [one.as_json() for one in dns.records(scene.view, service)],
        "why": [problem_json(one) for one in found],
    }


def ports(spec: Obj) -> Any:
    return spec.get("ports") or NO_PORT


def frontends(scene: Scene, service: Obj) -> list[Obj]:
    """Every address and port by which clients come in."""
    spec = spec_of(service)
    if spec.get("type") == "ExternalName":
        return [{"kind": "externalName", "address": spec.get("externalName", ""), "port": None}]
    found: list[Obj] = []
    for port in spec.get("ports") or ():
        addresses = [("clusterIP", one) for one in spec.get("clusterIPs") or () if one != "None"]
        addresses += [("externalIP", one) for one in spec.get("externalIPs") or ()]
        addresses += [("loadBalancer", one) for one in balancer_text(service).split(",") if one]
        found += [{"kind": kind, "address": address, "port": port["port"]} for kind, address in addresses]
        if port.get("nodePort"):
            nodes = [key[1:] for key in sorted(scene.view.table(NODE.plural))]
            found += [{"kind": "nodePort", "address": node, "port": port["nodePort"]} for node in nodes]
    return found


def port_json(scene: Scene, service: Obj, port: Obj) -> Obj:
    found = [link_json(one) for one in links(scene, service, port)]
    if not port:
        return {"name": "", "port": None, "protocol": "TCP", "targetPort": None, "links": found}
    return {
        "name": port.get("name") or "",
        "port": port["port"],
        "protocol": port.get("protocol", "TCP"),
        "targetPort": port.get("targetPort", port["port"]),
        "links": found,
    }


def link_json(link: Link) -> Obj:
    """An endpoint of a port, and whether traffic reaches it."""
    place = link.place
    number = link.text.rpartition(":")[2]
    reason = "" if link.carries else "terminating" if place.terminating else "not ready"
    return {
        "address": place.address,
        "port": int(number) if number.isdigit() else None,
        "ready": place.ready,
        "serving": place.serving,
        "terminating": place.terminating,
        "pod": place.pod or None,
        "node": place.node or None,
        "state": "carries" if link.carries else "broken",
        "reason": reason,
    }


def problem_json(one: Problem) -> Obj:
    """{code, object, sentence, consequence, fix}"""
    return {
        "code": one.code,
        "object": f"service/{one.service}",
        "sentence": one.text,
        "consequence": one.effect,
        "fix": one.see,
    }


def rules_json(scenes: list[Scene]) -> Obj:
    """{table: {chain: [{text, serves, change}]}} of the Services of some scenes."""
    found: dict[str, dict[str, list[Obj]]] = {}
    for scene in scenes:
        node = shown_node(scene)
        before = None
        if scene.before is not None:
            before = iptables.rules(scene.before, node, service_before(scene))
        serves = f"service/{scene.service}"
        for chain in iptables.compared(before, iptables.rules(scene.view, node, selected_service(scene))):
            rules = found.setdefault(chain.table, {}).setdefault(chain.name, [])
            rules += [{"text": one.text, "serves": serves, "change": CHANGES[one.mark]} for one in chain.rules]
    return found


def ipvs_json(scene: Scene) -> list[Obj]:
    """The virtual servers of the selected Service."""
    view, node = scene.view, shown_node(scene)
    namespace, name = split_key(scene.service)
    service = selected_service(scene)
    config, facts = proxy_config(view), node_facts(view, node)
    found: list[Obj] = []
    for family in (4, 6):
        servers = virtual_servers(ports_of(view, facts, service, family), config, family, facts) if service else []
        for one in servers:
            found.append(
                {
                    "service": f"{namespace}/{name}",
                    "protocol": one.protocol.upper(),
                    "address": one.address,
                    "port": one.port,
                    "scheduler": one.scheduler,
                    "persistent": one.persistent,
                    "reals": [{"address": real.address, "port": real.port, "node": real.node} for real in one.reals],
                }
            )
    return found

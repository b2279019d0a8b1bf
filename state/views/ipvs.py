"""The IPVS virtual servers of a Service, and what the shown change did to them; a what-if outside of IPVS mode."""

from __future__ import annotations

from minikctl.state.network.ipvs.servers import HEADER, bound_addresses, listing, virtual_servers
from minikctl.state.network.nodes import node_facts
from minikctl.state.network.proxyconfig import proxy_config
from minikctl.state.network.virtual import ports_of
from minikctl.state.objects import Obj, spec_of
from minikctl.state.view import View
from minikctl.state.views.lines import Line, Span, fitted, line, wrapped_lines
from minikctl.state.views.page import compared_lines
from minikctl.state.views.scene import Scene, no_service, nothing, selected_service, service_before, shown_node

FAMILIES = {"IPv4": 4, "IPv6": 6}


def servers_text(view: View, node: str, service: Obj | None) -> str:
    """What `ipvsadm -Ln` prints of a Service's servers, without the program's header."""
    if service is None:
        return ""
    config, facts = proxy_config(view), node_facts(view, node)
    found = ""
    for name in spec_of(service).get("ipFamilies") or ("IPv4",):
        family = FAMILIES.get(name, 4)
        found += listing(virtual_servers(ports_of(view, facts, service, family), config, family, facts))[len(HEADER) :]
    return found


def draw(scene: Scene) -> list[Line]:
    """The tab."""
    service = selected_service(scene)
    if service is None:
        return no_service(scene)
    node = shown_node(scene)
    now = servers_text(scene.view, node, service)
    before = servers_text(scene.before, node, service_before(scene)) if scene.before is not None else None
    if not now and not before:
        return nothing(scene, "No virtual server.", "The Service has no address of its own.")
    lines = [line("  ", Span(row, "header")) for row in HEADER.splitlines()]
    lines += compared_lines(before, now, scene.look)
    facts = node_facts(scene.view, node)
    bound = bound_addresses(ports_of(scene.view, facts, service, 4), facts)
    if bound:
        lines += [(), *wrapped_lines(line("  ", Span("kube-ipvs0  ", "dim")), ", ".join(bound), scene.look)]
    mode = proxy_config(scene.view).mode
    if mode != "ipvs":
        text = f"This cluster runs proxy mode {mode or 'iptables'}; this is what mode ipvs would hold on {node}."
        lines += [(), *wrapped_lines(line("  "), text, scene.look, "dim")]
    return [fitted(one, scene.look) for one in lines]

"""What the cluster DNS answers for a Service: names, addresses, SRV records, reverse names."""

from __future__ import annotations

from minikctl.state.network.dns import is_up, query
from minikctl.state.network.dns.kubernetes import endpoints, host_label
from minikctl.state.network.dns.records import Record
from minikctl.state.network.resolvconf import kubelet_dns
from minikctl.state.objects import Obj, name_of, namespace_of, spec_of
from minikctl.state.view import View
from minikctl.state.views.grid import Column, grid
from minikctl.state.views.lines import Line, Span, fitted, line, safe
from minikctl.state.views.scene import Scene, no_service, selected_service, service_before


def full_name(view: View, service: Obj) -> str:
    """`web.default.svc.cluster.local.`"""
    return f"{name_of(service)}.{namespace_of(service)}.svc.{kubelet_dns(view)[1]}."


def questions(view: View, service: Obj) -> list[tuple[str, str]]:
    """(name, type) of everything that may be asked about a Service."""
    full, spec = full_name(view, service), spec_of(service)
    asked = [(full, "A"), (full, "AAAA"), (full, "CNAME")]
    for port in spec.get("ports") or ():
        if port.get("name"):
            asked.append((f"_{port['name']}._{(port.get('protocol') or 'TCP').lower()}.{full}", "SRV"))
    if spec.get("clusterIP") == "None":
        for endpoint, _ in endpoints(view, service):
            for address in endpoint.get("addresses") or ():
                asked.append((f"{host_label(endpoint, address)}.{full}", "AAAA" if ":" in address else "A"))
    for address in spec.get("clusterIPs") or ():
        if address != "None" and ":" not in address:
            asked.append((".".join(reversed(address.split("."))) + ".in-addr.arpa.", "PTR"))
    return list(dict.fromkeys(asked))


def records(view: View | None, service: Obj | None) -> list[Record]:
    """Every record that is found for a Service; none while the cluster DNS is down."""
    if view is None or service is None or not is_up(view):
        return []
    found: dict[Record, None] = {}
    for name, kind in questions(view, service):
        found.update(dict.fromkeys(query(view, name, kind).answers))
    return list(found)


def draw(scene: Scene) -> list[Line]:
    """The tab."""
    service = selected_service(scene)
    if service is None:
        return no_service(scene)
    now = records(scene.view, service)
    before = records(scene.before, service_before(scene)) if scene.before is not None else now
    rows = [(one, "" if one in before else "+") for one in now]
    if scene.look.marks:
        rows += [(one, "-") for one in before if one not in now]
    lines = [line("  ", Span("records of ", "dim"), Span(safe(f"svc/{name_of(service)}"), "title"))]
    if not is_up(scene.view):
        lines.append(line("  ", Span("The cluster DNS does not answer: every query ends in a timeout.", "broken")))
    elif not now:
        lines.append(line("  ", Span("The name has no records (NXDOMAIN or no data).", "broken")))
        if spec_of(service).get("clusterIP") == "None":
            lines.append(line("  ", Span("A headless Service has one for each ready pod.", "dim")))
    if rows:
        columns = [
            Column("NAME", [safe(one.name) for one, _ in rows], least=12),
            Column("TYPE", [one.type for one, _ in rows]),
            Column("TTL", [str(one.ttl) for one, _ in rows], rank=1, right=True),
            Column("DATA", [safe(one.data) for one, _ in rows], least=12),
        ]
        lines += [(), *grid(columns, scene.look, [mark for _, mark in rows]).lines]
    return [fitted(one, scene.look) for one in lines]

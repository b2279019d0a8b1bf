"""SD07: ExternalName Services that name an address, have ports, or lead to a name that does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from minikctl.state.findings.finding import BROKEN, WARN, Finding, object_name
from minikctl.state.findings.near import nearest
from minikctl.state.kinds import SERVICE
from minikctl.state.network.dns.server import query
from minikctl.state.network.ranges import normal
from minikctl.state.objects import Obj, key_of, name_of, namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View


def find(view: View, namespace: str | None) -> Iterator[Finding]:
    """The first thing that is wrong with each of them."""
    for service in view.list(SERVICE, namespace):
        yield from about(view, service)


def about(view: View, service: Obj) -> Iterator[Finding]:
    """The first thing that is wrong with one of them."""
    found = wrong(view, service) if spec_of(service).get("type") == "ExternalName" else None
    if found is not None:
        yield found


def wrong(view: View, service: Obj) -> Finding | None:
    target, name = str(spec_of(service).get("externalName") or ""), object_name(SERVICE, service)
    where, key = f"{name_of(service)} -n {namespace_of(service)}", (key_of(service),)
    if normal(target):
        text = f"externalName {target} is an address, and a CNAME record can only hold a name"
        fix = f"a Service without a selector, with an EndpointSlice for {target}"
        return Finding("SD07", BROKEN, name, text, "DNS answers with a name that nobody can resolve", fix, key)
    missing = unresolved(view, target)
    if missing:
        text = f"externalName {target} does not resolve{missing}"
        fix = f"kubectl edit service {where}"
        return Finding("SD07", BROKEN, name, text, "clients of the name get NXDOMAIN", fix, key)
    ports = spec_of(service).get("ports") or ()
    if ports:
        text = "it has ports, which an ExternalName does not use: it is only another name"
        effect = f"clients use the port that {target} listens on; nothing translates it"
        return Finding("SD07", WARN, name, text, effect, f"kubectl edit service {where}", key)
    return None


def unresolved(view: View, target: str) -> str:
    """Why a name does not exist; "" if it does, or if nothing is known of the world outside."""
    domain = str(view.settings["cluster_domain"])
    full = target.rstrip(".").lower()
    if full.endswith(f".svc.{domain}"):
        if query(view, full, "A").rcode != "NXDOMAIN":
            return ""
        name, _, space = full.removesuffix(f".svc.{domain}").rpartition(".")
        spaces = [namespace_of(one) for one in view.list(SERVICE) if name_of(one) == name]
        meant = nearest(name, [name_of(one) for one in view.list(SERVICE, space)])
        if spaces:
            return f": service {name} is in the namespace {spaces[0]}"
        return f": the namespace {space} has no service {name}" + (f", but {meant}" if meant else "")
    if "." not in full or full.endswith(".svc"):
        return ": it is no full name, and nobody adds a search list to it"
    known = view.world.get("upstreamDNS")
    return ": nobody outside knows it" if known and query(view, full, "A").rcode == "NXDOMAIN" else ""

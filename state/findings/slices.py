"""SD06: EndpointSlices written by hand that belong to no Service, or have ports that it does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from minikctl.state.findings.finding import BROKEN, REFUSED, Finding, object_name
from minikctl.state.findings.near import nearest
from minikctl.state.findings.services import slices_of
from minikctl.state.kinds import ENDPOINT_SLICE, SERVICE
from minikctl.state.network.virtual import SERVICE_NAME
from minikctl.state.objects import Obj, is_terminating, key_of, labels_of, name_of, namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View

UNUSED = "nobody uses its addresses: kube-proxy and DNS go by the label"


def find(view: View, namespace: str | None) -> Iterator[Finding]:
    """Slices that no Service has, and Services without a selector whose slices do not fit."""
    for one in view.list(ENDPOINT_SLICE, namespace):
        if is_terminating(one) or not one.get("endpoints"):
            continue
        owner = labels_of(one).get(SERVICE_NAME)
        if not owner:
            yield unlabelled(view, one)
        elif view.find(SERVICE, owner, namespace_of(one)) is None:
            found = astray(view, one, owner)
            if found is not None:
                yield found
    for service in view.list(SERVICE, namespace):
        yield from about(view, service)


def about(view: View, service: Obj) -> Iterator[Finding]:
    """The slices of one Service that has no selector."""
    if not spec_of(service).get("selector") and spec_of(service).get("type") != "ExternalName":
        yield from strange_ports(view, service)


def unlabelled(view: View, one: Obj) -> Finding:
    """A slice without the label."""
    namespace, name = namespace_of(one), name_of(one)
    hungry = [
        name_of(service)
        for service in view.list(SERVICE, namespace)
        if not spec_of(service).get("selector") and not slices_of(view, service)
    ]
    meant = next((service for service in hungry if name.startswith(service)), hungry[0] if len(hungry) == 1 else "")
    text = f"it has no label {SERVICE_NAME}" + (f"; service {meant} has no selector and waits for one" if meant else "")
    fix = f"kubectl label endpointslice {name} {SERVICE_NAME}={meant or 'NAME'} -n {namespace}"
    services = (f"{namespace}/{meant}",) if meant else ()
    return Finding("SD06", BROKEN, object_name(ENDPOINT_SLICE, one), text, UNUSED, fix, services)


def astray(view: View, one: Obj, owner: str) -> Finding | None:
    """A slice whose label names a Service that its namespace does not have."""
    namespace, name = namespace_of(one), name_of(one)
    spaces = [namespace_of(service) for service in view.list(SERVICE) if name_of(service) == owner]
    meant = nearest(owner, [name_of(service) for service in view.list(SERVICE, namespace)])
    by_controller = labels_of(one).get("endpointslice.kubernetes.io/managed-by") == "endpointslice-controller.k8s.io"
    if by_controller or one["metadata"].get("ownerReferences"):
        return None  # its owner is gone: it goes too
    text = f"it is for service {owner}, which the namespace {namespace} does not have"
    if spaces:
        text += f"; a slice must be in the namespace of its Service: {spaces[0]}"
        fix = f"kubectl get endpointslice {name} -n {namespace} -o yaml, and make it in {spaces[0]}"
        return Finding("SD06", BROKEN, object_name(ENDPOINT_SLICE, one), text, UNUSED, fix, (f"{spaces[0]}/{owner}",))
    text += f"; meant is probably {meant}" if meant else ""
    fix = f"kubectl label endpointslice {name} {SERVICE_NAME}={meant or 'NAME'} --overwrite -n {namespace}"
    services = (f"{namespace}/{meant}",) if meant else ()
    return Finding("SD06", BROKEN, object_name(ENDPOINT_SLICE, one), text, UNUSED, fix, services)


def strange_ports(view: View, service: Obj) -> Iterator[Finding]:
    """Ports of a Service that its slices have under another name or protocol, or not at all."""
    pieces = [one for one in slices_of(view, service) if one.get("endpoints")]
    if not pieces or spec_of(service).get("clusterIP") == "None":
        return
    known = {
        (port.get("name") or "", port.get("protocol") or "TCP") for one in pieces for port in one.get("ports") or ()
    }
    for port in spec_of(service).get("ports") or ():
        pair = (port.get("name") or "", port.get("protocol") or "TCP")
        if pair in known:
            continue
        have = ", ".join(sorted([f'"{name}"/{protocol}' for name, protocol in known])) or "none"
        text = f'its port "{pair[0]}"/{pair[1]} is not in the EndpointSlice {name_of(pieces[0])}, which has {have}'
        fix = f"kubectl edit endpointslice {name_of(pieces[0])} -n {namespace_of(service)}"
        yield Finding("SD06", BROKEN, object_name(SERVICE, service), text, REFUSED, fix, (key_of(service),))

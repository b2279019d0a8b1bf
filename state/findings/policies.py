"""SD11, SD17: traffic policies and session affinity that hide endpoints from clients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from minikctl.state.findings.finding import BROKEN, WARN, Finding, listed, object_name
from minikctl.state.findings.services import slices_of
from minikctl.state.kinds import INGRESS, NODE, POD, SERVICE
from minikctl.state.kinds.service.columns import balancer_text
from minikctl.state.objects import Obj, annotations_of, key_of, labels_of, name_of, namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View

OUTWARD = ("NodePort", "LoadBalancer")
UPSTREAM = "nginx.ingress.kubernetes.io/service-upstream"


def find(view: View, namespace: str | None) -> Iterator[Finding]:
    """Services with a policy Local, or affinity behind a proxy."""
    for service in view.list(SERVICE, namespace):
        yield from about(view, service)


def about(view: View, service: Obj) -> Iterator[Finding]:
    """The policies of one Service, if it has ready endpoints."""
    spec = spec_of(service)
    local = nodes_with_endpoints(view, service) if spec.get("type") != "ExternalName" else set()
    if local:
        is_local = spec.get("type") in OUTWARD and spec.get("externalTrafficPolicy") == "Local"
        if is_local and not is_controller(service):
            yield from outward(view, service, local)
        if spec.get("internalTrafficPolicy") == "Local":
            yield from inward(view, service, local)
        if spec.get("sessionAffinity") == "ClientIP":
            yield from behind_proxy(view, service)


def nodes_with_endpoints(view: View, service: Obj) -> set[str]:
    """The nodes that have a ready endpoint."""
    return {
        one.get("nodeName") or ""
        for piece in slices_of(view, service)
        for one in piece.get("endpoints") or ()
        if (one.get("conditions") or {}).get("ready") is not False
    }


def workers(view: View) -> list[str]:
    """The nodes on which ordinary pods may run."""
    return [
        name_of(node)
        for node in view.list(NODE)
        if not any(taint.get("effect") in ("NoSchedule", "NoExecute") for taint in spec_of(node).get("taints") or ())
    ]


def is_controller(service: Obj) -> bool:
    """Whether an Ingress controller is behind a Service: its manifest has Local, and balancers ask nodes for health."""
    return labels_of(service).get("app.kubernetes.io/component") == "controller" and bool(balancer_text(service))


def outward(view: View, service: Obj, local: set[str]) -> Iterator[Finding]:
    """SD11."""
    without = [name for name in workers(view) if name not in local]
    if not without:
        return
    text = f"externalTrafficPolicy Local, and no ready endpoint on {listed(without)}"
    ports = [str(port["nodePort"]) for port in spec_of(service).get("ports") or () if port.get("nodePort")]
    effect = f"what comes in at these nodes (port {', '.join(ports) or 'none'}) is dropped"
    if spec_of(service).get("type") == "LoadBalancer":
        effect += "; a load balancer that asks for their health passes them over"
    patch = '{"spec":{"externalTrafficPolicy":"Cluster"}}'
    fix = f"kubectl patch service {name_of(service)} -n {namespace_of(service)} -p '{patch}', or a DaemonSet"
    yield Finding("SD11", WARN, object_name(SERVICE, service), text, effect, fix, (key_of(service),))


def inward(view: View, service: Obj, local: set[str]) -> Iterator[Finding]:
    """SD17 of internalTrafficPolicy: pods on nodes without an endpoint."""
    elsewhere = sorted(
        {
            spec_of(pod).get("nodeName") or ""
            for pod in view.list(POD)
            if namespace_of(pod) != "kube-system" and spec_of(pod).get("nodeName") not in local
        }
        - {""}
    )
    if not elsewhere:
        return
    text = f"internalTrafficPolicy Local, and no ready endpoint on {listed(elsewhere)}"
    effect = "connections of the pods there are dropped, although endpoints on other nodes are ready"
    patch = '{"spec":{"internalTrafficPolicy":"Cluster"}}'
    fix = f"kubectl patch service {name_of(service)} -n {namespace_of(service)} -p '{patch}'"
    yield Finding("SD17", BROKEN, object_name(SERVICE, service), text, effect, fix, (key_of(service),))


def behind_proxy(view: View, service: Obj) -> Iterator[Finding]:
    """SD17 of affinity: a controller that goes by the Service's address is one client for all."""
    for ingress in view.list(INGRESS, namespace_of(service)):
        if annotations_of(ingress).get(UPSTREAM) != "true" or name_of(service) not in backends_of(ingress):
            continue
        text = f"sessionAffinity ClientIP, and ingress {name_of(ingress)} sends everybody through one address"
        effect = "all requests of the Ingress go to one endpoint, and the others idle"
        fix = f"kubectl annotate ingress {name_of(ingress)} {UPSTREAM}- -n {namespace_of(service)}"
        yield Finding("SD17", WARN, object_name(SERVICE, service), text, effect, fix, (key_of(service),))


def backends_of(ingress: Obj) -> set[str]:
    """The names of the Services that an Ingress sends requests to."""
    spec = spec_of(ingress)
    found = [spec.get("defaultBackend")]
    found += [
        path.get("backend") for rule in spec.get("rules") or () for path in (rule.get("http") or {}).get("paths") or ()
    ]
    return {one["service"]["name"] for one in found if one and one.get("service")}

"""What an API server adds to a Service (pkg/apis/core/v1/defaults.go, registry/core/service)."""

from __future__ import annotations

from typing import Any

Obj = dict[str, Any]

NONE = "None"  # no affinity; as an address: headless
AFFINITY_SECONDS = 10800
PROXIED = ("ClusterIP", "NodePort", "LoadBalancer")


def defaults(service: Obj) -> None:
    """Fills what decoding a manifest fills."""
    spec = service.get("spec")
    if spec is None:
        spec = service["spec"] = {}
    default_affinity(spec)
    kind = spec["type"] = spec.get("type") or "ClusterIP"
    for port in spec.get("ports") or ():
        port["protocol"] = port.get("protocol") or "TCP"
        if port.get("targetPort") in (None, 0, ""):
            port["targetPort"] = port.get("port", 0)
    if is_reachable_from_outside(spec) and not spec.get("externalTrafficPolicy"):
        spec["externalTrafficPolicy"] = "Cluster"
    if kind in PROXIED and spec.get("internalTrafficPolicy") is None:
        spec["internalTrafficPolicy"] = "Cluster"
    if kind == "LoadBalancer":
        if spec.get("allocateLoadBalancerNodePorts") is None:
            spec["allocateLoadBalancerNodePorts"] = True
        default_ip_modes(service)


def complete(service: Obj) -> None:
    """Fills a stored Service: those from before clusterIPs and ipFamilies existed are read with them."""
    known = (service.get("spec") or {}).get("externalTrafficPolicy")
    defaults(service)
    spec = service["spec"]
    if spec["type"] == "ClusterIP" and not known:
        spec.pop("externalTrafficPolicy", None)  # only written where external IPs are written
    complete_families(spec)


def default_affinity(spec: Obj) -> None:
    affinity = spec["sessionAffinity"] = spec.get("sessionAffinity") or NONE
    if affinity == NONE:
        spec.pop("sessionAffinityConfig", None)
    elif affinity == "ClientIP":
        client = ((spec.get("sessionAffinityConfig") or {}).get("clientIP")) or {}
        if client.get("timeoutSeconds") is None:
            spec["sessionAffinityConfig"] = {"clientIP": {**client, "timeoutSeconds": AFFINITY_SECONDS}}


def default_ip_modes(service: Obj) -> None:
    """Traffic to a load balancer's address is a virtual IP's unless the balancer says otherwise."""
    for entry in ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ():
        if entry.get("ip") and entry.get("ipMode") is None:
            entry["ipMode"] = "VIP"


def complete_families(spec: Obj) -> None:
    """clusterIPs, ipFamilies and ipFamilyPolicy from what is there (defaultOnReadService)."""
    if spec["type"] == "ExternalName":
        return
    if spec.get("clusterIP") and not spec.get("clusterIPs"):
        spec["clusterIPs"] = [spec["clusterIP"]]
    addresses = spec.get("clusterIPs") or []
    if not addresses or (spec.get("ipFamilies") and spec.get("ipFamilyPolicy")):
        return
    if addresses[0] != NONE:
        families = ["IPv6" if ":" in address else "IPv4" for address in addresses]
    elif spec.get("selector"):
        families = ["IPv4"]
    else:
        families = ["IPv4", "IPv6"]
    spec["ipFamilies"] = spec.get("ipFamilies") or families
    if not spec.get("ipFamilyPolicy"):
        spec["ipFamilyPolicy"] = "RequireDualStack" if len(spec["ipFamilies"]) == 2 else "SingleStack"


def is_reachable_from_outside(spec: Obj) -> bool:
    """ExternallyAccessible: whether externalTrafficPolicy means something."""
    kind = spec.get("type")
    return kind in ("NodePort", "LoadBalancer") or (kind == "ClusterIP" and bool(spec.get("externalIPs")))


def needs_health_check(spec: Obj) -> bool:
    return spec.get("type") == "LoadBalancer" and spec.get("externalTrafficPolicy") == "Local"


def is_headless(spec: Obj) -> bool:
    return (spec.get("clusterIPs") or []) == [NONE]


def prepare(service: Obj, old: Obj | None, now: float) -> None:
    """A new Service starts without a status."""
    if old is None:
        service["status"] = {"loadBalancer": {}}

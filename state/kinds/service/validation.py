"""What is wrong with a Service (pkg/apis/core/validation, ValidateService)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from minikctl.state import names
from minikctl.state.fields import (
    FieldError,
    GoText,
    duplicate,
    forbidden,
    go_quote,
    invalid,
    not_supported,
    required,
)
from minikctl.state.kinds.metadata import label_errors
from minikctl.state.kinds.service.defaults import is_headless, is_reachable_from_outside, needs_health_check
from minikctl.state.kinds.service.families import family_errors
from minikctl.state.network.addresses import NONE

Obj = dict[str, Any]
Errors = Iterator[FieldError]

TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
PROTOCOLS = ("SCTP", "TCP", "UDP")
AFFINITIES = ("ClientIP", NONE)
POLICIES = ("Cluster", "Local")
DISTRIBUTIONS = ("PreferClose",)
ONLY_BALANCERS = "may only be used when `type` is 'LoadBalancer'"
ONLY_HEALTH_CHECKED = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
SOURCE_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
MAX_AFFINITY_SECONDS = 86400
TOPOLOGY_MODE, TOPOLOGY_HINTS = "service.kubernetes.io/topology-mode", "service.kubernetes.io/topology-aware-hints"


def validate(service: Obj) -> Errors:
    spec = service.get("spec") or {}
    annotations = (service.get("metadata") or {}).get("annotations") or {}
    yield from topology_errors(annotations)
    yield from type_requirements(spec)
    yield from ports_errors(spec)
    yield from label_errors(spec.get("selector"), "spec.selector")
    yield from affinity_errors(spec)
    yield from family_errors(spec)
    yield from external_ip_errors(spec)
    if spec.get("type") not in TYPES:
        yield not_supported("spec.type", spec.get("type") or "", TYPES)
    yield from node_port_errors(spec)
    yield from duplicate_ports(spec)
    yield from balancer_errors(spec, annotations)
    yield from external_policy_errors(spec)
    yield from internal_policy_errors(spec)


def topology_errors(annotations: Obj) -> Errors:
    mode, hints = annotations.get(TOPOLOGY_MODE), annotations.get(TOPOLOGY_HINTS)
    if mode is not None and hints is not None and mode != hints:
        detail = f"must match annotations[{TOPOLOGY_HINTS}] when both are specified"
        yield invalid(f"metadata.annotations[{TOPOLOGY_MODE}]", mode, detail)


def type_requirements(spec: Obj) -> Errors:
    kind = spec.get("type")
    if not spec.get("ports") and not is_headless(spec) and kind != "ExternalName":
        yield required("spec.ports")
    if kind in ("LoadBalancer", "NodePort") and is_headless(spec):
        yield invalid("spec.clusterIPs[0]", NONE, f"may not be set to 'None' for {kind} services")
    if kind == "ExternalName":
        for field in ("clusterIPs", "ipFamilies", "ipFamilyPolicy"):
            if spec.get(field):
                yield forbidden(f"spec.{field}", "may not be set for ExternalName services")
        name = (spec.get("externalName") or "").removesuffix(".")
        if not name:
            yield required("spec.externalName")
        for message in names.dns_subdomain(name) if name else ():
            yield invalid("spec.externalName", name, message)


def ports_errors(spec: Obj) -> Errors:
    ports = spec.get("ports") or []
    seen: set[str] = set()
    for index, port in enumerate(ports):
        at, name = f"spec.ports[{index}]", port.get("name") or ""
        if name:
            for message in names.dns_label(name):
                yield invalid(f"{at}.name", name, message)
            if name in seen:
                yield duplicate(f"{at}.name", name)
            seen.add(name)
        elif len(ports) > 1:
            yield required(f"{at}.name")
        yield from port_errors(port, at)


def port_errors(port: Obj, at: str) -> Errors:
    number, target = port.get("port") or 0, port.get("targetPort", 0)
    for message in names.port_number(number):
        yield invalid(f"{at}.port", number, message)
    if port.get("protocol") not in PROTOCOLS:
        yield not_supported(f"{at}.protocol", port.get("protocol") or "", PROTOCOLS)
    for message in names.port_number_or_name(target):
        yield invalid(f"{at}.targetPort", target, message)
    if port.get("appProtocol") is not None:
        for message in names.qualified_name(port["appProtocol"]):
            yield invalid(f"{at}.appProtocol", port["appProtocol"], message)


def affinity_errors(spec: Obj) -> Errors:
    affinity = spec.get("sessionAffinity")
    if affinity not in AFFINITIES:
        yield not_supported("spec.sessionAffinity", affinity or "", AFFINITIES)
    elif affinity == "ClientIP":
        at = "spec.sessionAffinityConfig.clientIP.timeoutSeconds"
        seconds = spec["sessionAffinityConfig"]["clientIP"]["timeoutSeconds"]
        if not 0 < seconds <= MAX_AFFINITY_SECONDS:
            yield invalid(at, seconds, f"must be greater than 0 and less than {MAX_AFFINITY_SECONDS}")


def external_ip_errors(spec: Obj) -> Errors:
    for index, address in enumerate(spec.get("externalIPs") or ()):
        for message in names.ip(address) or names.usable_ip(address):
            yield invalid(f"spec.externalIPs[{index}]", address, message)


def node_port_errors(spec: Obj) -> Errors:
    ports = spec.get("ports") or []
    if spec.get("type") == "ClusterIP":
        for index, port in enumerate(ports):
            if port.get("nodePort"):
                yield forbidden(f"spec.ports[{index}].nodePort", "may not be used when `type` is 'ClusterIP'")
    seen: Counter[tuple[str, int]] = Counter()
    for index, port in enumerate(ports):
        pair = (port.get("protocol", ""), port.get("nodePort") or 0)
        if pair[1] and seen[pair]:
            yield duplicate(f"spec.ports[{index}].nodePort", pair[1])
        seen[pair] += 1


def duplicate_ports(spec: Obj) -> Errors:
    """The same port and protocol twice; the value is shown as Go shows the key it compares."""
    seen: set[tuple[str, int]] = set()
    for index, port in enumerate(spec.get("ports") or ()):
        protocol, number = port.get("protocol", ""), port.get("port", 0)
        if (protocol, number) in seen:
            shown = (
                f'core.ServicePort{{Name:"", Protocol:{go_quote(protocol)}, AppProtocol:(*string)(nil), Port:{number}, '
                'TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:""}, NodePort:0}'
            )
            yield duplicate(f"spec.ports[{index}]", GoText(shown))
        seen.add((protocol, number))


def balancer_errors(spec: Obj, annotations: Obj) -> Errors:
    is_balancer = spec.get("type") == "LoadBalancer"
    yield from source_range_errors(spec, annotations, is_balancer)
    if spec.get("allocateLoadBalancerNodePorts") is not None and not is_balancer:
        yield forbidden("spec.allocateLoadBalancerNodePorts", ONLY_BALANCERS)
    yield from class_errors(spec)


def source_range_errors(spec: Obj, annotations: Obj, is_balancer: bool) -> Errors:
    ranges = spec.get("loadBalancerSourceRanges")
    if ranges:
        at = "spec.LoadBalancerSourceRanges"  # Kubernetes: the path has a capital L
        if not is_balancer:
            yield forbidden(at, ONLY_BALANCERS)
        for index, cidr in enumerate(ranges):
            for message in names.cidr(cidr.strip()):
                yield invalid(f"{at}[{index}]", cidr.strip(), message)
    elif SOURCE_RANGES in annotations:
        at = f"metadata.annotations[{SOURCE_RANGES}]"
        if not is_balancer:
            yield forbidden(at, ONLY_BALANCERS)
        text = annotations[SOURCE_RANGES].strip()
        for cidr in text.split(",") if text else ():
            for message in names.cidr(cidr.strip()):
                yield invalid(at, cidr.strip(), message)


def class_errors(spec: Obj) -> Errors:
    name = spec.get("loadBalancerClass")
    if name is None:
        return
    if spec.get("type") != "LoadBalancer":
        yield forbidden("spec.loadBalancerClass", ONLY_BALANCERS)
        return
    for message in names.qualified_name(name):
        yield invalid("spec.loadBalancerClass", name, message)


def external_policy_errors(spec: Obj) -> Errors:
    policy = spec.get("externalTrafficPolicy")
    if not is_reachable_from_outside(spec):
        if policy:
            detail = "may only be set for externally-accessible services"
            yield invalid("spec.externalTrafficPolicy", policy, detail)
    elif policy not in POLICIES:
        yield not_supported("spec.externalTrafficPolicy", policy, POLICIES)
    port = spec.get("healthCheckNodePort") or 0
    if not needs_health_check(spec):
        if port:
            yield invalid("spec.healthCheckNodePort", port, ONLY_HEALTH_CHECKED)
    elif not port:
        yield required("spec.healthCheckNodePort")
    else:
        for message in names.port_number(port):
            yield invalid("spec.healthCheckNodePort", port, message)


def internal_policy_errors(spec: Obj) -> Errors:
    policy, distribution = spec.get("internalTrafficPolicy"), spec.get("trafficDistribution")
    if policy is not None and policy not in POLICIES:
        yield not_supported("spec.internalTrafficPolicy", policy, POLICIES)
    if distribution is not None and distribution not in DISTRIBUTIONS:
        yield not_supported("spec.trafficDistribution", distribution, DISTRIBUTIONS)


def validate_update(service: Obj, old: Obj) -> Errors:
    """What may not change: cluster addresses, families, the balancer's class, the health check port."""
    spec, before = service.get("spec") or {}, old.get("spec") or {}
    yield from address_changes(spec, before)
    yield from family_changes(spec, before)
    if spec.get("type") == before.get("type") == "LoadBalancer":
        name = spec.get("loadBalancerClass")
        if name != before.get("loadBalancerClass"):
            yield invalid("spec.loadBalancerClass", name, "may not change once set")
    checked = needs_health_check(spec) and needs_health_check(before)
    if checked and (spec.get("healthCheckNodePort") or 0) != (before.get("healthCheckNodePort") or 0):
        yield forbidden("spec.healthCheckNodePort", "field is immutable")


def address_changes(spec: Obj, before: Obj) -> Errors:
    if "ExternalName" in (spec.get("type"), before.get("type")) or (is_headless(spec) and is_headless(before)):
        return
    new, old = spec.get("clusterIPs") or [], before.get("clusterIPs") or []
    if len(new) == len(old):
        for index, address in enumerate(old):
            if address != new[index]:
                yield invalid(f"spec.clusterIPs[{index}]", new, "may not change once set")
        return
    if not new:
        yield invalid("spec.clusterIPs[0]", GoText("[]string(nil)"), "primary clusterIP can not be unset")
    if old and new and new[0] != old[0]:
        yield invalid("spec.clusterIPs[0]", new, "may not change once set")
    if len(new) == 1 < len(old) and spec.get("ipFamilyPolicy") != "SingleStack":
        detail = "must be set to 'SingleStack' when releasing the secondary clusterIP"
        yield invalid("spec.ipFamilyPolicy", spec.get("ipFamilyPolicy"), detail)


def family_changes(spec: Obj, before: Obj) -> Errors:
    if "ExternalName" in (spec.get("type"), before.get("type")) or is_headless(spec) or is_headless(before):
        return
    new, old = spec.get("ipFamilies") or [], before.get("ipFamilies") or []
    shown = GoText("[]core.IPFamily{" + ", ".join(go_quote(family) for family in new) + "}")
    if len(new) == len(old):
        for index, family in enumerate(old):
            if family != new[index]:
                yield invalid("spec.ipFamilies[0]", shown, "may not change once set")
        return
    if len(old) > len(new) and not spec.get("clusterIPs"):
        yield invalid("spec.ipFamilies[0]", shown, "primary ipFamily can not be unset")
    if old and new and new[0] != old[0]:
        yield invalid("spec.ipFamilies[0]", spec.get("clusterIPs") or [], "may not change once set")
    if len(new) == 1 < len(old) and spec.get("ipFamilyPolicy") != "SingleStack":
        detail = "must be set to 'SingleStack' when releasing the secondary ipFamily"
        yield invalid("spec.ipFamilyPolicy", spec.get("ipFamilyPolicy"), detail)


def warnings(service: Obj) -> list[str]:
    """What the server warns of on create and update (pkg/api/service/warnings.go)."""
    spec = service.get("spec") or {}
    annotations = (service.get("metadata") or {}).get("annotations") or {}
    found = []
    if TOPOLOGY_HINTS in annotations:
        found.append(f"annotation {TOPOLOGY_HINTS} is deprecated, please use {TOPOLOGY_MODE} instead")
    for index, address in enumerate(spec.get("clusterIPs") or ()):
        found += names.ip_warnings(f"spec.clusterIPs[{index}]", address)
    kind = spec.get("type")
    if kind == "ClusterIP" and spec.get("clusterIP") == NONE:
        found += headless_warnings(spec)
    for index, address in enumerate(spec.get("externalIPs") or ()):
        found += names.ip_warnings(f"spec.externalIPs[{index}]", address)
    found += names.ip_warnings("spec.loadBalancerIP", spec.get("loadBalancerIP") or "")
    for index, cidr in enumerate(spec.get("loadBalancerSourceRanges") or ()):
        found += names.cidr_warnings(f"spec.loadBalancerSourceRanges[{index}]", cidr)
    if kind == "ExternalName" and spec.get("externalIPs"):
        found.append('spec.externalIPs is ignored when spec.type is "ExternalName"')
    if kind != "ExternalName" and spec.get("externalName"):
        found.append('spec.externalName is ignored when spec.type is not "ExternalName"')
    return found


def headless_warnings(spec: Obj) -> list[str]:
    found = []
    if spec.get("loadBalancerIP"):
        found.append("spec.loadBalancerIP is ignored for headless services")
    if spec.get("externalIPs"):
        found.append("spec.externalIPs is ignored for headless services")
    if spec.get("sessionAffinity") != NONE:
        found.append("spec.SessionAffinity is ignored for headless services")
    return found

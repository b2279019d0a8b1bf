"""What objects use of what ResourceQuotas count, and to which objects a quota applies (pkg/quota/v1/evaluator)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from minikctl.state import quantities
from minikctl.state.clock import parse_timestamp
from minikctl.state.kinds.kind import Kind
from minikctl.state.kinds.nodepage import pod_amounts
from minikctl.state.kinds.podspec.qos import qos_class
from minikctl.state.objects import annotations_of, spec_of, status_of
from minikctl.state.quantities import Quantity

Obj = dict[str, Any]
Amounts = dict[str, Quantity]

ONE = quantities.parse("1")
COUNTED_BY_PLURAL = ("configmaps", "persistentvolumeclaims", "replicationcontrollers", "resourcequotas", "secrets")
COMPUTE = ("cpu", "memory", "ephemeral-storage")
OF_PODS = ("pods", "cpu", "memory", "ephemeral-storage")
OF_SERVICES = ("services", "services.nodeports", "services.loadbalancers")
BY_CLASS = ".storageclass.storage.k8s.io/"
BETA_CLASS = "volume.beta.kubernetes.io/storage-class"


def amounts(found: Mapping[str, Any] | None) -> Amounts:
    return {name: quantities.parse(str(text)) for name, text in (found or {}).items()}


def count_name(kind: Kind) -> str:
    """`count/deployments.apps`."""
    return f"count/{kind.resource}"


def matching(kind: Kind, names: Iterable[str]) -> list[str]:
    """Which of a quota's resources objects of a kind use."""
    return [name for name in names if is_of(kind, name)]


def is_of(kind: Kind, name: str) -> bool:
    if name == count_name(kind):
        return True
    if kind.name == "Pod":
        is_extended = name.startswith("requests.") and "/" in name
        return (
            name in OF_PODS
            or is_extended
            or name.startswith(("hugepages-", "requests.hugepages-"))
            or (name.partition(".")[2] in COMPUTE and name.startswith(("requests.", "limits.")))
        )
    if kind.name == "Service":
        return name in OF_SERVICES
    if kind.name == "PersistentVolumeClaim":
        return name in ("persistentvolumeclaims", "requests.storage") or BY_CLASS in name
    return not kind.group and kind.plural in COUNTED_BY_PLURAL and name == kind.plural


def usage(kind: Kind, obj: Obj, now: float | None = None) -> Amounts:
    """What one object uses."""
    found = {count_name(kind): ONE}
    if kind.name == "Pod":
        if counts(obj, now):
            found["pods"] = ONE
            found.update(compute(pod_amounts(obj, "requests"), pod_amounts(obj, "limits")))
    elif kind.name == "Service":
        found.update(service_usage(spec_of(obj)))
    elif kind.name == "PersistentVolumeClaim":
        found.update(claim_usage(obj))
    elif not kind.group and kind.plural in COUNTED_BY_PLURAL:
        found[kind.plural] = ONE
    return found


def counts(pod: Obj, now: float | None) -> bool:
    """Whether a pod still takes resources (QuotaV1Pod): it has not ended, and its grace is not over."""
    if status_of(pod).get("phase") in ("Succeeded", "Failed"):
        return False
    meta = pod["metadata"]
    if now is not None and meta.get("deletionTimestamp") and meta.get("deletionGracePeriodSeconds") is not None:
        return now <= parse_timestamp(meta["deletionTimestamp"])
    return True


def compute(requests: Amounts, limits: Amounts) -> Amounts:
    """podComputeUsageHelper: requests under their short and their long names, limits under their own."""
    found: Amounts = {}
    for name, amount in requests.items():
        if name in COMPUTE or name.startswith("hugepages-"):
            found[name] = amount
        found[f"requests.{name}"] = amount
    for name, amount in limits.items():
        if name in COMPUTE:
            found[f"limits.{name}"] = amount
    return found


def container_usage(container: Obj) -> Amounts:
    resources = container.get("resources") or {}
    return compute(amounts(resources.get("requests")), amounts(resources.get("limits")))


def service_usage(spec: Obj) -> Amounts:
    """A Service, its node ports and its load balancer."""
    kind = spec.get("type", "ClusterIP")
    ports = spec.get("ports") or []
    nodes = len(ports) if kind == "NodePort" else 0
    balancers = 0
    if kind == "LoadBalancer":
        balancers = 1
        allocates = spec.get("allocateLoadBalancerNodePorts") is not False
        nodes = len(ports) if allocates else len([port for port in ports if port.get("nodePort")])
    return {
        "services": ONE,
        "services.nodeports": quantities.parse(str(nodes)),
        "services.loadbalancers": quantities.parse(str(balancers)),
    }


def claim_usage(claim: Obj) -> Amounts:
    """A claim and its storage, also under its class's name."""
    spec = spec_of(claim)
    storage = quantities.parse(str(((spec.get("resources") or {}).get("requests") or {}).get("storage", "0")))
    found = {"persistentvolumeclaims": ONE, "requests.storage": storage}
    name = annotations_of(claim).get(BETA_CLASS) or spec.get("storageClassName")
    if name:
        found[f"{name}{BY_CLASS}persistentvolumeclaims"] = ONE
        found[f"{name}{BY_CLASS}requests.storage"] = storage
    return found


# ---- scopes


def applies(quota: Obj, kind: Kind, obj: Obj) -> bool:
    """Whether a quota counts an object: it counts something of the kind, and every scope matches."""
    spec = quota["spec"]
    if not matching(kind, status_of(quota).get("hard") or spec.get("hard") or ()):
        return False
    scopes = [{"scopeName": name, "operator": "Exists"} for name in spec.get("scopes") or ()]
    scopes += (spec.get("scopeSelector") or {}).get("matchExpressions") or []
    return all(kind.name == "Pod" and in_scope(scope, obj) for scope in scopes)


def in_scope(scope: Obj, pod: Obj) -> bool:
    """podMatchesScopeFunc."""
    name, spec = scope.get("scopeName"), spec_of(pod)
    if name in ("Terminating", "NotTerminating"):
        return (spec.get("activeDeadlineSeconds") is not None) is (name == "Terminating")
    if name in ("BestEffort", "NotBestEffort"):
        return (qos_class(spec) == "BestEffort") is (name == "BestEffort")
    if name == "PriorityClass":
        return of_class(scope, spec.get("priorityClassName") or "")
    if name == "CrossNamespacePodAffinity":
        return crosses_namespaces(spec.get("affinity") or {})
    return False


def of_class(scope: Obj, name: str) -> bool:
    operator, values = scope.get("operator", "Exists"), scope.get("values") or ()
    if operator in ("Exists", "DoesNotExist"):
        return bool(name) is (operator == "Exists")
    return (name in values) is (operator == "In")


def crosses_namespaces(affinity: Obj) -> bool:
    for field in ("podAffinity", "podAntiAffinity"):
        found = affinity.get(field) or {}
        terms = list(found.get("requiredDuringSchedulingIgnoredDuringExecution") or ())
        preferred = found.get("preferredDuringSchedulingIgnoredDuringExecution") or ()
        terms += [one.get("podAffinityTerm") or {} for one in preferred]
        if any(term.get("namespaces") or term.get("namespaceSelector") is not None for term in terms):
            return True
    return False

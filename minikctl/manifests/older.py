"""Manifests of API versions that v1.33 no longer serves, written as the versions that took their place."""

from __future__ import annotations

from typing import Any

Obj = dict[str, Any]

WORKLOADS = {
    "Deployment": ("extensions/v1beta1", "apps/v1beta1", "apps/v1beta2"),
    "DaemonSet": ("extensions/v1beta1", "apps/v1beta2"),
    "ReplicaSet": ("extensions/v1beta1", "apps/v1beta2"),
    "StatefulSet": ("apps/v1beta1", "apps/v1beta2"),
}
INGRESSES = ("extensions/v1beta1", "networking.k8s.io/v1beta1")
RENAMED = {
    ("NetworkPolicy", "extensions/v1beta1"): ("networking.k8s.io/v1", "1.16"),
    ("CronJob", "batch/v1beta1"): ("batch/v1", "1.25"),
    ("CronJob", "batch/v2alpha1"): ("batch/v1", "1.21"),
    ("IngressClass", "networking.k8s.io/v1beta1"): ("networking.k8s.io/v1", "1.22"),
    ("EndpointSlice", "discovery.k8s.io/v1beta1"): ("discovery.k8s.io/v1", "1.25"),
    ("PodDisruptionBudget", "policy/v1beta1"): ("policy/v1", "1.25"),
}


def converted(obj: Obj) -> tuple[Obj | None, str]:
    """(the manifest as v1.33 wants it, or None if its version is unknown; the warning that tells of it)."""
    kind, version = str(obj.get("kind")), str(obj.get("apiVersion"))
    if kind == "Ingress" and version in INGRESSES:
        return ingress(obj), told(kind, version, "networking.k8s.io/v1", "1.22")
    if version in WORKLOADS.get(kind, ()):
        return workload(obj), told(kind, version, "apps/v1", "1.16")
    if (kind, version) in RENAMED:
        new, release = RENAMED[kind, version]
        return {**obj, "apiVersion": new}, told(kind, version, new, release)
    return None, ""


def told(kind: str, version: str, new: str, release: str) -> str:
    return f"{version} {kind} was removed in Kubernetes {release}; write: {new} {kind}"


def workload(obj: Obj) -> Obj:
    """A selector had been the template's labels by default."""
    spec = dict(obj.get("spec") or {})
    labels = ((spec.get("template") or {}).get("metadata") or {}).get("labels")
    if labels and not spec.get("selector"):
        spec["selector"] = {"matchLabels": dict(labels)}
    spec.pop("rollbackTo", None)
    return {**obj, "apiVersion": "apps/v1", "spec": spec}


def ingress(obj: Obj) -> Obj:
    """Backends were serviceName and servicePort; path types did not exist."""
    spec = dict(obj.get("spec") or {})
    if "backend" in spec:
        spec["defaultBackend"] = backend(spec.pop("backend"))
    if isinstance(spec.get("rules"), list):
        spec["rules"] = [rule(item) for item in spec["rules"]]
    return {**obj, "apiVersion": "networking.k8s.io/v1", "spec": spec}


def rule(item: Any) -> Any:
    paths = (item.get("http") or {}).get("paths") if isinstance(item, dict) else None
    if not isinstance(paths, list):
        return item
    return {**item, "http": {**item["http"], "paths": [path_of(path) for path in paths]}}


def path_of(item: Obj) -> Obj:
    found = {"pathType": "ImplementationSpecific", **item}
    if "backend" in found:
        found["backend"] = backend(found["backend"])
    return found


def backend(item: Any) -> Any:
    """serviceName and servicePort as the service's name and port."""
    if not isinstance(item, dict) or "serviceName" not in item:
        return item
    port = item.get("servicePort")
    rest = {key: value for key, value in item.items() if key not in ("serviceName", "servicePort")}
    return {
        **rest,
        "service": {"name": item["serviceName"], "port": {"name" if isinstance(port, str) else "number": port}},
    }

"""A stand-in for a View: the reads that the network makes, over a plain list of objects."""

from __future__ import annotations

from typing import Any

Obj = dict[str, Any]


class ClusterOf:
    """Objects as they are given, without defaults, controllers or a store."""

    def __init__(self, *objects: Obj, now: float = 1767323045.0, **settings: Any) -> None:
        self.now = now
        self.rev = 1
        self.settings = {
            "proxy_mode": "iptables",
            "pod_cidrs": ["10.244.0.0/16"],
            "cluster_domain": "cluster.local",
            "seed": "",
            **settings,
        }
        self.world: Obj = {}
        self.tables: dict[str, dict[tuple[str, str], Obj]] = {}
        for obj in objects:
            if obj["kind"] == "World":
                self.world = obj["spec"]
            else:
                meta = obj["metadata"]
                self.tables.setdefault(obj["kind"], {})[meta.get("namespace") or "", meta["name"]] = obj

    def find(self, kind: Any, name: str, namespace: str = "") -> Obj | None:
        return self.tables.get(kind.name, {}).get((namespace if kind.namespaced else "", name))

    def get(self, kind: Any, name: str, namespace: str = "") -> Obj:
        found = self.find(kind, name, namespace)
        assert found is not None, f"no {kind.name} {namespace}/{name}"
        return found

    def list(self, kind: Any, namespace: str | None = None) -> list[Obj]:
        rows = sorted(self.tables.get(kind.name, {}).items(), key=lambda row: row[0])
        return [obj for (where, _), obj in rows if namespace is None or where == namespace]

    def selected(self, kind: Any, namespace: str, labels: dict[str, str]) -> list[Obj]:
        return [o for o in self.list(kind, namespace) if labels.items() <= (o["metadata"].get("labels") or {}).items()]

    def on_node(self, kind: Any, node: str) -> list[Obj]:
        return [obj for obj in self.list(kind) if obj["spec"].get("nodeName") == node]

    def runtime(self, pod: Obj) -> Obj:
        return {}


def service(
    name: str,
    address: str = "10.96.0.10",
    ports: Any = None,
    *,
    namespace: str = "default",
    status: Any = None,
    **spec: Any,
) -> Obj:
    """A Service; `ports` are dicts, or numbers."""
    given = [{"port": port, "protocol": "TCP"} if isinstance(port, int) else port for port in ports or [80]]
    body = {"type": "ClusterIP", "clusterIP": address, "clusterIPs": [address], "ports": given, **spec}
    made: Obj = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": namespace},
        "spec": body,
    }
    if status:
        made["status"] = {"loadBalancer": {"ingress": [{"ip": ip} if isinstance(ip, str) else ip for ip in status]}}
    return made


def endpoint(address: str, node: str = "", **state: Any) -> Obj:
    """An endpoint of a slice; keywords are conditions, `zones` are hints."""
    zones = state.pop("zones", None)
    made: Obj = {"addresses": [address], "conditions": state}
    if node:
        made["nodeName"] = node
    if zones is not None:
        made["hints"] = {"forZones": [{"name": zone} for zone in zones]}
    return made


def slice_of(
    name: str,
    *endpoints: Any,
    ports: Any = None,
    namespace: str = "default",
    family: str = "IPv4",
    suffix: str = "1",
    **labels: str,
) -> Obj:
    """An EndpointSlice of a service; endpoints are dicts or addresses."""
    given = [
        {"name": "", "port": port, "protocol": "TCP"} if isinstance(port, int) else port for port in ports or [8080]
    ]
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "name": f"{name}-{suffix}",
            "namespace": namespace,
            "labels": {"kubernetes.io/service-name": name, **labels},
        },
        "addressType": family,
        "endpoints": [endpoint(e) if isinstance(e, str) else e for e in endpoints],
        "ports": given,
    }


def node(name: str = "minikube", *addresses: str, zone: str = "") -> Obj:
    """A Node with its addresses."""
    labels = {"topology.kubernetes.io/zone": zone} if zone else {}
    found = [{"type": "InternalIP", "address": address} for address in addresses or ("192.168.49.2",)]
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": labels},
        "status": {"addresses": found},
    }


def pod(name: str, address: str, node: str = "minikube", namespace: str = "default", **spec: Any) -> Obj:
    """A running Pod with one container that listens on 8080."""
    containers = spec.pop(
        "containers", [{"name": "c", "image": "registry.example/echo:1", "ports": [{"containerPort": 8080}]}]
    )
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"nodeName": node, "containers": containers, **spec},
        "status": {
            "phase": "Running",
            "podIP": address,
            "podIPs": [{"ip": address}],
            "conditions": [{"type": "Ready", "status": "True"}],
        },
    }


def world(**nodes: Any) -> Obj:
    """The World document: what each node's machine has."""
    return {"apiVersion": "minikctl/v1", "kind": "World", "metadata": {"name": "world"}, "spec": {"nodes": nodes}}


def proxy(text: str) -> Obj:
    """The ConfigMap of kube-proxy."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "kube-proxy", "namespace": "kube-system"},
        "data": {"config.conf": text},
    }

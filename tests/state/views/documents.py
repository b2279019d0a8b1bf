"""Objects as they are written in the tests of views."""

from __future__ import annotations

from typing import Any

MADE = "2026-01-01T00:00:00Z"
NOW = "2026-01-01T00:05:00Z"


def meta(name: str, namespace: str = "default", **more: Any) -> dict[str, Any]:
    return {"name": name, "namespace": namespace, "creationTimestamp": MADE, "uid": f"uid-{namespace}-{name}", **more}


def node(name: str, address: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "creationTimestamp": MADE, "uid": f"uid-{name}"},
        "spec": {"podCIDR": "10.244.0.0/24"},
        "status": {"addresses": [{"type": "InternalIP", "address": address}]},
    }


def service(name: str, address: str, namespace: str = "default", **spec: Any) -> dict[str, Any]:
    base = {
        "type": "ClusterIP",
        "clusterIP": address,
        "clusterIPs": [address],
        "ipFamilies": ["IPv4"],
        "selector": {"app": name},
        "ports": [{"port": 80, "targetPort": 9376, "protocol": "TCP"}],
    }
    wanted = {key: value for key, value in {**base, **spec}.items() if value is not None}
    return {"apiVersion": "v1", "kind": "Service", "metadata": meta(name, namespace), "spec": wanted}


def pod(name: str, app: str, address: str, where: str, *, ready: bool = True) -> dict[str, Any]:
    state = "True" if ready else "False"
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": meta(name, labels={"app": app}),
        "spec": {
            "nodeName": where,
            "containers": [{"name": "main", "image": "registry.k8s.io/serve_hostname"}],
            "dnsPolicy": "ClusterFirst",
        },
        "status": {
            "phase": "Running",
            "podIP": address,
            "podIPs": [{"ip": address}],
            "conditions": [{"type": "Ready", "status": state, "lastTransitionTime": MADE}],
        },
    }


def endpoint(address: str, target: str, where: str, *, ready: bool = True) -> dict[str, Any]:
    return {
        "addresses": [address],
        "conditions": {"ready": ready, "serving": ready, "terminating": False},
        "nodeName": where,
        "targetRef": {"kind": "Pod", "name": target, "namespace": "default", "uid": f"uid-{target}"},
    }


def endpoint_slice(name: str, of: str, endpoints: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": meta(name, labels={"kubernetes.io/service-name": of}),
        "addressType": "IPv4",
        "endpoints": endpoints,
        "ports": [{"name": "", "port": 9376, "protocol": "TCP"}],
        **more,
    }


HOSTNAMES = "hostnames-6bd9c8f4d7-"
READY = [
    endpoint("10.244.1.5", HOSTNAMES + "k2x9p", "node-1"),
    endpoint("10.244.2.7", HOSTNAMES + "m8t4z", "node-2"),
]
LATE = endpoint("10.244.3.6", HOSTNAMES + "q7w1s", "node-3", ready=False)


def documents() -> list[dict[str, Any]]:
    """Three nodes, hostnames with two ready pods and one that is not, and one Service of every other sort."""
    return [
        *[node(f"node-{number}", f"192.168.49.{number + 1}") for number in (1, 2, 3)],
        service("hostnames", "10.96.41.7"),
        service("hostnames-hl", "None", selector={"app": "hostnames"}),
        service("db-legacy", "10.96.88.3", selector=None, ports=[{"port": 5432, "targetPort": 5432}]),
        service("ext-api", "", type="ExternalName", externalName="api.example.com", clusterIP=None, clusterIPs=None),
        service("web-lb", "10.96.12.9", type="LoadBalancer", ports=[{"port": 80, "targetPort": 80, "nodePort": 31380}]),
        service("kube-dns", "10.96.0.10", "kube-system", ports=[{"name": "dns", "port": 53, "protocol": "UDP"}]),
        pod(HOSTNAMES + "k2x9p", "hostnames", "10.244.1.5", "node-1"),
        pod(HOSTNAMES + "m8t4z", "hostnames", "10.244.2.7", "node-2"),
        pod(HOSTNAMES + "q7w1s", "hostnames", "10.244.3.6", "node-3", ready=False),
        pod("client", "client", "10.244.1.9", "node-1"),
        endpoint_slice("hostnames-4fq2k", "hostnames", [*READY, LATE]),
        endpoint_slice("hostnames-hl-x2v8c", "hostnames-hl", [*READY, LATE]),
        {
            **endpoint_slice("kube-dns-s8d7f", "kube-dns", [endpoint("10.244.0.2", "coredns", "node-1")]),
            "metadata": meta("kube-dns-s8d7f", "kube-system", labels={"kubernetes.io/service-name": "kube-dns"}),
            "ports": [{"name": "dns", "port": 53, "protocol": "UDP"}],
        },
    ]

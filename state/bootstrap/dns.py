"""The cluster DNS: CoreDNS with two pods behind the Service kube-dns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.bootstrap.pods import container, pod, probe, running, template_spec
from minikctl.state.bootstrap.proxy import config_map
from minikctl.state.bootstrap.system import service, service_address
from minikctl.state.objects import copy_tree, owner_reference

if TYPE_CHECKING:
    from minikctl.state.bootstrap import Maker

Obj = dict[str, Any]

LABELS = {"k8s-app": "kube-dns"}
IMAGE = "registry.k8s.io/coredns/coredns:v1.12.0"
PORTS = (("dns", 53, "UDP"), ("dns-tcp", 53, "TCP"), ("metrics", 9153, "TCP"))
TOLERATIONS = [
    {"key": "CriticalAddonsOnly", "operator": "Exists"},
    {"effect": "NoSchedule", "key": "node-role.kubernetes.io/control-plane"},
]


def corefile(domain: str) -> str:
    """The Corefile that kubeadm writes."""
    return f""".:53 {{
    errors
    health {{
       lameduck 5s
    }}
    ready
    kubernetes {domain} in-addr.arpa ip6.arpa {{
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }}
    prometheus :9153
    forward . /etc/resolv.conf {{
       max_concurrent 1000
    }}
    cache 30 {{
       disable success {domain}
       disable denial {domain}
    }}
    loop
    reload
    loadbalance
}}
"""


def core_dns(maker: Maker) -> None:
    """ConfigMap, ServiceAccount, Deployment, ReplicaSet, two pods, Service, Endpoints, EndpointSlice."""
    config_map(maker, "coredns", {"Corefile": corefile(maker.settings["cluster_domain"])})
    maker.make(
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "coredns", "namespace": "kube-system"}}
    )
    digest = maker.suffix("coredns-hash", 10)
    deployment = maker.make(workload(maker, "Deployment", "coredns", dict(LABELS), {}), 1)
    hashed = {**LABELS, "pod-template-hash": digest}
    replicas = maker.make(workload(maker, "ReplicaSet", f"coredns-{digest}", hashed, deployment), 1)
    pods = [dns_pod(maker, replicas, hashed, number) for number in range(2)]
    address = service_address(maker.settings["service_cidrs"][0], 10)
    labels = {**LABELS, "kubernetes.io/cluster-service": "true", "kubernetes.io/name": "CoreDNS"}
    ports = [{"name": name, "port": port, "protocol": proto, "targetPort": port} for name, port, proto in PORTS]
    svc = service(maker, "kube-dns", "kube-system", address, ports, dict(LABELS), labels)
    svc["metadata"]["annotations"] = {"prometheus.io/port": "9153", "prometheus.io/scrape": "true"}
    endpoints(maker, svc, pods)


def dns_container() -> Obj:
    """CoreDNS's container."""
    one = container("coredns", IMAGE, args=["-conf", "/etc/coredns/Corefile"])
    one["livenessProbe"] = probe(8080, "/health", delay=60, timeout=5, failures=5)
    one["ports"] = [
        {"containerPort": 53, "name": "dns", "protocol": "UDP"},
        {"containerPort": 53, "name": "dns-tcp", "protocol": "TCP"},
        {"containerPort": 9153, "name": "metrics", "protocol": "TCP"},
    ]
    one["readinessProbe"] = probe(8181, "/ready")
    one["resources"] = {"limits": {"memory": "170Mi"}, "requests": {"cpu": "100m", "memory": "70Mi"}}
    one["securityContext"] = {
        "allowPrivilegeEscalation": False,
        "capabilities": {"add": ["NET_BIND_SERVICE"], "drop": ["ALL"]},
        "readOnlyRootFilesystem": True,
    }
    one["volumeMounts"] = [{"mountPath": "/etc/coredns", "name": "config-volume", "readOnly": True}]
    return one


def config_volume() -> Obj:
    """The volume with the Corefile."""
    items = [{"key": "Corefile", "path": "Corefile"}]
    return {"configMap": {"defaultMode": 420, "items": items, "name": "coredns"}, "name": "config-volume"}


def workload(maker: Maker, kind: str, name: str, labels: dict[str, str], owner: Obj) -> Obj:
    """CoreDNS's Deployment, or its ReplicaSet."""
    spec = template_spec([dns_container()], account="coredns", priority="system-cluster-critical")
    spec["dnsPolicy"] = "Default"
    spec["nodeSelector"] = {"kubernetes.io/os": "linux"}
    spec["tolerations"] = copy_tree(TOLERATIONS)
    spec["volumes"] = [config_volume()]
    annotations = {"deployment.kubernetes.io/revision": "1"}
    body: Obj = {
        "replicas": 2,
        "selector": {"matchLabels": dict(labels)},
        "template": {"metadata": {"creationTimestamp": None, "labels": dict(labels)}, "spec": spec},
    }
    status: Obj = {"availableReplicas": 2, "observedGeneration": 1, "readyReplicas": 2, "replicas": 2}
    meta: Obj = {"name": name, "namespace": "kube-system", "labels": dict(labels), "annotations": annotations}
    if kind == "Deployment":
        body["progressDeadlineSeconds"] = 600
        body["revisionHistoryLimit"] = 10
        body["strategy"] = {"rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 1}, "type": "RollingUpdate"}
        status["updatedReplicas"] = 2
        status["conditions"] = [
            condition(maker, "Available", "MinimumReplicasAvailable", "Deployment has minimum availability."),
            condition(
                maker,
                "Progressing",
                "NewReplicaSetAvailable",
                f'ReplicaSet "coredns-{maker.suffix("coredns-hash", 10)}" has successfully progressed.',
            ),
        ]
    else:
        status["fullyLabeledReplicas"] = 2
        annotations["deployment.kubernetes.io/desired-replicas"] = "2"
        annotations["deployment.kubernetes.io/max-replicas"] = "3"
        meta["ownerReferences"] = [owner_reference(owner)]
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": meta, "spec": body, "status": status}


def condition(maker: Maker, kind: str, reason: str, message: str) -> Obj:
    """A condition of a Deployment that is true."""
    return {
        "lastTransitionTime": maker.now,
        "lastUpdateTime": maker.now,
        "message": message,
        "reason": reason,
        "status": "True",
        "type": kind,
    }


def dns_pod(maker: Maker, replicas: Obj, labels: dict[str, str], number: int) -> Obj:
    """One CoreDNS pod: on the first node, the second on the next one if there is one."""
    index = min(number, maker.count - 1)
    name = f"{replicas['metadata']['name']}-{maker.suffix(f'coredns/{number}')}"
    body = pod(
        maker,
        name,
        "kube-system",
        dict(labels),
        [dns_container()],
        node=maker.node_name(index),
        priority=("system-cluster-critical", 2000000000),
        account="coredns",
    )
    body["metadata"]["generateName"] = replicas["metadata"]["name"] + "-"
    body["metadata"]["ownerReferences"] = [owner_reference(replicas)]
    body["spec"]["dnsPolicy"] = "Default"
    body["spec"]["nodeSelector"] = {"kubernetes.io/os": "linux"}
    body["spec"]["tolerations"] = [
        *copy_tree(TOLERATIONS),
        *[
            {"effect": "NoExecute", "key": f"node.kubernetes.io/{why}", "operator": "Exists", "tolerationSeconds": 300}
            for why in ("not-ready", "unreachable")
        ],
    ]
    body["spec"]["volumes"].insert(0, config_volume())
    body["status"] = running(maker, body, maker.node_address(index), maker.pod_address(index))
    return maker.make(body)


def endpoints(maker: Maker, svc: Obj, pods: list[Obj]) -> None:
    """The Endpoints and the EndpointSlice of kube-dns, as their loops write them."""
    ordered = sorted(pods, key=lambda body: str(body["status"]["podIP"]))
    trigger = {"endpoints.kubernetes.io/last-change-trigger-time": maker.now}
    ports = [{"name": name, "port": port, "protocol": proto} for name, port, proto in PORTS]
    meta = svc["metadata"]
    maker.make(
        {
            "apiVersion": "v1",
            "kind": "Endpoints",
            "metadata": {
                "name": meta["name"],
                "namespace": meta["namespace"],
                "annotations": trigger,
                "labels": {**meta["labels"], "endpoints.kubernetes.io/managed-by": "endpoint-controller"},
            },
            "subsets": [
                {
                    "addresses": [
                        {
                            "ip": body["status"]["podIP"],
                            "nodeName": body["spec"]["nodeName"],
                            "targetRef": reference(body),
                        }
                        for body in ordered
                    ],
                    "ports": copy_tree(ports),
                }
            ],
        }
    )
    maker.make(
        {
            "addressType": svc["spec"]["ipFamilies"][0],
            "apiVersion": "discovery.k8s.io/v1",
            "endpoints": [
                {
                    "addresses": [body["status"]["podIP"]],
                    "conditions": {"ready": True, "serving": True, "terminating": False},
                    "nodeName": body["spec"]["nodeName"],
                    "targetRef": reference(body),
                }
                for body in pods
            ],
            "kind": "EndpointSlice",
            "metadata": {
                "name": f"{meta['name']}-{maker.suffix('kube-dns-slice')}",
                "generateName": f"{meta['name']}-",
                "namespace": meta["namespace"],
                "annotations": dict(trigger),
                "labels": {
                    **meta["labels"],
                    "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
                    "kubernetes.io/service-name": meta["name"],
                },
                "ownerReferences": [owner_reference(svc)],
            },
            "ports": ports,
        },
        1,
    )


def reference(body: Obj) -> Obj:
    """The targetRef of a pod's address."""
    meta = body["metadata"]
    return {"kind": "Pod", "name": meta["name"], "namespace": meta["namespace"], "uid": meta["uid"]}

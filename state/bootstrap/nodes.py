"""The nodes of a new cluster, their leases, and the control plane's static pods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.bootstrap import flags
from minikctl.state.bootstrap.pods import container, pod, probe, running
from minikctl.state.network.addresses import BITS, IPV4, Range, address_in, known_range

if TYPE_CHECKING:
    from minikctl.state.bootstrap import Maker

Obj = dict[str, Any]

VERSION = "v1.33.1"


def address(index: int) -> str:
    """The InternalIP of a node, by its number from 0."""
    return f"192.168.{49 + (index + 2) // 250}.{(index + 2) % 250}"


def node_range(cidr: str, index: int) -> str:
    """The part of a pod range that a node gets: a /24, or a /64 of IPv6."""
    whole = known_range(cidr)
    size = max(whole.prefix, 24 if whole.family == IPV4 else 64)
    return str(Range(whole.family, whole.first + (index << (BITS[whole.family] - size)), size))


def pod_address(cidr: str, index: int, number: int) -> str:
    """The address number `number` in a node's part of a pod range."""
    return address_in(node_range(cidr, index), number)


CONDITIONS = (
    ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
)


def nodes(maker: Maker) -> None:
    """Every node and its lease."""
    for index in range(maker.count):
        node = maker.make(node_object(maker, index))
        maker.make(
            {
                "apiVersion": "coordination.k8s.io/v1",
                "kind": "Lease",
                "metadata": {
                    "name": maker.node_name(index),
                    "namespace": "kube-node-lease",
                    "ownerReferences": [
                        {
                            "apiVersion": "v1",
                            "kind": "Node",
                            "name": maker.node_name(index),
                            "uid": node["metadata"]["uid"],
                        }
                    ],
                },
                "spec": {
                    "holderIdentity": maker.node_name(index),
                    "leaseDurationSeconds": 40,
                    "renewTime": maker.now[:-1] + ".000000Z",
                },
            }
        )


def node_object(maker: Maker, index: int) -> Obj:
    """One node; the first is the control plane, tainted unless it is alone."""
    name = maker.node_name(index)
    labels = {
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
    }
    ranges = [node_range(cidr, index) for cidr in maker.settings["pod_cidrs"]]
    spec: Obj = {"podCIDR": ranges[0], "podCIDRs": ranges}
    if index == 0:
        labels["node-role.kubernetes.io/control-plane"] = ""
        labels["node.kubernetes.io/exclude-from-external-load-balancers"] = ""
        if maker.count > 1:
            spec["taints"] = [{"effect": "NoSchedule", "key": "node-role.kubernetes.io/control-plane"}]
    capacity = {
        "cpu": "4",
        "ephemeral-storage": "263174212Ki",
        "hugepages-1Gi": "0",
        "hugepages-2Mi": "0",
        "memory": "16393244Ki",
        "pods": "110",
    }
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": name,
            "labels": labels,
            "annotations": {
                "kubeadm.alpha.kubernetes.io/cri-socket": "unix:///run/containerd/containerd.sock",
                "node.alpha.kubernetes.io/ttl": "0",
                "volumes.kubernetes.io/controller-managed-attach-detach": "true",
            },
        },
        "spec": spec,
        "status": {
            "addresses": [
                {"address": maker.node_address(index), "type": "InternalIP"},
                {"address": name, "type": "Hostname"},
            ],
            "allocatable": dict(capacity),
            "capacity": capacity,
            "conditions": [
                {
                    "lastHeartbeatTime": maker.now,
                    "lastTransitionTime": maker.now,
                    "message": message,
                    "reason": reason,
                    "status": status,
                    "type": kind,
                }
                for kind, status, reason, message in CONDITIONS
            ],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            "nodeInfo": {
                "architecture": "amd64",
                "bootID": maker.tx.chance.uid(f"bootstrap/boot/{name}"),
                "containerRuntimeVersion": "containerd://2.1.1",
                "kernelVersion": "6.8.0-60-generic",
                "kubeProxyVersion": "",
                "kubeletVersion": VERSION,
                "machineID": maker.tx.chance.uid(f"bootstrap/machine/{name}").replace("-", ""),
                "operatingSystem": "linux",
                "osImage": "Debian GNU/Linux 12 (bookworm)",
                "systemUUID": maker.tx.chance.uid(f"bootstrap/system/{name}"),
            },
        },
    }


CONTROL_PLANE = (  # name, image, port, CPU request
    ("etcd", "registry.k8s.io/etcd:3.5.21-0", 2381, "100m", "/livez"),
    ("kube-apiserver", f"registry.k8s.io/kube-apiserver:{VERSION}", 6443, "250m", "/livez"),
    ("kube-controller-manager", f"registry.k8s.io/kube-controller-manager:{VERSION}", 10257, "200m", "/healthz"),
    ("kube-scheduler", f"registry.k8s.io/kube-scheduler:{VERSION}", 10259, "100m", "/livez"),
)


def control_plane(maker: Maker) -> None:
    """The mirror pods of the static pods on the first node."""
    node, host = maker.node_name(0), maker.node_address(0)
    for name, image, port, cpu, path in CONTROL_PLANE:
        scheme = "HTTP" if name == "etcd" else "HTTPS"
        one = container(name, image, command=flags.command(name, node, host, maker.settings))
        one["resources"] = {"requests": {"cpu": cpu}}
        one["livenessProbe"] = probe(port, path, scheme, delay=10, period=10, timeout=15, failures=8, host="127.0.0.1")
        body = pod(
            maker,
            f"{name}-{node}",
            "kube-system",
            {"component": name, "tier": "control-plane"},
            [one],
            node=node,
            host_network=True,
            priority=("system-node-critical", 2000001000),
        )
        digest = maker.tx.chance.bytes(f"bootstrap/static/{name}").hex()[:32]
        body["metadata"]["annotations"] = {
            "kubernetes.io/config.hash": digest,
            "kubernetes.io/config.mirror": digest,
            "kubernetes.io/config.seen": maker.now[:-1] + ".000000000Z",
            "kubernetes.io/config.source": "file",
        }
        body["spec"]["tolerations"] = [{"effect": "NoExecute", "operator": "Exists"}]
        body["status"] = running(maker, body, host, host)
        maker.make(body)

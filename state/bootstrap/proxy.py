"""kube-proxy: its configuration, its DaemonSet, and a pod on every node; the kubelets' configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.bootstrap.nodes import VERSION
from minikctl.state.bootstrap.pods import container, pod, running, template_spec
from minikctl.state.bootstrap.system import service_address
from minikctl.state.objects import copy_tree, owner_reference

if TYPE_CHECKING:
    from minikctl.state.bootstrap import Maker

Obj = dict[str, Any]


def proxy_configuration(mode: str, pod_cidrs: list[str]) -> str:
    """The KubeProxyConfiguration that kubeadm writes, as text."""
    return f"""apiVersion: kubeproxy.config.k8s.io/v1alpha1
bindAddress: 0.0.0.0
clusterCIDR: {",".join(pod_cidrs)}
detectLocalMode: ""
iptables:
  localhostNodePorts: null
  masqueradeAll: false
  masqueradeBit: null
ipvs:
  scheduler: ""
  strictARP: false
kind: KubeProxyConfiguration
mode: {mode if mode != "iptables" else '""'}
nodePortAddresses: null
"""


def kubelet_configuration(dns: str, domain: str) -> str:
    """The KubeletConfiguration that kubeadm writes, as text (the part that matters here)."""
    return f"""apiVersion: kubelet.config.k8s.io/v1beta1
cgroupDriver: systemd
clusterDNS:
- {dns}
clusterDomain: {domain}
kind: KubeletConfiguration
"""


def kube_proxy(maker: Maker) -> None:
    """ConfigMaps, ServiceAccount, DaemonSet, ControllerRevision-less, and the pods."""
    settings = maker.settings
    config_map(maker, "kube-proxy", {"config.conf": proxy_configuration(settings["proxy_mode"], settings["pod_cidrs"])})
    dns = service_address(settings["service_cidrs"][0], 10)
    config_map(maker, "kubelet-config", {"kubelet": kubelet_configuration(dns, settings["cluster_domain"])})
    maker.make(
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "kube-proxy", "namespace": "kube-system"}}
    )
    owner = maker.make(daemon_set(maker), 1)
    for index in range(maker.count):
        body = pod(
            maker,
            f"kube-proxy-{maker.suffix(f'kube-proxy/{index}')}",
            "kube-system",
            {
                "controller-revision-hash": maker.suffix("kube-proxy-hash", 10),
                "k8s-app": "kube-proxy",
                "pod-template-generation": "1",
            },
            [proxy_container()],
            node=maker.node_name(index),
            host_network=True,
            priority=("system-node-critical", 2000001000),
            account="kube-proxy",
        )
        body["metadata"]["generateName"] = "kube-proxy-"
        body["metadata"]["ownerReferences"] = [owner_reference(owner)]
        body["spec"]["nodeSelector"] = {"kubernetes.io/os": "linux"}
        body["spec"]["tolerations"] = [{"operator": "Exists"}]
        host = maker.node_address(index)
        body["status"] = running(maker, body, host, host)
        maker.make(body)


def config_map(maker: Maker, name: str, data: dict[str, str]) -> None:
    """A ConfigMap of kube-system."""
    maker.make(
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": name, "namespace": "kube-system"},
            "data": data,
        }
    )


def proxy_container() -> Obj:
    """kube-proxy's container."""
    return container(
        "kube-proxy",
        f"registry.k8s.io/kube-proxy:{VERSION}",
        command=["/usr/local/bin/kube-proxy", "--config=/var/lib/kube-proxy/config.conf"],
    )


def daemon_set(maker: Maker) -> Obj:
    """kube-proxy's DaemonSet, rolled out."""
    spec = template_spec([proxy_container()], account="kube-proxy", host_network=True, priority="system-node-critical")
    spec["nodeSelector"] = {"kubernetes.io/os": "linux"}
    spec["tolerations"] = [{"operator": "Exists"}]
    count = maker.count
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {
            "name": "kube-proxy",
            "namespace": "kube-system",
            "labels": {"k8s-app": "kube-proxy"},
            "annotations": {"deprecated.daemonset.template.generation": "1"},
        },
        "spec": {
            "revisionHistoryLimit": 10,
            "selector": {"matchLabels": {"k8s-app": "kube-proxy"}},
            "template": {
                "metadata": {"creationTimestamp": None, "labels": {"k8s-app": "kube-proxy"}},
                "spec": copy_tree(spec),
            },
            "updateStrategy": {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}, "type": "RollingUpdate"},
        },
        "status": {
            "currentNumberScheduled": count,
            "desiredNumberScheduled": count,
            "numberAvailable": count,
            "numberMisscheduled": 0,
            "numberReady": count,
            "observedGeneration": 1,
            "updatedNumberScheduled": count,
        },
    }

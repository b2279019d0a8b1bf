"""Cluster roles that tutorials look at: those of the administrator, of CoreDNS and of kube-proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from minikctl.state.bootstrap import Maker

Obj = dict[str, Any]

API = "rbac.authorization.k8s.io"
DEFAULTS = {"kubernetes.io/bootstrapping": "rbac-defaults"}
AUTOUPDATE = {f"{API}/autoupdate": "true"}


def rule(group: str, resources: list[str], verbs: list[str]) -> Obj:
    return {"apiGroups": [group], "resources": resources, "verbs": verbs}


def cluster_roles(maker: Maker) -> None:
    """cluster-admin, system:coredns, system:node-proxier, each with what binds it (kubeadm v1.33)."""
    everything = [rule("*", ["*"], ["*"]), {"nonResourceURLs": ["*"], "verbs": ["*"]}]
    role(maker, "cluster-admin", everything, default=True)
    group = {"apiGroup": API, "kind": "Group"}
    binding(maker, "cluster-admin", "cluster-admin", {**group, "name": "system:masters"}, default=True)
    binding(maker, "kubeadm:cluster-admins", "cluster-admin", {**group, "name": "kubeadm:cluster-admins"})
    watched = ["list", "watch"]
    dns = [
        rule("", ["endpoints", "services", "pods", "namespaces"], watched),
        rule("discovery.k8s.io", ["endpointslices"], watched),
    ]
    role(maker, "system:coredns", dns)
    binding(maker, "system:coredns", "system:coredns", account("coredns"))
    proxy = [
        rule("", ["endpoints", "services"], watched),
        rule("", ["nodes"], ["get", "list", "watch"]),
        {"apiGroups": ["", "events.k8s.io"], "resources": ["events"], "verbs": ["create", "patch", "update"]},
        rule("discovery.k8s.io", ["endpointslices"], watched),
        rule("networking.k8s.io", ["servicecidrs"], watched),
    ]
    role(maker, "system:node-proxier", proxy, default=True)
    binding(maker, "kubeadm:node-proxier", "system:node-proxier", account("kube-proxy"))


def account(name: str) -> Obj:
    return {"kind": "ServiceAccount", "name": name, "namespace": "kube-system"}


def meta(name: str, default: bool) -> Obj:
    return {"name": name, "annotations": dict(AUTOUPDATE), "labels": dict(DEFAULTS)} if default else {"name": name}


def role(maker: Maker, name: str, rules: list[Obj], *, default: bool = False) -> None:
    maker.make({"apiVersion": f"{API}/v1", "kind": "ClusterRole", "metadata": meta(name, default), "rules": rules})


def binding(maker: Maker, name: str, to: str, subject: Obj, *, default: bool = False) -> None:
    maker.make(
        {
            "apiVersion": f"{API}/v1",
            "kind": "ClusterRoleBinding",
            "metadata": meta(name, default),
            "roleRef": {"apiGroup": API, "kind": "ClusterRole", "name": to},
            "subjects": [subject],
        }
    )

"""Name servers as a caller reaches them: the cluster's DNS, its pods, and the one of the world outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.kinds import SERVICE
from minikctl.state.network.dns import server
from minikctl.state.network.dns.records import Answer
from minikctl.state.network.nodes import pod_with_address
from minikctl.state.network.ranges import range_of
from minikctl.state.network.resolvconf import kubelet_dns
from minikctl.state.objects import labels_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View

UPSTREAM = "192.168.49.1"  # the resolver of nodes and of the workstation


def asked(view: View, address: str, name: str, kind: str) -> Answer | None:
    """The answer of the name server at an address; None if none is there, or if it is down."""
    if address in cluster_servers(view):
        return server.query(view, name, kind) if server.is_up(view) else None
    pod = pod_with_address(view, address)
    if pod is not None:
        is_dns = labels_of(pod).get("k8s-app") == "kube-dns" and not view.runtime(pod).get("down")
        return server.query(view, name, kind) if is_dns else None
    inside = [*view.settings["service_cidrs"], *view.settings["pod_cidrs"]]
    if address.startswith("127.") or any(covers(cidr, address) for cidr in inside):
        return None
    return server.upstream(view, name, kind)


def cluster_servers(view: View) -> list[str]:
    """The addresses of the cluster's DNS: what the kubelets hand out, and those of its Service."""
    own, _ = kubelet_dns(view)
    svc = view.find(SERVICE, "kube-dns", "kube-system")
    return [*own, *(spec_of(svc or {}).get("clusterIPs") or ())]


def covers(cidr: str, address: str) -> bool:
    found = range_of(cidr)
    return found is not None and found.covers(address)


def hosts_of(text: str) -> dict[str, str]:
    """The names of a hosts file; the first line that has a name wins."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        for word in words[1:]:
            if ":" not in words[0] or word.lower() not in found:
                found.setdefault(word.lower(), words[0])
    return found

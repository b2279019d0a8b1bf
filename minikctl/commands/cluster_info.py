"""`cluster-info`: where the control plane and the cluster's own services answer."""

from __future__ import annotations

from minikctl.contexts import SERVER
from minikctl.grammar.command import Command
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.state.kinds import SERVICE
from minikctl.state.objects import labels_of, name_of, namespace_of

COMMANDS = (Command("dump", "", "Print everything that helps to find faults", "cluster_info_dump"),)
USAGE = "[flags]"
HELP = "Tell where the control plane and the services labelled kubernetes.io/cluster-service=true answer."
LABEL = "kubernetes.io/cluster-service"


def run(call: Invocation, args: list[str], options: Options) -> None:
    server = options["server"] or SERVER
    call.line(f"Kubernetes control plane is running at {server}")
    for svc in call.view().list(SERVICE, "kube-system"):
        labels = labels_of(svc)
        if labels.get(LABEL) == "true":
            name = labels.get("kubernetes.io/name") or name_of(svc)
            call.line(f"{name} is running at {address(svc, server)}")
    call.line("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.")


def address(svc: dict[str, object], server: str) -> str:
    """Where a service answers: at its load balancer, or through the API server's proxy."""
    status = svc.get("status") or {}
    spec = svc.get("spec") or {}
    assert isinstance(status, dict) and isinstance(spec, dict)
    ports = spec.get("ports") or []
    balancers = (status.get("loadBalancer") or {}).get("ingress") or []
    if balancers:
        host = balancers[0].get("ip") or balancers[0].get("hostname")
        return "".join(f"http://{host}:{port['port']} " for port in ports)
    name = name_of(svc)
    first = ports[0] if ports else {}
    scheme = "https:" if first.get("name") == "https" or first.get("port") == 443 else ""
    shown = f"{scheme}{name}:{first.get('name', '')}" if scheme or first.get("name") else name
    return f"{server}/api/v1/namespaces/{namespace_of(svc)}/services/{shown}/proxy"

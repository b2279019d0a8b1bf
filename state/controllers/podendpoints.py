"""What the Endpoints and EndpointSlice loops share: which pods of a Service count, and on which ports they listen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.controllers.replicas import is_ready
from minikctl.state.kinds import POD
from minikctl.state.objects import is_terminating, name_of, namespace_of, spec_of, status_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

HEADLESS = "service.kubernetes.io/headless"
TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time"


def selects(svc: Obj) -> bool:
    """Whether a controller writes the endpoints of a Service."""
    return bool(spec_of(svc).get("selector")) and spec_of(svc).get("type") != "ExternalName"


def is_headless(svc: Obj) -> bool:
    return spec_of(svc).get("clusterIP") == "None"


def backing_pods(tx: Transaction, svc: Obj) -> list[Obj]:
    """Pods behind a Service: selected, with an address, not ended."""
    found = tx.selected(POD, namespace_of(svc), spec_of(svc)["selector"])
    return [pod for pod in found if pod_addresses(pod) and status_of(pod).get("phase") not in ("Succeeded", "Failed")]


def pod_addresses(pod: Obj) -> list[str]:
    """All addresses of a pod."""
    status = status_of(pod)
    many = [one["ip"] for one in status.get("podIPs") or () if one.get("ip")]
    return many or ([status["podIP"]] if status.get("podIP") else [])


def address_of(pod: Obj, family: str) -> str:
    """The pod's first address of a family, or ""."""
    for address in pod_addresses(pod):
        if (":" in address) == (family == "IPv6"):
            return address
    return ""


def listening_containers(pod: Obj) -> list[Obj]:
    """Containers whose ports count: the main ones, then sidecars (pod/util, FindPort)."""
    spec = spec_of(pod)
    sidecars = [one for one in spec.get("initContainers") or () if one.get("restartPolicy") == "Always"]
    return [*(spec.get("containers") or ()), *sidecars]


def port_number(pod: Obj, port: Obj) -> int | None:
    """The number behind a Service port's targetPort on a pod; None if the pod has no port of that name."""
    target = port.get("targetPort", port["port"])
    if isinstance(target, int):
        return target or int(port["port"])
    if isinstance(target, str) and target.isdigit():
        return int(target)
    for container in listening_containers(pod):
        for one in container.get("ports") or ():
            if one.get("name") == target and one.get("protocol", "TCP") == port.get("protocol", "TCP"):
                return int(one["containerPort"])
    return None


def host_name(svc: Obj, pod: Obj) -> str:
    """The pod's hostname where its subdomain is the Service."""
    spec = spec_of(pod)
    return str(spec["hostname"]) if spec.get("hostname") and spec.get("subdomain") == name_of(svc) else ""


def reference(pod: Obj) -> Obj:
    """The targetRef of a pod's address."""
    return {"kind": "Pod", "name": name_of(pod), "namespace": namespace_of(pod), "uid": uid_of(pod)}


def trigger_time(tx: Transaction, svc: Obj) -> str:
    """What an endpoints object notes as the cause's time."""
    return tx.timestamp()


__all__ = ["is_ready", "is_terminating"]

"""The cloud's part of a Service of type LoadBalancer: an address from a pool, a hostname, or none for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import SERVICE
from minikctl.state.objects import annotations_of, key_of, name_of, namespace_of, spec_of, status_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

POOL = "192.168.49.240/28"
PATIENCE = 2.0  # seconds a cloud takes
COMPONENT = "service-controller"
INTERNAL = {  # annotations of the clouds by which a balancer is reached only from inside their network
    "networking.gke.io/load-balancer-type": ("internal",),
    "cloud.google.com/load-balancer-type": ("internal",),
    "service.beta.kubernetes.io/aws-load-balancer-internal": ("true", "0.0.0.0/0"),
    "service.beta.kubernetes.io/aws-load-balancer-scheme": ("internal",),
    "service.beta.kubernetes.io/azure-load-balancer-internal": ("true",),
    "service.beta.kubernetes.io/openstack-internal-load-balancer": ("true",),
}


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one Service."""
    svc = tx.find_key(SERVICE, key)
    if svc is None:
        return
    setting = str(tx.settings["load_balancer"])
    known = (status_of(svc).get("loadBalancer") or {}).get("ingress") or []
    wants = spec_of(svc).get("type") == "LoadBalancer" and not spec_of(svc).get("loadBalancerClass")
    if not wants:
        if known and spec_of(svc).get("type") != "LoadBalancer":
            tx.update_status(SERVICE, svc, {**status_of(svc), "loadBalancer": {}})
        return
    if known:
        return
    if setting == "none":
        if tx.table("ipaddresspools"):
            from minikctl.state.controllers import metallb  # only where it is installed

            metallb.reconcile(tx, svc)
        return
    memory = tx.stored("_loadbalancers", key)
    if memory is None or memory.get("uid") != uid_of(svc):
        due = tx.now + float(tx.settings.get("load_balancer_seconds", PATIENCE))
        tx.event(svc, "Normal", "EnsuringLoadBalancer", "Ensuring load balancer", COMPONENT)
        tx.put("_loadbalancers", key, {"uid": uid_of(svc), "due": due})
        tx.wake_at(due, "loadbalancer", key)
        return
    if tx.now < memory["due"]:
        tx.wake_at(memory["due"], "loadbalancer", key)
        return
    entry = _entry(tx, svc, setting)
    if entry is None:
        return
    tx.put("_loadbalancers", key, None)
    written = tx.update_status(SERVICE, svc, {**status_of(svc), "loadBalancer": {"ingress": [entry]}})
    tx.event(written, "Normal", "EnsuredLoadBalancer", "Ensured load balancer", COMPONENT)


def _entry(tx: Transaction, svc: Obj, setting: str) -> Obj | None:
    """What the provider answers; None if its pool is used up."""
    kind, _, argument = setting.partition("=")
    if kind == "hostname":
        digest = tx.chance.bytes(f"loadbalancer/{uid_of(svc)}").hex()
        start = "internal-" if is_internal(svc) else ""
        return {"hostname": f"{start}{name_of(svc)}-{digest[:12]}.{namespace_of(svc)}.lb.example.com"}
    from ipaddress import ip_network  # only where there is a provider

    taken = {
        one.get("ip")
        for other in tx.list(SERVICE)
        for one in (status_of(other).get("loadBalancer") or {}).get("ingress") or ()
        if key_of(other) != key_of(svc)
    }
    wanted = spec_of(svc).get("loadBalancerIP")
    if wanted and wanted not in taken:
        return {"ip": wanted, "ipMode": "VIP"}
    for address in ip_network(argument or POOL).hosts():
        if str(address) not in taken:
            return {"ip": str(address), "ipMode": "VIP"}
    return None


def is_internal(svc: Obj) -> bool:
    """Whether a Service asks for a balancer inside the cloud's network."""
    known = annotations_of(svc)
    return any(str(known.get(name, "")).lower() in values for name, values in INTERNAL.items())

"""The loop that writes the EndpointSlices of a Service with a selector (kubernetes/pkg/controller/endpointslice)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.controllers import slices
from minikctl.state.controllers.podendpoints import (
    HEADLESS,
    address_of,
    backing_pods,
    host_name,
    is_headless,
    is_ready,
    is_terminating,
    port_number,
    reference,
    selects,
)
from minikctl.state.kinds import ENDPOINT_SLICE, NODE, SERVICE
from minikctl.state.objects import labels_of, name_of, owner_reference, spec_of, split_key

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

MANAGER = "endpointslice-controller.k8s.io"
ZONE = "topology.kubernetes.io/zone"


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after the slices of one Service."""
    svc = tx.find_key(SERVICE, key)
    namespace, name = split_key(key)
    own = {"kubernetes.io/service-name": name, slices.MANAGED_BY: MANAGER}
    known = tx.selected(ENDPOINT_SLICE, namespace, own)
    if svc is None or not selects(svc):
        if svc is None or spec_of(svc).get("type") == "ExternalName":
            for one in known:
                tx.forget(ENDPOINT_SLICE, name_of(one), namespace)
        return
    wanted: list[slices.Group] = []
    for family in spec_of(svc).get("ipFamilies") or ["IPv4"]:
        wanted += groups(tx, svc, family)
    slices.write(tx, svc, known, wanted, labels(svc), owner_reference(svc), MANAGER)


def labels(svc: Obj) -> dict[str, str]:
    """The Service's labels, and the slice's own over them."""
    found = {key: value for key, value in labels_of(svc).items() if key not in (HEADLESS,)}
    found["kubernetes.io/service-name"] = name_of(svc)
    found[slices.MANAGED_BY] = MANAGER
    if is_headless(svc):
        found[HEADLESS] = ""
    return found


def groups(tx: Transaction, svc: Obj, family: str) -> list[slices.Group]:
    """The endpoints of one family, put together by their ports; one empty group where there are none."""
    found: dict[str, slices.Group] = {}
    everyone = bool(spec_of(svc).get("publishNotReadyAddresses"))
    for pod in backing_pods(tx, svc):
        address = address_of(pod, family)
        node = tx.find(NODE, spec_of(pod).get("nodeName", "")) if spec_of(pod).get("nodeName") else None
        if not address or (node is None and not everyone and spec_of(pod).get("nodeName")):
            continue
        ports = ports_of(svc, pod)
        group = found.setdefault(repr(ports), slices.Group(family, ports, []))
        group.endpoints.append(endpoint(svc, pod, node, address, everyone))
    if not found:
        return [slices.Group(family, [], [])]
    chosen = list(found.values())
    if spec_of(svc).get("trafficDistribution") == "PreferClose":
        for group in chosen:
            for one in group.endpoints:
                if one["conditions"].get("ready") and one.get("zone"):
                    one["hints"] = {"forZones": [{"name": one["zone"]}]}
    return chosen


def ports_of(svc: Obj, pod: Obj) -> list[Obj]:
    """A pod's ports for a Service; ports whose name the pod does not have are left out."""
    found = []
    for port in spec_of(svc).get("ports") or ():
        number = port_number(pod, port)
        if number is None:
            continue
        one: Obj = {"name": port.get("name", ""), "port": number, "protocol": port.get("protocol", "TCP")}
        if port.get("appProtocol"):
            one["appProtocol"] = port["appProtocol"]
        found.append(one)
    return found


def endpoint(svc: Obj, pod: Obj, node: Obj | None, address: str, everyone: bool) -> Obj:
    """One endpoint with its conditions."""
    serving, terminating = is_ready(pod), is_terminating(pod)
    ready = everyone or (serving and not terminating)
    found: Obj = {
        "addresses": [address],
        "conditions": {"ready": ready, "serving": serving, "terminating": terminating},
        "targetRef": reference(pod),
    }
    if host_name(svc, pod):
        found["hostname"] = host_name(svc, pod)
    if spec_of(pod).get("nodeName"):
        found["nodeName"] = spec_of(pod)["nodeName"]
    if node is not None and labels_of(node).get(ZONE):
        found["zone"] = labels_of(node)[ZONE]
    return found

"""The loop that mirrors hand-made Endpoints of a Service without selector into slices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.controllers import slices
from minikctl.state.controllers.podendpoints import TRIGGER
from minikctl.state.kinds import ENDPOINT_SLICE, ENDPOINTS, SERVICE
from minikctl.state.objects import annotations_of, labels_of, name_of, owner_reference, spec_of, split_key

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

MANAGER = "endpointslicemirroring-controller.k8s.io"
SKIP = "endpointslice.kubernetes.io/skip-mirror"
APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
LEADER = "control-plane.alpha.kubernetes.io/leader"
LIMIT = 1000  # --mirroring-max-endpoints-per-subset


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after the mirrored slices of one Endpoints object."""
    namespace, name = split_key(key)
    endpoints, svc = tx.find_key(ENDPOINTS, key), tx.find_key(SERVICE, key)
    own = {"kubernetes.io/service-name": name, slices.MANAGED_BY: MANAGER}
    known = tx.selected(ENDPOINT_SLICE, namespace, own)
    if endpoints is None or svc is None or not is_mirrored(endpoints, svc):
        for one in known:
            tx.forget(ENDPOINT_SLICE, name_of(one), namespace)
        return
    labels = {**labels_of(endpoints), **own}
    annotations = {k: v for k, v in annotations_of(endpoints).items() if k not in (TRIGGER, APPLIED)}
    slices.write(tx, endpoints, known, groups(endpoints), labels, owner_reference(endpoints), MANAGER, annotations)


def is_mirrored(endpoints: Obj, svc: Obj) -> bool:
    """Hand-made, wanted, and of a Service without selector."""
    skipped = labels_of(endpoints).get(SKIP) == "true" or LEADER in annotations_of(endpoints)
    return not skipped and not spec_of(svc).get("selector")


def groups(endpoints: Obj) -> list[slices.Group]:
    """One group per subset and family."""
    found: dict[str, slices.Group] = {}
    for subset in endpoints.get("subsets") or ():
        ports = [{"name": "", "protocol": "TCP", **port} for port in subset.get("ports") or ()]
        addresses = [(one, True) for one in subset.get("addresses") or ()]
        addresses += [(one, False) for one in subset.get("notReadyAddresses") or ()]
        for address, ready in addresses[:LIMIT]:
            family = "IPv6" if ":" in address["ip"] else "IPv4"
            group = found.setdefault(f"{family}{ports!r}", slices.Group(family, ports, []))
            one: Obj = {"addresses": [address["ip"]], "conditions": {"ready": ready}}
            for field in ("hostname", "nodeName", "targetRef"):
                if address.get(field):
                    one[field] = address[field]
            group.endpoints.append(one)
    return list(found.values())

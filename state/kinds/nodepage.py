"""The page of `describe node`: what the machine is, what it holds and how much of it is promised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from minikctl.state import quantities
from minikctl.state.errors import ApiError
from minikctl.state.kinds import LEASE, POD
from minikctl.state.kinds.namespace import time_text
from minikctl.state.kinds.node import info_of, roles_cell
from minikctl.state.kinds.pages import age, annotations_block, events_table, labels_block
from minikctl.state.objects import annotations_of, labels_of, name_of, namespace_of, spec_of, status_of
from minikctl.state.quantities import ZERO, Quantity
from minikctl.state.text import Page

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]
Amounts = dict[str, Quantity]

LEASES = "kube-node-lease"
INFO = (
    ("Machine ID", "machineID"),
    ("System UUID", "systemUUID"),
    ("Boot ID", "bootID"),
    ("Kernel Version", "kernelVersion"),
    ("OS Image", "osImage"),
    ("Operating System", "operatingSystem"),
    ("Architecture", "architecture"),
    ("Container Runtime Version", "containerRuntimeVersion"),
    ("Kubelet Version", "kubeletVersion"),
    ("Kube-Proxy Version", "kubeProxyVersion"),
)
NOT_A_NUMBER = -(1 << 63)  # what Go makes of an infinite float


def describe(node: Obj, view: View) -> str:
    page, spec, status = Page(), spec_of(node), status_of(node)
    page.line(f"Name:\t{name_of(node)}")
    page.line(f"Roles:\t{roles_cell(node, view)}")
    labels_block(page, "Labels", labels_of(node))
    annotations_block(page, "Annotations", annotations_of(node))
    page.line(f"CreationTimestamp:\t{time_text(node['metadata'].get('creationTimestamp'))}")
    taints_lines(page, spec.get("taints") or [])
    page.line(f"Unschedulable:\t{str(bool(spec.get('unschedulable'))).lower()}")
    lease_lines(page, view, name_of(node))
    conditions_lines(page, status.get("conditions") or [])
    page.line("Addresses:")
    for address in status.get("addresses") or ():
        page.line(f"{address.get('type', '')}:\t{address.get('address', '')}", 1)
    amounts_lines(page, "Capacity", status.get("capacity"))
    amounts_lines(page, "Allocatable", status.get("allocatable"))
    page.line("System Info:")
    for label, field in INFO:
        page.line(f"{label}:\t{info_of(node, field)}", 1)
    for label, text in (
        ("PodCIDR", spec.get("podCIDR")),
        ("PodCIDRs", ",".join(spec.get("podCIDRs") or ())),
        ("ProviderID", spec.get("providerID")),
    ):
        if text:
            page.line(f"{label}:\t{text}")
    pods = [pod for pod in view.on_node(POD, name_of(node)) if not is_finished(pod)]
    promised_lines(page, view, pods, amounts(status.get("allocatable") or status.get("capacity")))
    if getattr(view, "show_events", True):
        events_table(page, view, events_of(node, view))
    return str(page)


def taints_lines(page: Page, taints: list[Obj]) -> None:
    """Sorted by effect and key: `key=value:NoSchedule`."""
    shown = [
        taint_text(taint) for taint in sorted(taints, key=lambda one: f"{one.get('effect', '')},{one.get('key', '')}")
    ]
    for index, text in enumerate(shown or ["<none>"]):
        page.line(f"{'' if index else 'Taints:'}\t{text}")


def taint_text(taint: Obj) -> str:
    key, value, effect = taint.get("key", ""), taint.get("value") or "", taint.get("effect") or ""
    if not effect:
        return f"{key}={value}:" if value else key
    return f"{key}={value}:{effect}" if value else f"{key}:{effect}"


def lease_lines(page: Page, view: View, name: str) -> None:
    try:
        lease = view.get(LEASE, name, LEASES)
    except ApiError as error:
        page.line(f"Lease:\tFailed to get lease: {error.message}")
        return
    spec = spec_of(lease)
    page.line("Lease:")
    holder = spec.get("holderIdentity")
    page.line(f"HolderIdentity:\t{'<unset>' if holder is None else holder}", 1)
    for label, field in (("AcquireTime", "acquireTime"), ("RenewTime", "renewTime")):
        page.line(f"{label}:\t{time_text(spec[field]) if spec.get(field) else '<unset>'}", 1)


def conditions_lines(page: Page, conditions: list[Obj]) -> None:
    if not conditions:
        return
    page.line("Conditions:")
    page.line("Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage", 1)
    page.line("----\t------\t-----------------\t------------------\t------\t-------", 1)
    for one in conditions:
        times = [time_text(one.get(field)) for field in ("lastHeartbeatTime", "lastTransitionTime")]
        cells = [one.get("type", ""), one.get("status", ""), *times, one.get("reason", ""), one.get("message", "")]
        page.line(" \t".join(cells), 1)


def amounts_lines(page: Page, label: str, found: Mapping[str, Any] | None) -> None:
    if found:
        page.line(f"{label}:")
    for resource in sorted(found or ()):
        page.line(f"{resource}:\t{quantities.parse(str((found or {})[resource]))}", 1)


def is_finished(pod: Obj) -> bool:
    return status_of(pod).get("phase") in ("Succeeded", "Failed")


def events_of(node: Obj, view: View) -> list[Obj]:
    """Events about a node: the kubelet writes the node's name where others write its uid."""
    by_name = {**node, "metadata": {**node["metadata"], "uid": name_of(node)}}
    found = {id(event): event for event in [*view.events_for(node), *view.events_for(by_name)]}
    return list(found.values())


# ------------------------------------------------------------------------------------------ promised resources


def promised_lines(page: Page, view: View, pods: list[Obj], whole: Amounts) -> None:
    """Each pod's requests and limits, then their sums, as parts of what can be allocated."""
    page.line(f"Non-terminated Pods:\t({len(pods)} in total)")
    page.line("Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge", 1)
    page.line("---------\t----\t\t------------\t----------\t---------------\t-------------\t---", 1)
    requests: Amounts = {}
    limits: Amounts = {}
    for pod in pods:
        asked, allowed = pod_amounts(pod, "requests"), pod_amounts(pod, "limits")
        cells = [
            share_text(found.get(resource, ZERO), whole.get(resource, ZERO), resource, NOT_A_NUMBER)
            for resource in ("cpu", "memory")
            for found in (asked, allowed)
        ]
        created = age(view, pod["metadata"].get("creationTimestamp"))
        page.line("\t".join([namespace_of(pod), name_of(pod), "", *cells, created]), 1)
        add_to(requests, asked)
        add_to(limits, allowed)
    page.line("Allocated resources:")
    page.line("(Total limits may be over 100 percent, i.e., overcommitted.)", 1)
    page.line("Resource\tRequests\tLimits", 1)
    page.line("--------\t--------\t------", 1)
    for resource in ("cpu", "memory", "ephemeral-storage", *sorted(name for name in whole if is_huge_page(name))):
        part = whole.get(resource, ZERO)
        cells = [share_text(found.get(resource, ZERO), part, resource, 0) for found in (requests, limits)]
        page.line("\t".join([resource, *cells]), 1)
    for resource in sorted(name for name in whole if is_extended(name)):
        page.line(f"{resource}\t{requests.get(resource, ZERO)}\t{limits.get(resource, ZERO)}", 1)


def is_huge_page(resource: str) -> bool:
    return resource.startswith("hugepages-")


def is_extended(resource: str) -> bool:
    """A resource that kubelets do not know of themselves: `nvidia.com/gpu`."""
    return resource not in ("cpu", "memory", "ephemeral-storage", "pods") and not is_huge_page(resource)


def share_text(part: Quantity, whole: Quantity, resource: str, of_nothing: int) -> str:
    """`250m (6%)`: rounded down; `of_nothing` where there is nothing to have a part of."""
    measure = quantities.milli_value if resource == "cpu" else quantities.value
    total = measure(whole)
    percent = int(measure(part) / total * 100) if total else of_nothing
    return f"{part} ({percent}%)"


def amounts(found: Mapping[str, Any] | None) -> Amounts:
    return {resource: quantities.parse(str(text)) for resource, text in (found or {}).items()}


def add_to(total: Amounts, more: Mapping[str, Quantity]) -> None:
    for resource, quantity in more.items():
        total[resource] = quantities.add(total[resource], quantity) if resource in total else quantity


def raise_to(total: Amounts, least: Mapping[str, Quantity]) -> None:
    for resource, quantity in least.items():
        if resource not in total or total[resource].nanos < quantity.nanos:
            total[resource] = quantity


def pod_amounts(pod: Obj, field: str) -> Amounts:
    """What a pod requests, or is limited to (component-helpers, resource.PodRequests and PodLimits).

    Containers and sidecars together, or the most that any init container needs beside the sidecars before it;
    resources of the whole pod win; overhead comes on top (of limits only where there is one).
    """
    spec = spec_of(pod)
    total = sum_of(spec.get("containers") or (), field)
    beside: Amounts = {}
    most: Amounts = {}
    for container in spec.get("initContainers") or ():
        own = container_amounts(container, field)
        if container.get("restartPolicy") == "Always":
            add_to(total, own)
            add_to(beside, own)
            own = dict(beside)
        else:
            add_to(own, beside)
        raise_to(most, own)
    raise_to(total, most)
    for resource, quantity in amounts((spec.get("resources") or {}).get(field)).items():
        total[resource] = quantity
    for resource, quantity in amounts(spec.get("overhead")).items():
        if field == "requests" or (resource in total and total[resource].nanos):
            add_to(total, {resource: quantity})
    return total


def sum_of(containers: Iterable[Obj], field: str) -> Amounts:
    total: Amounts = {}
    for container in containers:
        add_to(total, container_amounts(container, field))
    return total


def container_amounts(container: Obj, field: str) -> Amounts:
    return amounts((container.get("resources") or {}).get(field))

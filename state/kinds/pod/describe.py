"""The page of `describe pod`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.pages import age, annotations_block, events_block, labels_block
from minikctl.state.kinds.podspec.describe.containers import containers_block, resources_block, seccomp, time_text
from minikctl.state.kinds.podspec.describe.environment import pod_resolver
from minikctl.state.kinds.podspec.describe.scheduling import spread_block, tolerations_block
from minikctl.state.kinds.podspec.describe.volumes import volumes_block
from minikctl.state.kinds.podspec.qos import qos_class
from minikctl.state.objects import annotations_of, labels_of, name_of, namespace_of, owner_of
from minikctl.state.text import Page

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]


def describe(pod: Obj, view: View) -> str:
    """The whole page."""
    page, spec, status = Page(), pod["spec"], pod.get("status") or {}
    heading(page, pod)
    labels_block(page, "Labels", labels_of(pod))
    annotations_block(page, "Annotations", annotations_of(pod))
    status_lines(page, pod, view)
    address_lines(page, pod)
    if spec.get("resources") is not None:
        page.line("Resources:")
        resources_block(page, spec["resources"], 1)
    container_sections(page, pod)
    condition_tables(page, spec, status)
    volumes_block(page, spec.get("volumes"))
    page.line(f"QoS Class:\t{status.get('qosClass') or qos_class(spec)}")
    labels_block(page, "Node-Selectors", spec.get("nodeSelector"))
    tolerations_block(page, "Tolerations", spec.get("tolerations"))
    spread_block(page, spec.get("topologySpreadConstraints"))
    events_block(page, view, pod)
    return str(page)


def heading(page: Page, pod: Obj) -> None:
    """Name to start time."""
    spec, status = pod["spec"], pod.get("status") or {}
    page.line(f"Name:\t{name_of(pod)}")
    page.line(f"Namespace:\t{namespace_of(pod)}")
    if spec.get("priority") is not None:
        page.line(f"Priority:\t{spec['priority']}")
    for field, label in (
        ("priorityClassName", "Priority Class Name"),
        ("runtimeClassName", "Runtime Class Name"),
        ("serviceAccountName", "Service Account"),
    ):
        if spec.get(field):
            page.line(f"{label}:\t{spec[field]}")
    node = f"{spec['nodeName']}/{status.get('hostIP') or ''}" if spec.get("nodeName") else "<none>"
    page.line(f"Node:\t{node}")
    if status.get("startTime"):
        page.line(f"Start Time:\t{time_text(status['startTime'])}")


def status_lines(page: Page, pod: Obj, view: View) -> None:
    """The phase, or for how long the pod has been going."""
    status, metadata = pod.get("status") or {}, pod["metadata"]
    if metadata.get("deletionTimestamp") and status.get("phase") not in ("Failed", "Succeeded"):
        page.line(f"Status:\tTerminating (lasts {age(view, metadata['deletionTimestamp'])})")
        page.line(f"Termination Grace Period:\t{metadata.get('deletionGracePeriodSeconds') or 0}s")
    else:
        page.line(f"Status:\t{status.get('phase') or ''}")
    for field, label in (("reason", "Reason"), ("message", "Message")):
        if status.get(field):
            page.line(f"{label}:\t{status[field]}")
    seccomp(page, (pod["spec"].get("securityContext") or {}).get("seccompProfile"), 0, 0)


def address_lines(page: Page, pod: Obj) -> None:
    """Addresses, owner, and the node that room is being made on."""
    status = pod.get("status") or {}
    page.line(f"IP:\t{status.get('podIP') or ''}")
    if status.get("podIPs"):
        page.line("IPs:")
        for address in status["podIPs"]:
            page.line(f"IP:\t{address.get('ip', '')}", 1)
    else:
        page.line("IPs:\t<none>")
    owner = owner_of(pod)
    if owner:
        page.line(f"Controlled By:\t{owner['kind']}/{owner['name']}")
    if status.get("nominatedNodeName"):
        page.line(f"NominatedNodeName:\t{status['nominatedNodeName']}")


def container_sections(page: Page, pod: Obj) -> None:
    """Containers of all sorts, each with what their status says."""
    spec, status, resolve = pod["spec"], pod.get("status") or {}, pod_resolver(pod)
    if spec.get("initContainers"):
        statuses = status.get("initContainerStatuses")
        containers_block(page, "Init Containers", spec["initContainers"], statuses, resolve)
    containers_block(page, "Containers", spec.get("containers"), status.get("containerStatuses"), resolve)
    if spec.get("ephemeralContainers"):
        statuses = status.get("ephemeralContainerStatuses")
        containers_block(page, "Ephemeral Containers", spec["ephemeralContainers"], statuses, resolve)


def condition_tables(page: Page, spec: Obj, status: Obj) -> None:
    """Readiness gates and conditions; kubectl puts a blank behind each of their cells."""
    conditions = status.get("conditions") or ()
    if spec.get("readinessGates"):
        page.line("Readiness Gates:")
        page.line("Type\tStatus", 1)
        found = {condition.get("type"): condition.get("status") for condition in reversed(conditions)}
        for gate in spec["readinessGates"]:
            page.line(f"{gate['conditionType']} \t{found.get(gate['conditionType'], '<none>')} ", 1)
    if conditions:
        page.line("Conditions:")
        page.line("Type\tStatus", 1)
        for condition in conditions:
            page.line(f"{condition.get('type', '')} \t{condition.get('status', '')} ", 1)

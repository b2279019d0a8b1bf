"""CSIDrivers, CSINodes, CSIStorageCapacities and VolumeAttachments: RULES by the kind's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME
from minikctl.state.objects import annotations_of, labels_of, name_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]


def yes_no(value: Any) -> str:
    return "true" if value else "false"


def attach_cell(obj: Obj, view: View) -> str:
    return yes_no(obj["spec"].get("attachRequired", True))


def pod_info_cell(obj: Obj, view: View) -> str:
    return yes_no(obj["spec"].get("podInfoOnMount"))


def capacity_flag_cell(obj: Obj, view: View) -> str:
    return yes_no(obj["spec"].get("storageCapacity"))


def tokens_cell(obj: Obj, view: View) -> str:
    requests = obj["spec"].get("tokenRequests")
    return "<unset>" if requests is None else ",".join([request.get("audience", "") for request in requests])


def republish_cell(obj: Obj, view: View) -> str:
    return yes_no(obj["spec"].get("requiresRepublish"))


def modes_cell(obj: Obj, view: View) -> str:
    return ",".join(obj["spec"].get("volumeLifecycleModes") or ()) or "<none>"


def driver_defaults(obj: Obj) -> None:
    """SetDefaults_CSIDriver of v1.33."""
    spec = obj.setdefault("spec", {})
    for field, value in (
        ("attachRequired", True),
        ("podInfoOnMount", False),
        ("storageCapacity", False),
        ("fsGroupPolicy", "ReadWriteOnceWithFSType"),
        ("requiresRepublish", False),
        ("seLinuxMount", False),
    ):
        if spec.get(field) is None:
            spec[field] = value
    if not spec.get("volumeLifecycleModes"):
        spec["volumeLifecycleModes"] = ["Persistent"]


def drivers_cell(obj: Obj, view: View) -> int:
    return len((obj.get("spec") or {}).get("drivers") or ())


def node_defaults(obj: Obj) -> None:
    obj.setdefault("spec", {}).setdefault("drivers", None)


def describe_node(obj: Obj, view: View) -> str:
    """kubectl's page of a CSINode."""
    from minikctl.state.kinds.pages import annotations_block, events_block, labels_block  # only for pages
    from minikctl.state.kinds.podspec.describe.containers import time_text
    from minikctl.state.kinds.podspec.describe.golang import listing
    from minikctl.state.text import Page

    page = Page()
    page.line(f"Name:\t{name_of(obj)}")
    labels_block(page, "Labels", labels_of(obj))
    annotations_block(page, "Annotations", annotations_of(obj))
    page.line(f"CreationTimestamp:\t{time_text(obj['metadata'].get('creationTimestamp'))}")
    page.line("Spec:")
    drivers = obj["spec"].get("drivers")
    if drivers is not None:
        page.line("Drivers:", 1)
    for driver in drivers or ():
        page.line(f"{driver.get('name', '')}:", 2)
        page.line(f"Node ID:\t{driver.get('nodeID', '')}", 3)
        if (driver.get("allocatable") or {}).get("count") is not None:
            page.line("Allocatables:", 3)
            page.line(f"Count:\t{driver['allocatable']['count']}", 4)
        if driver.get("topologyKeys") is not None:
            page.line(f"Topology Keys:\t{listing(driver['topologyKeys'])}", 3)
    events_block(page, view, obj)
    return str(page)


def class_cell(obj: Obj, view: View) -> str:
    return obj.get("storageClassName") or ""


def capacity_cell(obj: Obj, view: View) -> str:
    return "<unset>" if obj.get("capacity") is None else str(obj["capacity"])


def attacher_cell(obj: Obj, view: View) -> str:
    return obj["spec"].get("attacher") or ""


def volume_cell(obj: Obj, view: View) -> str:
    return (obj["spec"].get("source") or {}).get("persistentVolumeName") or ""


def node_cell(obj: Obj, view: View) -> str:
    return obj["spec"].get("nodeName") or ""


def attached_cell(obj: Obj, view: View) -> str:
    return yes_no((obj.get("status") or {}).get("attached"))


def attachment_defaults(obj: Obj) -> None:
    obj.setdefault("status", {}).setdefault("attached", False)


RULES: dict[str, Rules] = {
    "CSIDriver": Rules(
        columns=(
            NAME,
            Column("AttachRequired", attach_cell, type="boolean"),
            Column("PodInfoOnMount", pod_info_cell, type="boolean"),
            Column("StorageCapacity", capacity_flag_cell, type="boolean"),
            Column("TokenRequests", tokens_cell),
            Column("RequiresRepublish", republish_cell, type="boolean"),
            Column("Modes", modes_cell),
            AGE,
        ),
        defaults=driver_defaults,
    ),
    "CSINode": Rules(
        columns=(NAME, Column("Drivers", drivers_cell, type="integer"), AGE),
        defaults=node_defaults,
        describe=describe_node,
    ),
    "CSIStorageCapacity": Rules(
        columns=(NAME, Column("StorageClassName", class_cell), Column("Capacity", capacity_cell))
    ),
    "VolumeAttachment": Rules(
        columns=(
            NAME,
            Column("Attacher", attacher_cell),
            Column("PV", volume_cell),
            Column("Node", node_cell),
            Column("Attached", attached_cell, type="boolean"),
            AGE,
        ),
        defaults=attachment_defaults,
        has_status=True,
    ),
}

"""Fields that a v1.33 server takes and drops, because what they are for is switched off by default.

The feature gates: PodLevelResources, ImageVolume, DynamicResourceAllocation, ContainerStopSignals (dropDisabledFields
of pkg/api/pod).
"""

from __future__ import annotations

from typing import Any

Obj = dict[str, Any]


def drop_disabled(spec: Obj, containers: list[Obj]) -> None:
    """Drops them from a pod spec, in place; `containers` are those of all sorts."""
    spec.pop("resources", None)
    claims = spec.pop("resourceClaims", None)
    images = {volume.get("name") for volume in spec.get("volumes") or () if volume.get("image") is not None}
    if images:
        keep(spec, "volumes", images)
    for container in containers:
        if images:
            keep(container, "volumeMounts", images)
        if claims:
            container["resources"].pop("claims", None)
        if container.get("lifecycle"):
            container["lifecycle"].pop("stopSignal", None)


def keep(holder: Obj, field: str, images: set[str]) -> None:
    """Leaves out the entries that are called as one of `images`, and the list if nothing is left of it."""
    found = [entry for entry in holder.get(field) or () if entry.get("name") not in images]
    if found:
        holder[field] = found
    else:
        holder.pop(field, None)

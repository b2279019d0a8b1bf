"""Volumes that outlive a pod: those of PersistentVolumeClaims, and folders of nodes (hostPath)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.objects import namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

TABLE = "_volumes"  # what was written into them, by key


def shared_key(pod: Obj, name: str) -> str:
    """The key under which a pod's volume is kept for all pods that mount it; "" for one that ends with the pod."""
    volume: Obj = next((one for one in spec_of(pod).get("volumes") or () if one["name"] == name), {})
    if volume.get("persistentVolumeClaim"):
        return f"claim/{namespace_of(pod)}/{volume['persistentVolumeClaim'].get('claimName', '')}"
    if volume.get("hostPath"):
        return f"host/{spec_of(pod).get('nodeName', '')}{volume['hostPath'].get('path', '')}"
    return ""


def shared_files(view: View, pod: Obj, name: str) -> Obj:
    """What was written into a shared volume, {} for any other."""
    key = shared_key(pod, name)
    found: Obj = (view.stored(TABLE, key) or {}).get("files") or {} if key else {}
    return found

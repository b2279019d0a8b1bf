"""Whether what a pod mounts is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import CONFIG_MAP, PERSISTENT_VOLUME_CLAIM, SECRET
from minikctl.state.objects import namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]


def missing_volume(view: View, pod: Obj) -> str:
    """The kubelet's message about the first volume that cannot be set up, or ""."""
    for volume in spec_of(pod).get("volumes") or ():
        problem = _problem(view, pod, volume)
        if problem:
            return f'MountVolume.SetUp failed for volume "{volume["name"]}" : {problem}'
    return ""


def _problem(view: View, pod: Obj, volume: Obj) -> str:
    namespace = namespace_of(pod)
    sources = [volume, *((volume.get("projected") or {}).get("sources") or ())]
    for source in sources:
        for field, kind, key in (("configMap", CONFIG_MAP, "name"), ("secret", SECRET, "secretName")):
            reference = source.get(field)
            if not isinstance(reference, dict) or reference.get("optional"):
                continue
            name = reference.get(key) or reference.get("name") or ""
            found = view.find(kind, name, namespace)
            if found is None:
                return f'{kind.name.lower()} "{name}" not found'
            data = {**(found.get("data") or {}), **(found.get("binaryData") or {})}
            for item in reference.get("items") or ():
                if item["key"] not in data:
                    return f"references non-existent {'config' if kind is CONFIG_MAP else 'secret'} key: {item['key']}"
    claim = volume.get("persistentVolumeClaim")
    if claim and view.find(PERSISTENT_VOLUME_CLAIM, claim.get("claimName", ""), namespace) is None:
        return f'persistentvolumeclaim "{claim.get("claimName", "")}" not found'
    return ""

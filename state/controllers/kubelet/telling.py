"""The kubelet's Events about a pod and its containers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.objects import spec_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]


def tell(tx: Transaction, pod: Obj, kind: str, reason: str, message: str, container: Obj | None = None) -> None:
    """An event of the kubelet about a pod, or about one of its containers."""
    field = ""
    if container is not None:
        init = any(one["name"] == container["name"] for one in spec_of(pod).get("initContainers") or ())
        field = f"spec.{'initContainers' if init else 'containers'}{{{container['name']}}}"
    tx.event(pod, kind, reason, message, "kubelet", host=spec_of(pod)["nodeName"], field=field)

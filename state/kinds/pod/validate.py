"""What may stand in a pod, beyond what may stand in any template (ValidatePodCreate of v1.33)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minikctl.state.fields import FieldError, forbidden
from minikctl.state.kinds.podspec.validate import pod_spec_errors
from minikctl.state.kinds.podspec.validate.containers import image_space_errors
from minikctl.state.objects import name_of, uid_of

Obj = dict[str, Any]


def validate(pod: Obj) -> Iterator[FieldError]:
    """Errors of a pod's spec; ephemeral containers come later, through a subresource."""
    spec = pod["spec"]
    yield from pod_spec_errors(spec, "spec", name_of(pod), is_pod=True)
    if not spec.get("serviceAccountName"):
        yield from token_errors(spec)
    for field in ("containers", "initContainers"):
        for index, container in enumerate(spec.get(field) or ()):
            yield from image_space_errors(container, f"spec.{field}[{index}]")
    if is_new(pod) and spec.get("ephemeralContainers"):
        yield forbidden("spec.ephemeralContainers", "cannot be set on create")
    if spec.get("nodeName") and spec.get("schedulingGates"):
        yield forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared")


def is_new(pod: Obj) -> bool:
    """Whether the pod is being created: what is stored has a resourceVersion."""
    return not (uid_of(pod) and pod["metadata"].get("resourceVersion"))


def token_errors(spec: Obj) -> Iterator[FieldError]:
    """Without an account there is no token."""
    for index, volume in enumerate(spec.get("volumes") or ()):
        for number, source in enumerate((volume.get("projected") or {}).get("sources") or ()):
            if source.get("serviceAccountToken") is not None:
                field = f"spec.volumes[{index}].projected.sources[{number}].serviceAccountToken"
                yield forbidden(field, "must not be specified when serviceAccountName is not set")

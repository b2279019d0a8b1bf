"""Pods: RULES of the kind."""

from __future__ import annotations

from typing import Any

from minikctl.state.kinds.kind import Rules
from minikctl.state.kinds.pod.columns import COLUMNS
from minikctl.state.kinds.podspec.deferred import deferred

Obj = dict[str, Any]


def prepare(pod: Obj, old: Obj | None, now: float) -> None:
    """What the pod strategy does: a new pod is Pending and knows its quality of service class."""
    from minikctl.state.kinds.pod.admit import new_status  # only for writes

    if old is None:
        pod["status"] = new_status(pod)


RULES = Rules(
    columns=COLUMNS,
    defaults=deferred("pod.defaults", "defaults"),
    prepare=prepare,
    validate=deferred("pod.validate", "validate"),
    validate_update=deferred("pod.update", "validate_update"),
    describe=deferred("pod.describe", "describe"),
    warnings=deferred("pod.warnings", "warnings"),
    spec_generation=True,
    has_status=True,
)

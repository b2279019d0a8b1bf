"""A pod's quality of service class, from its containers' requests and limits (kubectl's and the kubelet's qos.go)."""

from __future__ import annotations

from typing import Any

from minikctl.state.quantities import parse

Obj = dict[str, Any]

COUNTED = ("cpu", "memory")


def qos_class(spec: Obj) -> str:
    """`BestEffort`, `Burstable` or `Guaranteed`."""
    requests: dict[str, int] = {}
    limits: dict[str, int] = {}
    guaranteed = True
    for container in [*(spec.get("containers") or ()), *(spec.get("initContainers") or ())]:
        resources = container.get("resources") or {}
        _add(requests, resources.get("requests"))
        if not _add(limits, resources.get("limits")).issuperset(COUNTED):
            guaranteed = False
    if not requests and not limits:
        return "BestEffort"
    same = all(name in limits and limits[name] == amount for name, amount in requests.items())
    return "Guaranteed" if guaranteed and same and len(requests) == len(limits) else "Burstable"


def _add(total: dict[str, int], resources: Obj | None) -> set[str]:
    """Adds the positive amounts of cpu and memory to a total; returns which there were."""
    found = set()
    for name in COUNTED:
        try:
            nanos = parse(str((resources or {}).get(name, "0"))).nanos
        except ValueError:
            continue
        if nanos > 0:
            total[name] = total.get(name, 0) + nanos
            found.add(name)
    return found

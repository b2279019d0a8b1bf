"""The kubelet's probes as state machines: only tries that could change something are made."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from minikctl.state.network.probing import outcome
from minikctl.state.objects import spec_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

FIELDS = {"startup": "startupProbe", "readiness": "readinessProbe", "liveness": "livenessProbe"}
TITLES = {"startup": "Startup", "readiness": "Readiness", "liveness": "Liveness"}


def run(tx: Transaction, pod: Obj, container: Obj, one: Obj) -> tuple[str, float | None]:
    """Tries what is due; returns (the probe that has failed for good, when to look again).

    Writes `up` (started) and `ready` of the container's memory.
    """
    dues: list[float] = []
    for kind in ("startup", "readiness", "liveness"):
        probe = container.get(FIELDS[kind])
        if not probe:
            continue
        if kind != "startup" and not one.get("up"):
            continue
        if kind == "startup" and one.get("up"):
            continue
        due, verdict = _one(tx, pod, container, one, kind, probe)
        if verdict is False and kind in ("startup", "liveness"):
            return kind, None
        if due is not None:
            dues.append(due)
        if kind == "startup" and one.get("up") and "readinessProbe" not in container:
            one["ready"] = True
    return "", min(dues) if dues else None


def _current(kind: str, one: Obj) -> bool | None:
    """The result that holds: readiness starts false, liveness true, startup unknown."""
    if kind == "startup":
        return True if one.get("up") else None
    return bool(one.get("ready")) if kind == "readiness" else True


def _one(
    tx: Transaction, pod: Obj, container: Obj, one: Obj, kind: str, probe: Obj
) -> tuple[float | None, bool | None]:
    """Moves one probe on; returns (when to look again, the result if it has just changed)."""
    memory = one.setdefault("probes", {}).setdefault(kind, {})
    found = outcome(tx, pod, container, probe)
    if found.success == _current(kind, one):
        memory.pop("run", None)
        memory.pop("next", None)
        return found.until, None
    if memory.get("want") != found.success:
        memory.update(want=found.success, run=0)
        memory.pop("next", None)
    if "next" not in memory:
        memory["next"] = _tick(tx, one, probe)
    if tx.now < memory["next"]:
        return _earliest(memory["next"], found.until), None
    memory["run"] = memory.get("run", 0) + 1
    if not found.success:
        _tell(tx, pod, container, f"{TITLES[kind]} probe failed: {found.output}")
    threshold = probe.get("successThreshold" if found.success else "failureThreshold", 1 if found.success else 3)
    if memory["run"] < threshold:
        memory["next"] += probe.get("periodSeconds", 10)
        return _earliest(memory["next"], found.until), None
    memory.clear()
    if kind == "readiness":
        one["ready"] = found.success
    elif kind == "startup" and found.success:
        one["up"] = True
    return found.until, found.success


def _tick(tx: Transaction, one: Obj, probe: Obj) -> float:
    """The next try: right after the start, then every period; those before the initial delay are skipped."""
    period = float(probe.get("periodSeconds") or 10)
    started = float(one.get("started", tx.now))
    first = started + ceil((probe.get("initialDelaySeconds") or 0) / period) * period
    if tx.now <= first:
        return first
    return started + ceil(round((tx.now - started) / period, 6)) * period


def _earliest(first: float, second: float | None) -> float:
    return first if second is None else min(first, second)


def _tell(tx: Transaction, pod: Obj, container: Obj, message: str) -> None:
    field = f"spec.containers{{{container['name']}}}"
    tx.event(pod, "Warning", "Unhealthy", message, "kubelet", host=spec_of(pod)["nodeName"], field=field)

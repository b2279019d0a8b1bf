"""The kubelet's probes as state machines: only tries that change something, or are told of, are made."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from minikctl.state.controllers.kubelet.telling import tell
from minikctl.state.network.probesteps import threshold, unhealthy
from minikctl.state.network.probing import Outcome, outcome
from minikctl.state.objects import key_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

FIELDS = {"startup": "startupProbe", "readiness": "readinessProbe", "liveness": "livenessProbe"}
COMMAND_DELAY = 0.3  # seconds after a container's start at which a command first finds its server
BURST, SELDOM = 22, 300.0  # Events about one pod: so many, then one in so many seconds (client-go's spam filter)


def run(tx: Transaction, pod: Obj, container: Obj, one: Obj) -> tuple[str, float | None]:
    """Tries what is due; returns (the probe that has failed for good, when to look again).

    Writes `up` (started) and `ready` of the container's memory.
    """
    dues: list[float] = []
    for kind in ("startup", "readiness", "liveness"):
        probe = container.get(FIELDS[kind])
        if not probe or (kind == "startup") == bool(one.get("up")):
            continue
        due, failed = _one(tx, pod, container, one, kind, probe)
        if failed:
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


def _one(tx: Transaction, pod: Obj, container: Obj, one: Obj, kind: str, probe: Obj) -> tuple[float | None, bool]:
    """Moves one probe on; returns (when to look again, whether the container is to be restarted for it)."""
    memory = one.setdefault("probes", {}).setdefault(kind, {})
    found = outcome(tx, pod, container, probe, one)
    if found.asks and tx.stored("_asking", key_of(pod)) is None:
        tx.put("_asking", key_of(pod), {"uid": uid_of(pod)})
    if found.kind == "success" and _current(kind, one) is True and found.app is None:
        _settle(memory)
        return found.until, False
    if memory.get("want") != found.kind:
        memory.update(want=found.kind, run=0)
        memory.pop("next", None)
    if "next" not in memory:
        memory["next"] = _tick(tx, one, probe, memory.get("last"))
    if tx.now < memory["next"]:
        return _earliest(memory["next"], found.until), False
    return _try(tx, pod, container, one, kind, probe, memory, found)


def _try(
    tx: Transaction, pod: Obj, container: Obj, one: Obj, kind: str, probe: Obj, memory: Obj, found: Outcome
) -> tuple[float | None, bool]:
    """Makes a try that was due."""
    period = float(probe.get("periodSeconds") or 10)
    memory["last"] = memory["next"]
    if found.app is not None:
        one["app"] = found.app
    event = unhealthy(kind, found.kind, found.output)
    if event is not None:
        memory["tries"] = memory.get("tries", 0) + 1
        tell(tx, pod, event["type"], event["reason"], event["message"], container)
    counts = found.kind != "error"  # a try that could not be made counts for nothing
    memory["run"] = memory.get("run", 0) + (1 if counts else 0)
    holds = counts and memory["run"] >= threshold(probe, found.success)
    if holds and kind == "readiness":
        one["ready"] = found.success
    elif holds and kind == "startup" and found.success:
        one["up"] = True
    if holds and found.kind == "success" and found.app is None:
        _settle(memory)
        return found.until, False
    if holds and not found.success and kind != "readiness":
        return None, True
    tries = memory.get("tries", 0)
    seldom = SELDOM * max(1, (tries - BURST) // BURST) if tries >= BURST and found.app is None else 0.0
    step = max(ceil(seldom / period), 1) * period
    memory["next"] = memory["next"] + step
    return _earliest(memory["next"], found.until), False


def _settle(memory: Obj) -> None:
    """Nothing is under way; only when the last try was made is remembered."""
    for field in [name for name in memory if name != "last"]:
        del memory[field]


def _tick(tx: Transaction, one: Obj, probe: Obj, last: float | None) -> float:
    """The next try: right after the start, then every period; those before the initial delay are skipped."""
    period = float(probe.get("periodSeconds") or 10)
    started = float(one.get("started", tx.now)) + (COMMAND_DELAY if probe.get("exec") else 0.0)
    first = started + ceil((probe.get("initialDelaySeconds") or 0) / period) * period
    if tx.now > first:
        first = started + ceil(round((tx.now - started) / period, 6)) * period
    return first + period if last is not None and first <= last + 1e-6 else first


def _earliest(first: float, second: float | None) -> float:
    return first if second is None else min(first, second)

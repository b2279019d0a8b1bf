"""The loop that gives workloads as many replicas as their metrics ask for (pkg/controller/podautoscaler)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state.controllers import hpametrics
from minikctl.state.controllers.hpametrics import NoMetric
from minikctl.state.kinds import HORIZONTAL_POD_AUTOSCALER
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import is_terminating, namespace_of, spec_of, status_of
from minikctl.state.selectors import Selector, selector_of, selector_of_labels

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

LOOP, COMPONENT = "horizontalpodautoscaler", "horizontal-pod-autoscaler"
PERIOD = 15.0  # --horizontal-pod-autoscaler-sync-period
WINDOW = 300.0  # --horizontal-pod-autoscaler-downscale-stabilization
TABLE = "_autoscaling"  # when it was looked at, and what was recommended lately: [[moment, replicas], …]


class Wanted(NamedTuple):
    """How many replicas there should be, and what is written about it."""

    replicas: int
    reason: str = ""
    metrics: list[Obj] | None = None


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one autoscaler."""
    hpa = tx.find_key(HORIZONTAL_POD_AUTOSCALER, key)
    if hpa is None or is_terminating(hpa):
        tx.put(TABLE, key, None)
        return
    memory = tx.stored(TABLE, key) or {}
    if not memory and not status_of(hpa).get("conditions"):  # the queue hands out a new one when a period is over
        memory = {"synced": tx.now}
        tx.put(TABLE, key, memory)
    if tx.now < memory.get("synced", 0.0) + PERIOD:
        tx.wake_at(memory["synced"] + PERIOD, LOOP, key)
        return
    look_after(tx, key, hpa)
    if tx.find_key(HORIZONTAL_POD_AUTOSCALER, key) is not hpa:
        tx.put(TABLE, key, {**(tx.stored(TABLE, key) or {}), "synced": tx.now})


def look_after(tx: Transaction, key: str, hpa: Obj) -> None:
    """One round: what the metrics say, and what follows."""
    conditions = [dict(one) for one in status_of(hpa).get("conditions") or ()]
    kind, target = target_of(tx, hpa)
    if kind is None or target is None:
        missing(tx, hpa, kind, conditions)
        return
    note(tx, conditions, "AbleToScale", True, "SucceededGetScale", GOT_SCALE)
    current = int(spec_of(target).get("replicas", 1))
    try:
        wanted = work_out(tx, hpa, key, target, current, conditions)
    except NoMetric as problem:
        failed(tx, hpa, problem, conditions, current)
        return
    if wanted is None:
        publish(tx, hpa, conditions, current, 0, None)
        return
    if wanted.replicas != current:
        tx.write(kind, {**target, "spec": {**spec_of(target), "replicas": wanted.replicas}})
        message = f"the HPA controller was able to update the target scale to {wanted.replicas}"
        note(tx, conditions, "AbleToScale", True, "SucceededRescale", message)
        message = f"New size: {wanted.replicas}; reason: {wanted.reason}"
        tx.event(hpa, "Normal", "SuccessfulRescale", message, COMPONENT)
    publish(tx, hpa, conditions, current, wanted.replicas, wanted.metrics, rescaled=wanted.replicas != current)


GOT_SCALE = "the HPA controller was able to get the target's current scale"


def target_of(tx: Transaction, hpa: Obj) -> tuple[Kind | None, Obj | None]:
    reference = hpa["spec"].get("scaleTargetRef") or {}
    kind = tx.kind_of(reference.get("apiVersion", ""), reference.get("kind", ""))
    return kind, tx.find(kind, reference.get("name", ""), namespace_of(hpa)) if kind is not None else None


def missing(tx: Transaction, hpa: Obj, kind: Kind | None, conditions: list[Obj]) -> None:
    """There is nothing to scale."""
    reference = hpa["spec"].get("scaleTargetRef") or {}
    if kind is None:
        group = str(reference.get("apiVersion", "")).rpartition("/")[0]
        why = f'no matches for kind "{reference.get("kind", "")}" in group "{group}"'
    else:
        why = f'{kind.resource} "{reference.get("name", "")}" not found'
    message = f"the HPA controller was unable to get the target's current scale: {why}"
    if note(tx, conditions, "AbleToScale", False, "FailedGetScale", message):
        tx.event(hpa, "Warning", "FailedGetScale", why, COMPONENT)
    tx.update_status(HORIZONTAL_POD_AUTOSCALER, hpa, {**status_of(hpa), "conditions": conditions})


def failed(tx: Transaction, hpa: Obj, problem: NoMetric, conditions: list[Obj], current: int) -> None:
    """No metric says anything."""
    why = f"the HPA was unable to compute the replica count: {problem.why}"
    if note(tx, conditions, "ScalingActive", False, problem.reason, why):
        tx.event(hpa, "Warning", problem.reason, problem.why, COMPONENT)
        count = len(hpa["spec"].get("metrics") or ())
        message = f"invalid metrics ({problem.number} invalid out of {count}), first error is: {problem.first}"
        tx.event(hpa, "Warning", "FailedComputeMetricsReplicas", message, COMPONENT)
    publish(tx, hpa, conditions, current, int(status_of(hpa).get("desiredReplicas") or 0), None)


def work_out(tx: Transaction, hpa: Obj, key: str, target: Obj, current: int, conditions: list[Obj]) -> Wanted | None:
    """How many replicas there should be; None if scaling is switched off. Raises NoMetric."""
    spec = hpa["spec"]
    least, most = int(spec.get("minReplicas", 1)), int(spec["maxReplicas"])
    if current == 0 and least != 0:
        message = "scaling is disabled since the replica count of the target is zero"
        note(tx, conditions, "ScalingActive", False, "ScalingDisabled", message)
        return None
    if current > most:
        return Wanted(most, "Current number of replicas above Spec.MaxReplicas")
    if current < least:
        return Wanted(least, "Current number of replicas below Spec.MinReplicas")
    found = hpametrics.proposal(tx, hpa, selector_for(target), current)
    message = f"the HPA was able to successfully calculate a replica count from {found.name}"
    note(tx, conditions, "ScalingActive", True, "ValidMetricFound", message)
    reason = ""
    if found.replicas > current:
        reason = f"{found.name} above target"
    elif found.replicas < current:
        reason = "All metrics below target"
    replicas = stabilized(tx, hpa, key, found.replicas, current, conditions)
    replicas = limited(tx, spec, replicas, current, conditions)
    return Wanted(replicas, reason, found.statuses)


def selector_for(target: Obj) -> Selector:
    selector = spec_of(target).get("selector") or {}
    is_plain = "matchLabels" not in selector and "matchExpressions" not in selector
    return selector_of_labels(selector) if is_plain else selector_of(selector)


def stabilized(tx: Transaction, hpa: Obj, key: str, replicas: int, current: int, conditions: list[Obj]) -> int:
    """Nothing shrinks below what was recommended during the last minutes (stabilizeRecommendation)."""
    down = (hpa["spec"].get("behavior") or {}).get("scaleDown") or {}
    given = down.get("stabilizationWindowSeconds")
    window = WINDOW if given is None else float(given)
    memory = tx.stored(TABLE, key) or {}
    known = memory.get("recommended") or [[tx.now, current]]
    if known[-1][1] != replicas:
        known = [*known, [tx.now, replicas]]
    ends = [*[one[0] for one in known[1:]], tx.now + window]  # a recommendation holds until there is another
    recent = [(one, end) for one, end in zip(known, ends, strict=True) if end > tx.now - window]
    kept = [one for one, _ in recent]
    if kept != memory.get("recommended"):
        tx.put(TABLE, key, {**memory, "recommended": kept})
    highest = max(one[1] for one in kept)
    if highest > replicas:
        over = min(end for one, end in recent if one[1] > replicas) + window
        tx.wake_at(over, LOOP, key, patient=True)
    elif replicas != current:
        tx.wake_at(tx.now + PERIOD, LOOP, key)
    highest = min(highest, current) if replicas < current else replicas
    if highest != replicas:
        message = "recent recommendations were higher than current one, applying the highest recent recommendation"
        note(tx, conditions, "AbleToScale", True, "ScaleDownStabilized", message)
    else:
        note(tx, conditions, "AbleToScale", True, "ReadyForNewScale", "recommended size matches current size")
    return highest


def limited(tx: Transaction, spec: Obj, replicas: int, current: int, conditions: list[Obj]) -> int:
    """Between the least and the most, and not faster than allowed (convertDesiredReplicasWithRules)."""
    least, most = int(spec.get("minReplicas", 1)), int(spec["maxReplicas"])
    fastest = grown(spec, current)
    top, word = most, "TooManyReplicas"
    why = "the desired replica count is more than the maximum replica count"
    if fastest < most:
        top, word = fastest, "ScaleUpLimit"
        why = "the desired replica count is increasing faster than the maximum scale rate"
    if replicas < least:
        why = "the desired replica count is less than the minimum replica count"
        note(tx, conditions, "ScalingLimited", True, "TooFewReplicas", why)
        return least
    if replicas > top:
        note(tx, conditions, "ScalingLimited", True, word, why)
        return top
    why = "the desired count is within the acceptable range"
    note(tx, conditions, "ScalingLimited", False, "DesiredWithinRange", why)
    return replicas


def grown(spec: Obj, current: int) -> int:
    """The most replicas that there may be after one step: twice as many, four at least, or as the policies say."""
    up = (spec.get("behavior") or {}).get("scaleUp")
    if not up:
        return max(2 * current, 4)
    if up.get("selectPolicy") == "Disabled":
        return current
    sizes = []
    for policy in up.get("policies") or ():
        more = policy["value"] if policy.get("type") == "Pods" else -(-current * policy["value"] // 100)
        sizes.append(current + int(more))
    return (min if up.get("selectPolicy") == "Min" else max)(sizes, default=max(2 * current, 4))


def note(tx: Transaction, conditions: list[Obj], kind: str, good: bool, reason: str, message: str) -> bool:
    """Sets a condition; its time is that of the last change of its status. Tells whether it says something new."""
    status = "True" if good else "False"
    for one in conditions:
        if one["type"] == kind:
            news = (one["status"], one.get("reason"), one.get("message")) != (status, reason, message)
            since = one["lastTransitionTime"] if one["status"] == status else tx.timestamp()
            one.update(status=status, reason=reason, message=message, lastTransitionTime=since)
            return news
    conditions.append(
        {"lastTransitionTime": tx.timestamp(), "message": message, "reason": reason, "status": status, "type": kind}
    )
    return True


def publish(
    tx: Transaction,
    hpa: Obj,
    conditions: list[Obj],
    current: int,
    wanted: int,
    metrics: list[Obj] | None,
    *,
    rescaled: bool = False,
) -> None:
    """Writes the status."""
    before = status_of(hpa)
    status: Obj = {
        "conditions": conditions,
        "currentMetrics": metrics if metrics is not None else before.get("currentMetrics"),
        "currentReplicas": current,
        "desiredReplicas": wanted,
    }
    moment = tx.timestamp() if rescaled else before.get("lastScaleTime")
    if moment:
        status["lastScaleTime"] = moment
    tx.update_status(HORIZONTAL_POD_AUTOSCALER, hpa, status)

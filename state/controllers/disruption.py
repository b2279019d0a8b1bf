"""The loop that tells each PodDisruptionBudget how many of its pods may be missed (pkg/controller/disruption)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.clock import parse_timestamp
from minikctl.state.controllers.deployment.rolling import share
from minikctl.state.controllers.replicas import is_ready
from minikctl.state.kinds import POD, POD_DISRUPTION_BUDGET
from minikctl.state.objects import (
    condition_of,
    is_terminating,
    key_of,
    labels_of,
    name_of,
    namespace_of,
    owner_of,
    spec_of,
    status_of,
    uid_of,
)
from minikctl.state.selectors import selector_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Obj = dict[str, Any]

LOOP = "disruption"
COMPONENT = "controllermanager"
PATIENCE = 120.0  # seconds until an eviction that did not come is forgotten


def selects(budget: Obj, pod: Obj) -> bool:
    """Whether a budget guards a pod; one without a selector guards none."""
    selector = budget["spec"].get("selector")
    return selector is not None and selector_of(selector).matches(labels_of(pod))


def guarded_pods(view: View, budget: Obj) -> list[Obj]:
    return [pod for pod in view.list(POD, namespace_of(budget)) if selects(budget, pod)]


def reconcile(tx: Transaction, key: str) -> None:
    """Writes the status of one budget."""
    budget = tx.find_key(POD_DISRUPTION_BUDGET, key)
    if budget is None or is_terminating(budget):
        return
    pods = guarded_pods(tx, budget)
    expected, desired, unmanaged = wanted(tx, budget, pods)
    disrupted = still_expected_to_go(tx, budget, pods)
    healthy = [pod for pod in pods if is_ready(pod) and not is_terminating(pod) and name_of(pod) not in disrupted]
    allowed = max(0, len(healthy) - desired) if expected > 0 else 0
    status: Obj = {
        "conditions": [allowed_condition(tx, budget, allowed)],
        "currentHealthy": len(healthy),
        "desiredHealthy": desired,
        "disruptionsAllowed": allowed,
        "expectedPods": expected,
        "observedGeneration": budget["metadata"].get("generation", 1),
    }
    if disrupted:
        status["disruptedPods"] = disrupted
    if status_of(budget) == status:
        return
    if not pods:
        tx.event(budget, "Normal", "NoPods", "No matching pods found", COMPONENT)
    if unmanaged:
        tell_unmanaged(tx, budget)
    tx.update_status(POD_DISRUPTION_BUDGET, budget, status)


def allowed_condition(tx: Transaction, budget: Obj, allowed: int) -> Obj:
    """The condition DisruptionAllowed; its time is that of its last change."""
    state = "True" if allowed > 0 else "False"
    known = condition_of(budget, "DisruptionAllowed") or {}
    since = known.get("lastTransitionTime") if known.get("status") == state else None
    return {
        "lastTransitionTime": since or tx.timestamp(),
        "message": "",
        "observedGeneration": budget["metadata"].get("generation", 1),
        "reason": "SufficientPods" if allowed > 0 else "InsufficientPods",
        "status": state,
        "type": "DisruptionAllowed",
    }


def wanted(tx: Transaction, budget: Obj, pods: list[Obj]) -> tuple[int, int, bool]:
    """(expected pods, healthy ones that there must be, whether pods without a controller make this unsure)."""
    spec = budget["spec"]
    if spec.get("maxUnavailable") is not None:
        expected, unmanaged = expected_scale(tx, pods)
        return expected, max(0, expected - share(spec["maxUnavailable"], expected, up=True)), unmanaged
    least = spec.get("minAvailable")
    if isinstance(least, str) and least.endswith("%"):
        expected, unmanaged = expected_scale(tx, pods)
        return expected, share(least, expected, up=True), unmanaged
    return len(pods), 0 if least is None else int(least), False


def expected_scale(tx: Transaction, pods: list[Obj]) -> tuple[int, bool]:
    """(how many pods the controllers of the pods are meant to have, whether a pod has none)."""
    sizes: dict[str, int] = {}
    unmanaged = False
    for pod in pods:
        found = controller_of(tx, pod)
        if found is None:
            unmanaged = unmanaged or owner_of(pod) is None
        else:
            sizes[uid_of(found)] = spec_of(found).get("replicas", 1)
    return sum(sizes.values()), unmanaged


def tell_unmanaged(tx: Transaction, budget: Obj) -> None:
    """Pods without a controller cannot be counted."""
    message = (
        f"Pods selected by this PodDisruptionBudget (selector: {go_selector(budget['spec'].get('selector') or {})})"
        " were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may "
        'result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB '
        "to an integer value."
    )
    tx.event(budget, "Warning", "UnmanagedPods", message, COMPONENT)


def controller_of(view: View, pod: Obj) -> Obj | None:
    """What scales a pod: its controller, or the Deployment above that."""
    found: Obj | None = pod
    for _ in range(2):
        reference = owner_of(found) if found is not None else None
        kind = view.kind_of(reference.get("apiVersion", ""), reference.get("kind", "")) if reference else None
        if reference is None or kind is None:
            break
        above = view.find(kind, reference["name"], namespace_of(pod))
        if above is None or uid_of(above) != reference.get("uid"):
            break
        found = above
        if kind.name != "ReplicaSet":
            break
    return None if found is pod or found is None or "replicas" not in spec_of(found) else found


def go_selector(selector: Obj) -> str:
    """A LabelSelector as Go's %v prints it."""
    pairs = "".join(f"{name}: {value}," for name, value in sorted((selector.get("matchLabels") or {}).items()))
    expressions = "".join(
        f"LabelSelectorRequirement{{Key:{one.get('key', '')},Operator:{one.get('operator', '')},"
        f"Values:[{' '.join(one.get('values') or ())}],}},"
        for one in selector.get("matchExpressions") or ()
    )
    return (
        f"&LabelSelector{{MatchLabels:map[string]string{{{pairs}}},"
        f"MatchExpressions:[]LabelSelectorRequirement{{{expressions}}},}}"
    )


def still_expected_to_go(tx: Transaction, budget: Obj, pods: list[Obj]) -> dict[str, str]:
    """Pods that were evicted and have not been seen terminating yet; after two minutes nobody waits any more."""
    there = {name_of(pod): pod for pod in pods}
    found = {}
    for name, moment in (status_of(budget).get("disruptedPods") or {}).items():
        pod = there.get(name)
        if pod is None or is_terminating(pod):
            continue
        due = parse_timestamp(moment) + PATIENCE
        if due <= tx.now:
            why = f"Pod was expected by PDB {key_of(budget)} to be deleted but it wasn't"
            tx.event(pod, "Warning", "NotDeleted", why, COMPONENT)
        else:
            found[name] = moment
            tx.wake_at(due, LOOP, key_of(budget))
    return found

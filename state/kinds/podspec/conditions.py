"""What pages of workloads say of conditions and of the pods they own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import POD
from minikctl.state.objects import namespace_of, owner_of, uid_of
from minikctl.state.selectors import Selector

if TYPE_CHECKING:
    from minikctl.state.text import Page
    from minikctl.state.view import View

Obj = dict[str, Any]

COUNTED = ("Running", "Pending", "Succeeded", "Failed")


def conditions_block(page: Page, status: Obj) -> None:
    """The conditions of a workload: type, status, reason."""
    conditions = status.get("conditions")
    if not conditions:
        return
    page.line("Conditions:")
    page.line("Type\tStatus\tReason", 1)
    page.line("----\t------\t------", 1)
    for condition in conditions:
        cells = [condition.get(field) or "" for field in ("type", "status", "reason")]
        page.line(f"{cells[0]} \t{cells[1]}\t{cells[2]}", 1)


def pods_status(obj: Obj, selector: Selector, view: View) -> str:
    """`2 Running / 0 Waiting / 0 Succeeded / 0 Failed`: the selected pods that the object controls, by phase."""
    counts = dict.fromkeys(COUNTED, 0)
    for pod in view.owned(POD, uid_of(obj)):
        owner = owner_of(pod)
        mine = owner is not None and owner.get("uid") == uid_of(obj) and namespace_of(pod) == namespace_of(obj)
        phase = (pod.get("status") or {}).get("phase")
        if mine and phase in counts and selector.matches(pod["metadata"].get("labels") or {}):
            counts[phase] += 1
    running, waiting, succeeded, failed = counts.values()
    return f"{running} Running / {waiting} Waiting / {succeeded} Succeeded / {failed} Failed"

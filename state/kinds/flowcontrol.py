"""FlowSchemas and PriorityLevelConfigurations: RULES by the kind's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME, count
from minikctl.state.objects import condition_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]


def level_cell(obj: Obj, view: View) -> str:
    return (obj["spec"].get("priorityLevelConfiguration") or {}).get("name") or ""


def precedence_cell(obj: Obj, view: View) -> int:
    return count(obj["spec"], "matchingPrecedence")


def method_cell(obj: Obj, view: View) -> str:
    method = obj["spec"].get("distinguisherMethod")
    return "<none>" if method is None else method.get("type", "")


def missing_cell(obj: Obj, view: View) -> str:
    """Whether the schema refers to a level that is not there."""
    condition = condition_of(obj, "Dangling")
    return "?" if condition is None else str(condition.get("status", ""))


def schema_defaults(obj: Obj) -> None:
    spec = obj.setdefault("spec", {})
    if not spec.get("matchingPrecedence"):
        spec["matchingPrecedence"] = 1000
    obj.setdefault("status", {})


def type_cell(obj: Obj, view: View) -> str:
    return obj["spec"].get("type") or ""


def shares_cell(obj: Obj, view: View) -> object:
    limited = obj["spec"].get("limited")
    return "<none>" if limited is None else count(limited, "nominalConcurrencyShares")


def queuing_cell(field: str) -> Callable[[Obj, View], object]:
    def cell(obj: Obj, view: View) -> object:
        response = (obj["spec"].get("limited") or {}).get("limitResponse") or {}
        queuing = response.get("queuing")
        return "<none>" if queuing is None else count(queuing, field)

    return cell


def level_defaults(obj: Obj) -> None:
    """SetDefaults_LimitedPriorityLevelConfiguration and its queues."""
    limited = obj.setdefault("spec", {}).get("limited")
    if limited is not None:
        for field, value in (("nominalConcurrencyShares", 30), ("lendablePercent", 0)):
            if limited.get(field) is None:
                limited[field] = value
        queuing = (limited.get("limitResponse") or {}).get("queuing")
        for field, value in (("handSize", 8), ("queues", 64), ("queueLengthLimit", 50)):
            if queuing is not None and not queuing.get(field):
                queuing[field] = value
    obj.setdefault("status", {})


RULES: dict[str, Rules] = {
    "FlowSchema": Rules(
        columns=(
            NAME,
            Column("PriorityLevel", level_cell),
            Column("MatchingPrecedence", precedence_cell),
            Column("DistinguisherMethod", method_cell),
            AGE,
            Column("MissingPL", missing_cell),
        ),
        defaults=schema_defaults,
        spec_generation=True,
        has_status=True,
    ),
    "PriorityLevelConfiguration": Rules(
        columns=(
            NAME,
            Column("Type", type_cell),
            Column("NominalConcurrencyShares", shares_cell),
            Column("Queues", queuing_cell("queues")),
            Column("HandSize", queuing_cell("handSize")),
            Column("QueueLengthLimit", queuing_cell("queueLengthLimit")),
            AGE,
        ),
        defaults=level_defaults,
        spec_generation=True,
        has_status=True,
    ),
}
